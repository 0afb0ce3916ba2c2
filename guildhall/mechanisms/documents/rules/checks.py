"""What a typed number must agree with: a sum, a rate or a growth that is written behind its source.

`{{手填 95.2|市总综述|1120/1174}}` is a rate in percent, `{{手填 33|通报|20+13}}` a sum, `{{手填 8.3|通报|会员人数较464100}}` a growth in percent.
What is calculated with is numbers or names of figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from guildhall.mechanisms.indicators.rules.arithmetic import growth, plain, rate, rounded

SIGNS = {"+": "＋", "/": "÷", "较": "较"}
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
MULTIPLES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
MOST_PLACES = 4


@dataclass(frozen=True)
class Check:
    """A calculation: its sign and what it is made of."""

    sign: str
    operands: tuple[str, ...]

    @property
    def figures(self) -> tuple[str, ...]:
        """The operands that are names, not numbers."""
        return tuple(operand for operand in self.operands if amount(operand) is None)


@dataclass(frozen=True)
class Checked:
    """A typed number beside what it should be."""

    text: str
    words: str
    expected: Decimal | None
    agrees: bool

    @property
    def wanted(self) -> str:
        """The calculation and its result, as the page lists it."""
        return f"{self.words}，算不出来" if self.expected is None else f"{self.words}＝{plain(self.expected)}"


def parse_check(text: str) -> Check | None:
    """Read a calculation; None where it is not one."""
    for sign in ("+", "/", "较"):
        parts = tuple(part.strip() for part in text.replace("＋", "+").replace("÷", "/").split(sign))
        if len(parts) == 1:
            continue
        is_whole = all(parts) and (sign == "+" or len(parts) == 2)
        return Check(sign, parts) if is_whole else None
    return None


def amount(text: str) -> Decimal | None:
    """A number as people write it: 1,120, 50.26万, 95.2%; None where it is none."""
    written = text.strip().removesuffix("%").removesuffix("％")
    multiple = MULTIPLES.get(written[-1:], Decimal(1))
    written = written.rstrip("万亿")
    if not NUMBER.fullmatch(written):
        return None
    try:
        return Decimal(written.replace(",", "")) * multiple
    except InvalidOperation:
        return None


def checked(text: str, check: Check, value_of: Callable[[str], Decimal | None]) -> Checked:
    """Hold a typed number against its calculation, within the rounding of its own decimals."""
    values = [value if (value := amount(operand)) is not None else value_of(operand) for operand in check.operands]
    words = SIGNS[check.sign].join(check.operands)
    expected = _calculated(check.sign, values)
    typed = amount(text)
    if expected is None or typed is None:
        return Checked(text, words, expected, agrees=False)
    places = _places(text)
    multiple = MULTIPLES.get(text.strip().removesuffix("%")[-1:], Decimal(1))
    agrees = abs(expected - typed) <= Decimal(5).scaleb(-places - 1) * multiple
    return Checked(text, words, rounded(expected, max(places, 1)), agrees)


def _calculated(sign: str, values: list[Decimal | None]) -> Decimal | None:
    if any(value is None for value in values):
        return None
    known = [value for value in values if value is not None]
    if sign == "+":
        return sum(known, Decimal(0))
    calculated = rate if sign == "/" else growth
    return calculated(known[0], known[1], places=MOST_PLACES)


def _places(text: str) -> int:
    found = NUMBER.search(text)
    return len(found[0].partition(".")[2]) if found else 0
