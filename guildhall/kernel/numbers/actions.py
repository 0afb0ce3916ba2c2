"""Numbers without gaps: taken inside the transaction that uses them, and as its last lock."""

from django.db import connection, transaction

# One statement locks the row until the transaction ends; a rollback gives the numbers back.
TAKE = """
    INSERT INTO numbers_series (name, year, last) VALUES (%(series)s, %(year)s, %(count)s)
    ON CONFLICT (name, year) DO UPDATE SET last = numbers_series.last + %(count)s
    RETURNING last
"""


def take(series: str, *, year: int | None = None) -> int:
    """The next number of a series, from 1; take it last, others wait for it until the transaction ends."""
    return take_many(series, 1, year=year)[0]


def take_many(series: str, count: int, *, year: int | None = None) -> range:
    """The next numbers of a series in one piece."""
    if count < 1:
        raise ValueError("at least one number is taken")
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a number is taken inside the transaction that uses it")
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"series": series, "year": year, "count": count})
        last: int = cursor.fetchone()[0]
    return range(last - count + 1, last + 1)
