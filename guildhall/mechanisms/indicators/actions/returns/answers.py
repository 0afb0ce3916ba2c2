"""The verbs of whoever fills in a return: counted anew, filled, prepared by one, confirmed by another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from guildhall.kernel.audit.verbs import change, note
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.indicators.models import Return, ReturnCell, ReturnValue
from guildhall.mechanisms.indicators.queries import returns as queries
from guildhall.mechanisms.indicators.queries.returns import sheets
from guildhall.mechanisms.indicators.rules import arithmetic
from guildhall.mechanisms.indicators.rules.returns import moves
from guildhall.mechanisms.indicators.rules.returns.relations import breaches, computed

FILL, CONFIRM = "indicators.return.fill", "indicators.return.confirm"


@dataclass(frozen=True)
class Entry:
    """What somebody writes in one cell."""

    value: Decimal | None
    note: str = ""


def require(actor: Actor, permission: str, organisation: Organisation) -> None:
    """Refuse whoever may not do this for an organisation; jobs and imports call the verbs too."""
    reach = actor.reach(permission)
    if not actor.may(permission) or not reach.covers(area=organisation.area_id, organisation=organisation.pk):
        raise Refused("您的岗位不能为这个单位办理")


def cells_of(answer: Return) -> list[ReturnCell]:
    return list(ReturnCell.objects.filter(form=answer.call.form_id).order_by("line_number", "column_number"))


def refresh(answer: Return, *, actor: Actor, version: datetime | None = None) -> Return:
    """Count anew; what the union had not changed follows, what it wrote itself stays beside the new count."""
    require(actor, FILL, answer.organisation)
    with change(answer, actor=actor, verb="indicators.return.refresh", version=version) as locked:
        refuse(moves.why_not_fill(state=locked.state))
        cells = cells_of(locked)
        counted = queries.count_cells(cells, locked.period, [locked.organisation], locked.call.cutoff_at)
        values = queries.values_of(locked)
        for pk, now in counted[locked.organisation_id].items():
            value = values[pk]
            if value.value is None or value.value == value.counted:
                value.value = now.value
            value.counted, value.late = now.value, now.late
        for cell in cells:
            if cell.is_counted and cell.pk not in counted[locked.organisation_id]:
                values[cell.pk].counted = values[cell.pk].late = None
        compute(cells, values)
        ReturnValue.objects.bulk_update(values.values(), ["value", "counted", "late"])
        locked.counted_at = timezone.now()
    return answer


def compute(cells: Sequence[ReturnCell], values: Mapping[int, ReturnValue]) -> None:
    """Write the computed cells of a return from the others."""
    formulas = {cell.place: cell.side for cell in cells if cell.is_computed}
    if not formulas:
        return
    known = computed(formulas, sheets.plain_values(cells, values))
    for cell in cells:
        if cell.is_computed and cell.pk in values:
            values[cell.pk].value = known.get(cell.place)


def fill(answer: Return, entries: Mapping[int, Entry], *, actor: Actor, version: datetime | None = None) -> Return:
    """Keep what somebody writes, whole or not yet; refused once the return is no longer theirs to write."""
    require(actor, FILL, answer.organisation)
    with change(answer, actor=actor, verb="indicators.return.fill") as locked:
        refuse(why_not_write(locked, version))
        write(locked, entries, actor)
        locked.state, locked.holder_id = Return.State.FILLING, actor.person_id
        locked.filled_at = timezone.now()
    return answer


def why_not_write(answer: Return, version: datetime | None) -> list[str]:
    """First what has become of the return, then whether somebody else has written in it since."""
    reasons = moves.why_not_fill(state=answer.state)
    if reasons and answer.state == Return.State.RECALLED:
        reasons.append(f"收回原因：{answer.reason}")
    if not reasons and version is not None and version != answer.changed_at:
        reasons.append("这张报表刚在别的窗口或被别人保存过，请重新打开，对照后再填")
    return reasons


def write(answer: Return, entries: Mapping[int, Entry], actor: Actor) -> None:
    cells, values = cells_of(answer), queries.values_of(answer)
    before = said_of(cells, values)
    reasons = []
    for cell in cells:
        entry = entries.get(cell.pk)
        if entry is None or cell.is_computed or cell.pk not in values:
            continue
        if entry.value is not None and entry.value != round(entry.value, cell.places):
            reasons.append(f"第 {cell.line_number} 行“{cell.line}”{places_said(cell.places)}")
        values[cell.pk].value, values[cell.pk].note = entry.value, entry.note.strip()
    refuse(reasons)
    compute(cells, values)
    ReturnValue.objects.bulk_update(values.values(), ["value", "note"])
    after = said_of(cells, values)
    changed = [place for place in after if after[place] != before[place]]
    if changed:
        note(
            actor=actor,
            verb="indicators.return_value.write",
            subject=answer,
            before={place: before[place] for place in changed},
            after={place: after[place] for place in changed},
        )


def said_of(cells: Sequence[ReturnCell], values: Mapping[int, ReturnValue]) -> dict[str, str]:
    """The values of a return for the trail, by line and column."""
    return {
        f"{cell.line_number}.{cell.column_number}": "" if value.value is None else arithmetic.plain(value.value)
        for cell, value in ((cell, values[cell.pk]) for cell in cells if cell.pk in values)
    }


def places_said(places: int) -> str:
    return f"最多 {places} 位小数" if places else "应为整数"


def take_totals(answer: Return, *, actor: Actor, version: datetime | None = None) -> Return:
    """Fill the declared cells with what the lower unions have sent up together."""
    require(actor, FILL, answer.organisation)
    totals = queries.totals_of(queries.Level(answer.call, answer))
    with change(answer, actor=actor, verb="indicators.return.take_totals", version=version) as locked:
        refuse(moves.why_not_fill(state=locked.state))
        if not totals:
            raise Refused("下级还没有报出的报表")
        cells, values = cells_of(locked), queries.values_of(locked)
        for cell in cells:
            if cell.kind == ReturnCell.Kind.DECLARED and cell.pk in totals:
                values[cell.pk].value = totals[cell.pk].value
        compute(cells, values)
        ReturnValue.objects.bulk_update(values.values(), ["value"])
        locked.state, locked.holder_id = Return.State.FILLING, actor.person_id
        locked.filled_at = timezone.now()
    return answer


def why_not_prepare(answer: Return) -> list[str]:
    cells, values = cells_of(answer), queries.values_of(answer)
    found = breaches(answer.call.form.relations, sheets.plain_values(cells, values), sheets.names_by_place(cells))
    return moves.why_not_prepare(state=answer.state, cells=queries.written_cells(cells, values), breaches=found)


def prepare(
    answer: Return,
    *,
    filler: str,
    phone: str = "",
    reviewer: str = "",
    actor: Actor,
    version: datetime | None = None,
) -> Return:
    """Say that a return is complete; the chair or head confirms it next."""
    require(actor, FILL, answer.organisation)
    with change(answer, actor=actor, verb="indicators.return.prepare", version=version) as locked:
        refuse(why_not_prepare(locked))
        locked.state, locked.prepared_at, locked.holder_id = Return.State.PREPARED, timezone.now(), actor.person_id
        locked.filler, locked.filler_phone, locked.reviewer, locked.reason = filler, phone, reviewer, ""
    return answer


def give_back(answer: Return, *, reason: str, actor: Actor) -> Return:
    """Give a prepared return back to whoever fills it in, within the same union."""
    require(actor, FILL if actor.may(FILL) else CONFIRM, answer.organisation)
    with change(answer, actor=actor, verb="indicators.return.give_back", reason=reason) as locked:
        refuse(moves.why_not_send_back(state=locked.state))
        locked.state, locked.reason = Return.State.FILLING, reason
    return answer


def confirm(answer: Return, *, head: str, reviewer: str = "", actor: Actor, version: datetime | None = None) -> Return:
    """The chair or head confirms a prepared return and so sends it up."""
    require(actor, CONFIRM, answer.organisation)
    with change(answer, actor=actor, verb="indicators.return.confirm", version=version) as locked:
        allows = locked.call.allows_one_person
        refuse(
            moves.why_not_confirm(
                state=locked.state, preparer=locked.holder_id, confirmer=actor.person_id, allows_one_person=allows
            )
        )
        locked.is_by_one_person = locked.holder_id is not None and locked.holder_id == actor.person_id
        locked.state, locked.submitted_at, locked.submitted_by = Return.State.SUBMITTED, timezone.now(), actor.label
        locked.head, locked.reviewer = head, reviewer or locked.reviewer
    return answer


def hand_over(held: QuerySet[Return], person_id: int | None, organisation: Organisation, actor: Actor) -> int:
    """Give the unfinished returns of somebody whose post ends to the successor, or leave them to the upper union."""
    count = 0
    for answer in held.order_by("pk"):
        with change(answer, actor=actor, verb="indicators.return.hand_over") as locked:
            locked.holder_id = person_id
        count += 1
    return count


def refuse(reasons: Sequence[str]) -> None:
    if reasons:
        raise Refused(*reasons)
