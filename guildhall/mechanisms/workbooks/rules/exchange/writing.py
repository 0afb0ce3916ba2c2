"""A file of columns written fast: .xlsx or .csv, block by block, no cell a formula."""

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from guildhall.mechanisms.workbooks.rules.bulk import HEAD, PLAIN, TEXT, TITLE, BulkBook, BulkSheet, marked_up
from guildhall.mechanisms.workbooks.rules.sheet_rows import column_letters
from guildhall.mechanisms.workbooks.rules.writing import safe_text

NEEDS_QUOTES = re.compile(r'[",\r\n]')
DANGEROUS = re.compile("(?:^|\n)[=+\\-@\t\r]")
BETWEEN = "\n"
MARKUP = re.compile(r"[&<>\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_x")


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
        """Most columns need neither quotes nor care, which one look at the whole column tells."""
        ready = [_csv_column(column) for column in columns]
        self.file.write("\r\n".join(map(",".join, zip(*ready, strict=True))) + "\r\n")


def _csv_column(column: Sequence[str]) -> Sequence[str]:
    whole = BETWEEN.join(column)
    if whole.count(BETWEEN) == len(column) - 1 and '"' not in whole and "," not in whole and "\r" not in whole:
        return [safe_text(text) for text in column] if DANGEROUS.search(whole) else column
    return [_quoted(safe_text(text)) for text in column]


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
        self.opening = [f'<c r="{column_letters(place)}' for place in range(len(headings))]

    def write(self, columns: Sequence[Sequence[str]]) -> None:
        first = self.sheet.row_no + 1
        numbers = [str(number) for number in range(first, first + len(columns[0]))]
        self.sheet.row_no += len(numbers)
        middle = f'" s="{TEXT}" t="inlineStr"><is><t xml:space="preserve">'
        cells = []
        for opening, column in zip(self.opening, columns, strict=True):
            texts = [marked_up(text) for text in column] if MARKUP.search("".join(column)) else column
            cells.append(
                [f"{opening}{n}{middle}{t}</t></is></c>" if t else "" for n, t in zip(numbers, texts, strict=True)]
            )
        rows = map("".join, zip(*cells, strict=True))
        lines = [f'<row r="{number}">{row}</row>' for number, row in zip(numbers, rows, strict=True)]
        self.sheet.part.write("".join(lines).encode())


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
    with BulkBook(path, mark=mark) as book, book.sheet(sheet or "名单", widths=widths, frozen_rows=frozen) as out:
        yield XlsxSink(out, titles, headings)
