import pytest

from guildhall.mechanisms.workbooks.rules.headings import (
    Aside,
    AsideKind,
    ColumnSpec,
    match_by_hand,
    match_headings,
    rows_set_aside,
)
from guildhall.mechanisms.workbooks.rules.reading import Batch

SPECS = [
    ColumnSpec("name", "姓名", ("会员姓名", "职工姓名"), required=True),
    ColumnSpec("number", "证件号码", ("身份证号", "身份证号码", "公民身份号码"), required=True, kind="identity"),
    ColumnSpec("phone", "手机号码", ("手机", "联系电话"), kind="phone"),
    ColumnSpec("joined_on", "入会日期", ("入会时间",), kind="date"),
    ColumnSpec("employer", "工作单位", ("单位名称", "单位")),
]


def test_the_heading_is_found_below_titles_and_notes():
    head = [
        ["某某公司工会会员花名册"],
        [],
        ["填报单位：某某公司", "", "2012年"],
        ["序号", "姓名", "身份证号", "手机"],
        ["1", "张三", "x", "y"],
    ]

    match = match_headings(head, SPECS)

    assert (match.row_no, match.mapping) == (4, {"name": 1, "number": 2, "phone": 3})
    assert (match.unmatched, match.missing, match.ambiguous) == ((0,), (), {})


@pytest.mark.parametrize(
    "written",
    ["姓名*", "＊姓名", "姓　名", " 姓\n名 ", "姓名（必填）", "1.姓名", "“姓名”：", "会员姓名", "姓名(与身份证一致)★"],
)
def test_headings_are_known_however_they_are_written(written):
    match = match_headings([[written, "公民身份号码", "入会时间"]], SPECS)

    assert match.mapping == {"name": 0, "number": 1, "joined_on": 2}


def test_a_heading_of_two_rows_with_merged_cells_is_joined():
    head = [
        ["花名册"],
        ["姓名", "证件", "", "联系方式", ""],
        ["", "类型", "号码", "手机", "住址"],
        ["张三", "身份证", "x", "y", "z"],
    ]

    match = match_headings(head, SPECS)

    assert (match.first_row_no, match.row_no) == (2, 3)
    assert match.mapping == {"name": 0, "number": 2, "phone": 3}
    assert match.headings == ("姓名", "证件类型", "证件号码", "联系方式手机", "联系方式住址")


def test_a_name_under_another_group_does_not_take_the_place_of_the_members_own():
    head = [["姓名", "身份证号", "家属情况", ""], ["", "", "姓名", "手机"]]

    match = match_headings(head, SPECS)

    assert (match.mapping["name"], match.ambiguous) == (0, {})


def test_a_missing_required_heading_is_named():
    match = match_headings([["姓名", "手机", "备注"]], SPECS)

    assert (match.row_no, match.missing, match.is_complete) == (1, ("number",), False)


def test_two_columns_of_one_name_are_ambiguous():
    match = match_headings([["姓名", "身份证号", "姓名"]], SPECS)

    assert match.ambiguous == {"name": (0, 2)}


def test_without_any_known_heading_none_is_found():
    match = match_headings([["张三", "990001198001010018"], ["李四", "x"]], SPECS)

    assert (match.is_found, match.missing) == (False, ("name", "number"))


def test_a_match_can_be_set_by_hand():
    match = match_by_hand([["甲", "乙", "丙"]], SPECS, row_no=1, mapping={"name": 0, "number": 2})

    assert (match.unmatched, match.is_complete) == ((1,), True)


def test_totals_notes_signatures_headings_and_examples_are_set_aside():
    match = match_headings([["姓名", "身份证号", "手机"]], SPECS)
    rows = [
        ("示例：张小明", "990001198001010018", ""),
        ("张三", "990001198001010018", "1"),
        ("李四", "", ""),
        ("姓名", "身份证号", "手机"),
        ("合计", "", "2人"),
        ("填表人：王五", "", "审核人：赵六"),
        ("说明：本表一式两份", "", ""),
        ("合计", "990001198001010018", "3"),
        ("", "990001198001010026", ""),
    ]
    batch = Batch(list(range(2, 11)), [list(column) for column in zip(*rows, strict=True)])

    aside = rows_set_aside(batch, match, ["name", "number"])

    assert aside == [
        Aside(2, AsideKind.EXAMPLE, "示例：张小明 990001198001010018"),
        Aside(5, AsideKind.HEADING, "姓名 身份证号 手机"),
        Aside(6, AsideKind.TOTAL, "合计 2人"),
        Aside(7, AsideKind.NOTE, "填表人：王五 审核人：赵六"),
        Aside(8, AsideKind.NOTE, "说明：本表一式两份"),
    ]
