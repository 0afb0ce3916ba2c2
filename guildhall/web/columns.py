"""A column, declared once for the page, the export and the trace."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from guildhall.web import formats

Kind = Literal["text", "date", "moment", "amount", "count", "share", "choice", "masked"]
STEP = re.compile(r"\.|__")
WRITTEN: dict[str, Callable[[Any], str]] = {
    "date": formats.day,
    "moment": formats.moment,
    "amount": formats.amount,
    "count": formats.count,
    "share": formats.share,
    "masked": formats.masked,
}


@dataclass(frozen=True)
class Column:
    """A heading and how to get and write its value.

    `field` is a dotted path (`organisation.name`) or a function of the record; `sort` names an indexed, non-null column;
    `link` makes it the column that opens the record and that heads its card on a phone. One that `stays` (as every link does)
    cannot be hidden; an `extra` one is shown only to those who choose it.
    """

    label: str
    field: str | Callable[[Any], Any]
    sort: str | None = None
    link: bool = False
    kind: Kind = "text"
    help: str = ""
    stays: bool = False
    extra: bool = False

    @property
    def key(self) -> str:
        """The name by which choices remember the column."""
        if isinstance(self.field, str):
            return self.field
        name = getattr(self.field, "__name__", "<lambda>")
        return self.label if name == "<lambda>" else name

    @property
    def is_fixed(self) -> bool:
        return self.link or self.stays

    def value(self, record: Any) -> Any:
        """The value itself; for a choice its label."""
        if callable(self.field):
            return self.field(record)
        *steps, last = STEP.split(self.field)
        owner = record
        for step in steps:
            owner = called(getattr(owner, step, None))
        if owner is None:
            return None
        if self.kind == "choice":
            return called(getattr(owner, f"get_{last}_display"))
        return called(getattr(owner, last))

    def shown(self, record: Any) -> str:
        """The value as the screen writes it; a dash for nothing."""
        value = self.value(record)
        if value is None or value == "":
            return formats.NOTHING
        if isinstance(value, bool):
            return "是" if value else "否"
        written = WRITTEN.get(self.kind)
        return written(value) if written else str(value)

    def exported(self, record: Any) -> Any:
        """The value as a workbook keeps it: numbers and dates as such, masked ones masked, everything else as text."""
        value = formats.local(self.value(record))
        if value is None or self.kind in {"date", "moment", "amount", "count", "share"}:
            return value
        return self.shown(record)


def called(value: Any) -> Any:
    return value() if callable(value) else value


def arranged(columns: Sequence[Column], keys: Sequence[str]) -> list[Column]:
    """The columns of these keys in their order; fixed ones that are missing come first, unknown keys are passed over."""
    if not keys:
        return [column for column in columns if not column.extra]
    by_key = {column.key: column for column in columns}
    chosen = [by_key[key] for key in dict.fromkeys(keys) if key in by_key]
    missing = [column for column in columns if column.is_fixed and column not in chosen]
    return [*missing, *chosen]
