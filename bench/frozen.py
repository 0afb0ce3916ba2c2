"""Row 5: a frozen figure of 500,000 records opened at its first, middle and last page, years later."""

from datetime import date

from bench import city
from bench.measuring import Measured, Report, beside, clock, timed, times

ROW = "5 frozen figure"
GOAL = 2.0
CODE = "membership.members_total"
RECORDS = 500_000


def run(report: Report, sizes: list[int], *, runs: int = 30) -> None:
    for rows in sizes:
        city.ensure(rows)
        reading = freeze(report, rows)
        pages(report, rows, reading, runs)
        drift(report, rows, reading)


def freeze(report: Report, rows: int):
    """Freeze the members on the first day on which half a million (or half of all) had joined."""
    from django.db.models import Count  # noqa: PLC0415

    from guildhall.kernel.organisations.models import Organisation  # noqa: PLC0415
    from guildhall.kernel.people.models import Spell  # noqa: PLC0415
    from guildhall.kernel.scope import system  # noqa: PLC0415
    from guildhall.mechanisms.indicators import actions  # noqa: PLC0415
    from guildhall.mechanisms.indicators.rules.periods import Period  # noqa: PLC0415

    wanted, day, joined = min(RECORDS, rows // 2), date(2012, 1, 1), 0
    for since, count in Spell.objects.order_by("since").values_list("since").annotate(n=Count("pk")):
        day, joined = since, joined + count
        if joined >= wanted * 1.05:
            break
    made = []
    period = Period(date(day.year, 1, 1), day)
    took = timed(
        lambda: made.append(
            actions.freeze(
                CODE, organisation=Organisation.objects.get(depth=1), period=period, actor=system("bench"), note="bench"
            )
        )
    )
    reading = made[0]
    size = len(bytes(reading.keys))
    what = f"freeze {reading.key_count:,} records into {size / 1024:,.0f} KiB"
    report.add(Measured(ROW, what, rows, clock(took)))
    return reading


def pages(report: Report, rows: int, reading, runs: int) -> None:
    """One page of records: the reading fetched, its bitmap opened, the rows read; beside rows read by known keys."""
    from django.test import Client  # noqa: PLC0415

    from guildhall.kernel.access.actors import actor_for  # noqa: PLC0415
    from guildhall.kernel.access.models import Account  # noqa: PLC0415
    from guildhall.mechanisms.indicators.models import FrozenReading  # noqa: PLC0415
    from guildhall.portal.statistics.views import frozen as views  # noqa: PLC0415

    account = Account.objects.get(username="bench-city")
    indicator = views.indicator_of(reading)
    keys = list(reading.bitmap)
    last = -(-len(keys) // views.PAGE)
    client = Client()
    client.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
    for what, number in {"first page": 1, "middle page": last // 2, "last page": last}.items():
        wanted = keys[(number - 1) * views.PAGE : number * views.PAGE]
        asked = Asked(actor_for(account, city.TODAY), {"page": str(number)})

        def opened(asked=asked):
            again = FrozenReading.objects.get(pk=reading.pk)
            assert views.rows_of(asked, again, indicator)["rows"]

        def by_key(asked=asked, wanted=wanted):
            assert views.cells_of(asked.actor, indicator, wanted)

        took, floor = beside(opened, by_key, runs=runs)
        report.slower(ROW, f"{what} of its records", rows, took.p50, floor.p50, goal=GOAL)
        whole = times(lambda number=number: client.get(f"{reading.get_absolute_url()}?page={number}"), runs=runs)
        report.add(
            Measured(ROW, f"{what}, the whole request", rows, clock(whole.p50), "", "", f"p95 {clock(whole.p95)}")
        )


class Asked:
    """What the page looks at of a request."""

    def __init__(self, actor, query) -> None:
        self.actor = actor
        self.GET = query


def drift(report: Report, rows: int, reading) -> None:
    from guildhall.mechanisms.indicators import queries  # noqa: PLC0415

    report.add(Measured(ROW, "what has changed since", rows, clock(timed(lambda: queries.drift(reading)))))
