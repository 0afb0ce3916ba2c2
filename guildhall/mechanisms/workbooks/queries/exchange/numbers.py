"""By which numbers upper systems know our records."""

from __future__ import annotations

from django.db import models

from guildhall.mechanisms.workbooks.models import OutsideNumber

SHORTEST = 4


def outside_numbers(record: models.Model) -> list[OutsideNumber]:
    """The numbers of one record, with the system that gave each."""
    found = OutsideNumber.objects.filter(subject_type=record._meta.label_lower, subject_id=record.pk)
    return list(found.select_related("system").order_by("system__name", "pk"))


def known_outside_as(number: str, model: type[models.Model]) -> dict[int, str]:
    """The records of a kind that an upper system knows by just this number, by key, with the system's name."""
    if len(number) < SHORTEST:
        return {}
    found = OutsideNumber.objects.filter(number=number, subject_type=model._meta.label_lower)
    return dict(found.order_by("pk").values_list("subject_id", "system__name"))
