"""What higher parts tell the tree about their rows."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models


def nothing_against(organisation_id: int) -> list[str]:
    return []


@dataclass(frozen=True)
class FollowsTree:
    """A model whose rows carry an organisation and its area: a move keeps the area right, a dissolution asks it."""

    model: type[models.Model]
    organisation: str = "organisation"
    area: str = "area"
    why_not_dissolve: Callable[[int], list[str]] = nothing_against
