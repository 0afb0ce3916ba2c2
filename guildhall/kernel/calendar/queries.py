from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from django.db import connection

from guildhall.kernel.calendar.models import Day, PublishedYear, Term
from guildhall.kernel.calendar.rules import Days, Due, Period, due, in_force

# A hash of the rows rather than their last change: right also inside a transaction and after it is rolled back.
STAMP = """
    SELECT (SELECT sum(hashtextextended(concat_ws('|', date, is_working, name), 0)) FROM calendar_day),
           (SELECT sum(hashtextextended(year::text, 0)) FROM calendar_publishedyear)
"""


class UnknownTermError(LookupError):
    """No period of that code is in force on the day."""


def days() -> Days:
    """The table of days off and worked weekends; one cheap query tells whether the table at hand is still the right one."""
    with connection.cursor() as cursor:
        cursor.execute(STAMP)
        return _days_stamped(*cursor.fetchone())


@lru_cache(maxsize=2)
def _days_stamped(days_stamp: int | None, years_stamp: int | None) -> Days:
    table = {day: (is_working, name) for day, is_working, name in Day.objects.values_list("date", "is_working", "name")}
    return Days(table, frozenset(PublishedYear.objects.values_list("year", flat=True)))


def term(code: str, day: date, *, places: Sequence[int] = ()) -> Term:
    """The period of that code in force on the day; places go from near to far, then the whole city."""
    found = in_force(Term.objects.filter(code=code), day, places=places)
    if found is None:
        raise UnknownTermError(code)
    return found


def due_by(code: str, start: date, *, places: Sequence[int] = ()) -> Due:
    """The last day of the period of that code that begins on the start day."""
    return due(start, term(code, start, places=places).period, days())


def due_after(start: date, period: Period) -> Due:
    """The last day of any period that begins on the start day."""
    return due(start, period, days())
