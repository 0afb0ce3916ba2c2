"""Declared numbers: with source and evidence, beside counted ones, never added unseen."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest

from guildhall.kernel.access.tests.factories import actor, officer
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.files.queries import files_of
from guildhall.kernel.organisations.models import Kind, Organisation
from guildhall.kernel.organisations.tests.factories import TESTER, city, founded
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import EVERYTHING
from guildhall.mechanisms.indicators import actions, queries
from guildhall.mechanisms.indicators.models import DeclaredReading, Measure, Unit
from guildhall.mechanisms.indicators.rules.periods import year

UNIONS, MEMBERS, RATE = "organising.unions_total", "membership.members_total", "organising.formation_rate"
TODAY = date(2013, 1, 10)


@pytest.fixture
def counties(db):
    """One county with a union, one that is not on the platform yet."""
    root = city()
    here, outside = (founded(root, Kind.COUNTY, name) for name in ("吉州区总工会", "遂川县总工会"))
    founded(here, Kind.SINGLE, "甲厂工会", founded_on=date(2012, 5, 1))
    return here, outside


def unit(name):
    return Unit.objects.get(name=name)


def declared(organisation, value=120, code=UNIONS, **values):
    given = {"unit": unit("家"), "source": "遂川县总工会年报表1", "actor": TESTER, "period": year(2012)} | values
    return actions.declare(code, organisation=organisation, value=Decimal(value), **given)


def evidence():
    paper = BytesIO(b"%PDF-1.4 \n" + b"0" * 200 + b"\n%%EOF\n")
    paper.name = "年报表.pdf"
    return paper


def test_a_declared_number_keeps_its_source_and_evidence(counties):
    reading = declared(counties[1], evidence=evidence(), note="该县尚未使用本系统")

    assert (reading.value, reading.state, reading.declared_by) == (120, "standing", "测试")
    assert [file.name for file in files_of(reading)] == ["年报表.pdf"]
    assert Entry.objects.filter(verb="indicators.declared.declare", subject_id=reading.pk).count() == 1


def test_it_stands_beside_the_counted_number_and_is_not_in_it(counties):
    declared(counties[1])

    beside = queries.declared_for([UNIONS], year(2012))[UNIONS]

    assert queries.value_of(UNIONS, year(2012)) == 1
    assert [one.words for one in beside.numbers] == ["另有申报数 120 家（遂川县总工会，来源：遂川县总工会年报表1）"]
    assert beside.with_counted(Decimal(1)) == "含申报共 121：记录 1，申报 120"
    assert queries.declared_for([UNIONS], year(2011)) == {}
    assert queries.declared_for([UNIONS], year(2012), queries.reach_below(counties[0])) == {}


def test_a_part_that_also_has_records_is_told_and_not_added(counties):
    declared(counties[0], 3, source="吉州区年报")

    beside = queries.declared_for([UNIONS], year(2012))[UNIONS]
    told = queries.overlapping(year(2012), EVERYTHING, queries.catalogue())

    assert beside.with_counted(Decimal(1)) == ""
    assert [(figure.code, one.value, one.counted) for figure, one in told] == [(UNIONS, 3, 1)]


def test_what_is_declared_for_a_county_and_within_it_is_not_added(counties):
    below = founded(counties[1], Kind.TOWN, "泉江镇工会")
    declared(counties[1])
    declared(below, 20, source="泉江镇报表")

    assert not queries.declared_for([UNIONS], year(2012))[UNIONS].adds_up


def test_amounts_are_told_in_the_unit_of_their_measure(counties):
    fund = actions.define_measure(name="筹集帮扶资金", unit=unit("元"), definition="期内到账的资金。", actor=TESTER)

    reading = declared(counties[1], "12.5", code="", measure=fund, unit=unit("万元"))

    assert [row.measure.name for row in queries.declared_of_measures(year(2012), EVERYTHING)] == ["筹集帮扶资金"]
    assert reading.name == "筹集帮扶资金"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"source": " "}, "请写明来源：哪份文件、通报或报表"),
        ({"value": "1.5"}, "以“家”计的数应为整数"),
        ({"unit": "元"}, "“元”不能折合为“家”"),
        ({"code": "none.such"}, "没有指标 none.such"),
        ({"code": ""}, "请选定一个指标或一个计量项目"),
        ({"value": "-1"}, "申报数不能小于 0"),
    ],
)
def test_a_wrong_number_is_refused_in_words(counties, values, reason):
    if "unit" in values:
        values = values | {"unit": unit(values["unit"])}

    with pytest.raises(Refused) as refusal:
        declared(counties[1], **values)

    assert refusal.value.reasons == (reason,)
    assert DeclaredReading.objects.count() == 0


def test_the_same_source_declares_once(counties):
    declared(counties[1])

    with pytest.raises(Refused) as refusal:
        declared(counties[1], 121)

    assert refusal.value.reasons == ("这个单位在该统计期已有同一来源的申报数，请更正原申报",)


def test_a_correction_leaves_the_old_number(counties):
    old = declared(counties[1], evidence=evidence())

    fresh = actions.correct_declared(
        old, value=Decimal(125), unit=unit("家"), source=old.source, reason="漏报五家", actor=TESTER
    )

    old.refresh_from_db()
    assert (old.state, old.value, old.ended_reason, old.corrected_by) == ("corrected", 120, "漏报五家", fresh)
    assert (fresh.state, fresh.value, fresh.corrects) == ("standing", 125, old)
    assert [one.value for one in queries.declared_for([UNIONS], year(2012))[UNIONS].numbers] == [125]


def test_a_refused_correction_changes_nothing(counties):
    old = declared(counties[1])

    with pytest.raises(Refused):
        actions.correct_declared(
            old, value=Decimal("1.5"), unit=unit("家"), source=old.source, reason="漏报", actor=TESTER
        )

    old.refresh_from_db()
    assert (old.state, DeclaredReading.objects.count()) == ("standing", 1)


def test_a_withdrawn_number_stands_beside_nothing(counties):
    reading = declared(counties[1])

    actions.withdraw_declared(reading, reason="来源有误", actor=TESTER)

    assert queries.declared_for([UNIONS], year(2012)) == {}
    with pytest.raises(Refused) as refusal:
        actions.withdraw_declared(reading, reason="再撤", actor=TESTER)
    assert refusal.value.reasons == ("这个申报数已撤回，不能再改",)


def test_a_clerk_declares_only_for_the_own_county(counties):
    clerk = actor(officer(counties[0], "county.clerk"), TODAY)

    with pytest.raises(Refused) as refusal:
        declared(counties[1], actor=clerk)

    assert refusal.value.reasons == ("遂川县总工会不在您的管理范围内",)
    assert declared(counties[0], actor=clerk).declared_by == "李建国"


def test_who_has_no_such_permission_declares_nothing(counties):
    leader = actor(officer(Organisation.objects.get(depth=1), "city.leader"), TODAY)

    with pytest.raises(Refused) as refusal:
        declared(counties[1], actor=leader)

    assert refusal.value.reasons == ("您的岗位没有登记申报数的权限",)


def test_the_dictionary_grows_and_retires(db):
    batch = actions.add_unit(name="批", kind=Unit.Kind.COUNT, actor=TESTER)
    trains = actions.define_measure(name="疗休养批次", unit=batch, definition="期内组织的批次。", actor=TESTER)

    with pytest.raises(Refused) as refusal:
        actions.retire_unit(batch, reason="不用", actor=TESTER)
    actions.retire_measure(trains, reason="不用", actor=TESTER)
    actions.retire_unit(batch, reason="不用", actor=TESTER)

    assert refusal.value.reasons == ("计量项目“疗休养批次”还以“批”计，请先停用或改用别的单位",)
    assert (Measure.objects.get().is_retired, Unit.objects.get(name="批").is_retired) == (True, True)


@pytest.mark.parametrize(
    ("given", "reason"),
    [({"name": "人"}, "已有“人”，不必再加"), ({"name": "捆", "factor": Decimal(0)}, "折合数应大于 0")],
)
def test_a_unit_that_is_there_or_makes_no_sense_is_refused(db, given, reason):
    with pytest.raises(Refused) as refusal:
        actions.add_unit(kind=Unit.Kind.WEIGHT, actor=TESTER, **given)

    assert refusal.value.reasons == (reason,)


def test_the_unit_of_a_measure_stands_once_it_was_used(counties):
    fund = actions.define_measure(name="筹集资金", unit=unit("元"), definition="到账的。", actor=TESTER)
    declared(counties[1], 5, code="", measure=fund, unit=unit("元"))

    with pytest.raises(Refused) as refusal:
        actions.define_measure(name="筹集资金", unit=unit("人"), definition="到账的。", measure=fund, actor=TESTER)

    assert refusal.value.reasons == ("“筹集资金”已有申报数，单位不能再改，请停用后另设",)
