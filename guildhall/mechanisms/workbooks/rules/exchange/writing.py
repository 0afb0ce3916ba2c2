"""A file of columns written fast: .xlsx or .csv, block by block, no cell a formula."""

import csv
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from guildhall.mechanisms.workbooks.rules.bulk import HEAD, PLAIN, TEXT, TITLE, BulkBook, BulkSheet, marked_up
from guildhall.mechanisms.workbooks.rules.writing import DANGEROUS, safe_text

NEEDS_QUOTES = re.compile(r'[",\r\n]')
BETWEEN, LINE = "\n", "\r\n"
MARKS = tuple(mark for mark in DANGEROUS if mark not in LINE)
MARKUP = ("&", "<", ">", "_x")


class Sink(Protocol):
    """Where blocks of columns go, one below the other."""

    def write(self, columns: Sequence[Sequence[str]]) -> None: ...


class CsvSink:
    def __init__(self, path: Path, titles: Sequence[Sequence[str]], headings: Sequence[str]) -> None:
        self.file = path.open("w", encoding="utf-8-sig", newline="")
        self.writer = csv.writer(self.file)
        for line in titles:
            self.writer.writerow([safe_text(text) for text in line])
        self.writer.writerow([safe_text(text) for text in headings])

    def write(self, columns: Sequence[Sequence[str]]) -> None:
        """Most blocks need neither quotes nor care, which one look at the whole text tells."""
        text = _lines(columns)
        if not is_plain_csv(text, rows=len(columns[0]), width=len(columns)):
            text = _lines([_csv_column(column) for column in columns])
        self.file.write(text)


def _lines(columns: Sequence[Sequence[str]]) -> str:
    return LINE.join(map(",".join, zip(*columns, strict=True))) + LINE


def is_plain_csv(text: str, *, rows: int, width: int) -> bool:
    """Whether lines put together without quotes say what they should, and none of their cells begins like a formula."""
    if '"' in text or text.count(",") != rows * (width - 1) or text.count("\n") != rows or text.count("\r") != rows:
        return False
    return not text.startswith(DANGEROUS) and not any(f",{mark}" in text or f"\n{mark}" in text for mark in MARKS)


def _csv_column(column: Sequence[str]) -> Sequence[str]:
    whole = BETWEEN.join(column)
    if whole.count(BETWEEN) == len(column) - 1 and '"' not in whole and "," not in whole and "\r" not in whole:
        return [safe_text(text) for text in column] if is_dangerous(whole) else column
    return [_quoted(safe_text(text)) for text in column]


def is_dangerous(lines: str) -> bool:
    """Whether any line begins like a formula; plain searches are ten times as fast as one expression."""
    return lines.startswith(DANGEROUS) or any(f"\n{mark}" in lines for mark in DANGEROUS)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if NEEDS_QUOTES.search(text) else text


class XlsxSink:
    """The sheet of a `BulkBook`, its cells made a column at a time; all are text."""

    def __init__(self, sheet: BulkSheet, titles: Sequence[Sequence[str]], headings: Sequence[str]) -> None:
        self.sheet = sheet
        for number, line in enumerate(titles):
            sheet.write(list(line), PLAIN if number else TITLE)
            if sum(bool(text) for text in line) == 1 and line[0]:
                sheet.merge(sheet.row_no, len(headings))
        sheet.write(list(headings), HEAD)
        self.thread = ThreadPoolExecutor(1)
        self.writing: Future[int] | None = None

    def write(self, columns: Sequence[Sequence[str]]) -> None:
        """A block is packed in a thread while the next one is made; cells need no places, they follow one another."""
        first = self.sheet.row_no + 1
        ready = [
            [marked_up(text) for text in column] if needs_markup("".join(column)) else column for column in columns
        ]
        self.sheet.row_no += len(columns[0])
        rows = map(NEXT_CELL.join, zip(*ready, strict=True))
        lines = [f'<row r="{number}">{CELL}{row}{END}</row>' for number, row in enumerate(rows, start=first)]
        text = "".join(lines).replace(BLANK, "<c/>")
        self.wait()
        self.writing = self.thread.submit(lambda: self.sheet.part.write(text.encode()))

    def wait(self) -> None:
        """Until what was given is written."""
        if self.writing is not None:
            self.writing.result()

    def finish(self) -> None:
        self.wait()
        self.thread.shutdown()


CELL, END = f'<c s="{TEXT}" t="inlineStr"><is><t>', "</t></is></c>"
NEXT_CELL, BLANK = f"{END}{CELL}", f"{CELL}{END}"


def needs_markup(text: str) -> bool:
    """Whether a text holds what XML cannot; plain searches are several times as fast as one expression."""
    return any(mark in text for mark in MARKUP) or not text.isprintable()


@contextmanager
def sink(
    path: Path,
    kind: str,
    *,
    titles: Sequence[Sequence[str]] = (),
    headings: Sequence[str],
    sheet: str = "",
    widths: Sequence[int] = (),
    mark: str = "",
) -> Iterator[Sink]:
    """A file of the kind of a profile, its title lines and headings written."""
    if kind == "csv":
        made = CsvSink(path, titles, headings)
        try:
            yield made
        finally:
            made.file.close()
        return
    frozen = len(titles) + 1
    with (
        BulkBook(path, mark=mark, compression=1) as book,
        book.sheet(sheet or "名单", widths=widths, frozen_rows=frozen) as out,
    ):
        made_sheet = XlsxSink(out, titles, headings)
        try:
            yield made_sheet
        finally:
            made_sheet.finish()
