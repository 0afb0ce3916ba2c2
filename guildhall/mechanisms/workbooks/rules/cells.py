"""Cells cleaned and read: text, codes, dates, numbers."""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

from guildhall.mechanisms.workbooks.rules.numbers import SERIAL, date_of_serial, is_rounded

__all__ = ["clean_code", "clean_text", "is_rounded", "read_date", "read_number", "read_whole", "why_not_date"]

# Marks without width, byte order marks, directions, soft hyphens.
UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe00-\ufe0f]")
BLANKS = re.compile(r"\s+")
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

SEPARATED = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
MONTH_ONLY = re.compile(r"\d{4}\s*[-/.年]?\s*\d{1,2}\s*月?|\d{4}年?")
# Excel serials of 1909-10-07 to 2099-12-31; smaller numbers are not taken for dates.
SERIAL_DAYS = range(3568, 73_051)


def clean_text(text: str) -> str:
    """A text without unseen marks and stray blanks; its letters stay as they were written."""
    if text.isascii() and text.isalnum():
        return text
    return BLANKS.sub(" ", UNSEEN.sub("", text).replace("\u3000", " ")).strip()


def clean_code(text: str) -> str:
    """A number or code as machines write it: half width, no blanks, capital letters."""
    if text.isascii() and text.isalnum():
        return text.upper()
    narrow = unicodedata.normalize("NFKC", UNSEEN.sub("", text)).translate(WIDE)
    return BLANKS.sub("", narrow).strip("'‘’`").upper()


def read_date(text: str) -> date | None:
    """The day a cell names; None where it names none (`why_not_date` tells why)."""
    found = _date(text)
    return found if isinstance(found, date) else None


def why_not_date(text: str) -> str:
    """Why a cell is no date; empty where it is one or is blank."""
    found = _date(text)
    return found if isinstance(found, str) else ""


def _date(text: str) -> date | str | None:
    bare = clean_text(text.translate(WIDE))
    if not bare:
        return None
    parts = SEPARATED.fullmatch(bare) or COMPACT.fullmatch(bare)
    if parts:
        try:
            return date(int(parts[1]), int(parts[2]), int(parts[3]))
        except ValueError:
            return f"“{bare}”不是真实的日期"
    if SERIAL.fullmatch(bare) and "e" not in bare.lower() and int(float(bare)) in SERIAL_DAYS:
        return date_of_serial(int(float(bare)))
    if MONTH_ONLY.fullmatch(bare):
        return f"“{bare}”缺少月或日，请写成如 2012-01-05"
    return f"“{bare}”不是日期，请写成如 2012-01-05"


def read_number(text: str) -> Decimal | None:
    """A number with full-width digits, thousands marks or blanks; None where it is none."""
    bare = clean_code(text).replace(",", "").removeprefix("¥").removeprefix("￥").removesuffix("元")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def read_whole(text: str) -> int | None:
    number = read_number(text)
    return int(number) if number is not None and number == number.to_integral_value() else None
