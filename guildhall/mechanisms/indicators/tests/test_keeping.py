import threading

import pytest
from django.db import connection, transaction

from guildhall.kernel.audit.verbs import note
from guildhall.kernel.organisations.models import Kind, Organisation
from guildhall.kernel.organisations.tests.factories import TESTER, city, founded
from guildhall.mechanisms.indicators import queries
from guildhall.mechanisms.indicators.rules.periods import year
from guildhall.mechanisms.indicators.tests.test_queries import FIGURES


@pytest.fixture
def county(cloned_database, settings):
    settings.GUILDHALL_KEEPS_READINGS = True
    return founded(city(), Kind.COUNTY, "吉州区总工会")


def counted() -> int:
    return int(queries.read(["tests.unions"], year(2012), figures=FIGURES).value("tests.unions") or 0)


def scans(captured) -> int:
    return sum("tests_of_unions" in query["sql"] for query in captured)


def test_a_count_is_made_once_while_nothing_is_written(county, django_assert_max_num_queries):
    founded(county, Kind.SINGLE, "甲厂工会")

    with django_assert_max_num_queries(30) as captured:
        values = [counted(), counted(), counted()]

    assert values == [1, 1, 1]
    assert scans(captured) == 1


def test_a_write_makes_it_anew(county):
    before = counted()

    founded(county, Kind.SINGLE, "甲厂工会")

    assert (before, counted()) == (0, 1)


def test_what_touches_no_figure_leaves_it(county, django_assert_max_num_queries):
    counted()
    note(verb="access.account.sign_in", actor=TESTER, subject_type="access.account", subject_id=1)

    with django_assert_max_num_queries(30) as captured:
        counted()

    assert scans(captured) == 0


def test_a_write_that_was_under_way_while_it_was_counted_is_seen_later(county):
    """The writer's transaction is older than the count and commits after it."""
    written, may_commit = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            founded(county, Kind.SINGLE, "甲厂工会")
            written.set()
            may_commit.wait(20)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    written.wait(20)
    before = counted()
    may_commit.set()
    writer.join()

    assert (before, counted(), Organisation.objects.grassroots().count()) == (0, 1, 1)
