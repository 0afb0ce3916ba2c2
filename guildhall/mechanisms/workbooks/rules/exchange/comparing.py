"""A file of theirs beside our register, row by row."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from guildhall.mechanisms.workbooks.rules.exchange.offers import OUTSIDE, ExchangeSubject, Found
from guildhall.mechanisms.workbooks.rules.exchange.profiles import ProfileColumn
from guildhall.mechanisms.workbooks.rules.numbers import is_rounded
from guildhall.mechanisms.workbooks.rules.reading import Batch, Kind

LONGEST_TOLD = 300
BROKEN = {
    "identity": "号码变成了科学计数，末尾数字已丢失",
    "phone": "号码变成了科学计数，末尾数字已丢失",
    "code": "编号变成了科学计数，末尾数字已丢失",
}
FORMULA = "是公式，按保存的结果读取"


@dataclass
class Row:
    """One row of theirs: what it says as we would say it, what is wrong with it."""

    row_no: int
    said: dict[str, str]  # as it stands in the file, by field
    values: dict[str, str] = field(default_factory=dict)  # as our values
    told: list[str] = field(default_factory=list)
    pk: int | None = None
    near: tuple[int, ...] = ()

    @property
    def number(self) -> str:
        return self.values.get(OUTSIDE, "")

    @property
    def name(self) -> str:
        return self.values.get("name", "") or self.said.get("name", "")


@dataclass(frozen=True)
class Differs:
    """A difference as it is found, before it is kept."""

    kind: str
    name: str
    row_no: int = 0
    pk: int | None = None
    key: str = ""
    ours: str = ""
    theirs: str = ""
    number: str = ""
    told: str = ""
    values: Mapping[str, str] | None = None


def rows_of(batch: Batch, columns: Sequence[tuple[ProfileColumn, int]], subject: ExchangeSubject) -> Iterator[Row]:
    """The rows of a batch; what a spreadsheet spoiled is told, not repaired."""
    remarks = _remarks(batch)
    fields = [(column, place) for column, place in columns if column.field]
    for at, row_no in enumerate(batch.row_numbers):
        said = {column.field: batch.column(place)[at].strip() for column, place in fields}
        row = Row(row_no, said)
        for column, place in fields:
            if sentence := remarks.get((row_no, place)):
                row.told.append(f"{column.heading}：{sentence}")
            _read(row, column, subject)
        yield row


def _remarks(batch: Batch) -> dict[tuple[int, int], str]:
    return {
        (remark.row, remark.column): FORMULA if remark.kind is Kind.FORMULA else remark.sentence
        for remark in batch.remarks
        if remark.kind is not Kind.ROUNDED
    }


def _read(row: Row, column: ProfileColumn, subject: ExchangeSubject) -> None:
    known = subject.by_key.get(column.field)
    said = row.said[column.field]
    kind = known.kind if known is not None else "code"
    if is_rounded(said) and kind in BROKEN:
        row.told.append(f"{column.heading}：{BROKEN[kind]}，请把该列设为文本后重新导出")
        return
    value = column.read(said, known)
    if value is None:
        row.told.append(f"{column.heading}：“{said[:20]}”无法识别")
        return
    if kind == "code" and said.isdigit() and column.longest and len(said) < column.longest:
        row.told.append(f"{column.heading}：只有 {len(said)} 位，应为 {column.longest} 位，前面的 0 可能已丢失")
    row.values[column.field] = value


def twice(rows: Sequence[Row]) -> None:
    """Tell the rows that carry one number of their system, or mean one record of ours, more than once."""
    by_number: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.number:
            by_number[row.number].append(row)
    for number, same in by_number.items():
        if len(same) > 1:
            for row in same:
                row.told.append(f"上级系统编号 {number} 在文件中出现 {len(same)} 次（第 {_numbers(same)} 行）")
                row.values.pop(OUTSIDE, None)
    by_record: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row.pk is not None:
            by_record[row.pk].append(row)
    for same in by_record.values():
        for row in same[1:]:
            row.told.append(
                f"与第 {same[0].row_no} 行是同一{'人' if 'document_number' in row.said else '个工会'}，只核对第 {same[0].row_no} 行"
            )
            row.pk = None
            row.values.pop(OUTSIDE, None)


def _numbers(rows: Sequence[Row]) -> str:
    return "、".join(str(row.row_no) for row in rows[:5])


def settle_matches(rows: Sequence[Row], by_number: Mapping[str, int], found: Sequence[Found]) -> list[Row]:
    """Say which record each row means: by their number first, then as the domain finds it; gives the rows that ask."""
    asking = []
    for row, meant in zip(rows, found, strict=True):
        known = by_number.get(row.number) if row.number else None
        if known is not None and meant.pk is not None and meant.pk != known:
            row.told.append("上级系统编号与证件（或代码）指向两条不同的记录，请核实")
            asking.append(row)
        elif known is not None:
            row.pk = known
        elif meant.asks:
            row.told.append(meant.asks)
            row.near = meant.near
            asking.append(row)
        else:
            row.pk = meant.pk
    return asking


def differences_of(
    row: Row, ours: Mapping[str, str], columns: Sequence[ProfileColumn], subject: ExchangeSubject
) -> Iterator[Differs]:
    """The fields in which a row and our record disagree; a column that cannot say all of ours is compared as it is written."""
    for column in columns:
        known = subject.by_key.get(column.field)
        if known is None or column.field not in row.said:
            continue
        said, mine = row.said[column.field], ours.get(column.field, "")
        theirs = row.values.get(column.field)
        if theirs == mine or (theirs is None and not said):
            continue
        if not said and column.has_no_word_for(mine, known):
            continue
        if theirs is not None and mine and column.written([mine], known) == column.written([theirs], known) != [""]:
            continue
        yield Differs(
            kind="value",
            name=ours.get("name", ""),
            row_no=row.row_no,
            pk=row.pk,
            key=column.field,
            ours=mine,
            theirs=theirs or "",
            number=row.number,
            told="" if theirs is not None else f"上级写的是“{said[:40]}”，无法识别",
        )


def asked(row: Row) -> Differs:
    return Differs(
        kind="asks",
        name=row.name,
        row_no=row.row_no,
        pk=row.near[0] if len(row.near) == 1 else None,
        number=row.number,
        told="；".join(row.told)[:LONGEST_TOLD],
        values=row.said,
    )


def unknown(row: Row) -> Differs:
    return Differs(
        kind="only_theirs",
        name=row.name,
        row_no=row.row_no,
        number=row.number,
        told="；".join(row.told)[:LONGEST_TOLD],
        values=row.values,
    )
