"""The upper level's own workbook: its named cells are filled, all else stays as it was."""

import zipfile
from decimal import Decimal

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from guildhall.mechanisms.workbooks.rules import filling
from guildhall.mechanisms.workbooks.rules.tables import Unreadable


@pytest.fixture
def book(tmp_path):
    """A form as a province sends it: a merged title, headings, a formula, empty cells with borders, a table of counties."""
    path = tmp_path / "upper.xlsx"
    with xlsxwriter.Workbook(path) as made:
        framed = made.add_format({"border": 1, "num_format": "#,##0"})
        sheet = made.add_worksheet("基本情况")
        sheet.merge_range("A1:D1", "工会组织和会员基本情况年报", made.add_format({"bold": True, "align": "center"}))
        sheet.write_row("A3", ["指标名称", "行次", "上年", "本年"])
        for row, label in enumerate(("一、基层工会数", "二、会员人数", "  其中：女会员", "合计"), 4):
            sheet.write_row(row - 1, 0, [label, row - 3])
            sheet.write_blank(row - 1, 3, None, framed)
        sheet.write_formula("D7", "=D4+D5", framed, 0)
        units = made.add_worksheet("分县区")
        units.write_row("A1", ["单位", "会员人数"])
        units.write_column("A2", ["吉州区总工会", "青原区 总工会"])
    return path


def read(path, sheet):
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def test_only_the_named_cells_change(book, tmp_path):
    target = tmp_path / "filled.xlsx"

    filled = filling.fill(book, target, {("基本情况", "D4"): Decimal("7031.0000"), ("分县区", "B3"): Decimal(5)})

    assert filled == filling.Filled(2)
    before, after = read(book, "基本情况"), read(target, "基本情况")
    assert after[3] == ["一、基层工会数", 1, "", 7031]
    assert [row for number, row in enumerate(after) if number != 3] == [r for n, r in enumerate(before) if n != 3]
    assert read(target, "分县区")[1:] == [["吉州区总工会", ""], ["青原区 总工会", 5]]


def test_parts_that_are_not_written_are_copied_byte_for_byte(book, tmp_path):
    target = tmp_path / "filled.xlsx"
    filling.fill(book, target, {("分县区", "B2"): 1})

    with zipfile.ZipFile(book) as old, zipfile.ZipFile(target) as new:
        changed = [name for name in old.namelist() if old.read(name) != new.read(name)]

    assert sorted(changed) == ["xl/workbook.xml", "xl/worksheets/sheet2.xml"]


def test_the_style_of_an_empty_cell_stays(book, tmp_path):
    target = tmp_path / "filled.xlsx"
    style = filling.Workbook(book).sheet("基本情况").cells[4, 4].get("s")

    filling.fill(book, target, {("基本情况", "D4"): 3})

    assert style != "0"
    assert filling.Workbook(target).sheet("基本情况").cells[4, 4].get("s") == style


def test_a_text_that_begins_like_a_formula_stays_a_text(book, tmp_path):
    target = tmp_path / "filled.xlsx"

    filling.fill(book, target, {("基本情况", "F9"): "=1+1"})

    cell = filling.Workbook(target).sheet("基本情况").cells[9, 6]
    assert (cell.get("t"), [child.tag.rpartition("}")[2] for child in cell]) == ("inlineStr", ["is"])
    assert read(target, "基本情况")[8][5] == "=1+1"


def test_a_formula_of_the_owner_is_left_and_said(book, tmp_path):
    target = tmp_path / "filled.xlsx"

    filled = filling.fill(book, target, {("基本情况", "D7"): 9})

    assert filled == filling.Filled(0, ("D7 是公式，按原表保留",))


def test_a_cell_within_a_merged_area_is_its_first(book, tmp_path):
    target = tmp_path / "filled.xlsx"

    filling.fill(book, target, {("基本情况", "C1"): "二〇一二年年报"})

    assert read(target, "基本情况")[0][0] == "二〇一二年年报"


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(book, tmp_path):
    with pytest.raises(Unreadable) as refused:
        filling.fill(book, tmp_path / "filled.xlsx", {("附表三", "D4"): 1})

    assert (refused.value.reason, refused.value.remedy) == (
        "表格里没有工作表“附表三”", "现有：基本情况、分县区；请改对应关系，或换上原来的表格",
    )  # fmt: skip


def test_addresses_are_suggested_from_the_labels_of_lines_and_columns(book):
    sheet = filling.Workbook(book).sheet("基本情况")

    found = filling.suggested(sheet, [(1, "基层工会数", "本年"), (2, "女会员", "本期"), (3, "农民工会员", "本年")])

    assert found == {1: "D4", 2: "C6"}


def test_a_label_that_differs_in_its_ending_alone_is_found_when_no_other_is_like_it(tmp_path):
    path = tmp_path / "省总附表.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("附表三")
        for row, label in enumerate(["一、会员总数", "其中：女会员", "基层工会", "基层工会个数"]):
            sheet.write_row(row, 0, [label, "人"])
            sheet.write_blank(row, 2, None, book.add_format({"border": 1}))
        sheet.write_formula("C5", "=C1", None, 0)
    sheet = filling.Workbook(path).sheet("附表三")

    found = filling.suggested(sheet, [(1, "会员人数", "本期"), (2, "女会员人数", "本期"), (3, "基层工会数", "本期")])

    assert (found, sheet.formulas()) == ({1: "C1", 2: "C2"}, {"C5"})


def test_the_rows_of_units_are_found_by_their_names(book):
    assert filling.rows_of_names(filling.Workbook(book).sheet("分县区"), "A") == {
        "单位": 1, "吉州区总工会": 2, "青原区总工会": 3,
    }  # fmt: skip


@pytest.mark.parametrize(("address", "place"), [("C5", (5, 3)), ("$AB$12", (12, 28)), ("aa1", (1, 27))])
def test_an_address_is_a_row_and_a_column(address, place):
    assert filling.split(address) == place
    assert filling.split(filling.address_of(*place)) == place
