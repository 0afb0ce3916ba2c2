from datetime import date
from decimal import Decimal

import pytest

from guildhall.domains.membership import indicators
from guildhall.domains.membership.actions import events, transfers
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.tests.factories import member, number
from guildhall.kernel.scope import system
from guildhall.mechanisms.indicators import queries
from guildhall.mechanisms.indicators.rules.periods import year

TESTER = system("测试")
TODAY = date(2012, 12, 31)
CODES = [figure.code for figure in (*indicators.INDICATORS, *indicators.COMPUTED)]


@pytest.fixture
def facts(unions):
    """One member of 2011 who moved, one who left in 2012, a woman who joined with a whole file, one of 2013."""
    mover, leaver = member(unions[0], since=date(2011, 3, 1)), member(unions[0], since=date(2011, 3, 1))
    transfers.transfer(mover.person, to_union=unions[2], day=date(2012, 6, 1), today=TODAY, actor=TESTER)
    events.leave(leaver.person, day=date(2012, 12, 31), today=TODAY, actor=TESTER, note="离职")
    woman = events.admit(
        organisation=unions[1], name="刘春华", document_type="01", document_number=number(), day=date(2012, 1, 1), today=TODAY,
        actor=TESTER, phone="13800000001", work_form="03", is_migrant_worker=True,
    )  # fmt: skip
    Person.objects.exclude(pk=woman.person_id).update(sex="1")
    Person.objects.filter(pk=woman.person_id).update(sex="2")
    events.retain(woman.person, day=date(2012, 7, 1), today=TODAY, actor=TESTER, note="待业")
    Person.objects.filter(pk=member(unions[1], since=date(2013, 1, 1)).person_id).update(sex="1")
    return unions


def test_members_of_a_year(facts):
    readings = queries.read(CODES, year(2012))

    assert {code.partition(".")[2]: reading.value for code, reading in readings.whole.items()} == {
        "members_total": 2,
        "members_new": 1,
        "members_transferred_in": 1,
        "members_added": 2,
        "members_gone": 1,
        "members_transferred_out": 1,
        "members_lost": 2,
        "members_expelled": 0,
        "members_deceased": 0,
        "members_women": 1,
        "members_migrant": 1,
        "members_retained": 1,
        "members_new_form": 1,
        "members_complete": 1,
        "files_complete": 1,
        "unions_with_members": 2,
        "events_total": 5,
        "women_rate": Decimal("50.0"),
        "migrant_rate": Decimal("50.0"),
        "complete_rate": Decimal("50.0"),
        "files_complete_rate": Decimal("50.0"),
        "members_growth": Decimal("0.0"),
    }


def test_last_year_is_what_it_was(facts):
    readings = queries.read(["membership.members_total", "membership.members_new"], year(2011))

    assert [readings.value(code) for code in readings.whole] == [2, 2]


def test_every_figure_over_nothing_is_zero_and_traces_nothing(db):
    readings = queries.read([figure.code for figure in indicators.INDICATORS], year(2012))

    assert {reading.value for reading in readings.whole.values()} == {0}
    assert {queries.records(figure, year(2012)).count() for figure in indicators.INDICATORS} == {0}


@pytest.mark.parametrize("by", ["area", "kind", "ownership", "industry", "sex", "education"])
def test_parts_add_up(facts, by):
    readings = queries.read(["membership.members_total"], year(2012), by=by)

    assert sum(part["membership.members_total"].value for part in readings.parts.values()) == 2


def test_events_are_counted_by_kind(facts):
    readings = queries.read(["membership.events_total"], year(2012), by="event")

    assert {kind: part["membership.events_total"].value for kind, part in readings.parts.items()} == {
        "transferred_out": 1,
        "transferred_in": 1,
        "left": 1,
        "joined": 1,
        "retained": 1,
    }


def test_the_figures_agree_with_one_another_in_every_county(facts):
    assert queries.breaches(year(2012)) == []
