"""Tables written as .xlsx and .csv: no cell can become a formula, long numbers stay text."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

Value = str | int | float | Decimal | date | datetime | bool | None
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST_CELL = 32_767
LONGEST = 10**15  # longer numbers lose their last digits in a spreadsheet
TEXT_FORMAT = 49  # the built-in “@”
SHEET_NAME = "名单"
BOOK = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class OutColumn:
    label: str
    width: int = 14


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula when it opens a .csv."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def csv_row(values: Iterable[Value]) -> list[str]:
    return [safe_text(value) if isinstance(value, str) else _shown(value) for value in values]


def write_csv(path: Path, columns: Sequence[OutColumn], rows: Iterable[Sequence[Value]]) -> int:
    """Write UTF-8 with its mark, as Excel and WPS open it; returns the number of rows."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([safe_text(column.label) for column in columns])
        for row in rows:
            writer.writerow(csv_row(row))
            count += 1
    return count


def _shown(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else str(value)


class Styles:
    """The few formats that every spreadsheet program draws alike."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        self.note = book.add_format({"text_wrap": True, "valign": "top"})
        self.head = book.add_format(
            {
                "bold": True,
                "border": 1,
                "align": "center",
                "valign": "vcenter",
                "text_wrap": True,
                "bg_color": "#F2F2F2",
            }
        )
        self.required = book.add_format(
            {
                "bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True,
                "bg_color": "#F2F2F2", "font_color": "#C8161D",
            }
        )  # fmt: skip
        self.text = book.add_format({"num_format": TEXT_FORMAT})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.example = book.add_format({"num_format": TEXT_FORMAT, "font_color": "#808080", "italic": True})


def write_cell(sheet: Worksheet, row: int, column: int, value: Value, styles: Styles) -> None:
    """Write one value: texts as texts whatever they begin with, long numbers as texts."""
    if value is None or value == "":
        return
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) and -LONGEST < value < LONGEST:
        sheet.write_number(row, column, float(value) if isinstance(value, Decimal) else value)
    elif isinstance(value, date) and not isinstance(value, datetime) and value.year >= 1900:
        sheet.write_datetime(row, column, value, styles.day)
    else:
        text = value if isinstance(value, str) else _shown(value)
        sheet.write_string(row, column, text[:LONGEST_CELL], styles.text)


def write_table(
    path: Path,
    columns: Sequence[OutColumn],
    rows: Iterable[Sequence[Value]],
    *,
    title: str | None = None,
    unit: str | None = None,
    notes: Sequence[str] = (),
    sheet_name: str = SHEET_NAME,
) -> int:
    """Write a table of any length in bounded memory; returns the number of rows."""
    with xlsxwriter.Workbook(str(path), BOOK) as book:
        styles = Styles(book)
        sheet = book.add_worksheet(sheet_name)
        top = write_head(sheet, columns, styles, title=title, unit=unit)
        count = 0
        for count, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                write_cell(sheet, top + count - 1, place, value, styles)
        for place, note in enumerate(notes):
            sheet.write_string(top + count + place, 0, note)
    return count


def write_head(
    sheet: Worksheet, columns: Sequence[OutColumn], styles: Styles, *, title: str | None = None, unit: str | None = None
) -> int:
    """Title, reporting unit and headings; returns the row, from 0, where the table begins."""
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    row = 0
    if title:
        sheet.set_row(row, 30)
        if len(columns) > 1:
            sheet.merge_range(row, 0, row, len(columns) - 1, "", styles.title)
        sheet.write_string(row, 0, title, styles.title)
        row += 1
    if unit:
        sheet.write_string(row, 0, f"填报单位（盖章）：{unit}")
        row += 1
    for place, column in enumerate(columns):
        sheet.write_string(row, place, column.label, styles.head)
    sheet.freeze_panes(row + 1, 0)
    sheet.repeat_rows(row)
    return row + 1
