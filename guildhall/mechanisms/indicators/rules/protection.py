"""Small numbers of sensitive figures: what is shown of a whole and its parts so that no hidden one can be worked out.

A hidden small part is shown as ＜5, a part hidden only for its sake as ＊. Zero is shown. Who knows all that is shown and
this very rule still cannot tell a hidden small part from any other number between 1 and 4.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Hidden:
    """What stands in place of a number."""

    text: str


WITHHELD = Hidden("＊")
Cell = Decimal | Hidden | None


def few(smallest: int) -> Hidden:
    return Hidden(f"＜{smallest}")


def is_small(value: Decimal | None, smallest: int) -> bool:
    return value is not None and 0 < value < smallest


def shown_whole(whole: Decimal | None, smallest: int) -> Cell:
    return few(smallest) if is_small(whole, smallest) else whole


def shown_parts(whole: Decimal | None, parts: Mapping[K, Decimal | None], smallest: int) -> dict[K, Cell]:
    """The parts of a whole that is itself shown by `shown_whole`.

    Beside every small part others are hidden, in the order of their keys and whatever their size, until what the hidden
    ones hold together leaves each small part the full range. Where that cannot be had, all parts are withheld.
    """
    small = [key for key, value in parts.items() if is_small(value, smallest)]
    if is_small(whole, smallest):
        return dict.fromkeys(parts, WITHHELD)
    if not small:
        return dict(parts)
    hidden = set(small)
    others = [key for key in sorted(parts, key=str) if key not in hidden and parts[key]]
    while others and (len(hidden) == len(small) or not leaves_range(parts, hidden, len(small), smallest)):
        hidden.add(others.pop(0))
    if len(hidden) == len(small) or not leaves_range(parts, hidden, len(small), smallest):
        return dict.fromkeys(parts, WITHHELD)
    return {
        key: few(smallest) if key in small else WITHHELD if key in hidden else value for key, value in parts.items()
    }


def are_withheld(shown: Mapping[K, Cell]) -> bool:
    """Whether nothing at all of the parts is shown, not even which of them are nothing."""
    return bool(shown) and all(cell == WITHHELD for cell in shown.values())


def leaves_range(parts: Mapping[K, Decimal | None], hidden: set[K], small_count: int, smallest: int) -> bool:
    """Whether each small part could be anything from 1 to below the smallest, given what the hidden ones hold together."""
    together = sum((parts[key] or Decimal(0) for key in hidden), Decimal(0))
    large_count = len(hidden) - small_count
    return together >= smallest * (1 + large_count) + small_count
