"""Returns: what 7,031 unions have sent up, totalled by cell, beside one bare grouped scan of the same rows."""

from datetime import date, timedelta
from decimal import Decimal

from bench import city
from bench.measuring import Measured, Report, beside, clock, timed

ROW = "R returns totalled"
GOAL = 4.0
UNIONS, CELLS, YEARS = 7_031, 20, 3
BARE = (
    "SELECT cell_id, sum(value), sum(counted), count(value) FROM indicators_returnvalue "
    "WHERE of_id BETWEEN %s AND %s GROUP BY 1"
)


def run(report: Report, sizes: list[int], *, runs: int = 15) -> None:
    from django.db import transaction  # noqa: PLC0415

    for rows in sizes:
        city.ensure(rows)
        with transaction.atomic():
            form = make_form()
            unions = some_unions()
            opened(report, rows, form, unions)
            level, first, last = answered(form, unions, date(2012, 12, 31))
            analyse()
            measure(report, rows, level, len(unions), "the first year", (first, last), runs)
            for year in range(1, YEARS):
                answered(form, unions, date(2012 - year, 12, 31))
            what = f"among {YEARS} years of them"
            analyse()
            measure(report, rows, level, len(unions), what, (first, last), runs)
            transaction.set_rollback(True)


def analyse() -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE indicators_return, indicators_returnvalue")


def measure(report, rows, level, unions, what, between, runs) -> None:
    from django.db import connection  # noqa: PLC0415

    from guildhall.mechanisms.indicators.queries import returns  # noqa: PLC0415

    def bare():
        with connection.cursor() as cursor:
            cursor.execute(BARE, between)
            return cursor.fetchall()

    assert len(returns.totals_of(level)) == len(bare()) == CELLS
    took, floor = beside(lambda: returns.totals_of(level), bare, runs=runs, warm=2)
    report.slower(ROW, f"{unions:,} unions × {CELLS} cells, {what}", rows, took.p50, floor.p50, goal=GOAL)


def make_form():
    """A form of twenty declared cells."""
    from guildhall.kernel.scope import system  # noqa: PLC0415
    from guildhall.mechanisms.indicators.actions import returns  # noqa: PLC0415
    from guildhall.mechanisms.indicators.models import ReturnCell  # noqa: PLC0415

    actor = system("bench")
    form = returns.draft_form(name="bench", issuer="bench", actor=actor)
    ReturnCell.objects.bulk_create(
        ReturnCell(form=form, line_number=number, line=f"第 {number} 行", kind="declared")
        for number in range(1, CELLS + 1)
    )
    return returns.enforce(form, since=date(2000, 1, 1), actor=actor)


def some_unions():
    """As many as the city of the yearbook has; a small city is filled up, until the measurement is rolled back."""
    from guildhall.kernel.organisations.models import Organisation  # noqa: PLC0415

    top = root()
    missing = UNIONS - Organisation.objects.grassroots().standing().count()
    Organisation.objects.bulk_create(
        Organisation(
            path=f"{top.path}{number + 0x8000:04X}",
            depth=2,
            parent=top,
            area=top,
            kind="single",
            code=f"bench{number}",
            name=f"第 {number} 工会",
            founded_on=date(2001, 5, 1),
        )
        for number in range(max(missing, 0))
    )
    return list(Organisation.objects.grassroots().standing().order_by("path")[:UNIONS])


def opened(report, rows, form, unions) -> None:
    """How long it takes to count five figures for every union and open its return; told without a floor."""
    from guildhall.kernel.scope import system  # noqa: PLC0415
    from guildhall.mechanisms.indicators.actions import returns  # noqa: PLC0415
    from guildhall.mechanisms.indicators.models import ReturnCall  # noqa: PLC0415

    counted = returns.draft_form(name="bench 2", issuer="bench", actor=system("bench"))
    codes = (
        "organising.unions_total",
        "membership.members_total",
        "membership.members_women",
        "membership.members_new",
    )
    returns.add_figures(counted, codes, actor=system("bench"))
    call = ReturnCall.objects.create(
        form=counted, organisation=root(), area=root(), starts_on=date(2012, 1, 1), ends_on=date(2012, 12, 31),
        due_on=date(2013, 1, 20), called_by="bench",
    )  # fmt: skip
    took = timed(lambda: returns.calls.open_returns(call, unions, asked_by=root(), due_on=call.due_on))
    report.add(Measured(ROW, f"{len(unions):,} returns opened, {len(codes)} cells counted", rows, clock(took)))
    call.returns.model.objects.filter(call=call).delete()
    call.delete()


def root():
    from guildhall.kernel.organisations.models import Organisation  # noqa: PLC0415

    return Organisation.objects.get(depth=1)


def answered(form, unions, day):
    """A call that every union has answered; the level and the keys of its first and last return."""
    from django.utils import timezone  # noqa: PLC0415

    from guildhall.mechanisms.indicators.models import Return, ReturnCall, ReturnValue  # noqa: PLC0415
    from guildhall.mechanisms.indicators.queries.returns import Level  # noqa: PLC0415

    top, now = root(), timezone.now()
    call = ReturnCall.objects.create(
        form=form, organisation=top, area=top, starts_on=date(day.year, 1, 1), ends_on=day,
        due_on=day + timedelta(days=20), called_by="bench",
    )  # fmt: skip
    answers = Return.objects.bulk_create(
        [
            Return(
                call=call,
                organisation=union,
                area_id=union.area_id,
                asked_by=top,
                due_on=call.due_on,
                state="submitted",
                submitted_at=now,
            )
            for union in unions
        ],
        batch_size=5_000,
    )
    cells = list(form.cells.order_by("line_number"))
    values = (
        ReturnValue(of=answer, cell=cell, value=Decimal(answer.pk % 97 + cell.line_number))
        for answer in answers
        for cell in cells
    )
    ReturnValue.objects.bulk_create(values, batch_size=10_000)
    return Level(call), answers[0].pk, answers[-1].pk
