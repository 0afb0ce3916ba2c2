"""What is computed and checked in returns, without a database."""

from datetime import date
from decimal import Decimal

import pytest

from guildhall.mechanisms.indicators.rules.returns import moves
from guildhall.mechanisms.indicators.rules.returns.relations import (
    breaches,
    computed,
    read_relation,
    read_side,
    why_not_compute,
    written,
)

NAMES = {(1, 1): "会员", (2, 1): "女会员", (1, 2): "上年会员", (2, 2): "上年女会员"}


@pytest.mark.parametrize(
    ("typed", "tidy"), [("2＋3", "2+3"), (" 5 行－6 行", "5-6"), ("2.1+3.1", "2.1+3.1"), ("-4+7", "-4+7")]
)
def test_a_formula_is_read_as_people_write_it(typed, tidy):
    assert written(read_side(typed)) == tidy


@pytest.mark.parametrize("typed", ["", "一加二", "2++3", "23456", "2*3"])
def test_what_is_no_formula_is_told(typed):
    with pytest.raises(ValueError, match="写作"):
        read_side(typed)


@pytest.mark.parametrize(("typed", "sign"), [("2<=1", "≤"), ("1≥2＋3", "≥"), ("5＝3+4", "="), ("1=>2", "≥")])
def test_a_check_has_one_sign(typed, sign):
    assert read_relation(typed).sign == sign


def test_a_check_holds_in_every_column_that_has_its_cells():
    values = {(1, 1): Decimal(10), (2, 1): Decimal(4), (1, 2): Decimal(8), (2, 2): Decimal(9)}

    assert breaches([read_relation("2≤1")], values, NAMES) == ["应有 2≤1：上年女会员 9，上年会员 8"]


def test_empty_cells_break_no_check():
    assert breaches([read_relation("2≤1")], {(1, 1): None, (2, 1): Decimal(4)}, NAMES) == []


def test_computed_cells_rest_on_one_another():
    formulas = {(4, 1): read_side("3-1"), (3, 1): read_side("1+2")}
    values = {(1, 1): Decimal(5), (2, 1): Decimal(7)}

    assert computed(formulas, values) == {**values, (3, 1): Decimal(12), (4, 1): Decimal(7)}


def test_a_circle_and_a_missing_line_are_told():
    formulas = {(1, 1): read_side("2"), (2, 1): read_side("1"), (3, 1): read_side("9")}

    assert why_not_compute(formulas, formulas) == [
        "第 3 行的算式用到第 9 行第 1 栏，表中没有这一格",
        "第 1 行的算式绕回了自己",
        "第 2 行的算式绕回了自己",
    ]


@pytest.mark.parametrize(
    ("state", "submitted", "late"),
    [
        ("called", None, True),
        ("submitted", date(2013, 1, 20), False),
        ("accepted", date(2013, 1, 21), True),
        ("recalled", None, False),
    ],
)
def test_a_return_is_late_by_the_day_it_was_sent_up(state, submitted, late):
    day = date(2013, 2, 1)

    assert moves.is_late(state=state, due_on=date(2013, 1, 20), submitted_on=submitted, day=day) is late
