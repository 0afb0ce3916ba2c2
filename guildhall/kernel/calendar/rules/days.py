from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """The days that differ from the week, and the years whose arrangement is known; other days follow the week."""

    table: Mapping[date, tuple[bool, str]]
    published_years: frozenset[int]

    def is_working(self, day: date) -> bool:
        entry = self.table.get(day)
        return entry[0] if entry else day.weekday() < SATURDAY

    def name_of(self, day: date) -> str:
        """The holiday that explains the day, or nothing."""
        entry = self.table.get(day)
        return entry[1] if entry else ""

    def first_working_day_from(self, day: date) -> date:
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def last_working_day_until(self, day: date) -> date:
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after the day, or before it when the count is negative; the day itself never counts."""
        step = ONE_DAY if count > 0 else -ONE_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after the start, up to and with the end; negative when the end is before the start."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def holiday(self, name: str, year: int) -> tuple[date, date] | None:
        """First and last day off of a holiday of that year, if its arrangement is known."""
        off = sorted(
            day for day, (is_working, n) in self.table.items() if day.year == year and n == name and not is_working
        )
        return (off[0], off[-1]) if off else None

    def warnings_for(self, years: Iterable[int]) -> tuple[str, ...]:
        """One sentence for each year whose days off are only guessed from the weekends."""
        latest = max(self.published_years, default=0)
        return tuple(
            f"{year} 年放假安排尚未公布，日期按周末推算"
            if year > latest
            else f"{year} 年放假安排未录入，日期按周末推算"
            for year in sorted(set(years) - self.published_years)
        )
