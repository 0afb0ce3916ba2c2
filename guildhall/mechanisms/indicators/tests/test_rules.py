from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from guildhall.mechanisms.indicators.rules import arithmetic, units
from guildhall.mechanisms.indicators.rules.periods import Period, read_period, year


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("2012", "2012年"),
        ("2012-03", "2012年3月"),
        ("2012-01-01..2012-06-30", "2012年上半年"),
        ("2011-10-01..2012-09-30", "2011年10月1日至2012年9月30日"),
        ("2012年", "2012年"),
        ("2012年 3月", "2012年3月"),
        ("2012上半年", "2012年上半年"),
        ("2012年下半年", "2012年下半年"),
        ("2012年第三季度", "2012年第三季度"),
        ("2012年4季度", "2012年第四季度"),
    ],
)
def test_a_period_is_read_and_said(code, label):
    period = read_period(code)

    assert (period.label, read_period(period.code)) == (label, period)


@pytest.mark.parametrize(
    "text", ["", "2012-13", "去年", "2012年13月", "2012年第五季度", "2012-02-30..2012-03-01", "2012-05-01..2012-04-01"]
)
def test_what_is_no_period_is_told(text):
    with pytest.raises(ValueError, match="统计期写作"):
        read_period(text)


def test_the_same_interval_a_year_earlier_keeps_month_ends():
    assert Period(date(2012, 2, 1), date(2012, 2, 29)).previous == Period(date(2011, 2, 1), date(2011, 2, 28))
    assert year(2012).previous == year(2011)


@pytest.mark.parametrize(
    ("printed", "numerator", "denominator", "holds"),
    [
        ("95.2", 1120, 1174, False),  # 佳木斯 2005：95.4
        ("95.4", 1120, 1174, True),
        ("98", 5976, 6098, True),
        ("97.5", 5945, 6098, True),
        ("97", 0, 0, False),
    ],
)
def test_a_printed_rate_is_held_to_its_own_rounding(printed, numerator, denominator, holds):
    assert arithmetic.printed_rate_holds(Decimal(printed), numerator, denominator) is holds


def test_rates_and_growth_are_rounded_half_up_and_may_be_missing():
    assert arithmetic.rate(1, 8) == Decimal("12.5")
    assert arithmetic.rate(1, 0) is None
    assert arithmetic.growth(7031, 6208) == Decimal("13.3")
    assert arithmetic.growth(1, None) is None


def test_parts_beyond_their_whole_are_named_with_both_sides():
    names = {"a": "公有制企业职代会", "b": "非公企业职代会", "c": "企业总数"}

    found = arithmetic.parts_within_whole({"a": 653, "b": 6291, "c": 6098}, parts=("a", "b"), whole="c", names=names)

    assert [breach.sentence for breach in found] == [
        "部分之和超过总数：公有制企业职代会＋非公企业职代会 6944，企业总数 6098"
    ]


def test_last_total_with_what_came_and_went_is_this_total():
    rule = {"name": "会员总数", "opened_name": "新增", "closed_name": "减少"}

    assert arithmetic.stock_and_flow(before=365900, opened=136700, closed=0, now=502600, **rule) == []
    assert arithmetic.stock_and_flow(before=365900, opened=136700, closed=1, now=502600, **rule)[0].left_value == 502599


@pytest.mark.parametrize(
    ("code", "before"),
    [
        ("2012", "2011"),
        ("2012-03", "2012-02"),
        ("2012-01", "2011-12"),
        ("2012-04-01..2012-06-30", "2012-01-01..2012-03-31"),
        ("2012-07-01..2012-12-31", "2012-01-01..2012-06-30"),
        ("2011-10-01..2012-09-30", "2010-10-01..2011-09-30"),
        ("2012-03-05..2012-03-11", "2012-02-27..2012-03-04"),
    ],
)
def test_the_period_just_before(code, before):
    assert read_period(code).preceding.code == before


@pytest.mark.parametrize(
    ("value", "given", "wanted", "expected"),
    [("12.5", "万元", "元", "125000"), ("125000", "元", "万元", "12.5"), ("3", "亿元", "万元", "30000")],
)
def test_money_is_told_in_another_unit(value, given, wanted, expected):
    factors = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
    sides = [SimpleNamespace(name=name, kind="money", factor=Decimal(factors[name])) for name in (given, wanted)]

    assert units.why_not_convert(*sides) == []
    assert units.converted(Decimal(value), *sides) == Decimal(expected)


def test_people_are_no_money():
    people, money = (SimpleNamespace(name=n, kind=k, factor=Decimal(1)) for n, k in (("人", "count"), ("元", "money")))

    assert units.why_not_convert(people, money) == ["“人”不能折合为“元”"]
