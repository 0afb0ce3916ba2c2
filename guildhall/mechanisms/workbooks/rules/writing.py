"""Tables written as .xlsx and .csv: no cell can become a formula, long numbers stay text."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from guildhall.mechanisms.workbooks.rules.bulk import HEAD, PLAIN, TITLE, BulkBook, BulkSheet, Value, shown

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
SHEET_NAME = "名单"


@dataclass(frozen=True)
class OutColumn:
    label: str
    width: int = 14


@dataclass(frozen=True)
class PaperFrame:
    """What a printed table carries around its rows: conditions, who fills it in, its unit, and who signs."""

    filler: str
    unit: str = ""
    conditions: str = ""
    signatures: Sequence[str] = ("填表人：", "审核人：", "负责人：", "填表日期：")

    @property
    def row_count(self) -> int:
        """Rows between the title and the headings."""
        return 2 if self.conditions else 1


def spread(texts: Sequence[str], width: int) -> list[str]:
    """Texts laid over a row of so many cells; those that find no cell of their own share the last one."""
    if width < len(texts):
        return [*texts[: width - 1], "　".join(texts[width - 1 :])]
    step = width // len(texts)
    return [texts[place // step] if place % step == 0 and place // step < len(texts) else "" for place in range(width)]


def write_paper(
    path: Path,
    columns: Sequence[OutColumn],
    rows: Iterable[Sequence[Value]],
    *,
    title: str,
    frame: PaperFrame,
    mark: str,
    sheet_name: str = SHEET_NAME,
) -> int:
    """Write a table ready to be printed, signed and sealed, in bounded memory; returns the number of rows."""
    width = len(columns)
    top = 2 + frame.row_count
    widths = [column.width for column in columns]
    with (
        BulkBook(path) as book,
        book.sheet(sheet_name, widths=widths, frozen_rows=top, is_paper=True, footer=mark) as sheet,
    ):
        sheet.write([title], TITLE)
        sheet.merge(sheet.row_no, width)
        if frame.conditions:
            sheet.write([frame.conditions], PLAIN)
            sheet.merge(sheet.row_no, width)
        over = [f"填报单位（盖章）：{frame.filler}", *([f"单位：{frame.unit}"] if frame.unit else [])]
        sheet.write([over[0], *[""] * (width - len(over)), *over[1:]] if width > 1 else ["　".join(over)], PLAIN)
        if width > len(over):
            sheet.merge(sheet.row_no, width - len(over) + 1)
        sheet.write([column.label for column in columns], HEAD)
        count = 0
        for row in rows:
            sheet.write(row)
            count += 1
        sheet.write([])
        sheet.write(spread(frame.signatures, width), PLAIN)
        sheet.write([mark], PLAIN)
    return count


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula when it opens a .csv."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def csv_row(values: Iterable[Value]) -> list[str]:
    return [safe_text(value) if isinstance(value, str) else shown(value) for value in values]


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
    top = 1 + bool(title) + bool(unit)
    with (
        BulkBook(path) as book,
        book.sheet(sheet_name, widths=[column.width for column in columns], frozen_rows=top) as sheet,
    ):
        write_head(sheet, columns, title=title, unit=unit)
        count = 0
        for row in rows:
            sheet.write(row)
            count += 1
        for note in notes:
            sheet.write([note], PLAIN)
    return count


def write_head(
    sheet: BulkSheet, columns: Sequence[OutColumn], *, title: str | None = None, unit: str | None = None
) -> None:
    """Title, reporting unit and headings."""
    if title:
        sheet.write([title], TITLE)
        sheet.merge(sheet.row_no, len(columns))
    if unit:
        sheet.write([f"填报单位（盖章）：{unit}"], PLAIN)
    sheet.write([column.label for column in columns], HEAD)
