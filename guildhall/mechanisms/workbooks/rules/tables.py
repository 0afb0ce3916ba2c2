"""What every readable table offers, whatever file it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Unreadable(Exception):  # noqa: N818 - it is an answer, not an accident
    """A file that cannot be taken in: why, and what its owner can do, both for the screen."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.reason}。{self.remedy}" if self.remedy else self.reason


@dataclass(frozen=True)
class Limits:
    """How much one file may hold before it is taken for a bomb."""

    rows: int = 1_048_576
    columns: int = 16_384
    cells: int = 64_000_000
    inflated_bytes: int = 4 << 30
    text_bytes: int = 512 << 20
    cell_characters: int = 32_767
    small_file_bytes: int = 100 << 20


LIMITS = Limits()


class Kind(StrEnum):
    FORMULA = "formula"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    ERROR = "error"
    ROUNDED = "rounded"


REMARKS = {
    Kind.FORMULA: "该单元格是公式，按文件中保存的计算结果读取",
    Kind.FORMULA_WITHOUT_VALUE: "该单元格是公式但没有保存计算结果，请在表格软件中打开后重新保存，或粘贴为数值",
    Kind.ERROR: "该单元格是错误值，请改正后再上传",
    Kind.ROUNDED: "该数字超过15位，已被表格软件改成科学计数法，末尾数字丢失，请把该列设为文本后重新填写",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell about one cell: its row as the spreadsheet shows it, its column from 0."""

    row: int
    column: int
    kind: Kind

    @property
    def sentence(self) -> str:
        return REMARKS[self.kind]


@dataclass(slots=True)
class Batch:
    """Rows by columns: `columns[c][i]` is the text at row `row_numbers[i]`; blank rows are left out."""

    row_numbers: list[int]
    columns: list[list[str]]
    remarks: list[Remark] = field(default_factory=list)

    @property
    def first_row(self) -> int:
        return self.row_numbers[0]

    def __len__(self) -> int:
        return len(self.row_numbers)

    def column(self, index: int) -> list[str]:
        """One column; a column beyond the batch's width is blank."""
        return self.columns[index] if index < len(self.columns) else [""] * len(self)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        if not self.columns:
            return
        for number, *cells in zip(self.row_numbers, *self.columns, strict=True):
            yield number, cells


class Table(Protocol):
    """A sheet of any file, read as text from the top as often as one asks."""

    sheet: str
    notices: list[str]  # for the screen: hidden sheets, other sheets, wrong extension
    merged: list[str]  # merged ranges such as "A2:A5", known once the sheet is read to its end
    expected_rows: int | None  # what the file says of itself; a guess, never a limit

    @property
    def share_read(self) -> float:
        """How much of the file the running reading has passed, 0 to 1."""
        ...

    def batches(self, size: int = 20_000, *, after: int = 0) -> Iterator[Batch]:
        """Batches of at most `size` rows, those up to row number `after` left out."""
        ...

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Row number as the spreadsheet shows it, and its cells as text."""
        ...

    def head(self, count: int = 40) -> list[list[str]]:
        """The first `count` rows as they lie, blank ones too: row n is at index n - 1."""
        ...


# Sheets that our own templates carry beside the table.
OWN_SHEETS = {"填写说明", "选项"}


def choose_sheet(seen: list[str], hidden: list[str], wanted: str | None) -> tuple[str, list[str]]:
    """The sheet to read among the visible ones, and what to tell about the others."""
    if wanted is not None:
        if wanted not in seen:
            raise Unreadable(f"文件中没有名为“{wanted}”的可见工作表", "请检查工作表名称，或取消隐藏")
        return wanted, []
    if not seen:
        raise Unreadable("文件中没有可见的工作表", "请取消隐藏工作表后再上传")
    chosen = next((name for name in seen if name not in OWN_SHEETS), seen[0])
    notices = []
    if unseen := [name for name in hidden if name not in OWN_SHEETS]:
        notices.append(f"隐藏的工作表未读取：{'、'.join(unseen)}")
    if others := [name for name in seen if name not in {chosen, *OWN_SHEETS}]:
        notices.append(f"只读取工作表“{chosen}”，未读取：{'、'.join(others)}")
    return chosen, notices


class ReadsInBatches:
    """`rows` and `head` for a table that knows its batches."""

    sheet: str = ""
    expected_rows: int | None = None

    def __init__(self) -> None:
        self.notices: list[str] = []
        self.merged: list[str] = []

    def batches(self, size: int = 20_000, *, after: int = 0) -> Iterator[Batch]:
        raise NotImplementedError

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        for batch in self.batches():
            yield from batch.rows()

    def head(self, count: int = 40) -> list[list[str]]:
        top: list[list[str]] = [[] for _ in range(count)]
        for batch in self.batches(size=count):
            for number, cells in batch.rows():
                if number > count:
                    return top[: _last_filled(top)]
                top[number - 1] = cells
        return top[: _last_filled(top)]


def _last_filled(rows: list[list[str]]) -> int:
    return max((index + 1 for index, row in enumerate(rows) if row), default=0)


class RowGatherer:
    """Collects loose rows into batches, within the limits; for the formats that come row by row."""

    def __init__(self, size: int, limits: Limits = LIMITS) -> None:
        self.size = size
        self.limits = limits
        self.cells = 0
        self.numbers: list[int] = []
        self.rows: list[list[str]] = []

    def add(self, number: int, cells: list[str]) -> bool:
        """Take one row in; says whether a batch is full."""
        width = len(cells)
        while width and not cells[width - 1]:
            width -= 1
        if not width:
            return False
        check_size(number, width, self.limits)
        self.cells += width
        if self.cells > self.limits.cells:
            raise too_large()
        self.numbers.append(number)
        self.rows.append(cells[:width])
        return len(self.numbers) >= self.size

    def batch(self) -> Batch:
        width = max(map(len, self.rows), default=0)
        padded = [row + [""] * (width - len(row)) for row in self.rows]
        batch = Batch(self.numbers, [list(column) for column in zip(*padded, strict=True)])
        self.numbers, self.rows = [], []
        return batch


def check_size(rows: int, columns: int, limits: Limits) -> None:
    if rows > limits.rows:
        raise Unreadable(f"表格超过 {limits.rows} 行", "请拆成几个文件分别上传")
    if columns > limits.columns:
        raise Unreadable(f"表格超过 {limits.columns} 列", "请删除右侧多余的列后再上传")


def too_large() -> Unreadable:
    return Unreadable("文件展开后过大，无法读取", "请删除空白行列和多余工作表，或拆成几个文件后再上传")


def damaged(detail: str = "") -> Unreadable:
    where = f"（{detail}）" if detail else ""
    return Unreadable(f"文件已损坏，无法读取{where}", "请用表格软件打开检查，另存为 .xlsx 后再上传")
