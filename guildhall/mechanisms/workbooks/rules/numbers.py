"""Numbers and dates of spreadsheets as text: nothing rounded, nothing guessed."""

import re
from datetime import date, timedelta
from decimal import Decimal

# Built-in number formats that show a date or a time, those of Chinese Excel among them.
DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)
EXACT_DIGITS = 15
SERIAL = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")


def looks_like_date(code: str) -> bool:
    bare = QUOTED.sub("", code).lower().split(";")[0]
    return "general" not in bare and any(letter in bare for letter in "ymdhs")


def date_of_serial(days: int, *, epoch_1904: bool = False) -> date | None:
    """The day an Excel serial stands for; None outside 1900–9999 and for the 29 February 1900 that never was."""
    if epoch_1904:
        days += 1462
    if days < 1 or days == 60 or days > 2_958_465:
        return None
    return date(1899, 12, 31 if days < 60 else 30) + timedelta(days=days)


def text_of_serial(raw: str, *, epoch_1904: bool = False) -> str:
    """A date cell as ISO text; the number itself where it is no date."""
    if not SERIAL.fullmatch(raw):
        return raw
    exact = Decimal(raw)
    if not Decimal(0) <= exact < Decimal(2_958_466):
        return text_of_number(raw)
    days = int(exact)
    seconds = int((exact - days) * 86_400 + Decimal("0.5"))
    if seconds == 86_400:
        days, seconds = days + 1, 0
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if days == 0 and seconds:
        return clock
    day = date_of_serial(days, epoch_1904=epoch_1904)
    if day is None:
        return text_of_number(raw)
    return f"{day.isoformat()} {clock}" if seconds else day.isoformat()


def text_of_number(raw: str) -> str:
    """A stored number as its owner sees it; above 15 digits in scientific notation, since the rest is lost."""
    raw = raw.strip()
    if raw.isdigit() and len(raw) <= EXACT_DIGITS:
        return raw
    if not SERIAL.fullmatch(raw):
        return raw
    exact = Decimal(repr(float(raw)))
    if not exact.is_finite():
        return raw
    if abs(exact) >= 10**EXACT_DIGITS:
        return scientific(exact)
    plain = f"{exact:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def scientific(exact: Decimal) -> str:
    mantissa, _, exponent = f"{exact:.14E}".partition("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E+{int(exponent)}"


MANGLED = re.compile(r"[+-]?\d(\.\d+)?[eE]\+\d{1,3}")


def is_rounded(text: str) -> bool:
    """Whether a long number was turned into scientific notation, its last digits lost."""
    return MANGLED.fullmatch(text.strip()) is not None
