"""Templates to fill in, and results to hand back; plain enough to survive WPS."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from guildhall.mechanisms.workbooks.rules.bulk import WRAPPED, BulkBook, Value
from guildhall.mechanisms.workbooks.rules.headings import ColumnSpec
from guildhall.mechanisms.workbooks.rules.reading import open_table
from guildhall.mechanisms.workbooks.rules.sheet_rows import column_letters
from guildhall.mechanisms.workbooks.rules.writing import OutColumn, write_head

BOOK = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
TEXT_FORMAT = 49  # the built-in “@”
FILLED_ROWS = 20_000
LONGEST_LIST = 255
CHOICES_SHEET = "选项"
NOTES_SHEET = "填写说明"
RESULT_SHEET = "未导入的行"
SUMMARY_SHEET = "导入结果"
KINDS = {
    "identity": "文本，18位，不要写成数字",
    "phone": "文本，11位",
    "code": "文本",
    "date": "日期，如 2012-01-05",
    "number": "数字",
    "choice": "从下拉选项中选择",
    "text": "文本",
}

SUMMARY = [OutColumn("项目", 24), OutColumn("数量", 14)]

Outcome = tuple[int, str, str]  # row number, outcome, reason


class Styles:
    """The few formats that every spreadsheet program draws alike."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        head = {
            "bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True, "bg_color": "#F2F2F2",
        }  # fmt: skip
        self.head = book.add_format(head)
        self.required = book.add_format({**head, "font_color": "#C8161D"})
        self.note = book.add_format({"text_wrap": True, "valign": "top"})
        self.text = book.add_format({"num_format": TEXT_FORMAT})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.example = book.add_format({"num_format": TEXT_FORMAT, "font_color": "#808080", "italic": True})


def write_template(path: Path, specs: Sequence[ColumnSpec], *, title: str, notes: Sequence[str] = ()) -> None:
    """A workbook to fill in: text columns, drop-downs, an example row, and a sheet that explains."""
    with xlsxwriter.Workbook(str(path), BOOK) as book:
        styles = Styles(book)
        sheet = book.add_worksheet(title[:31])
        explained = book.add_worksheet(NOTES_SHEET)
        listed = book.add_worksheet(CHOICES_SHEET)
        listed.hide()
        for place, spec in enumerate(specs):
            _write_column(sheet, place, spec, styles, first=place == 0)
            write_choices(sheet, listed, place, spec)
        sheet.freeze_panes(1, 0)
        sheet.set_row(0, 30)
        _write_notes(explained, specs, notes, styles)


def _write_column(sheet: Worksheet, place: int, spec: ColumnSpec, styles: Styles, *, first: bool) -> None:
    style = styles.day if spec.kind == "date" else styles.text if spec.is_text else None
    sheet.set_column(place, place, spec.width, style)
    label = f"{spec.label}*" if spec.required else spec.label
    sheet.write_string(0, place, label, styles.required if spec.required else styles.head)
    if spec.example or first:
        sheet.write_string(1, place, f"示例：{spec.example}" if first else spec.example, styles.example)


def write_choices(
    sheet: Worksheet, listed: Worksheet, place: int, spec: ColumnSpec, *, first: int = 1, last: int = FILLED_ROWS
) -> None:
    """A drop-down list below a heading; long lists lie on a hidden sheet."""
    if not spec.choices:
        return
    source: str | list[str] = list(spec.choices)
    if len(",".join(spec.choices)) > LONGEST_LIST or any("," in choice for choice in spec.choices):
        listed.write_column(0, place, spec.choices)
        letters = column_letters(place)
        source = f"={CHOICES_SHEET}!${letters}$1:${letters}${len(spec.choices)}"
    sheet.data_validation(
        first, place, last, place,
        {
            "validate": "list", "source": source, "error_title": "请选择",
            "error_message": f"“{spec.label}”请从下拉选项中选择"[:255], "error_type": "warning",
        },
    )  # fmt: skip


def _write_notes(sheet: Worksheet, specs: Sequence[ColumnSpec], notes: Sequence[str], styles: Styles) -> None:
    for place, (label, width) in enumerate((("栏目", 16), ("必填", 8), ("格式", 26), ("说明", 60))):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, label, styles.head)
    for row, spec in enumerate(specs, start=1):
        told = spec.help or ("可选：" + "、".join(spec.choices) if spec.choices else "")
        for place, text in enumerate((spec.label, "必填" if spec.required else "", KINDS.get(spec.kind, ""), told)):
            sheet.write_string(row, place, text, styles.note)
    for row, note in enumerate((*notes, "第二行是示例，导入时自动跳过，也可以删除。"), start=len(specs) + 2):
        sheet.write_string(row, 0, note)


def write_result(
    source_path: Path,
    out_path: Path,
    outcomes: Iterable[Outcome],
    *,
    heading_row: int = 1,
    summary: Mapping[str, int | str] | None = None,
    sheet: str | None = None,
) -> int:
    """The rows named in `outcomes` (ascending row numbers) as they were uploaded, each with its reason beside it."""
    table = open_table(source_path, sheet=sheet)
    top = table.head(max(heading_row, 1))
    heading = top[heading_row - 1] if 0 < heading_row <= len(top) else []
    columns = [
        OutColumn("原行号", 8),
        OutColumn("结果", 12),
        OutColumn("原因", 50),
        *(OutColumn(name) for name in heading),
    ]
    wanted = iter(outcomes)
    first = next(wanted, None)
    with BulkBook(out_path) as book:
        with book.sheet(SUMMARY_SHEET, widths=(24, 14)) as counts:
            write_head(counts, SUMMARY, title=SUMMARY_SHEET)
            for line in (summary or {}).items():
                counts.write(line)
            for notice in table.notices:
                counts.write([notice], WRAPPED)
        with book.sheet(RESULT_SHEET, widths=[column.width for column in columns], frozen_rows=1) as out:
            write_head(out, columns)
            if first is None:
                return 0
            count = 0
            for outcome, cells in _beside(table.rows(), chain([first], wanted)):
                values: list[Value] = [*outcome, *cells]
                out.write(values)
                count += 1
    return count


def _beside(rows: Iterable[tuple[int, list[str]]], outcomes: Iterator[Outcome]) -> Iterator[tuple[Outcome, list[str]]]:
    """Each outcome with the cells of its row; a row that is not there has none."""
    lying = iter(rows)
    number, cells = next(lying, (0, []))
    for outcome in outcomes:
        while number and number < outcome[0]:
            number, cells = next(lying, (0, []))
        yield outcome, cells if number == outcome[0] else []
