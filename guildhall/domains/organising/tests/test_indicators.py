from datetime import date
from decimal import Decimal

import pytest

from guildhall.domains.organising import indicators
from guildhall.domains.organising.actions import employers, unions
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import TESTER, founded
from guildhall.kernel.people.tests.factories import member
from guildhall.mechanisms.indicators import queries
from guildhall.mechanisms.indicators.rules.periods import year

CODES = [figure.code for figure in (*indicators.INDICATORS, *indicators.COMPUTED)]
TODAY = date(2012, 12, 31)


@pytest.fixture
def facts(counties):
    """Two unions before 2012, one new in it, one gone in it; three employers, two of them covered."""
    first, second = counties
    old, closing = (
        founded(first, Kind.SINGLE, name, founded_on=date(2010, 1, 1), ownership="non_public")
        for name in ("甲工会", "乙工会")
    )
    new = founded(second, Kind.JOINT, "丙联合工会", founded_on=date(2012, 1, 1))
    unions.dissolve(closing, day=date(2012, 12, 31), today=TODAY, actor=TESTER, reason="关停")
    for name, union, count in (("甲公司", old, 60), ("丙一", new, 40), ("丁公司", None, 90)):
        employer = employers.register(
            federation=first,
            actor=TESTER,
            name=name,
            head_count=count,
            ownership="non_public" if union else "government",
        )
        if union:
            employers.link(employer, union=union, day=date(2012, 1, 1), actor=TESTER)
    for name in ("张一", "张二"):
        member(old, name, since=date(2012, 2, 1))
    return first, second


def test_unions_and_rates_of_a_year(facts):
    readings = queries.read(CODES, year(2012))

    assert {code.partition(".")[2]: reading.value for code, reading in readings.whole.items()} == {
        "unions_total": 2,
        "unions_new": 1,
        "unions_gone": 1,
        "unions_non_public": 1,
        "employers_total": 3,
        "employers_with_union": 2,
        "enterprises_total": 2,
        "enterprises_with_union": 2,
        "staff_total": 100,
        "formation_rate": Decimal("66.7"),
        "enterprise_formation_rate": Decimal("100.0"),
        "joining_rate": Decimal("2.0"),
        "unions_growth": Decimal("0.0"),
        "line_activities": 0,
        "line_participants": 0,
    }


def test_last_year_is_what_it_was(facts):
    readings = queries.read(["organising.unions_total", "organising.employers_with_union"], year(2011))

    assert [readings.value(code) for code in readings.whole] == [2, 0]


def test_every_figure_over_nothing_is_zero_and_traces_nothing(db):
    readings = queries.read([figure.code for figure in indicators.INDICATORS], year(2012))

    assert {reading.value for reading in readings.whole.values()} == {0}
    assert [queries.records(figure, year(2012)).count() for figure in indicators.INDICATORS] == [0] * len(
        readings.whole
    )


@pytest.mark.parametrize("by", ["area", "kind", "ownership", "industry"])
def test_parts_add_up(facts, by):
    readings = queries.read(["organising.unions_total"], year(2012), by=by)

    assert sum(part["organising.unions_total"].value for part in readings.parts.values()) == 2


def test_the_figures_agree_with_one_another(facts):
    assert queries.breaches(year(2012)) == []
