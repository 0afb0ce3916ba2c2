from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from guildhall.kernel.calendar.rules.days import Days

MONTHS = 12


class Unit(StrEnum):
    DAY = "day"
    WORKDAY = "workday"
    MONTH = "month"
    YEAR = "year"


UNIT_NAMES = {Unit.DAY: "日", Unit.WORKDAY: "个工作日", Unit.MONTH: "个月", Unit.YEAR: "年"}


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as a rule states it; a negative length counts back from the day of the event."""

    length: int
    unit: Unit
    shifts: bool = True

    def __post_init__(self) -> None:
        if not self.length:
            raise ValueError("a period has a length")

    def __str__(self) -> str:
        return f"{'前' if self.length < 0 else ''}{abs(self.length)}{UNIT_NAMES[self.unit]}"


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a period, the day it would be without the shift, and what a reader must be told."""

    on: date
    unshifted_on: date
    warnings: tuple[str, ...] = ()

    @property
    def has_shifted(self) -> bool:
        return self.on != self.unshifted_on


def corresponding_day(start: date, months: int) -> date:
    """The same day of another month, or its last day where it has no such day (民法典 第二百零二条)."""
    year, month = divmod(start.year * MONTHS + start.month - 1 + months, MONTHS)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def unshifted_end(start: date, period: Period, days: Days) -> date:
    match period.unit:
        case Unit.WORKDAY:
            return days.add_working_days(start, period.length)
        case Unit.MONTH:
            return corresponding_day(start, period.length)
        case Unit.YEAR:
            return corresponding_day(start, period.length * MONTHS)
        case _:
            return start + timedelta(days=period.length)


def due(start: date, period: Period, days: Days) -> Due:
    """
    The last day of a period that begins on the start day, which is not counted.

    Only an end after the start moves off a rest day; a day before an event stays, since moving it either way
    would change the notice that the rule gives (民法典 第二百零一至二百零三条).
    """
    end = unshifted_end(start, period, days)
    moves = period.shifts and period.length > 0 and period.unit is not Unit.WORKDAY
    on = days.first_working_day_from(end) if moves else end
    return Due(on, end, days.warnings_for(years_relied_on(start, end, on, period)) + rest_day_warning(on, period, days))


def years_relied_on(start: date, end: date, on: date, period: Period) -> range:
    """The years whose days off decide the result."""
    if period.unit is Unit.WORKDAY:
        return range(min(start, end).year, max(start, end).year + 1)
    if period.shifts or period.length < 0:
        return range(end.year, on.year + 1)
    return range(0)


def rest_day_warning(on: date, period: Period, days: Days) -> tuple[str, ...]:
    if period.length > 0 or days.is_working(on):
        return ()
    return (f"{on.month} 月 {on.day} 日是休息日，请提前到 {_in_words(days.last_working_day_until(on))} 办理",)


def days_left(today: date, on: date, unit: Unit, days: Days) -> int:
    """Days until the last day, in the unit of the period: 0 on the last day, negative when it is over."""
    return days.working_days_between(today, on) if unit is Unit.WORKDAY else (on - today).days


def _in_words(day: date) -> str:
    return f"{day.month} 月 {day.day} 日"
