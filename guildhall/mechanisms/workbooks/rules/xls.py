"""Old .xls workbooks, at most 65,536 rows, read whole by calamine."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from guildhall.mechanisms.workbooks.rules.numbers import is_rounded, text_of_number
from guildhall.mechanisms.workbooks.rules.sheet_rows import column_letters
from guildhall.mechanisms.workbooks.rules.tables import (
    LIMITS,
    Batch,
    Kind,
    Limits,
    ReadsInBatches,
    Remark,
    RowGatherer,
    Unreadable,
    choose_sheet,
    damaged,
)

Cell = int | float | str | bool | time | date | datetime | timedelta
T = TypeVar("T")
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}


class XlsTable(ReadsInBatches):
    def __init__(self, path: Path, *, sheet: str | None = None, limits: Limits = LIMITS) -> None:
        super().__init__()
        if path.stat().st_size > limits.small_file_bytes:
            raise Unreadable("旧版 .xls 文件超过 100 MB", "请“另存为”.xlsx 后再上传")
        self.limits = limits
        workbook = _guarded(lambda: CalamineWorkbook.from_path(str(path)))
        self.sheet = self._choose(workbook, sheet)
        page = _guarded(lambda: workbook.get_sheet_by_name(self.sheet))
        self.first_row, self.first_column = page.start or (0, 0)
        self.cells: list[list[Cell]] = _guarded(lambda: page.to_python(skip_empty_area=True))
        self.expected_rows = self.first_row + len(self.cells)
        self.merged = [
            f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}"
            for (top, left), (bottom, right) in page.merged_cell_ranges or []
        ]
        self.done = 0

    @property
    def share_read(self) -> float:
        return self.done / max(1, len(self.cells))

    def _choose(self, workbook: CalamineWorkbook, wanted: str | None) -> str:
        sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        hidden = [sheet.name for sheet in sheets if sheet.visible != SheetVisibleEnum.Visible]
        seen = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
        chosen, self.notices = choose_sheet(seen, hidden, wanted)
        return chosen

    def batches(self, size: int = 20_000, *, after: int = 0) -> Iterator[Batch]:
        gatherer = RowGatherer(size, self.limits)
        remarks: list[Remark] = []
        before = [""] * self.first_column
        for done, row in enumerate(self.cells):
            self.done = done + 1
            number = self.first_row + done + 1
            if number <= after:
                continue
            texts = before + [_text(cell) for cell in row]
            remarks += _remarks(number, texts, row, self.first_column)
            if gatherer.add(number, texts):
                yield self._batch(gatherer, remarks)
                remarks = []
        if gatherer.numbers:
            yield self._batch(gatherer, remarks)

    def _batch(self, gatherer: RowGatherer, remarks: list[Remark]) -> Batch:
        batch = gatherer.batch()
        batch.remarks = remarks
        return batch


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return text_of_number(repr(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    return cell if isinstance(cell, str) else str(cell)


def _remarks(number: int, texts: list[str], row: list[Cell], first_column: int) -> list[Remark]:
    remarks = []
    for place, cell in enumerate(row, start=first_column):
        if isinstance(cell, str) and cell in ERRORS:
            remarks.append(Remark(number, place, Kind.ERROR))
        elif isinstance(cell, float) and is_rounded(texts[place]):
            remarks.append(Remark(number, place, Kind.ROUNDED))
    return remarks


def _guarded(read: Callable[[], T]) -> T:
    try:
        return read()
    except PasswordError as problem:
        raise Unreadable("文件有打开密码，无法读取", "请取消密码，保存后再上传") from problem
    except (CalamineError, OSError, ValueError) as problem:
        raise damaged() from problem
    except BaseException as problem:
        # The Rust reader panics on some broken files, with an exception that is no Exception.
        if type(problem).__name__ == "PanicException":
            raise damaged() from problem
        raise
