"""What a part offers to have a policy value kept for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Model, Q, QuerySet

Setting = Decimal | int | str | date


class Kind(StrEnum):
    AMOUNT = "amount"
    RATE = "rate"
    COUNT = "count"
    DAYS = "days"
    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A value that policy sets: its default holds until one is entered, and an unsure default waits to be confirmed."""

    code: str
    label: str
    kind: Kind
    default: Setting | None = None
    unit: str = ""
    source: str = ""
    is_unsure: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long personal data of one kind of record are kept: afterwards their columns are blanked, the record itself stays.

    `since` names the column from which the days run, `days` the parameter that says how many; `columns` gives what each becomes. What is more
    than columns, such as the bytes of a file, is erased by `erase`, which may run twice and says how many.
    """

    code: str
    label: str
    model: type[Model]
    since: str
    days: str
    columns: Mapping[str, Any] = field(default_factory=dict)
    where: Q = field(default_factory=Q)
    erase: Callable[[QuerySet[Any]], int] | None = None

    def __hash__(self) -> int:
        return hash(self.code)
