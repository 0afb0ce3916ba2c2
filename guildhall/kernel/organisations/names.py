"""Finding names by any part of them: pairs of neighbouring characters, indexed, without extensions."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

SHORTEST = 2
EVERYWHERE = frozenset({"工会", "会委", "委员", "员会", "总工", "有限", "限公", "公司"})


class Bigrams(models.Func):
    """The pairs of neighbouring characters of a text, by the function `bigrams` of our own schema."""

    function = "bigrams"
    arity = 1
    output_field = ArrayField(models.TextField())


def bigrams_of(text: str) -> list[str]:
    """The pairs of neighbouring characters, as the database's function gives them."""
    folded = text.lower()
    return sorted({folded[at : at + SHORTEST] for at in range(len(folded) - 1)})


def containing(queryset: Any, field: str, text: str) -> Any:
    """Rows whose field contains a text of two characters or more: candidates by index, then the text itself.

    Pairs that stand in nearly every name are no help: where nothing else was typed, the names are read as they come.
    """
    pairs = bigrams_of(text)
    if not pairs:
        return queryset.none()
    if EVERYWHERE.issuperset(pairs):
        return queryset.filter(**{f"{field}__icontains": text})
    return queryset.alias(_pairs=Bigrams(field)).filter(**{"_pairs__contains": pairs, f"{field}__icontains": text})
