from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.db.models import Count, Q
from django.utils import timezone

from guildhall.kernel.organisations import actions as tree
from guildhall.kernel.organisations.models import GRASSROOTS_KINDS, Kind, Organisation
from guildhall.kernel.organisations.tests.factories import TESTER, city, founded
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import EVERYTHING
from guildhall.mechanisms.indicators import actions, queries
from guildhall.mechanisms.indicators.models import Breakdown, Growth, Indicator, Rate, Ratio, Target, TraceColumn
from guildhall.mechanisms.indicators.models import Kind as FigureKind
from guildhall.mechanisms.indicators.rules.periods import year

UNIONS = Indicator(
    code="tests.unions",
    name="工会数",
    unit="家",
    definition="期末存在的基层工会；每个工会计一次。",
    base=Organisation,
    where=lambda period: Q(kind__in=GRASSROOTS_KINDS, founded_on__lte=period.end, dissolved_on=None),
    kind=FigureKind.STOCK,
    trace=(TraceColumn("名称", "name"),),
    trace_permission="organising.union.view",
    breakdowns={"kind": Breakdown("类别", "kind", tuple(Kind.choices))},
)
NEW = Indicator(
    code="tests.new",
    name="新建工会数",
    unit="家",
    definition="期内成立的基层工会；每个工会计一次。",
    base=Organisation,
    where=lambda period: Q(kind__in=GRASSROOTS_KINDS, founded_on__range=(period.start, period.end)),
    measure=Count("pk", distinct=True),
    trace=(TraceColumn("名称", "name"),),
    trace_permission="organising.union.view",
)
SHARE = Ratio(
    code="tests.share",
    name="新建占比",
    numerator="tests.new",
    denominator="tests.unions",
    definition="。",
    basis="期末工会数",
)
GROWTH = Growth(code="tests.growth", name="工会增长", of="tests.unions", definition="。")
FIGURES = {figure.code: figure for figure in (UNIONS, NEW, SHARE, GROWTH)}


@pytest.fixture
def counties(db):
    root = city()
    first, second = founded(root, Kind.COUNTY, "吉州区总工会"), founded(root, Kind.COUNTY, "青原区总工会")
    for number in range(3):
        founded(first, Kind.SINGLE, f"甲{number}厂工会", founded_on=date(2011, 5, 1))
    founded(second, Kind.JOINT, "乙联合工会", founded_on=date(2012, 5, 1))
    return first, second


def _values(readings):
    return {code: reading.value for code, reading in readings.whole.items()}


def test_many_figures_over_one_base_are_one_scan(counties, django_assert_num_queries):
    with django_assert_num_queries(6):  # moves since, room for joins and one scan, of this year and of the year before
        readings = queries.read(FIGURES, year(2012), figures=FIGURES)

    assert _values(readings) == {
        "tests.unions": 4,
        "tests.new": 1,
        "tests.share": Decimal("25.0"),
        "tests.growth": Decimal("33.3"),
    }
    assert (readings.whole["tests.share"].numerator, readings.whole["tests.share"].denominator) == (1, 4)


def test_a_trend_is_one_scan_and_reads_as_each_period_does(counties, django_assert_num_queries):
    reach = queries.reach_below(counties[0])
    periods = [year(2010), year(2011), year(2012)]

    with django_assert_num_queries(6):  # moves since each of four ends, room for joins, and one scan
        trend = queries.read_over(FIGURES, periods, reach, figures=FIGURES)

    assert [_values(readings) for readings in trend] == [
        _values(queries.read(FIGURES, period, reach, figures=FIGURES)) for period in periods
    ]
    assert [readings.value("tests.unions") for readings in trend] == [0, 3, 3]


@pytest.mark.parametrize("by", ["area", "kind"])
def test_the_records_of_a_part_are_what_it_counts(counties, by):
    readings = queries.read(["tests.unions"], year(2012), by=by, figures=FIGURES)

    listed = {key: queries.records(UNIONS, year(2012), by=by, part=str(key)).count() for key in readings.parts}

    assert listed == {key: part["tests.unions"].value for key, part in readings.parts.items()}
    assert queries.records(UNIONS, year(2012), by=by, part=None).count() == 0
    assert queries.records(UNIONS, year(2012), by="none", part="1").count() == 0


def test_parts_add_up_to_the_whole(counties):
    first, second = counties

    by_area = queries.read(["tests.unions"], year(2012), by="area", figures=FIGURES)
    by_kind = queries.read(["tests.unions"], year(2012), by="kind", figures=FIGURES)

    assert {key: part["tests.unions"].value for key, part in by_area.parts.items()} == {first.pk: 3, second.pk: 1}
    assert {key: part["tests.unions"].value for key, part in by_kind.parts.items()} == {"single": 3, "joint": 1}
    assert queries.part_names("tests.unions", "kind", by_kind.parts, FIGURES) == {
        "single": "单独基层工会",
        "joint": "联合基层工会",
    }


def test_a_figure_over_nothing_is_zero(db):
    city()

    readings = queries.read(FIGURES, year(2012), figures=FIGURES)

    assert _values(readings) == {"tests.unions": 0, "tests.new": 0, "tests.share": None, "tests.growth": None}


def test_the_records_are_what_the_figure_counts(counties):
    found = queries.records(UNIONS, year(2012), queries.reach_below(counties[0]))

    assert sorted(found.values_list("name", flat=True)) == ["甲0厂工会", "甲1厂工会", "甲2厂工会"]


def test_a_past_period_is_divided_by_the_tree_of_its_last_day(counties):
    first, second = counties
    moving = Organisation.objects.get(name="甲0厂工会")
    tree.move(moving, parent=second, day=date(2013, 3, 1), actor=TESTER, reason="区划调整")

    then = queries.read(["tests.unions"], year(2012), by="area", figures=FIGURES)
    later = queries.read(["tests.unions"], year(2013), by="area", figures=FIGURES)

    assert {key: part["tests.unions"].value for key, part in then.parts.items()} == {first.pk: 3, second.pk: 1}
    assert {key: part["tests.unions"].value for key, part in later.parts.items()} == {first.pk: 2, second.pk: 2}
    within_first = queries.read(["tests.unions"], year(2012), queries.reach_below(first), figures=FIGURES)
    assert within_first.value("tests.unions") == 3


def test_a_frozen_reading_opens_its_records_and_tells_what_changed(counties, monkeypatch):
    for module in (queries, queries.agreement):
        monkeypatch.setattr(module, "catalogue", lambda: FIGURES)
    root = Organisation.objects.get(depth=1)
    frozen = actions.freeze("tests.unions", organisation=root, period=year(2012), actor=TESTER)
    gone, edited = Organisation.objects.get(name="甲0厂工会"), Organisation.objects.get(name="甲1厂工会")

    tree.dissolve(gone, day=date(2013, 2, 1), actor=TESTER, reason="关停")
    late = founded(counties[1], Kind.SINGLE, "补录工会", founded_on=date(2012, 12, 1))
    tree.rename(edited, name="甲一厂工会", short_name="", day=date(2013, 2, 1), actor=TESTER)
    drift = queries.drift(frozen)

    assert (frozen.value, frozen.key_count) == (4, 4)
    assert sorted(frozen.bitmap) == sorted(
        Organisation.objects.grassroots().exclude(pk=late.pk).values_list("pk", flat=True)
    )
    assert (drift.gone, drift.added, drift.edited) == ([gone.pk], [late.pk], [edited.pk])
    assert frozen.breakdown == {str(counties[0].pk): "3", str(counties[1].pk): "1"}


def test_a_reader_reads_no_further_than_his_reach(counties):
    first, second = counties
    reach = queries.reach_below(first)

    assert queries.common_reach(reach, first) == reach
    assert queries.common_reach(reach, second).is_empty
    assert queries.common_reach(EVERYTHING, second).areas == {second.pk}
    assert queries.common_reach(reach, Organisation.objects.get(depth=1)) == reach


def test_a_rate_is_defined_from_two_figures_and_raises_its_version(counties, monkeypatch):
    monkeypatch.setattr(queries, "catalogue", lambda: FIGURES)
    rate = actions.define_rate(
        name="新建率", numerator="tests.new", denominator="tests.unions", basis="期末工会数", actor=TESTER
    )

    actions.define_rate(
        rate=rate, name="新建率", numerator="tests.unions", denominator="tests.new", basis="新建数", actor=TESTER
    )

    rate.refresh_from_db()
    assert (rate.code, rate.version) == ("rate.1", 2)
    with pytest.raises(Refused) as refusal:
        actions.define_rate(name="空", numerator="tests.none", denominator="tests.new", basis=" ", actor=TESTER)
    assert refusal.value.reasons == ("没有指标 tests.none", "请写明以什么为基数")


def test_a_target_is_set_once_and_changed_with_a_trace(counties, monkeypatch):
    monkeypatch.setattr(queries, "catalogue", lambda: FIGURES)
    county = counties[0]
    for value in (10, 12):
        actions.set_target(
            "tests.new", organisation=county, period=year(2012), value=Decimal(value), source="要点", actor=TESTER
        )

    targets = list(Target.objects.values_list("value", flat=True))

    assert targets == [Decimal(12)]
    with pytest.raises(Refused) as refusal:
        actions.set_target(
            "tests.new", organisation=county, period=year(2012), value=Decimal(0), source="", actor=TESTER
        )
    assert refusal.value.reasons == ("目标值应大于 0",)


def test_the_database_keeps_a_rate_from_dividing_by_itself(db):
    with pytest.raises(IntegrityError):
        Rate.objects.create(code="rate.9", name="自比", numerator="a", denominator="a", basis="自己")


def test_nothing_can_be_frozen_too(db, monkeypatch):
    monkeypatch.setattr(queries, "catalogue", lambda: FIGURES)

    frozen = actions.freeze("tests.unions", organisation=city(), period=year(2012), actor=TESTER)

    assert (frozen.value, frozen.breakdown, list(frozen.bitmap)) == (0, {}, [])


def test_records_without_a_part_are_a_part_of_their_own(counties):
    line = founded(Organisation.objects.get(depth=1), Kind.INDUSTRIAL, "教育工会")
    Organisation.objects.filter(name="甲0厂工会").update(line=line)
    by_line = replace(UNIONS, breakdowns={"line": Breakdown("产业工会", "line")})

    readings = queries.read(["tests.unions"], year(2012), by="line", figures={"tests.unions": by_line})

    assert readings.value("tests.unions") == 4
    assert {key: part["tests.unions"].value for key, part in readings.parts.items()} == {line.pk: 1, None: 3}
    assert queries.records(by_line, year(2012), by="line", part=None).count() == 3


def test_what_is_entered_after_a_cut_off_is_counted_and_told_apart(counties):
    moment = timezone.now()
    founded(counties[0], Kind.SINGLE, "补录厂工会", founded_on=date(2012, 11, 1))

    late = queries.late_records(UNIONS, year(2012), queries.reach_below(counties[0]), moment)

    assert [union.name for union in late.order_by("pk")] == ["补录厂工会"]
    assert queries.late_records(UNIONS, year(2012), queries.reach_below(counties[1]), moment).count() == 0
    assert queries.late_records(UNIONS, year(2012)).count() == 0
    assert queries.read(["tests.unions"], year(2012), figures=FIGURES).value("tests.unions") == 5
