import zipfile
from datetime import date
from decimal import Decimal

from python_calamine import CalamineWorkbook

from guildhall.mechanisms.workbooks.rules.headings import AsideKind, ColumnSpec, match_headings, rows_set_aside
from guildhall.mechanisms.workbooks.rules.reading import open_table
from guildhall.mechanisms.workbooks.rules.templates import write_result, write_template
from guildhall.mechanisms.workbooks.rules.writing import (
    OutColumn,
    PaperFrame,
    spread,
    write_csv,
    write_paper,
    write_table,
)
from guildhall.mechanisms.workbooks.tests.crafted import row, workbook

COLUMNS = [OutColumn("姓名"), OutColumn("证件号码", 22), OutColumn("金额"), OutColumn("日期")]
DANGERS = ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://x\")", "http://x.cn"]  # fmt: skip


def test_what_is_written_reads_back(tmp_path):
    path = tmp_path / "a.xlsx"

    count = write_table(
        path,
        COLUMNS,
        [("张三", "990001198001010018", Decimal("12.5"), date(2012, 1, 5)), ("李四", 990001198001010018, 3, None)],
        title="花名册",
        unit="某某工会",
        notes=["共二人"],
    )

    assert count == 2
    assert list(open_table(path).rows()) == [
        (1, ["花名册", "", "", ""]),
        (2, ["填报单位（盖章）：某某工会", "", "", ""]),
        (3, ["姓名", "证件号码", "金额", "日期"]),
        (4, ["张三", "990001198001010018", "12.5", "2012-01-05"]),
        (5, ["李四", "990001198001010018", "3", ""]),
        (6, ["共二人", "", "", ""]),
    ]


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(tmp_path):
    path = tmp_path / "a.xlsx"

    write_table(path, [OutColumn("=1")], [[danger] for danger in DANGERS])

    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert ("<f>" in sheet, "hyperlink" in sheet) == (False, False)
    assert [cells[0] for _, cells in open_table(path).rows()] == ["=1", *DANGERS]


def test_texts_of_a_csv_cannot_begin_a_formula(tmp_path):
    path = tmp_path / "a.csv"

    write_csv(path, [OutColumn("=1"), OutColumn("数")], [[danger, -3] for danger in DANGERS])

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    written = [cells for _, cells in open_table(path).rows()]
    assert written == [["'=1", "数"], *([f"'{danger}", "-3"] for danger in DANGERS[:-1]), ["http://x.cn", "-3"]]


SPECS = [
    ColumnSpec("name", "姓名", required=True, example="张小明"),
    ColumnSpec("number", "证件号码", required=True, kind="identity", example="990001198001010018", width=22),
    ColumnSpec("sex", "性别", kind="choice", choices=("男", "女")),
    ColumnSpec("nation", "民族", kind="choice", choices=tuple(f"民族{n}" for n in range(80))),
    ColumnSpec("born_on", "出生日期", kind="date", example="1980-01-01"),
]


def test_a_template_is_understood_by_its_own_reader_and_its_example_is_set_aside(tmp_path):
    path = tmp_path / "a.xlsx"

    write_template(path, SPECS, title="会员花名册", notes=["请勿改动表头"])

    table = open_table(path)
    match = match_headings(table.head(), SPECS)
    (batch,) = table.batches()
    assert (match.row_no, list(match.mapping.values())) == (1, [0, 1, 2, 3, 4])
    assert [(aside.row, aside.kind) for aside in rows_set_aside(batch, match, ["name", "number"])] == [
        (1, AsideKind.HEADING),
        (2, AsideKind.EXAMPLE),
    ]
    assert (table.sheet, table.notices) == ("会员花名册", [])


def test_a_template_keeps_numbers_as_text_and_offers_choices(tmp_path):
    path = tmp_path / "a.xlsx"

    write_template(path, SPECS, title="会员花名册")

    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
        styles = package.read("xl/styles.xml").decode()
    assert 'numFmtId="49"' in styles
    assert '<formula1>"男,女"</formula1>' in sheet
    assert "<formula1>选项!$D$1:$D$80</formula1>" in sheet


def test_a_result_puts_the_reason_beside_each_refused_row(tmp_path):
    source = workbook(
        tmp_path / "a.xlsx", row(1, "花名册") + row(2, "姓名", "号码") + row(3, "张三", "1") + row(7, "=李四", "2")
    )
    out = tmp_path / "result.xlsx"

    count = write_result(
        source, out, [(5, "未导入", "空"), (7, "未导入", "校验码不对")], heading_row=2, summary={"新增": 1, "未导入": 2}
    )

    assert count == 2
    assert list(open_table(out, sheet="未导入的行").rows()) == [
        (1, ["原行号", "结果", "原因", "姓名", "号码"]),
        (2, ["5", "未导入", "空", "", ""]),
        (3, ["7", "未导入", "校验码不对", "=李四", "2"]),
    ]
    assert list(open_table(out).rows())[2:] == [(3, ["新增", "1"]), (4, ["未导入", "2"])]


def test_odd_characters_are_written_so_that_any_program_opens_the_file(tmp_path):
    path = tmp_path / "a.xlsx"
    texts = ['a<b>&"c"', "行一\n行二", "  空  ", "\x00\x0b坏\ud800", "_x000D_", "𠮷"]

    write_table(path, [OutColumn("文")], [[text] for text in texts])

    expected = ["文", 'a<b>&"c"', "行一\n行二", "  空  ", "坏", "_x000D_", "𠮷"]
    assert [cells[0] for _, cells in open_table(path).rows()] == expected
    assert [row[0] for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()] == expected


def test_a_workbook_for_paper_has_its_frame_and_its_heads_on_every_page(tmp_path):
    path = tmp_path / "a.xlsx"
    frame = PaperFrame(filler="吉州区总工会", unit="人", conditions="类别：=1+1；县区：甲&乙")

    count = write_paper(
        path, COLUMNS, [(danger, "", 1, None) for danger in DANGERS], title="名册", frame=frame, mark="由甲&乙导出"
    )

    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
        book = package.read("xl/workbook.xml").decode()
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert (count, "<f>" in sheet) == (7, False)
    assert [row[0] for row in rows[:2]] == ["名册", "类别：=1+1；县区：甲&乙"]
    assert (rows[2][0], rows[2][3]) == ("填报单位（盖章）：吉州区总工会", "单位：人")
    assert rows[3] == ["姓名", "证件号码", "金额", "日期"]
    assert [row[0] for row in rows[4:11]] == DANGERS
    assert rows[12:] == [["填表人：", "审核人：", "负责人：", "填表日期："], ["由甲&乙导出", "", "", ""]]
    assert '<definedName name="_xlnm.Print_Area" localSheetId="0">\'名单\'!$A$1:$D$14</definedName>' in book
    assert '<definedName name="_xlnm.Print_Titles" localSheetId="0">\'名单\'!$1:$4</definedName>' in book
    assert '<pane ySplit="4" topLeftCell="A5"' in sheet
    assert "&amp;C第 &amp;P 页，共 &amp;N 页&amp;R&amp;8由甲&amp;&amp;乙导出" in sheet


def test_signatures_find_room_in_narrow_and_in_wide_tables():
    names = ("填表人：", "审核人：", "负责人：")

    assert [spread(names, width) for width in (1, 2, 3, 7)] == [
        ["填表人：　审核人：　负责人："],
        ["填表人：", "审核人：　负责人："],
        ["填表人：", "审核人：", "负责人："],
        ["填表人：", "", "审核人：", "", "负责人：", "", ""],
    ]
