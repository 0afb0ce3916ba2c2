"""What a part offers to have a policy value kept for it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

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
