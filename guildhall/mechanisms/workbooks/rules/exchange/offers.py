"""What a domain offers for exchange: a subject, its fields, and how theirs become ours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from guildhall.mechanisms.workbooks.rules.headings import ColumnSpec

OUTSIDE = "outside_number"
Values = Mapping[str, str]


@dataclass(frozen=True)
class ExchangeField:
    """A fact that goes up and comes back, always as text: codes by our code list, days as 2012-05-01.

    `expression` is SQL over the subject's `source`; `sealed` is the label of an encrypted column. `reads` turns what others write
    into ours, None where it is not understood. `fixed` says why theirs cannot be taken by exchange.
    """

    key: str
    label: str
    expression: str
    aliases: tuple[str, ...] = ()
    kind: str = "text"  # text, code, identity, phone, date, number, choice
    codes: Mapping[str, str] = field(default_factory=dict)
    sealed: str = ""
    reads: Callable[[str], str | None] | None = None
    fixed: str = ""

    def shown(self, value: str) -> str:
        """A value in words: the label of a code."""
        return self.codes.get(value, value)

    @property
    def spec(self) -> ColumnSpec:
        return ColumnSpec(self.key, self.label, self.aliases, kind=self.kind, choices=tuple(self.codes.values()))


@dataclass(frozen=True)
class Found:
    """Which of our records a row of theirs means; none where it is new, `asks` where a person has to look, at those `near`."""

    pk: int | None = None
    asks: str = ""
    near: tuple[int, ...] = ()


@dataclass(frozen=True)
class ExchangeSubject:
    """A kind of record that systems above us keep too.

    `source` is a SQL FROM clause with `key`, `area`, `organisation` and `path` (of the organisation) as expressions in it. `find` takes
    rows of their values as ours; `take` and `register` are the domain's own verbs, which check the actor's permission themselves;
    `feed` hands a whole workbook to the domain's own import, with preview and take-back, and gives the address of its page.
    """

    code: str
    name: str
    unit: str
    model: Any
    permission: str  # without it nobody makes a file of these records
    fields: Sequence[ExchangeField]
    source: str
    key: str
    area: str
    organisation: str
    path: str
    find: Callable[[Sequence[Values]], list[Found]]
    take: Callable[..., None]  # (record, {key: value}, *, reason, actor, day)
    register: Callable[..., Any] | None = None  # (values, *, organisation, actor, day) -> record
    feed: Callable[[Path, str, Any, Any], str] | None = None  # (path, file name, organisation, actor) -> address
    required: tuple[str, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, ExchangeField]:
        return {one.key: one for one in self.fields}

    @property
    def label(self) -> str:
        return str(self.model._meta.label_lower)

    @property
    def specs(self) -> list[ColumnSpec]:
        """The fields as columns that headings are matched with; the number in the other system among them."""
        aliases = (
            "上级编号",
            "系统编号",
            "省编号",
            "省平台编号",
            "会员编号",
            "工会编号",
            "唯一编号",
            "省系统编号",
            "编号",
            "会员编码",
        )
        return [*(one.spec for one in self.fields), ColumnSpec(OUTSIDE, "上级系统编号", aliases, kind="code")]


Take = Callable[[Any, Mapping[str, str]], None]
Day = date
