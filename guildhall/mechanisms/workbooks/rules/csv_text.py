"""Delimited text: UTF-8, UTF-16 or GB18030; comma, semicolon or tab."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from guildhall.mechanisms.workbooks.rules.numbers import is_rounded
from guildhall.mechanisms.workbooks.rules.tables import (
    LIMITS,
    Batch,
    Kind,
    Limits,
    ReadsInBatches,
    Remark,
    RowGatherer,
    Unreadable,
    too_large,
)

MARKS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]
CHUNK = 1 << 20
DELIMITERS = ",\t;"
SAMPLE_LINES = 50


class CsvTable(ReadsInBatches):
    def __init__(self, path: Path, *, limits: Limits = LIMITS) -> None:
        super().__init__()
        self.path = path
        self.limits = limits
        self.size = max(1, path.stat().st_size)
        if self.size > limits.inflated_bytes:
            raise too_large()
        self.encoding = encoding_of(path)
        self.delimiter = delimiter_of(path, self.encoding)
        self.place = 0

    @property
    def share_read(self) -> float:
        return min(1.0, self.place / self.size)

    def batches(self, size: int = 20_000, *, after: int = 0) -> Iterator[Batch]:
        gatherer = RowGatherer(size, self.limits)
        with self.path.open("rb") as raw:
            text = io.TextIOWrapper(io.BufferedReader(raw, CHUNK), encoding=self.encoding, newline="")
            for number, row in self._records(text):
                if number > after and gatherer.add(number, [_bare(cell) for cell in row]):
                    self.place = raw.tell()
                    yield _with_remarks(gatherer.batch())
            self.place = self.size
            if gatherer.numbers:
                yield _with_remarks(gatherer.batch())

    def _records(self, text: IO[str]) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(_without_nul(text), delimiter=self.delimiter, strict=True)
        number = 0
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as problem:
                raise Unreadable(
                    f"第 {number + 1} 行的引号不成对或单元格过长", "请检查该行的英文双引号，或“另存为”.xlsx 后再上传"
                ) from problem
            number += 1
            yield number, row


def encoding_of(path: Path) -> str:
    """The encoding in which the whole file can be read."""
    with path.open("rb") as file:
        start = file.read(4)
    for mark, encoding in MARKS:
        if start.startswith(mark):
            return _confirmed(path, encoding)
    return "utf-8" if _decodes(path, "utf-8") else _confirmed(path, "gb18030")


def _confirmed(path: Path, encoding: str) -> str:
    if not _decodes(path, encoding):
        raise Unreadable("文件的文字编码无法识别", "请用 Excel 或 WPS 打开，“另存为”.xlsx 后再上传")
    return encoding


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def delimiter_of(path: Path, encoding: str) -> str:
    """The sign that splits most of the first lines into equally many cells."""
    with path.open(encoding=encoding, newline="") as file:
        lines = [line for line in (file.readline(1 << 16) for _ in range(SAMPLE_LINES)) if line.strip()]

    def evenness(sign: str) -> tuple[int, int]:
        counts = Counter(count for line in lines if (count := _outside_quotes(line).count(sign)))
        if not counts:
            return 0, 0
        count, often = max(counts.items(), key=lambda item: (item[1], item[0]))
        return often, count

    return max(DELIMITERS, key=evenness)


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _without_nul(lines: IO[str]) -> Iterator[str]:
    for line in lines:
        yield line.replace("\0", "") if "\0" in line else line


def _bare(cell: str) -> str:
    """A cell without the `="…"` by which long numbers are kept as text."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') and len(cell) > 2 else cell


def _with_remarks(batch: Batch) -> Batch:
    for index, column in enumerate(batch.columns):
        if any("E+" in text or "e+" in text for text in column):
            batch.remarks += [
                Remark(number, index, Kind.ROUNDED)
                for number, text in zip(batch.row_numbers, column, strict=True)
                if is_rounded(text)
            ]
    return batch
