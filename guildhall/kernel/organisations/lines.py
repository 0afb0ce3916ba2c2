"""Unions join and leave an industrial line: one side proposes, the other confirms; their place in the territory stays."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.organisations import rules
from guildhall.kernel.organisations.models import LineStay, Organisation
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor

State, Side = LineStay.State, LineStay.Side


@transaction.atomic
def propose_line(
    union: Organisation, *, line: Organisation, day: date, side: str, actor: Actor, note: str = ""
) -> LineStay:
    """Propose that a union joins a line from a day on; where both sides agree it joins at once."""
    locked = Organisation.objects.select_for_update(of=("self",)).get(pk=union.pk)
    latest = LineStay.objects.filter(organisation=locked, state=State.ENDED).order_by("-until").first()
    reasons = rules.why_not_join_line(
        stands=locked.is_standing,
        kind=locked.kind,
        line_kind=line.kind,
        line_stands=line.is_standing,
        in_line=locked.line_id is not None,
        day=day,
        earliest=max(filter(None, [locked.founded_on, latest.until if latest else None]), default=None),
    )
    if reasons:
        raise Refused(*reasons)
    state = State.STANDING if side == Side.BOTH else State.PROPOSED
    stay = create(
        LineStay(
            organisation=locked, area_id=locked.area_id, line=line, since=day, state=state, side=side, note=note.strip()
        ),
        actor=actor,
        verb="organisations.line.join" if side == Side.BOTH else "organisations.line.propose",
    )
    if side == Side.BOTH:
        _carry(locked, line)
    return stay


def confirm_line(stay: LineStay, *, actor: Actor, answer: str = "", version: datetime | None = None) -> LineStay:
    """The other side agrees: the union carries the line."""
    with change(stay, actor=actor, verb="organisations.line.confirm", version=version) as confirmed:
        _refuse_decided(confirmed)
        union = Organisation.objects.select_for_update(of=("self",)).get(pk=confirmed.organisation_id)
        if not union.is_standing:
            raise Refused("该工会已撤销")
        confirmed.state, confirmed.answer = State.STANDING, answer.strip()
        _carry(union, confirmed.line)
    return stay


def refuse_line(stay: LineStay, *, answer: str, actor: Actor, version: datetime | None = None) -> LineStay:
    """The other side does not agree; the reason goes back."""
    with change(stay, actor=actor, verb="organisations.line.refuse", reason=answer, version=version) as refused:
        _refuse_decided(refused)
        if not answer.strip():
            raise Refused("请写明不同意的原因")
        refused.state, refused.answer = State.REFUSED, answer.strip()
    return stay


def leave_line(stay: LineStay, *, day: date, note: str, actor: Actor, version: datetime | None = None) -> LineStay:
    """A union leaves its line; `day` is the first day on which it no longer carries it."""
    with change(stay, actor=actor, verb="organisations.line.leave", reason=note, version=version) as ending:
        if ending.state != State.STANDING:
            raise Refused("该工会已不在这个产业内")
        reasons = ["退出日期不能早于加入日期"] if day < ending.since else []
        if not note.strip():
            reasons.append("请写明退出的依据")
        if reasons:
            raise Refused(*reasons)
        ending.state, ending.until = State.ENDED, day
        _carry(Organisation.objects.select_for_update(of=("self",)).get(pk=ending.organisation_id), None)
    return stay


def _refuse_decided(stay: LineStay) -> None:
    if stay.state != State.PROPOSED:
        raise Refused("这份产业隶属已经办理")


def _carry(union: Organisation, line: Organisation | None) -> None:
    union.line = line
    union.save(update_fields=["line"])
