"""Rates, growth, and what must agree between figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

Number = Decimal | int


def rate(numerator: Number | None, denominator: Number | None, *, scale: int = 100, places: int = 1) -> Decimal | None:
    """A ratio rounded half up; none where a side is missing or nothing is divided by."""
    if numerator is None or not denominator:
        return None
    return rounded(Decimal(numerator) * scale / Decimal(denominator), places)


def growth(now: Number | None, before: Number | None, *, places: int = 1) -> Decimal | None:
    """Growth in percent against an earlier value; none where there was nothing."""
    if now is None or not before:
        return None
    return rounded((Decimal(now) - Decimal(before)) * 100 / Decimal(before), places)


def rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def printed_rate_holds(printed: Decimal, numerator: Number, denominator: Number, *, scale: int = 100) -> bool:
    """Whether a printed rate is its numerator over its denominator, within the rounding of its own decimals."""
    if not denominator:
        return False
    exact = Decimal(numerator) * scale / Decimal(denominator)
    exponent = printed.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return abs(exact - printed) <= Decimal(5).scaleb(-places - 1)


@dataclass(frozen=True)
class Breach:
    """Two sides that should agree and do not, in words."""

    rule: str
    left: str
    left_value: Decimal
    right: str
    right_value: Decimal
    where: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.rule}：{self.left} {plain(self.left_value)}，{self.right} {plain(self.right_value)}"


def plain(value: Number) -> str:
    """A number without needless zeros."""
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def grouped(value: Number) -> str:
    """A number without needless zeros, its thousands apart: 12,345.6."""
    whole, _, part = plain(value).partition(".")
    return f"{int(whole):,}" + (f".{part}" if part else "")


def parts_within_whole(
    values: Mapping[str, Number | None], *, parts: Sequence[str], whole: str, names: Mapping[str, str]
) -> list[Breach]:
    """Parts together are no more than their whole; missing values are no breach."""
    known = [Decimal(values[code] or 0) for code in parts if values.get(code) is not None]
    total = values.get(whole)
    if total is None or not known or sum(known) <= Decimal(total):
        return []
    left = "＋".join(names.get(code, code) for code in parts)
    return [Breach("部分之和超过总数", left, sum(known, Decimal(0)), names.get(whole, whole), Decimal(total))]


def sum_of_parts(
    values: Mapping[str, Number | None], *, parts: Sequence[str], whole: str, names: Mapping[str, str]
) -> list[Breach]:
    """Parts together are their whole."""
    total = values.get(whole)
    if total is None or any(values.get(code) is None for code in parts):
        return []
    together = sum((Decimal(values[code] or 0) for code in parts), Decimal(0))
    if together == Decimal(total):
        return []
    left = "＋".join(names.get(code, code) for code in parts)
    return [Breach("各部分之和与合计不符", left, together, names.get(whole, whole), Decimal(total))]


def stock_and_flow(
    *, name: str, before: Number, opened: Number, closed: Number, now: Number, opened_name: str, closed_name: str
) -> list[Breach]:
    """Last period's total plus what came minus what went is this period's total."""
    expected = Decimal(before) + Decimal(opened) - Decimal(closed)
    if expected == Decimal(now):
        return []
    return [
        Breach("期末数与增减不符", f"上期{name}＋{opened_name}－{closed_name}", expected, f"本期{name}", Decimal(now))
    ]


def printed_rate(
    *, printed: Decimal, numerator: Number, denominator: Number, name: str, numerator_name: str, denominator_name: str
) -> list[Breach]:
    """A printed rate is its numerator over its denominator within rounding."""
    if printed_rate_holds(printed, numerator, denominator):
        return []
    computed = rate(numerator, denominator, places=2) or Decimal(0)
    return [Breach("公布的比率与计算不符", f"公布的{name}", printed, f"{numerator_name}÷{denominator_name}", computed)]
