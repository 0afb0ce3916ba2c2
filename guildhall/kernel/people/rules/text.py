"""Typed text as it was meant: full-width forms folded, invisible characters gone."""

import re
import unicodedata

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20, 0x202F: 0x20}
INVISIBLE = dict.fromkeys(
    [*range(0x20), 0x7F, 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF], None
)
RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
FOLDS = {**INVISIBLE, **FULL_WIDTH, **RADICALS, 0x09: 0x20, 0x0A: 0x20, 0x0D: 0x20}
EXCEL_QUOTES = "'`‘’′"
SURROGATE = re.compile(r"[\ud800-\udfff]")
WHOLE_FLOAT = re.compile(r"[0-9]+\.0+")
SCIENTIFIC = re.compile(r"[0-9]+(\.[0-9]+)?E\+[0-9]+|[0-9]\.[0-9]+E[0-9]+", re.IGNORECASE)

EXCEL_REMEDY = "号码被 Excel 变成了科学计数，请把该列设为文本后重新填写"


def fold(text: str) -> str:
    """Half-width, without control and zero-width characters, split surrogate pairs joined, ends stripped."""
    if SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.translate(FOLDS).strip()


def digits_as_typed(text: str) -> str:
    """A number folded, without blanks, Excel's leading apostrophe or its ".0"."""
    typed = fold(text).lstrip(EXCEL_QUOTES).replace(" ", "").upper()
    return typed.partition(".")[0] if WHOLE_FLOAT.fullmatch(typed) else typed


def is_scientific(text: str) -> bool:
    """Whether a spreadsheet turned a number into a float: 3.6E+17."""
    return SCIENTIFIC.fullmatch(text) is not None
