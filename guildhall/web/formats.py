"""How values are written for people: Chinese dates, grouped digits, 万, masks."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from guildhall.web.rules import LONG_NUMBER

NOTHING = "—"
PHONE = re.compile(r"1\d{10}")
IDENTITY = re.compile(r"\d{15}|\d{17}[\dXx]")
WAN = Decimal(10_000)
YI = Decimal(100_000_000)


def chinese_day(value: date | None) -> str:
    """2012年5月1日."""
    if value is None:
        return NOTHING
    value = local(value)
    return f"{value.year}年{value.month}月{value.day}日"


def chinese_moment(value: datetime | None) -> str:
    """2012年5月1日 14:30."""
    if value is None:
        return NOTHING
    value = local(value)
    return f"{chinese_day(value)} {value:%H:%M}"


def day(value: date | None) -> str:
    """2012-05-01, for the columns of a list."""
    return NOTHING if value is None else f"{local(value):%Y-%m-%d}"


def moment(value: datetime | None) -> str:
    return NOTHING if value is None else f"{local(value):%Y-%m-%d %H:%M}"


def local(value: Any) -> Any:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def number(value: Any) -> Decimal | None:
    try:
        found = None if value is None or value == "" else Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


def rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def amount(value: Any) -> str:
    """1,234.50."""
    found = number(value)
    return NOTHING if found is None else f"{rounded(found, 2):,}"


def count(value: Any) -> str:
    """1,234."""
    found = number(value)
    return NOTHING if found is None else f"{rounded(found, 0):,}"


def share(value: Any, places: int = 1) -> str:
    """0.952 as 95.2%."""
    found = number(value)
    return NOTHING if found is None else f"{rounded(found * 100, places)}%"


def wan(value: Any) -> str:
    """502600 as 50.26万, 7031 as 7,031; at most two decimals, none that are nought."""
    found = number(value)
    if found is None:
        return NOTHING
    for size, name in ((YI, "亿"), (WAN, "万")):
        if abs(found) >= size:
            return f"{trimmed(rounded(found / size, 2))}{name}"
    return trimmed(rounded(found, 2))


def trimmed(value: Decimal) -> str:
    text = f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def without_numbers(text: str) -> str:
    """A text in which whole phone and identity numbers are masked."""
    return LONG_NUMBER.sub(lambda found: masked(found[0]), text)


def masked(value: Any) -> str:
    """What may be seen of a name, a phone or an identity number without a reason."""
    text = "" if value is None else str(value).strip()
    if not text:
        return NOTHING
    if PHONE.fullmatch(text):
        return f"{text[:3]}****{text[-4:]}"
    if IDENTITY.fullmatch(text):
        return f"{text[:4]}{'*' * (len(text) - 8)}{text[-4:]}"
    if text.isascii():
        return f"{'*' * max(len(text) - 4, 1)}{text[-4:] if len(text) > 4 else ''}"
    return f"{text[0]}*" if len(text) <= 2 else f"{text[0]}{'*' * min(len(text) - 2, 3)}{text[-1]}"
