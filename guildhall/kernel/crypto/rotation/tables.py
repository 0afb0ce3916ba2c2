"""Which tables keep something sealed: every model with sealed columns, and what parts offer beside."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from guildhall.kernel.crypto.fields import BlindIndexField, EncryptedTextField
from guildhall.kernel.crypto.offers import Indexed, SealedIndex, SealedTable
from guildhall.kernel.offers import offered


def sealed_tables() -> list[SealedTable]:
    """All tables with sealed columns, in a fixed order."""
    found = [*_of_models(), *offered(SealedTable)]
    return sorted(found, key=lambda each: each.table)


def _of_models() -> Iterator[SealedTable]:
    for model in apps.get_models():
        if model._meta.proxy or not model._meta.managed:
            continue
        fields = model._meta.local_concrete_fields
        columns = {str(field.column): field.label for field in fields if isinstance(field, EncryptedTextField)}
        indexes = {str(field.column): _index_of(model, field) for field in fields if isinstance(field, BlindIndexField)}
        key = str(model._meta.pk.column)
        if columns or indexes:
            yield SealedTable(model._meta.db_table, (key,), columns, indexes, is_model=True)


def _index_of(model: type[models.Model], field: BlindIndexField) -> SealedIndex:
    for each in offered(Indexed):
        if each.model is model and each.field == field.name:
            return SealedIndex(field.purpose, each.reads, each.key)
    if not field.of:
        raise LookupError(f"{model._meta.label}.{field.name} says neither `of` nor by an offer what it is made of")
    return SealedIndex(field.purpose, (field.of,), str)
