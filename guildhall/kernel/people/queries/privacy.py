"""Which facts are personal, who may see them whole, and who has."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import models
from django.db.models import QuerySet

from guildhall.kernel.audit.verbs import organisation_of
from guildhall.kernel.offers import offered
from guildhall.kernel.parameters.queries import count as parameter_count
from guildhall.kernel.people.models import Reveal
from guildhall.kernel.people.offers import Personal
from guildhall.kernel.people.rules.privacy import PrivacyClass, Use, use_of
from guildhall.kernel.scope import Actor
from guildhall.kernel.scope.models import ScopedBy

LIMIT, MOST = "people.reveals_a_day", "people.reveals_at_most"


def personal(model: type[models.Model], field: str) -> Personal | None:
    """What is declared of a personal column."""
    for declared in offered(Personal):
        if declared.model is model and declared.field == field:
            return declared
    return None


def masked(record: models.Model, field: str) -> str:
    """What everybody sees of a personal fact; nothing of a column without a class."""
    declared = personal(type(record), field)
    value = getattr(record, field)
    if declared is None or value in (None, ""):
        return ""
    return declared.privacy.mask(str(value))


def may_reveal(actor: Actor, privacy: PrivacyClass, record: models.Model) -> bool:
    """Whether somebody may see this class of facts of this record."""
    if not actor.may(privacy.permission):
        return False
    return actor.reach(privacy.permission).covers(area=area_of(record), organisation=organisation_of(record))


def area_of(record: models.Model) -> int:
    """The key of the area by which a record is scoped."""
    scoped_by: ScopedBy = type(record).scoped_by  # type: ignore[attr-defined]
    return int(record.pk if scoped_by.area == "id" else getattr(record, f"{scoped_by.area}_id"))


def reveals_of_day(account_id: int, day: date) -> int:
    return Reveal.objects.filter(account_id=account_id, day=day).count()


def reveals_of(record: models.Model, limit: int = 50) -> QuerySet[Reveal]:
    """Who was shown what of a record, the latest first."""
    return Reveal.objects.filter(subject_type=record._meta.label_lower, subject_id=record.pk).order_by("-pk")[:limit]


class Used(NamedTuple):
    """How many facts somebody has been shown on a day, and how that stands."""

    shown: int
    limit: int
    most: int
    verdict: Use


def use_today(actor: Actor, day: date) -> Used:
    found = reveals_of_day(actor.account_id or 0, day)
    limit, most = parameter_count(LIMIT, day), parameter_count(MOST, day)
    return Used(found, limit, most, use_of(found, limit=limit, most=most))
