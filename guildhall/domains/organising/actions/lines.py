"""Verbs of industrial lines: who joins and leaves, and what the industrial union itself does."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from guildhall.domains.organising import rules
from guildhall.domains.organising.models import LineWork
from guildhall.kernel.access.actions import refuse_for, why_not_allowed
from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.organisations import lines as kernel
from guildhall.kernel.organisations.models import LineStay, Organisation
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor

KEEP, FILE = "organising.line.keep", "organising.work.file"
OTHER_SIDE = "应由另一方确认"


def reaches(actor: Actor, organisation: Organisation) -> bool:
    reach = actor.reach(KEEP) if actor.may(KEEP) else None
    return bool(reach and reach.covers(area=organisation.area_id, organisation=organisation.pk))


def join(
    union: Organisation, *, line: Organisation, day: date, today: date, actor: Actor, note: str = "", **_: Any
) -> LineStay:
    """Propose that a union joins a line for the side that the actor stands on; who stands on both settles it."""
    sides = {"territory": reaches(actor, union), "line": reaches(actor, line)}
    if not any(sides.values()):
        raise Refused("这个工会和这个产业工会都不在您的管理范围内")
    refuse_for(rules.why_not_dated(day=day, today=today))
    side = "both" if all(sides.values()) else next(name for name, held in sides.items() if held)
    return kernel.propose_line(union, line=line, day=day, side=side, note=note, actor=actor)


def why_not_answer(stay: LineStay, actor: Actor) -> list[str]:
    """Reasons for which somebody cannot confirm or refuse a stay: the answer is the other side's."""
    other = stay.line if stay.side == LineStay.Side.TERRITORY else stay.organisation
    return [] if reaches(actor, other) else [OTHER_SIDE]


def confirm(stay: LineStay, *, actor: Actor, answer: str = "", version: datetime | None = None) -> LineStay:
    refuse_for(why_not_answer(stay, actor))
    return kernel.confirm_line(stay, actor=actor, answer=answer, version=version)


def refuse(stay: LineStay, *, actor: Actor, answer: str, version: datetime | None = None) -> LineStay:
    refuse_for(why_not_answer(stay, actor))
    return kernel.refuse_line(stay, actor=actor, answer=answer, version=version)


def leave(
    stay: LineStay, *, day: date, today: date, note: str, actor: Actor, version: datetime | None = None
) -> LineStay:
    """Take a union out of its line; either side may, with the reason."""
    if not (reaches(actor, stay.line) or reaches(actor, stay.organisation)):
        raise Refused("这个工会不在您的管理范围内")
    refuse_for(rules.why_not_dated(day=day, today=today))
    return kernel.leave_line(stay, day=day, note=note, actor=actor, version=version)


def file_work(*, line: Organisation, actor: Actor, **values: Any) -> LineWork:
    """File a plan, an activity or a programme of an industrial union."""
    refuse_for(why_not_allowed(actor, FILE, area=line.area_id, organisation=line.pk))
    if line.kind != "industrial":
        raise Refused("请选择产业工会")
    refuse_for(rules.why_not_work(**_judged(values)))
    return create(LineWork(line=line, area_id=line.area_id, **values), actor=actor, verb="organising.work.file")


def correct_work(work: LineWork, *, actor: Actor, version: datetime | None = None, **values: Any) -> LineWork:
    """Correct what was filed."""
    refuse_for(why_not_allowed(actor, FILE, area=work.area_id, organisation=work.line_id))
    refuse_for(rules.why_not_work(**_judged(values)))
    with change(work, actor=actor, verb="organising.work.correct", version=version) as corrected:
        if corrected.withdrawn_at is not None:
            raise Refused("这项工作已经撤回")
        for field, value in values.items():
            setattr(corrected, field, value)
    return work


def withdraw_work(work: LineWork, *, reason: str, actor: Actor, version: datetime | None = None) -> LineWork:
    """Take back what was filed by mistake; it stays, and no figure counts it."""
    refuse_for(why_not_allowed(actor, FILE, area=work.area_id, organisation=work.line_id))
    with change(work, actor=actor, verb="organising.work.withdraw", reason=reason, version=version) as withdrawn:
        if withdrawn.withdrawn_at is not None:
            raise Refused("这项工作已经撤回")
        refuse_for([] if reason.strip() else ["请写明撤回的理由"])
        withdrawn.withdrawn_at = timezone.now()
    return work


def _judged(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in ("kind", "since", "until", "people_count")}
