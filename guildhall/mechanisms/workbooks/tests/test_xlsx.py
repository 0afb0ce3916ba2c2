from pathlib import Path

import pytest

from guildhall.mechanisms.workbooks.rules.reading import Kind, Limits, Remark, Unreadable, open_table
from guildhall.mechanisms.workbooks.tests.crafted import MAIN, row, workbook


def rows_of(path: Path) -> list[tuple[int, list[str]]]:
    return list(open_table(path).rows())


def remarks_of(path: Path) -> list[Remark]:
    return [remark for batch in open_table(path).batches() for remark in batch.remarks]


def test_rows_keep_the_numbers_the_spreadsheet_shows_and_blank_rows_are_left_out(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", row(2, "姓名", "性别") + '<row r="3"><c r="A3" s="1"/></row>' + row(9, "张三", "", "x")
    )

    rows = rows_of(path)

    assert rows == [(2, ["姓名", "性别", ""]), (9, ["张三", "", "x"])]


def test_the_head_keeps_blank_rows_so_that_places_are_row_numbers(tmp_path):
    path = workbook(tmp_path / "a.xlsx", row(2, "标题") + row(4, "姓名", "性别"))

    head = open_table(path).head()

    assert head == [[], ["标题", ""], [], ["姓名", "性别"]]


def test_cells_of_every_kind_become_text(tmp_path):
    cells = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>40913</v></c><c r="C1" s="2"><v>40913.5</v></c>'
        '<c r="D1"><v>0.10000000000000001</v></c><c r="E1" s="3"><v>3608</v></c><c r="F1" t="b"><v>1</v></c>'
        '<c r="G1" t="str"><v>a &lt; b &#x4E00;</v></c><c r="H1"><v>13800000001</v></c><c r="I1"><v>1.5E-3</v></c>'
        '<c r="J1" t="s"><v>1</v></c><c r="K1" t="d"><v>2012-01-05T00:00:00</v></c><c r="L1" t="s"><v>2</v></c></row>'
    )
    shared = (
        "<si><t>张三</t></si><si><r><t>欧阳</t></r><r><t xml:space='preserve'> 娜</t></r><rPh><t>ou</t></rPh></si><si/>"
    )
    path = workbook(tmp_path / "a.xlsx", cells, shared=shared)

    (_, texts), *_ = rows_of(path)

    assert texts == [
        "张三", "2012-01-05", "2012-01-05 12:00:00", "0.1", "003608", "TRUE", "a < b 一", "13800000001", "0.0015",
        "欧阳 娜", "2012-01-05",
    ]  # fmt: skip


def test_a_long_number_turned_into_a_float_is_remarked_and_shown_in_scientific_notation(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        '<row r="5"><c r="B5"><v>3.6082199001010099E+17</v></c><c r="C5"><v>360821990010100000</v></c></row>',
    )

    assert rows_of(path) == [(5, ["", "3.60821990010101E+17", "3.608219900101E+17"])]
    assert remarks_of(path) == [Remark(5, 1, Kind.ROUNDED), Remark(5, 2, Kind.ROUNDED)]


def test_formulas_give_their_saved_value_and_are_remarked(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1"><f>B1&amp;"x"</f><v>12</v></c><c r="B1" t="str"><f t="shared" si="0"/><v>是</v></c>'
        '<c r="C1"><f>NOW()</f></c><c r="D1" t="e"><v>#N/A</v></c></row>',
    )

    assert rows_of(path) == [(1, ["12", "是", "", "#N/A"])]
    assert remarks_of(path) == [
        Remark(1, 0, Kind.FORMULA),
        Remark(1, 1, Kind.FORMULA),
        Remark(1, 2, Kind.FORMULA_WITHOUT_VALUE),
        Remark(1, 3, Kind.ERROR),
    ]


@pytest.mark.parametrize(
    "markup",
    [
        '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>张三</x:t></x:is></x:c><x:c r="B1"><x:v>7</x:v></x:c></x:row>',
    ],
)
def test_prefixed_markup_reads_alike(tmp_path, markup):
    sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{markup}</x:sheetData></x:worksheet>'

    assert rows_of(workbook(tmp_path / "a.xlsx", "", sheet=sheet)) == [(1, ["张三", "7"])]


@pytest.mark.parametrize(
    "markup",
    [
        '<row><c t="inlineStr"><is><t>张三</t></is></c><c><v>7</v></c></row>',
        '<row r="1" spans="1:2">\n <c r="A1" t="inlineStr"><is><r><t>张</t></r><r><t>三</t></r></is></c>\n <c r="B1"><v>7</v></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[张三]]></t></is></c><c r="B1"><v>7</v></c></row>',
        '<row r="1"><!-- <row r="1"> --><c r="A1" t="inlineStr"><is><t>张三</t></is></c><c r="B1"><v>7</v></c></row>',
        '<row r="1"><c t="inlineStr" r="A1"><is><t>张三</t></is></c><c r="B1" ><v>7</v></c></row>',
        '<row r="1"><c r="B1"><v>7</v></c><c r="A1" t="inlineStr"><is><t>张三</t></is></c></row>',
    ],
)
def test_unusual_markup_reads_like_the_usual(tmp_path, markup):
    assert rows_of(workbook(tmp_path / "a.xlsx", markup)) == [(1, ["张三", "7"])]


def test_later_rows_may_be_wider_than_the_first(tmp_path):
    path = workbook(tmp_path / "a.xlsx", "".join(row(n, *["x"] * (n % 5 + 1)) for n in range(1, 9000)))

    batches = list(open_table(path).batches(size=1000))

    assert [len(batch) for batch in batches] == [1000] * 8 + [999]
    assert [batch.first_row for batch in batches][:2] == [1, 1001]
    assert [cells for _, cells in batches[-1].rows()][-1] == ["x", "x", "x", "x", "x"]


def test_reading_can_go_on_after_a_row(tmp_path):
    path = workbook(tmp_path / "a.xlsx", "".join(row(n, f"r{n}") for n in range(1, 9000)))

    numbers = [number for batch in open_table(path).batches(after=8997) for number in batch.row_numbers]

    assert numbers == [8998, 8999]


def test_hidden_sheets_are_skipped_and_told(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        "",
        sheets='<sheet name="旧" sheetId="1" state="hidden" r:id="rId1"/><sheet name="新" sheetId="2" r:id="rId4"/>',
        others={
            "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{row(1, "a")}</sheetData></worksheet>'
        },
    )

    table = open_table(path)

    assert (table.sheet, table.notices) == ("新", ["隐藏的工作表未读取：旧"])
    assert list(table.rows()) == [(1, ["a"])]


def test_merged_ranges_are_known_after_reading(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", row(1, "a"), after='<mergeCells count="1"><mergeCell ref="A2:A5"/></mergeCells>'
    )
    table = open_table(path)

    list(table.rows())

    assert table.merged == ["A2:A5"]


def test_days_count_from_1904_where_the_workbook_says_so(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1" s="1"><v>39451</v></c></row>',
        properties='<workbookPr date1904="1"/>',
    )

    assert rows_of(path) == [(1, ["2012-01-05"])]


def test_a_sheet_without_rows_has_none(tmp_path):
    path = workbook(tmp_path / "a.xlsx", "", sheet=f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>')

    assert rows_of(path) == []


def reason(path: Path, **options) -> str:
    with pytest.raises(Unreadable) as refusal:
        list(open_table(path, **options).rows())
    return refusal.value.reason


def test_a_document_type_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", row(1, "&x;"), before='<!DOCTYPE x [<!ENTITY x "boom">]>')

    assert reason(path) == "文件中含有不允许的文档类型声明"


def test_an_undefined_entity_is_damage(tmp_path):
    assert reason(workbook(tmp_path / "a.xlsx", row(1, "&nbsp;"))) == "文件已损坏，无法读取（内容格式有误）"


def test_a_cut_off_file_is_damaged(tmp_path):
    path = workbook(tmp_path / "a.xlsx", row(1, "a"))
    path.write_bytes(path.read_bytes()[:-200])

    assert reason(path) == "文件已损坏，无法读取（压缩结构不完整）"


def test_a_cut_off_sheet_is_damaged(tmp_path):
    path = workbook(tmp_path / "a.xlsx", "", sheet=f'<worksheet xmlns="{MAIN}"><sheetData>{row(1, "a")}')

    assert reason(path) == "文件已损坏，无法读取（工作表内容不完整）"


def test_flipped_bytes_are_damage(tmp_path):
    path = workbook(tmp_path / "a.xlsx", "".join(row(n, f"r{n}" * 9) for n in range(1, 3000)))
    content = bytearray(path.read_bytes())
    for place in range(len(content) // 2, len(content) // 2 + 60):
        content[place] ^= 0x5A
    path.write_bytes(content)

    assert reason(path).startswith("文件已损坏，无法读取")


def test_a_bomb_of_bytes_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", row(1, "a" * 60_000_000))

    assert reason(path) == "文件展开后过大，无法读取"


def test_a_bomb_of_shared_texts_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", row(1, "a"), shared=f"<si><t>{'a' * 30_000}</t></si>" * 1000)

    assert reason(path, limits=Limits(text_bytes=8 << 20)) == "文件展开后过大，无法读取"


def test_too_many_rows_columns_or_cells_are_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", "".join(row(n, "a", "b", "c") for n in range(1, 40)))

    assert reason(path, limits=Limits(rows=38)) == "表格超过 38 行"
    assert reason(path, limits=Limits(columns=2)) == "表格超过 2 列"
    assert reason(path, limits=Limits(cells=100)) == "文件展开后过大，无法读取"
