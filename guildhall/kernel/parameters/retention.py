"""Personal data are kept as long as a rule says, then blanked (个人信息保护法第十九条): the record stays, its trail too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, Q, QuerySet
from django.utils import timezone

from guildhall.kernel.audit.verbs import note
from guildhall.kernel.offers import offered
from guildhall.kernel.parameters import queries
from guildhall.kernel.parameters.offers import Retention
from guildhall.kernel.scope import Actor

BATCH = 5000


@dataclass(frozen=True)
class Kept:
    """A rule as it stands on a day: how many days it keeps, and before which day records are due."""

    rule: Retention
    standing: queries.Standing
    before: date


def rules_on(day: date) -> list[Kept]:
    """Every rule with its days on a day, by label."""
    found = []
    for rule in sorted(offered(Retention), key=lambda rule: rule.label):
        standing = queries.standing(rule.days, day)
        found.append(Kept(rule, standing, day - timedelta(days=queries.count(rule.days, day))))
    return found


def due(kept: Kept) -> QuerySet[Any]:
    """The records whose time is over and which still hold something."""
    rule = kept.rule
    holding = Q()
    for name, blank in rule.columns.items():
        holding |= Q(**{f"{name}__isnull": False}) if blank is None else ~Q(**{name: blank})
    moment: date | datetime = kept.before
    if isinstance(rule.model._meta.get_field(rule.since), DateTimeField):
        moment = timezone.make_aware(datetime.combine(kept.before, time.min))
    over = rule.model._base_manager.filter(rule.where, **{f"{rule.since}__lt": moment})
    return over.filter(holding).order_by("pk")


def blank(kept: Kept, *, actor: Actor) -> int:
    """Blank what is due, a batch to a transaction; how many records that were. Safe to run twice or to be killed."""
    count = 0
    while done := _blank_batch(kept, actor):
        count += done
    return count


def _blank_batch(kept: Kept, actor: Actor) -> int:
    rule = kept.rule
    with transaction.atomic():
        keys = list(due(kept).select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:BATCH])
        if not keys:
            return 0
        records = rule.model._base_manager.filter(pk__in=keys)
        if rule.erase is not None:
            rule.erase(records)
        if rule.columns:
            records.update(**rule.columns)
        note(
            actor=actor,
            verb="parameters.retention.blank",
            subject_type=rule.model._meta.label_lower,
            reason=f"{rule.label}：保存期满（{kept.before} 以前）",
            after={"规则": rule.code, "条数": len(keys), "起": keys[0], "止": keys[-1]},
        )
    return len(keys)
