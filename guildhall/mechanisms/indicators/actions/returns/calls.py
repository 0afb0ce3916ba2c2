"""The verbs of whoever calls returns in: call, remind, accept, send back, call back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from guildhall.kernel.audit.verbs import change, create, note
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.indicators import notices
from guildhall.mechanisms.indicators.actions.figures import freeze
from guildhall.mechanisms.indicators.actions.returns.answers import cells_of, compute, refuse, require
from guildhall.mechanisms.indicators.models import (
    FrozenReading,
    Indicator,
    Return,
    ReturnCall,
    ReturnCell,
    ReturnForm,
    ReturnValue,
)
from guildhall.mechanisms.indicators.queries import catalogue
from guildhall.mechanisms.indicators.queries import returns as queries
from guildhall.mechanisms.indicators.rules.periods import Period
from guildhall.mechanisms.indicators.rules.returns import moves

CALL, ACCEPT = "indicators.return.call", "indicators.return.accept"
BATCH = 5_000


def call_in(
    form: ReturnForm,
    *,
    organisation: Organisation,
    period: Period,
    due_on: date,
    unions: Sequence[Organisation],
    actor: Actor,
    cutoff_at: datetime | None = None,
    allows_one_person: bool = False,
    note: str = "",
) -> ReturnCall:
    """Call a form in from lower unions; every return is opened with what the platform counts for it."""
    require(actor, CALL, organisation)
    with transaction.atomic():
        locked = ReturnForm.objects.select_for_update().get(pk=form.pk)
        refuse(why_not_call(locked, organisation, period, due_on, unions))
        call = create(
            ReturnCall(
                form=locked,
                organisation=organisation,
                area_id=organisation.area_id,
                starts_on=period.start,
                ends_on=period.end,
                cutoff_at=cutoff_at,
                due_on=due_on,
                allows_one_person=allows_one_person,
                note=note,
                called_by=actor.label,
            ),
            actor=actor,
            verb="indicators.return.call",
        )
        open_returns(call, unions, asked_by=organisation, due_on=due_on)
        notices.tell_called(call, organisation, [union.pk for union in unions], due_on, actor)
    return call


def why_not_call(
    form: ReturnForm, organisation: Organisation, period: Period, due_on: date, unions: Iterable[Organisation]
) -> list[str]:
    unions = list(unions)
    gone = [union.printed_name for union in unions if not union.is_standing]
    reasons = moves.why_not_call(
        form_state=form.state,
        starts_on=period.start,
        ends_on=period.end,
        due_on=due_on,
        unions=len(unions),
        dissolved=gone,
    )
    outside = [u.printed_name for u in unions if not u.path.startswith(organisation.path) or u.pk == organisation.pk]
    return reasons + [f"{name}不是{organisation.printed_name}的下级" for name in outside]


def call_lower(upper: Return, *, unions: Sequence[Organisation], due_on: date, actor: Actor, reason: str = "") -> int:
    """A called union calls in from its own lower unions, so that its return can rest on theirs."""
    require(actor, CALL, upper.organisation)
    with change(upper, actor=actor, verb="indicators.return.call_lower", reason=reason) as locked:
        if locked.state == Return.State.RECALLED:
            raise Refused(moves.ALREADY[moves.RECALLED])
        call = locked.call
        refuse(why_not_call(call.form, locked.organisation, call.period, due_on, unions))
        standing = set(call.returns.filter(organisation__in=unions).values_list("organisation_id", flat=True))
        fresh = [union for union in unions if union.pk not in standing]
        if not fresh:
            raise Refused("所选工会都已布置过")
        open_returns(call, fresh, asked_by=locked.organisation, due_on=due_on, upper=locked)
        notices.tell_called(call, locked.organisation, [union.pk for union in fresh], due_on, actor)
    return len(fresh)


def open_returns(
    call: ReturnCall,
    unions: Sequence[Organisation],
    *,
    asked_by: Organisation,
    due_on: date,
    upper: Return | None = None,
) -> list[Return]:
    """The returns of a level with their first values, counted for all of them at once."""
    cells = list(ReturnCell.objects.filter(form=call.form_id).order_by("line_number", "column_number"))
    counted = queries.count_cells(cells, call.period, unions, call.cutoff_at)
    now = timezone.now()
    opened = [
        Return(
            call=call,
            organisation=union,
            area_id=union.area_id,
            upper=upper,
            asked_by=asked_by,
            due_on=due_on,
            counted_at=now,
        )
        for union in unions
    ]
    Return.objects.bulk_create(opened, batch_size=BATCH)
    values: list[ReturnValue] = []
    for answer in opened:
        found = counted[answer.organisation_id]
        of_one = {cell.pk: first_value(answer, cell, found.get(cell.pk)) for cell in cells}
        compute(cells, of_one)
        values += of_one.values()
    load(values)
    return opened


def load(values: Iterable[ReturnValue]) -> None:
    """Insert new values by COPY: a city has 140,000 of them in one call."""
    columns = ("of_id", "cell_id", "counted", "late", "value", "note")
    statement = f"COPY {ReturnValue._meta.db_table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for value in values:
            copy.write_row([getattr(value, column) for column in columns])


def first_value(answer: Return, cell: ReturnCell, counted: queries.Counted | None) -> ReturnValue:
    value = counted.value if counted else None
    return ReturnValue(of=answer, cell=cell, counted=value, value=value, late=counted.late if counted else None)


def accept(answer: Return, *, actor: Actor) -> Return:
    """Accept what a lower union sent up; the counted figures of a county are fixed with their records."""
    require(actor, ACCEPT, answer.asked_by)
    with change(answer, actor=actor, verb="indicators.return.accept") as locked:
        refuse(moves.why_not_accept(state=locked.state, preparer=locked.holder_id, accepter=actor.person_id))
        if locked.organisation.is_area:
            fix(locked, actor)
        locked.state, locked.accepted_at, locked.accepted_by = Return.State.ACCEPTED, timezone.now(), actor.label
        locked.reason = ""
    return answer


def fix(answer: Return, actor: Actor) -> None:
    """Freeze the whole figures behind an accepted return, each once a period."""
    known, fixed = catalogue(), dict[tuple[str, Period], FrozenReading]()
    values = queries.values_of(answer)
    for cell in cells_of(answer):
        if not cell.is_counted or cell.by or not isinstance(known.get(cell.figure), Indicator):
            continue
        at = cell.period_of(answer.period)
        if (cell.figure, at) not in fixed:
            said = f"《{answer.call.form.name}》审收"
            fixed[cell.figure, at] = freeze(
                cell.figure, organisation=answer.organisation, period=at, actor=actor, note=said
            )
        values[cell.pk].frozen = fixed[cell.figure, at]
    ReturnValue.objects.bulk_update(values.values(), ["frozen"])


def send_back(answer: Return, *, reason: str, actor: Actor) -> Return:
    """Give a return back for completion, also one that was accepted."""
    require(actor, ACCEPT, answer.asked_by)
    with change(answer, actor=actor, verb="indicators.return.send_back", reason=reason) as locked:
        refuse(moves.why_not_return(state=locked.state, reason=reason))
        locked.state, locked.reason = Return.State.RETURNED, reason
        locked.submitted_at = locked.accepted_at = None
        locked.accepted_by = locked.submitted_by = ""
        notices.tell_answerer("indicators.return.sent_back", locked, reason, actor)
    return answer


def recall(answer: Return, *, reason: str, actor: Actor) -> Return:
    """Call a return back, also while somebody is filling it in."""
    require(actor, CALL, answer.asked_by)
    with change(answer, actor=actor, verb="indicators.return.recall", reason=reason) as locked:
        refuse(moves.why_not_recall(state=locked.state, reason=reason))
        locked.state, locked.reason, locked.submitted_at = Return.State.RECALLED, reason, None
        notices.tell_answerer("indicators.return.recalled", locked, reason, actor)
    return answer


def reissue(answer: Return, *, due_on: date, actor: Actor) -> Return:
    """Hand a return out again after it was called back; what had been written stands in it."""
    require(actor, CALL, answer.asked_by)
    with change(answer, actor=actor, verb="indicators.return.reissue") as locked:
        refuse(moves.why_not_reissue(state=locked.state))
        locked.state, locked.reason, locked.due_on = Return.State.CALLED, "", due_on
    return answer


def remind(level: queries.Level, *, day: date, actor: Actor) -> int:
    """Remind those of a level who have not answered; says how many unions."""
    require(actor, CALL, level.organisation)
    with transaction.atomic():
        late = list(queries.late_of(level, day).select_for_update(of=("self",)))
        refuse(moves.why_not_remind(outstanding=len(late)))
        Return.objects.filter(pk__in=[answer.pk for answer in late]).update(reminded_at=timezone.now())
        subject = level.upper or level.call
        unions = [answer.organisation_id for answer in late]
        notices.tell_late(level.call, level.organisation, unions, level.due_on, actor)
        note(actor=actor, verb="indicators.return.remind", subject=subject, after={"unions": len(late)})
    return len(late)
