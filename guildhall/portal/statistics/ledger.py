"""Stock and flow: what stood, what came, what went, what stands, by county; the sides must agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from guildhall.kernel.organisations.models import Organisation
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.models import Figure
from guildhall.mechanisms.indicators.rules.periods import Period
from guildhall.portal.statistics.chosen import Chosen
from guildhall.portal.statistics.showing import written

TOTAL = "合计"


@dataclass(frozen=True)
class Kind:
    """What is reconciled: the code of its stock, and of the flows that add to it and take from it, with their headings."""

    name: str
    stock: str
    adding: tuple[tuple[str, str], ...]
    taking: tuple[tuple[str, str], ...]

    def within(self, known: Mapping[str, Figure]) -> Kind | None:
        """The same with only the flows that are counted here; nothing without the stock."""
        if self.stock not in known:
            return None
        adding, taking = (tuple(flow for flow in flows if flow[1] in known) for flows in (self.adding, self.taking))
        return Kind(self.name, self.stock, adding, taking)

    @property
    def codes(self) -> list[str]:
        return [self.stock, *(code for _, code in (*self.adding, *self.taking))]


KINDS = (
    Kind(
        "基层工会",
        "organising.unions_total",
        (("新增", "organising.unions_new"), ("划入", "organising.unions_moved_in")),
        (("减少", "organising.unions_gone"), ("划出", "organising.unions_moved_out")),
    ),
    Kind(
        "会员",
        "membership.members_total",
        (("新增", "membership.members_new"), ("转入", "membership.members_transferred_in")),
        (("减少", "membership.members_gone"), ("转出", "membership.members_transferred_out")),
    ),
)


@dataclass(frozen=True)
class Number:
    """A number of the ledger and the address of its records."""

    value: Decimal
    address: str = ""

    @property
    def text(self) -> str:
        return written(self.value)


@dataclass(frozen=True)
class Row:
    """One county's line: opening, what was added and taken, closing; `difference` is what they leave unexplained."""

    name: str
    opening: Number
    added: tuple[Number, ...]
    taken: tuple[Number, ...]
    closing: Number

    @property
    def difference(self) -> Decimal:
        came = sum((number.value for number in self.added), self.opening.value)
        return self.closing.value - (came - sum((number.value for number in self.taken), Decimal(0)))

    @property
    def difference_text(self) -> str:
        return f"{self.difference:+,f}" if self.difference else "0"


@dataclass(frozen=True)
class Account:
    """The reconciliation of one kind: its headings, the counties' rows and the total."""

    kind: Kind
    unit: str
    opening_label: str
    closing_label: str
    rows: tuple[Row, ...]
    total: Row

    @property
    def headings(self) -> list[str]:
        return [label for label, _ in (*self.kind.adding, *self.kind.taking)]

    @property
    def broken(self) -> list[Row]:
        return [row for row in (*self.rows, self.total) if row.difference]


def account_of(kind: Kind, chosen: Chosen, known: Mapping[str, Figure], opens: bool) -> Account:
    """Read both ends and all flows of one kind by county: one scan for what was, one for what came and stands."""
    opening = chosen.period.opening
    then = figures.read([kind.stock], opening, chosen.reach, by=figures.AREA, figures=known)
    now = figures.read(kind.codes, chosen.period, chosen.reach, by=figures.AREA, figures=known)
    counties = Organisation.objects.filter(pk__in=then.parts.keys() | now.parts.keys()).order_by("rank", "path")

    def number(code: str, values: Mapping[str, Any], period: Period, key: int | None) -> Number:
        part = {"by": figures.AREA, "part": key} if key is not None else {}
        value = values[code].value if code in values else Decimal(0)
        address = chosen.records_address(code, period=period.code, **part) if opens else ""
        return Number(value or Decimal(0), address)

    def row(name: str, key: int | None, before: Mapping[str, Any], after: Mapping[str, Any]) -> Row:
        return Row(
            name,
            number(kind.stock, before, opening, key),
            tuple(number(code, after, chosen.period, key) for _, code in kind.adding),
            tuple(number(code, after, chosen.period, key) for _, code in kind.taking),
            number(kind.stock, after, chosen.period, key),
        )

    rows = tuple(
        row(county.printed_name, county.pk, then.parts.get(county.pk, {}), now.parts.get(county.pk, {}))
        for county in counties
    )
    total = row(TOTAL, None, then.whole, now.whole)
    return Account(kind, known[kind.stock].unit, f"{opening.label}末", f"{chosen.period.label}末", rows, total)
