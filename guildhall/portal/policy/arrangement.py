"""The yearly arrangement of days off as lines of text, read and written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from guildhall.kernel.calendar.actions import Arranged

DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
LINE = re.compile(rf"{DAY}(?:\s*(?:至|到|~|～|—|-)\s*{DAY})?\s*[,，]?\s*(放假|上班|调休|补休)\s*[,，]?\s*(\S.*)")
ONE_DAY = timedelta(days=1)
LONGEST = 31


class WrongLines(Exception):  # noqa: N818 - it is an answer, not an accident
    """The sentences for the lines that cannot be read."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("；".join(reasons))
        self.reasons = reasons


def read_lines(text: str) -> list[Arranged]:
    """The days that the lines name; raises `WrongLines` with a sentence for each line that cannot be read."""
    days: list[Arranged] = []
    reasons: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            days += read_line(line.strip())
        except ValueError as wrong:
            reasons.append(f"第 {number} 行：{wrong}")
    if reasons:
        raise WrongLines(reasons)
    return days


def read_line(line: str) -> list[Arranged]:
    found = LINE.fullmatch(line)
    if found is None:
        raise ValueError("写作“2027-10-01 至 2027-10-07 放假 国庆节”")
    *written, word, name = found.groups()
    first = day_of(written[:3])
    last = day_of(written[3:]) if written[3] else first
    if not 0 <= (last - first).days < LONGEST:
        raise ValueError(f"止日应在起日之后，且不超过 {LONGEST} 天")
    is_working = word == "上班"
    return [Arranged(first + n * ONE_DAY, is_working, name.strip()) for n in range((last - first).days + 1)]


def day_of(parts: list[str]) -> date:
    try:
        return date(*map(int, parts))
    except ValueError:
        raise ValueError(f"没有 {'-'.join(parts)} 这一天") from None


@dataclass(frozen=True)
class Span:
    """Neighbouring days of one kind and name."""

    first: date
    last: date
    is_working: bool
    name: str

    @property
    def count(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def line(self) -> str:
        until = f" 至 {self.last}" if self.count > 1 else ""
        return f"{self.first}{until} {'上班' if self.is_working else '放假'} {self.name}"


def spans_of(days: Iterable[Arranged]) -> list[Span]:
    spans: list[Span] = []
    for day in sorted(days):
        before = spans[-1] if spans else None
        if before and (before.last + ONE_DAY, before.is_working, before.name) == day:
            spans[-1] = replace(before, last=day.date)
        else:
            spans.append(Span(day.date, day.date, day.is_working, day.name))
    return spans
