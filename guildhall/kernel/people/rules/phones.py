"""Telephone numbers: mobiles as eleven digits, landlines as area code, hyphen, number."""

import re
from collections.abc import Iterable

from guildhall.kernel.people.rules.text import EXCEL_REMEDY, digits_as_typed, is_scientific

MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([2-9][0-9]{6,7})(?:(?:转|X|EXT\.?|#|,|-)([0-9]{1,6}))?")
LOCAL = re.compile(r"[2-9][0-9]{6,7}")
COUNTRY = re.compile(r"(?:\+|00)?86(?=1[3-9][0-9]{9}$|0[0-9]{9,11}$)")
SEVERAL = re.compile(r"[0-9]{7,}[/、,;，；|][0-9]{7,}")
PUNCTUATION = re.compile(r"[-‐‑–—－()\[\]._]")
EXTENSION_HYPHEN = re.compile(r"^(\(?0.*[0-9]{7,8})-([0-9]{1,6})$")


def is_mobile(phone: str) -> bool:
    return MOBILE.fullmatch(phone) is not None


def clean_phone(text: str | None) -> str:
    """A phone as it is kept; what cannot be a phone comes back as typed, for the reason."""
    if not text or MOBILE.fullmatch(text):
        return text or ""
    typed = digits_as_typed(text)
    if is_scientific(typed) or SEVERAL.search(typed):
        return typed
    typed = EXTENSION_HYPHEN.sub(r"\1转\2", typed)
    bare = PUNCTUATION.sub("", typed)
    digits = COUNTRY.sub("", bare, count=1)
    landline = LANDLINE.fullmatch(digits)
    return "-".join(filter(None, landline.groups())) if landline else digits


def phone_reason(phone: str) -> str:
    """Why a cleaned phone is refused, empty if it is right."""
    if MOBILE.fullmatch(phone) or LANDLINE.fullmatch(phone.replace("-", "", 1)):
        return ""
    if not phone:
        return "电话为空"
    if is_scientific(phone):
        return EXCEL_REMEDY
    if SEVERAL.search(phone):
        return "一格只填一个电话号码"
    if LOCAL.fullmatch(phone):
        return "固定电话请加区号"
    return "手机号码应为 11 位，以 13 至 19 开头" if phone[:1] == "1" else "电话号码不对"


def clean_phones(texts: Iterable[str | None]) -> list[str]:
    is_plain = MOBILE.fullmatch
    return [text if text and is_plain(text) else clean_phone(text) for text in texts]


def phone_faults(phones: Iterable[str]) -> list[str]:
    """A reason for each cleaned phone, empty where it is right."""
    is_plain = MOBILE.fullmatch
    return ["" if is_plain(phone) else phone_reason(phone) for phone in phones]
