"""Units: what one is in another of its kind."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from guildhall.mechanisms.indicators.rules.arithmetic import plain


class AUnit(Protocol):
    name: str
    kind: str
    factor: Decimal
    places: int


def why_not_convert(given: AUnit, wanted: AUnit) -> list[str]:
    """Reasons for which a number in one unit is none in another; none means it converts."""
    if given.name == wanted.name:
        return []
    if given.kind != wanted.kind or given.kind in ("count", "share", "rank"):
        return [f"“{given.name}”不能折合为“{wanted.name}”"]
    return []


def converted(value: Decimal, given: AUnit, wanted: AUnit) -> Decimal:
    """A number in another unit of its kind; 1.2 万元 is 12000 元."""
    if given.name == wanted.name:
        return value
    return value * Decimal(given.factor) / Decimal(wanted.factor)


def why_not_places(value: Decimal, unit: AUnit) -> list[str]:
    """A count has no decimals, an amount in yuan no more than two."""
    exponent = Decimal(plain(value)).as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    if places <= unit.places:
        return []
    return [f"以“{unit.name}”计的数{f'最多 {unit.places} 位小数' if unit.places else '应为整数'}"]
