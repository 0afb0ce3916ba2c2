import csv
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.calendar import rules
from guildhall.kernel.calendar.rules import Days, Due, Period, Unit, days_left, due, in_force

PRESETS = Path(rules.__file__).parent.parent / "presets"


def published() -> Days:
    table = {}
    with (PRESETS / "days_2004_2026.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            first, last = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
            for n in range((last - first).days + 1):
                table[first + timedelta(days=n)] = (row["kind"] == "work", row["name"])
    return Days(table, frozenset(range(2004, 2027)))


DAYS = published()
GUESSED_2027 = ("2027 年放假安排尚未公布，日期按周末推算",)


def span(first, last):
    first, last = date.fromisoformat(first), date.fromisoformat(last)
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


# The notices of the State Council for 2025 and 2026, as published.
OFF = {
    2025: span("2025-01-01", "2025-01-01") | span("2025-01-28", "2025-02-04") | span("2025-04-04", "2025-04-06")
    | span("2025-05-01", "2025-05-05") | span("2025-05-31", "2025-06-02") | span("2025-10-01", "2025-10-08"),
    2026: span("2026-01-01", "2026-01-03") | span("2026-02-15", "2026-02-23") | span("2026-04-04", "2026-04-06")
    | span("2026-05-01", "2026-05-05") | span("2026-06-19", "2026-06-21") | span("2026-09-25", "2026-09-27")
    | span("2026-10-01", "2026-10-07"),
}  # fmt: skip
WORKED = {
    2025: {"2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"},
    2026: {"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"},
}


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_table_is_the_published_one(year):
    off = {day for day, (is_working, _) in DAYS.table.items() if day.year == year and not is_working}
    worked = {day.isoformat() for day, (is_working, _) in DAYS.table.items() if day.year == year and is_working}

    assert off == OFF[year]
    assert worked == WORKED[year]


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_year_has_its_holidays_and_works_only_weekends(year):
    names = {name for day, (is_working, name) in DAYS.table.items() if day.year == year and not is_working}
    worked = [day for day, (is_working, _) in DAYS.table.items() if day.year == year and is_working]

    assert names >= {"元旦", "春节", "劳动节", "国庆节"}
    assert year < 2008 or names >= {"清明节", "端午节"}
    assert all(day.weekday() >= 5 for day in worked)


def test_a_year_has_248_working_days_since_2025():
    assert DAYS.working_days_between(date(2024, 12, 31), date(2025, 12, 31)) == 248
    assert DAYS.working_days_between(date(2025, 12, 31), date(2026, 12, 31)) == 248


@pytest.mark.parametrize(
    ("start", "period", "unshifted", "on"),
    [
        # 民法典 201: the start day does not count
        ("2026-03-02", Period(15, Unit.DAY), "2026-03-17", "2026-03-17"),
        # 203: the last day of National Day moves to the first day after it, the eighth
        ("2026-09-16", Period(15, Unit.DAY), "2026-10-01", "2026-10-08"),
        # holidays within natural days count
        ("2026-09-28", Period(15, Unit.DAY), "2026-10-13", "2026-10-13"),
        # a weekend day that is worked is no rest day
        ("2026-09-25", Period(15, Unit.DAY), "2026-10-10", "2026-10-10"),
        # an ordinary Saturday moves to Monday
        ("2026-03-06", Period(15, Unit.DAY), "2026-03-21", "2026-03-23"),
        ("2026-03-06", Period(15, Unit.DAY, shifts=False), "2026-03-21", "2026-03-21"),
        # working days leave out National Day and count the Saturday worked for it
        ("2026-09-30", Period(5, Unit.WORKDAY), "2026-10-13", "2026-10-13"),
        ("2026-09-18", Period(3, Unit.WORKDAY), "2026-09-22", "2026-09-22"),
        # 202: the corresponding day, or the last day of the month
        ("2026-01-31", Period(1, Unit.MONTH), "2026-02-28", "2026-02-28"),
        ("2024-02-29", Period(1, Unit.YEAR), "2025-02-28", "2025-02-28"),
        ("2026-05-18", Period(6, Unit.MONTH), "2026-11-18", "2026-11-18"),
        ("2025-03-14", Period(1, Unit.YEAR), "2026-03-14", "2026-03-16"),
        # back from a hearing: working days only, back over National Day
        ("2026-10-12", Period(-5, Unit.WORKDAY), "2026-09-29", "2026-09-29"),
        ("2026-10-12", Period(-3, Unit.WORKDAY), "2026-10-08", "2026-10-08"),
        ("2026-05-31", Period(-3, Unit.MONTH), "2026-02-28", "2026-02-28"),
        ("2026-07-16", Period(-7, Unit.DAY), "2026-07-09", "2026-07-09"),
        # petition: 60 days from acceptance
        ("2026-03-02", Period(60, Unit.DAY), "2026-05-01", "2026-05-06"),
    ],
)
def test_the_end_of_a_period(start, period, unshifted, on):
    found = due(date.fromisoformat(start), period, DAYS)

    assert found == Due(date.fromisoformat(on), date.fromisoformat(unshifted))


def test_a_year_without_a_published_table_is_told():
    start = date(2026, 12, 25)

    assert due(start, Period(5, Unit.WORKDAY), DAYS) == Due(date(2027, 1, 1), date(2027, 1, 1), GUESSED_2027)
    assert due(start, Period(15, Unit.DAY), DAYS) == Due(date(2027, 1, 11), date(2027, 1, 9), GUESSED_2027)
    assert due(start, Period(3, Unit.DAY), DAYS).warnings == ()
    assert due(start, Period(1, Unit.MONTH, shifts=False), DAYS).warnings == ()
    assert due(date(2003, 12, 1), Period(2, Unit.WORKDAY), DAYS).warnings == ("2003 年放假安排未录入，日期按周末推算",)


def test_a_day_before_an_event_stays_on_a_rest_day_and_says_so():
    found = due(date(2026, 7, 18), Period(-7, Unit.DAY), DAYS)

    assert found == Due(date(2026, 7, 11), date(2026, 7, 11), ("7 月 11 日是休息日，请提前到 7 月 10 日 办理",))


def test_a_period_without_length_is_refused():
    with pytest.raises(ValueError, match="a period has a length"):
        Period(0, Unit.DAY)


def test_days_left_are_counted_in_the_unit_of_the_period():
    assert days_left(date(2026, 9, 30), date(2026, 10, 9), Unit.WORKDAY, DAYS) == 2
    assert days_left(date(2026, 9, 30), date(2026, 10, 9), Unit.DAY, DAYS) == 9
    assert days_left(date(2026, 10, 9), date(2026, 9, 30), Unit.WORKDAY, DAYS) == -2


def test_the_nearest_place_rules_then_the_latest_row():
    def row(place, since, until=None):
        return SimpleNamespace(organisation_id=place, since=since, until=until)

    city_old, city_new = row(None, date(2020, 1, 1)), row(None, date(2024, 1, 1))
    county = row(7, date(2021, 1, 1), date(2024, 12, 31))
    rows = [county, city_new, city_old]

    assert in_force(rows, date(2019, 12, 31), places=[7]) is None
    assert in_force(rows, date(2023, 12, 31)) is city_old
    assert in_force(rows, date(2024, 12, 31), places=[9, 7, 1]) is county
    assert in_force(rows, date(2025, 1, 1), places=[9, 7, 1]) is city_new


a_day = st.dates(date(2004, 3, 1), date(2026, 10, 1))
units = st.sampled_from(Unit)


@given(a_day, st.integers(1, 60), units)
def test_a_period_ends_after_its_start_on_a_working_day(start, length, unit):
    found = due(start, Period(length, unit), DAYS)

    assert start < found.unshifted_on <= found.on
    assert DAYS.is_working(found.on)
    assert not any(
        DAYS.is_working(found.unshifted_on + timedelta(days=n)) for n in range((found.on - found.unshifted_on).days)
    )


@given(a_day, st.integers(1, 60))
def test_working_days_count_back_what_they_counted_forth(start, length):
    end = DAYS.add_working_days(start, length)

    assert DAYS.working_days_between(start, end) == length
    assert DAYS.add_working_days(end, -length) <= start or not DAYS.is_working(start)


@given(a_day, st.integers(1, 59), units)
def test_a_longer_period_never_ends_earlier(start, length, unit):
    assert due(start, Period(length, unit), DAYS).on <= due(start, Period(length + 1, unit), DAYS).on


@given(a_day, st.integers(1, 60), units)
def test_a_later_start_never_ends_earlier(start, length, unit):
    period = Period(length, unit)

    assert due(start, period, DAYS).on <= due(start + timedelta(days=1), period, DAYS).on


@given(a_day, st.integers(1, 24), units)
def test_a_day_before_an_event_is_before_it(event, length, unit):
    assert due(event, Period(-length, unit), DAYS).on < event
