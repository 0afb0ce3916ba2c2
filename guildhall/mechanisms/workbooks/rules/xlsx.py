"""Sheets of .xlsx read as a stream: plain rows by one pattern, any other rows by an XML parser."""

import re
from collections.abc import Iterator
from pathlib import Path

from guildhall.mechanisms.workbooks.rules.package import CHUNK, Package, Sheet, new_parser
from guildhall.mechanisms.workbooks.rules.shared_texts import SharedTexts, read_shared_texts
from guildhall.mechanisms.workbooks.rules.sheet_cells import CellReader
from guildhall.mechanisms.workbooks.rules.sheet_rows import Columns, RowScanner
from guildhall.mechanisms.workbooks.rules.tables import (
    LIMITS,
    Batch,
    Limits,
    ReadsInBatches,
    Remark,
    Unreadable,
    check_size,
    choose_sheet,
    damaged,
    too_large,
)

SHEET_DATA = re.compile(rb"<(\w+:)?sheetData\s*(/?)>")
DIMENSION = re.compile(rb"<(?:\w+:)?dimension ref=\"[A-Z]+\d+:[A-Z]+(\d+)\"")
ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"']([^\"']+)")
MERGED = re.compile(rb"<(?:\w+:)?mergeCell ref=\"([A-Z]+\d+:[A-Z]+\d+)\"")
LONGEST_HEAD = 8 << 20
LONGEST_ROW = 32 << 20
TAIL = 8 << 20


class XlsxTable(ReadsInBatches):
    def __init__(self, path: Path, *, sheet: str | None = None, limits: Limits = LIMITS) -> None:
        super().__init__()
        self.path = path
        self.limits = limits
        self.inflated = 0
        self.size = 1
        self._texts: SharedTexts | None = None
        with Package(path, limits) as package:
            self.part = self._choose(package.sheets, sheet)
            self.styles = package.styles()
            self.epoch_1904 = package.epoch_1904
            self.shared_part = package.shared_part if package.has(package.shared_part) else ""
            self.size = max(1, package.size(self.part)) if package.has(self.part) else 1

    @property
    def share_read(self) -> float:
        return min(1.0, self.inflated / self.size)

    def _choose(self, sheets: list[Sheet], wanted: str | None) -> str:
        visible = {sheet.name: sheet.part for sheet in sheets if not sheet.hidden}
        hidden = [sheet.name for sheet in sheets if sheet.hidden]
        self.sheet, self.notices = choose_sheet(list(visible), hidden, wanted)
        return visible[self.sheet]

    def _shared(self, package: Package) -> SharedTexts:
        if self._texts is None:
            self._texts = SharedTexts(self.limits)
            if self.shared_part:
                with package.stream(self.shared_part) as file:
                    self._texts = read_shared_texts(file, self.limits)
        return self._texts

    def batches(self, size: int = 20_000, *, after: int = 0) -> Iterator[Batch]:
        with Package(self.path, self.limits) as package:
            cells = CellReader(self._shared(package), self.styles, epoch_1904=self.epoch_1904)
            gathering = Gathering(size, self.limits)
            for columns in self._chunks(package):
                if after and columns.numbers and columns.numbers[-1] <= after:
                    continue
                texts = {index: cells.texts(index, columns.numbers, cell) for index, cell in columns.cells.items()}
                gathering.add(columns.numbers, texts, cells.take_remarks(), after)
                yield from gathering.full()
            yield from gathering.last()

    def _chunks(self, package: Package) -> Iterator[Columns]:
        with package.stream(self.part) as file:
            self.inflated = 0
            self.merged = []
            rest, prefix = self._head(file)
            if rest is None:
                return
            scanner = RowScanner(prefix.decode())
            opening, closing = b"<" + prefix + b"row", b"</" + prefix + b"sheetData>"
            end = rest.find(closing)
            while end < 0:
                start = max(0, len(rest) - len(closing))
                cut = rest.rfind(opening)
                if cut > 0:
                    yield scanner.columns(rest[:cut])
                    start, rest = max(0, start - cut), rest[cut:]
                elif len(rest) > LONGEST_ROW:
                    raise too_large()
                chunk = self._next(file)
                if not chunk:
                    raise damaged("工作表内容不完整")
                rest += chunk
                end = rest.find(closing, start)
            yield scanner.columns(rest[:end])
            self._tail(file, rest[end:])
            if scanner.hidden_rows:
                self.notices.append(f"有 {scanner.hidden_rows} 行被隐藏或筛选，也已读取")

    def _next(self, file) -> bytes:  # type: ignore[no-untyped-def]
        chunk: bytes = file.read(CHUNK)
        self.inflated += len(chunk)
        if self.inflated > self.limits.inflated_bytes:
            raise too_large()
        return chunk

    def _head(self, file) -> tuple[bytes | None, bytes]:  # type: ignore[no-untyped-def]
        """What follows the opening of the rows, and the prefix in use; the head itself is checked."""
        head = b""
        found = None
        while found is None:
            chunk = self._next(file)
            if not chunk or len(head) > LONGEST_HEAD:
                raise damaged("缺少工作表内容")
            head += chunk
            found = SHEET_DATA.search(head)
        top = head[: found.start()]
        encoding = ENCODING.match(top.lstrip(b"\xef\xbb\xbf"))
        if encoding and encoding[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
            raise Unreadable("文件的文字编码不支持", "请用 Excel 或 WPS 打开，“另存为”.xlsx 后再上传")
        new_parser().Parse(top)
        dimension = DIMENSION.search(top)
        self.expected_rows = int(dimension[1]) if dimension else None
        return (None if found[2] else head[found.end() :]), found[1] or b""

    def _tail(self, file, tail: bytes) -> None:  # type: ignore[no-untyped-def]
        while chunk := self._next(file):
            if len(tail) < TAIL:
                tail += chunk
        self.merged = [place.decode() for place in MERGED.findall(tail)]


class Gathering:
    """Joins the columns of chunks into batches of the asked size, blank rows left out."""

    def __init__(self, size: int, limits: Limits) -> None:
        self.size = size
        self.limits = limits
        self.rows_seen = 0
        self.cells = 0
        self._clear()

    def _clear(self) -> None:
        self.numbers: list[int] = []
        self.columns: list[list[str]] = []
        self.remarks: list[Remark] = []

    def add(self, numbers: list[int], texts: dict[int, list[str]], remarks: list[Remark], after: int) -> None:
        self.rows_seen += len(numbers)
        texts = {index: column for index, column in texts.items() if any(column)}
        width = max(texts, default=-1) + 1
        self.cells += width * len(numbers)
        check_size(max(self.rows_seen, max(numbers, default=0)), width, self.limits)
        if self.cells > self.limits.cells:
            raise too_large()
        if not texts:
            return
        kept = [any(row) for row in zip(*texts.values(), strict=True)]
        if after:
            kept = [keep and number > after for keep, number in zip(kept, numbers, strict=True)]
        if not all(kept):
            numbers = [n for n, keep in zip(numbers, kept, strict=True) if keep]
            texts = {i: [t for t, keep in zip(c, kept, strict=True) if keep] for i, c in texts.items()}
        self._append(numbers, texts, width)
        self.remarks += [remark for remark in remarks if remark.row > after]

    def _append(self, numbers: list[int], texts: dict[int, list[str]], width: int) -> None:
        before = len(self.numbers)
        while len(self.columns) < width:
            self.columns.append([""] * before)
        self.numbers += numbers
        blank = [""] * len(numbers)
        for index, column in enumerate(self.columns):
            column += texts.get(index, blank)

    def full(self) -> Iterator[Batch]:
        # A wide sheet fills its batches sooner, so that memory stays bounded.
        size = max(1, min(self.size, 2_000_000 // max(1, len(self.columns))))
        if len(self.numbers) < size:
            return
        numbers, columns, remarks = self.numbers, self.columns, self.remarks
        start = 0
        while len(numbers) - start >= size:
            yield _slice(numbers, columns, remarks, start, start + size)
            start += size
        self._clear()
        self.numbers = numbers[start:]
        self.columns = [column[start:] for column in columns] if self.numbers else []
        self.remarks = [remark for remark in remarks if self.numbers and remark.row >= self.numbers[0]]

    def last(self) -> Iterator[Batch]:
        if self.numbers:
            yield _slice(self.numbers, self.columns, self.remarks, 0, len(self.numbers))
        self._clear()


def _slice(numbers: list[int], columns: list[list[str]], remarks: list[Remark], start: int, end: int) -> Batch:
    part = numbers[start:end]
    return Batch(part, [column[start:end] for column in columns], [r for r in remarks if part[0] <= r.row <= part[-1]])
