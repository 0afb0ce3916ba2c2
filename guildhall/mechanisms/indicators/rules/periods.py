"""Intervals of dates over which figures are read."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

QUARTERS = "一二三四"
IN_WORDS = re.compile(r"(\d{4})年?(?:(上|下)半年|第?([一二三四1-4])季度|(\d{1,2})月)?")


@dataclass(frozen=True, order=True)
class Period:
    """An interval of days, both ends within."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a period ends before it starts")

    @property
    def label(self) -> str:
        """The period as the trade says it: 2012年, 2012年3月, 2012年上半年, else both dates."""
        if self == year(self.start.year):
            return f"{self.start.year}年"
        if self == month(self.start.year, self.start.month):
            return f"{self.start.year}年{self.start.month}月"
        for number in range(1, 5):
            if self == quarter(self.start.year, number):
                return f"{self.start.year}年第{QUARTERS[number - 1]}季度"
        if self == Period(date(self.start.year, 1, 1), date(self.start.year, 6, 30)):
            return f"{self.start.year}年上半年"
        if self == Period(date(self.start.year, 7, 1), date(self.start.year, 12, 31)):
            return f"{self.start.year}年下半年"
        return f"{_chinese(self.start)}至{_chinese(self.end)}"

    @property
    def code(self) -> str:
        """The period in an address: 2012, 2012-03, or 2011-10-01..2012-09-30."""
        if self == year(self.start.year):
            return f"{self.start.year}"
        if self == month(self.start.year, self.start.month):
            return f"{self.start:%Y-%m}"
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    @property
    def previous(self) -> Period:
        """The same interval a year earlier."""
        return Period(_year_earlier(self.start), _year_earlier(self.end))

    @property
    def preceding(self) -> Period:
        """The period just before: the month before a month, the quarter before a quarter, the year before a year."""
        day = self.start - timedelta(days=1)
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1
        if self.start.day != 1 or (self.end + timedelta(days=1)).day != 1:
            return Period(self.start - (self.end - self.start) - timedelta(days=1), day)
        first = self.start.year * 12 + self.start.month - 1 - months
        return Period(date(first // 12, first % 12 + 1, 1), day)

    @property
    def opening(self) -> Period:
        """The period at whose end this one begins: the year before a year, else the day before."""
        if self == year(self.start.year):
            return year(self.start.year - 1)
        day = self.start - timedelta(days=1)
        return Period(day, day)


def year(number: int) -> Period:
    return Period(date(number, 1, 1), date(number, 12, 31))


def month(number: int, month_number: int) -> Period:
    return Period(
        date(number, month_number, 1), date(number, month_number, calendar.monthrange(number, month_number)[1])
    )


def quarter(number: int, quarter_number: int) -> Period:
    last = quarter_number * 3
    return Period(date(number, last - 2, 1), month(number, last).end)


def read_period(text: str) -> Period:
    """A period from its code, or as the trade says it; raises ValueError with a sentence for the screen."""
    said = IN_WORDS.fullmatch("".join(text.split()))
    try:
        if said:
            return _said(*said.groups())
        if ".." in text:
            first, last = text.split("..")
            return Period(date.fromisoformat(first), date.fromisoformat(last))
        parts = [int(part) for part in text.split("-")]
        return year(parts[0]) if len(parts) == 1 else month(parts[0], parts[1])
    except (ValueError, IndexError) as error:
        raise ValueError("统计期写作 2012、2012-03、2012年上半年、2012年第一季度，或 2011-10-01..2012-09-30") from error


def _said(year_number: str, half: str | None, quarter_number: str | None, month_number: str | None) -> Period:
    number = int(year_number)
    if half:
        return (
            Period(date(number, 1, 1), date(number, 6, 30))
            if half == "上"
            else Period(date(number, 7, 1), date(number, 12, 31))
        )
    if quarter_number:
        return quarter(number, QUARTERS.find(quarter_number) + 1 or int(quarter_number))
    return month(number, int(month_number)) if month_number else year(number)


def years_until(last: int, count: int) -> list[Period]:
    """The last `count` years up to one, oldest first."""
    return [year(number) for number in range(last - count + 1, last + 1)]


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _year_earlier(day: date) -> date:
    last = calendar.monthrange(day.year - 1, day.month)[1]
    at_end = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(day.year - 1, day.month, last if at_end else min(day.day, last))
