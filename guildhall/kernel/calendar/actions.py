from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q

from guildhall.kernel.audit.verbs import change, create, note
from guildhall.kernel.calendar.models import Day, PublishedYear, Term
from guildhall.kernel.calendar.rules import Period
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor

FOLLOWS_THE_WEEK = ExpressionWrapper(Q(date__iso_week_day__lte=5), output_field=BooleanField())


class Arranged(NamedTuple):
    """One day of a yearly notice."""

    date: date
    is_working: bool
    name: str


def publish_year(year: int, arranged: Iterable[Arranged], *, notice: str, actor: Actor) -> PublishedYear:
    """Enter the arrangement of a year in place of what was entered for it before."""
    days = sorted(arranged)
    reasons = why_not_publish(year, days, notice)
    if reasons:
        raise Refused(*reasons)
    with transaction.atomic():
        published, _ = PublishedYear.objects.update_or_create(year=year, defaults={"notice": notice})
        dropped = Day.objects.filter(date__year=year).exclude(date__in=[day.date for day in days])
        dropped.update(is_working=FOLLOWS_THE_WEEK, name="", notice=notice)
        Day.objects.bulk_create(
            [Day(date=day.date, is_working=day.is_working, name=day.name, notice=notice) for day in days],
            update_conflicts=True,
            unique_fields=["date"],
            update_fields=["is_working", "name", "notice"],
        )
        listed = [f"{day.date} {'上班' if day.is_working else '放假'} {day.name}" for day in days]
        note(actor=actor, verb="calendar.year.publish", subject=published, reason=notice, after={"days": listed})
    return published


def why_not_publish(year: int, days: list[Arranged], notice: str) -> list[str]:
    """Reasons for which the arrangement cannot be entered; none means it can."""
    reasons = []
    if not notice.strip():
        reasons.append("请填写放假通知的名称或文号")
    if not any(not day.is_working for day in days):
        reasons.append("没有任何放假日期")
    reasons += [f"{day.date} 不在 {year} 年" for day in days if day.date.year != year]
    dates = [day.date for day in days]
    reasons += [f"{on} 出现多次" for on in sorted(set(dates)) if dates.count(on) > 1]
    return reasons


def set_day(day: date, *, is_working: bool, name: str, notice: str, actor: Actor) -> Day:
    """Correct or add one day, such as a holiday that the State Council extends."""
    if not name.strip() or not notice.strip():
        raise Refused("请填写节日名称和依据")
    with transaction.atomic():
        known = Day.objects.filter(date=day).first()
        if known is None:
            fresh = Day(date=day, is_working=is_working, name=name, notice=notice)
            return create(fresh, actor=actor, verb="calendar.day.set", reason=notice)
        with change(known, actor=actor, verb="calendar.day.set", reason=notice) as known:
            known.is_working, known.name, known.notice = is_working, name, notice
    return known


def set_term(
    code: str,
    period: Period,
    *,
    since: date,
    source: str,
    actor: Actor,
    organisation_id: int | None = None,
    until: date | None = None,
    note: str = "",
) -> Term:
    """Set the length of a known period from a date on, for the whole city or for one place; it counts as confirmed."""
    known = Term.objects.filter(code=code).order_by("-since").first()
    if known is None:
        raise Refused(f"没有代码为 {code} 的期限")
    if not source.strip():
        raise Refused("请填写依据")
    settings = {
        "length": period.length,
        "unit": period.unit.value,
        "shifts": period.shifts,
        "source": source,
        "until": until,
        "note": note,
        "is_unsure": False,
    }
    with transaction.atomic():
        same = Term.objects.filter(code=code, since=since, organisation_id=organisation_id).first()
        if same is None:
            described = {"name": known.name, "trigger": known.trigger, "is_minimum": known.is_minimum}
            fresh = Term(code=code, since=since, organisation_id=organisation_id, **described, **settings)
            return create(fresh, actor=actor, verb="calendar.term.set", reason=source)
        with change(same, actor=actor, verb="calendar.term.set", reason=source) as same:
            for field, value in settings.items():
                setattr(same, field, value)
    return same
