"""The declared figures: a query of records plus a measure, and what is computed from two of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Aggregate, Count, Model, Q

from guildhall.mechanisms.indicators.rules.periods import Period


class Kind(StrEnum):
    """Whether a figure is read at the end of a period or over it."""

    STOCK = "stock"
    FLOW = "flow"

    @property
    def label(self) -> str:
        return "期末数" if self is Kind.STOCK else "期内数"


class Against(StrEnum):
    """What growth is measured against."""

    YEAR = "year"
    PERIOD = "period"

    @property
    def label(self) -> str:
        return "上年同期" if self is Against.YEAR else "上期"


class TraceColumn(NamedTuple):
    """A column of the records behind a figure: heading, field path."""

    label: str
    path: str


class Breakdown(NamedTuple):
    """A way of dividing a figure's records: its name on screen, the field path, labels of stored codes."""

    label: str
    path: str
    choices: tuple[tuple[str, str], ...] = ()
    is_sensitive: bool = False


def created_after(moment: datetime) -> Q:
    """Records that were made after a moment."""
    return Q(created_at__gt=moment)


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """A counted figure 指标: its records are `base` narrowed by `where`, its value is `measure` over them.

    `base` carries `scoped_by`; `where` gets the period and never looks at a clock. `definition` is a sentence for the
    reader of a report, ends with 。 and says what is counted once. Changing it raises `version`. `entered_after` tells
    what was put on record only after a moment, where that is not the making of the record itself.
    """

    code: str
    name: str
    unit: str
    definition: str
    base: type[Model]
    where: Callable[[Period], Q]
    trace: tuple[TraceColumn, ...]
    trace_permission: str
    measure: Aggregate = field(default_factory=lambda: Count("pk"))
    kind: Kind = Kind.FLOW
    version: int = 1
    group: str = "其他"
    permission: str = "indicators.figure.view"
    breakdowns: dict[str, Breakdown] = field(default_factory=dict)
    is_sensitive: bool = False
    entered_after: Callable[[datetime], Q] = created_after

    @property
    def places(self) -> int:
        return 0

    def __hash__(self) -> int:
        return hash(self.code)


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """One figure over another, by their codes; `basis` says in words what is divided by."""

    code: str
    name: str
    numerator: str
    denominator: str
    definition: str
    basis: str
    unit: str = "%"
    scale: int = 100
    places: int = 1
    version: int = 1
    group: str = "其他"
    permission: str = "indicators.figure.view"


@dataclass(frozen=True, kw_only=True)
class Growth:
    """A figure against the same period a year earlier, or against the period just before, in percent."""

    code: str
    name: str
    of: str
    definition: str
    against: Against = Against.YEAR
    unit: str = "%"
    places: int = 1
    version: int = 1
    group: str = "其他"
    permission: str = "indicators.figure.view"

    def compared(self, period: Period) -> Period:
        """The earlier period."""
        return period.preceding if self.against is Against.PERIOD else period.previous


Figure = Indicator | Ratio | Growth


@dataclass(frozen=True)
class Headline:
    """A figure that belongs on the desk's first page; the lowest orders come first."""

    code: str
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class Consistency:
    """What must agree between figures.

    kind `within`: `parts` together are no more than `whole`; `sum`: they are the whole; `flow`: last period's `whole`
    plus `parts[0]` minus `parts[1]` is this period's.
    """

    code: str
    name: str
    kind: str
    parts: tuple[str, ...]
    whole: str
    by_area: bool = True


Value = Any
