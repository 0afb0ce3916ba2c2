from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from guildhall.kernel.numbers.actions import take, take_many
from guildhall.kernel.numbers.models import Series
from guildhall.kernel.numbers.rules import formatted


@pytest.mark.django_db
def test_numbers_begin_at_one_in_each_series_and_year():
    taken = [
        take("锦工发", year=2026),
        take("锦工发", year=2026),
        take("锦工发", year=2027),
        take("受理"),
        take("受理"),
    ]

    assert taken == [1, 2, 1, 1, 2]
    assert list(take_many("锦工发", 3, year=2026)) == [3, 4, 5]


@pytest.mark.django_db
def test_nothing_is_taken_of_nothing():
    with pytest.raises(ValueError, match="at least one"):
        take_many("受理", 0)


def test_a_number_is_taken_only_inside_a_transaction(cloned_database):
    with pytest.raises(transaction.TransactionManagementError):
        take("受理")

    assert not Series.objects.filter(name="受理").exists()


def file_paper(n: int) -> int | None:
    """Take a number in a transaction of its own; every third one is rolled back."""
    try:
        with transaction.atomic():
            number = take("concurrent", year=2026)
            transaction.set_rollback(n % 3 == 0)
    finally:
        connection.close()
    return number if n % 3 else None


def test_eight_writers_leave_no_gap_and_no_double_even_after_rollbacks(cloned_database):
    with ThreadPoolExecutor(8) as writers:
        taken = [number for number in writers.map(file_paper, range(60)) if number]

    assert sorted(taken) == list(range(1, 41))


def test_a_number_reads_as_official_papers_write_it():
    assert formatted("锦工发", 3, year=2026) == "锦工发〔2026〕3号"
    assert formatted("第", 12) == "第12号"
