"""Showing one personal fact whole, for a reason that is kept."""

from __future__ import annotations

from datetime import date

from django.db import connection, models, transaction
from django.utils import timezone

from guildhall.kernel.audit.verbs import note, organisation_of
from guildhall.kernel.parameters.queries import count as parameter_count
from guildhall.kernel.people.models import Reveal
from guildhall.kernel.people.queries.privacy import LIMIT, MOST, area_of, may_reveal, personal, reveals_of_day
from guildhall.kernel.people.rules import privacy as rules
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor

LOCK = 7_031_830


def reveal(person: models.Model, field: str, *, reason: str, actor: Actor) -> str:
    """One personal fact of a record, whole; refused without permission, reason or value, or beyond the day's most.

    `person` is any scoped record with a declared `Personal` column. What was shown to whom and why is kept, never
    the value. Beyond the day's limit the officer is told and the security administrator sees it.
    """
    declared = personal(type(person), field)
    if declared is None:
        raise Refused("这项信息不能查看")
    day = timezone.localdate()
    limit, most = parameter_count(LIMIT, day), parameter_count(MOST, day)
    with transaction.atomic():
        account_id = actor.account_id or 0
        number = _numbered(account_id, day) if account_id else 1
        value = getattr(person, field)
        use = rules.use_of(number, limit=limit, most=most)
        reasons = rules.why_not_reveal(
            reason=reason,
            has_value=value not in (None, ""),
            may=may_reveal(actor, declared.privacy, person),
            is_person=account_id > 0,
            use=use,
            most=most,
        )
        if reasons:
            raise Refused(*reasons)
        kept = {"field": field, "privacy": declared.privacy.code, "day_count": number}
        note(actor=actor, verb="people.person.reveal", subject=person, reason=reason.strip(), after=kept)
        Reveal.objects.create(
            day=day,
            account_id=account_id,
            person_id=actor.person_id,
            actor_label=actor.label[:100],
            subject_type=person._meta.label_lower,
            subject_id=person.pk,
            subject_name=str(person)[:60],
            field=field,
            field_label=declared.label,
            privacy=declared.privacy.code,
            reason=reason.strip()[:300],
            day_count=number,
            is_over=use == rules.Use.MANY,
            organisation_id=organisation_of(person) or 0,
            area_id=area_of(person),
        )
    return str(value)


def _numbered(account_id: int, day: date) -> int:
    """Which reveal of the day this is; two at the same moment count one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, account_id % 2**31])
    return reveals_of_day(account_id, day) + 1
