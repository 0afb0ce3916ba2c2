from decimal import Decimal

import pytest

from guildhall.mechanisms.documents.rules.checks import Check, amount, checked, parse_check
from guildhall.mechanisms.documents.rules.composed import Composed, Grid, Line, Piece
from guildhall.mechanisms.documents.rules.language import Typed, parse
from guildhall.mechanisms.documents.rules.proof import proof_of, totals_of


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("20+13", Check("+", ("20", "13"))),
        ("1120/1174", Check("/", ("1120", "1174"))),
        ("会员人数较464100", Check("较", ("会员人数", "464100"))),
        ("会员人数", None),
        ("1/2/3", None),
        ("20+", None),
    ],
)
def test_a_calculation_is_read(text, check):
    assert parse_check(text) == check


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,120", "1120"), ("50.26万", "502600"), ("95.2%", "95.2"), ("2亿", "200000000"), ("许多", None), ("", None)],
)
def test_a_number_is_read_as_people_write_it(text, value):
    assert amount(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "calculation", "agrees"),
    [
        ("95.2", "1120/1174", False),
        ("95.4", "1120/1174", True),
        ("95", "1120/1174", True),
        ("33", "20+13", True),
        ("34", "20+13", False),
        ("8.3", "会员人数较464100", True),
        ("50.26万", "会员人数+0", True),
        ("9", "没有的指标/3", False),
        ("许多", "20+13", False),
        ("5", "5/0", False),
    ],
)
def test_a_typed_number_is_held_against_its_calculation(text, calculation, agrees):
    check = parse_check(calculation)

    found = checked(text, check, {"会员人数": Decimal(502_600)}.get)

    assert found.agrees is agrees


def test_the_seeds_contradiction_is_told_with_both_sides():
    found = checked("95.2", parse_check("1120/1174"), lambda name: None)

    assert (found.text, found.wanted) == ("95.2", "1120÷1174＝95.4")


def test_the_language_takes_a_calculation_behind_the_source():
    template = parse("建制率{{手填 95.2|市总综述|1120/1174}}%，增长{{手填 8.3|通报|会员人数较464100}}%。")

    typed = [run for block in template.blocks for run in block.runs if isinstance(run, Typed)]

    assert [run.source for run in typed] == ["市总综述", "通报"]
    assert [number.figure for number in template.numbers()] == ["会员人数"]
    assert template.faults == []


def test_a_calculation_that_cannot_be_read_is_a_fault():
    template = parse("{{手填 95.2|市总综述|大约}}")

    assert [str(fault) for fault in template.faults] == ["第 1 行：核对的算式写作 20+13、1120/1174 或 会员人数较464100"]


@pytest.mark.parametrize(
    ("text", "loose"),
    [
        ("全市慰问职工3,256人次，发放资金120.5万元。", ["3,256", "120.5"]),
        ("2012年12月30日，第3届委员会第2次会议，吉工发〔2012〕15号。", []),
        ("完成率98%。", ["98"]),
        ("1、组建工会 2.发展会员", []),
        ("建立“四个一”制度", []),
    ],
)
def test_numbers_without_a_source_are_found_and_dates_are_not(text, loose):
    proof = proof_of(Composed("题", blocks=[Line(0, (Piece(text),))]))

    assert [found.text for found in proof.loose] == loose


def test_the_share_of_traced_numbers():
    pieces = (Piece("7031", figure="unions"), Piece("33", typed_source="通报"), Piece("慰问12户"))

    proof = proof_of(Composed("题", blocks=[Line(0, pieces)]))

    assert (proof.traced, proof.typed, len(proof.loose), proof.total, proof.traced_percent) == (1, 1, 1, 3, 33)


def test_a_table_that_does_not_add_up_is_told():
    def row(name, *values):
        return (Piece(name), *(Piece(value, figure="f") for value in values))

    grid = Grid(
        ("县区", "工会（家）", "建会率（%）"), (row("甲", "3", "50"), row("乙", "4", "60"), row("合计", "8", "55"))
    )

    assert [(found.text, found.expected, found.agrees) for found in totals_of(grid)] == [("8", Decimal(7), False)]
