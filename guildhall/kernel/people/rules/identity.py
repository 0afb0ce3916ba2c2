"""Identity documents: the number as it is kept, what it says, and why it is refused."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from guildhall.kernel.people.rules.text import EXCEL_REMEDY, digits_as_typed, is_scientific

RESIDENT, HONG_KONG_RESIDENCE, TAIWAN_RESIDENCE = "01", "02", "03"
HONG_KONG_TRAVEL, TAIWAN_TRAVEL, FOREIGN_RESIDENCE = "04", "05", "06"
PASSPORT, MILITARY, OTHER = "07", "08", "99"
DOCUMENTS = {
    RESIDENT: "居民身份证",
    HONG_KONG_RESIDENCE: "港澳居民居住证",
    TAIWAN_RESIDENCE: "台湾居民居住证",
    HONG_KONG_TRAVEL: "港澳居民来往内地通行证",
    TAIWAN_TRAVEL: "台湾居民来往大陆通行证",
    FOREIGN_RESIDENCE: "外国人永久居留身份证",
    PASSPORT: "护照",
    MILITARY: "军官证、士兵证",
    OTHER: "其他",
}
MALE, FEMALE = "1", "2"


class Fault(IntEnum):
    NONE = 0
    EMPTY = 1
    SCIENTIFIC = 2
    TRUNCATED = 3
    LENGTH = 4
    CHARACTERS = 5
    FIFTEEN = 6
    PREFIX = 7
    DATE = 8
    TOO_OLD = 9
    FUTURE = 10
    CHECK_DIGIT = 11


FAULTS = {
    Fault.NONE: "",
    Fault.EMPTY: "证件号码为空",
    Fault.SCIENTIFIC: EXCEL_REMEDY,
    Fault.TRUNCATED: "号码末三位被 Excel 变成了 000，请把该列设为文本后重新填写",
    Fault.LENGTH: "证件号码应为 18 位",
    Fault.CHARACTERS: "证件号码只能是数字，末位可以是 X",
    Fault.FIFTEEN: "15 位身份证号码已停用，请填写 18 位号码",
    Fault.PREFIX: "证件号码与证件类型不符",
    Fault.DATE: "证件号码中的出生日期不存在",
    Fault.TOO_OLD: "证件号码中的出生日期早于 1900 年",
    Fault.FUTURE: "证件号码中的出生日期晚于今天",
    Fault.CHECK_DIGIT: "证件号码的校验码不对，请核对每一位",
}

WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int32)
CHECK_DIGITS = "10X98765432"
DAYS_IN_MONTH = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int32)
EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
FIFTEEN = re.compile(r"[0-9]{15}")
OLDEST = np.datetime64("1900-01-01", "D")

# The five-star card of foreigners begins with 9 and a province; 99 is no province and marks invented people.
PREFIXES = {
    RESIDENT: re.compile(r"(?!8[123]0000)[1-8]|99"),
    HONG_KONG_RESIDENCE: re.compile(r"8[12]0000"),
    TAIWAN_RESIDENCE: re.compile(r"830000"),
    FOREIGN_RESIDENCE: re.compile(r"9(?!9)"),
}
FORMS = {
    HONG_KONG_TRAVEL: (re.compile(r"[HM]([0-9]{8}|[0-9]{10})"), "港澳通行证号码应为 H 或 M 加 8 位数字"),
    TAIWAN_TRAVEL: (re.compile(r"[0-9]{8}|[0-9]{10}[A-Z]?"), "台湾通行证号码应为 8 位数字"),
    PASSPORT: (re.compile(r"[A-Z0-9]{5,17}"), "护照号码应为 5 至 17 位字母或数字"),
    MILITARY: (re.compile(r".{4,30}"), "军官证、士兵证号码应为 4 至 30 个字"),
    OTHER: (re.compile(r".{3,30}"), "证件号码应为 3 至 30 个字"),
}
EIGHTEEN_DIGIT_KINDS = frozenset({"01", "02", "03"})
OLD_FOREIGN_CARD = re.compile(r"[A-Z]{3}[0-9]{6}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{2}")


@dataclass(frozen=True)
class DocumentCheck:
    number: str
    born_on: date | None = None
    sex: str | None = None
    reasons: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ResidentChecks:
    """One entry a number, in their order: sex is 0 where unknown, born_on is NaT where there is no date."""

    numbers: list[str]
    born_on: NDArray[np.datetime64]
    sex: NDArray[np.int8]
    faults: NDArray[np.int8]

    @property
    def ok(self) -> NDArray[np.bool_]:
        return self.faults == Fault.NONE

    def reason(self, position: int) -> str:
        """The sentence for the screen, empty where the number is right."""
        return FAULTS[Fault(int(self.faults[position]))]


def clean_number(text: str | None) -> str:
    """A document number as it is kept: half-width capitals without blanks, brackets, hyphens or Excel's apostrophe."""
    typed = digits_as_typed(text or "")
    return typed if is_scientific(typed) else typed.translate(BRACKETS_AND_HYPHENS)


BRACKETS_AND_HYPHENS = dict.fromkeys(map(ord, "()[]-‐‑–—－"), None)


def check_document(kind: str, number: str, *, today: date | None, historical: bool = False) -> DocumentCheck:
    """What a document says of its holder, or why it is refused; 15-digit numbers only pass as historical."""
    if kind not in DOCUMENTS:
        return DocumentCheck(clean_number(number), reasons=["没有这种证件类型"])
    cleaned = clean_number(number)
    if kind in FORMS:
        form, reason = FORMS[kind]
        return _loose(cleaned, form, reason)
    if kind == FOREIGN_RESIDENCE and len(cleaned) == 15:
        return _loose(cleaned, OLD_FOREIGN_CARD, "永久居留证号码应为 3 个字母加 12 位数字")
    return _first(_check_eighteen(kind, [cleaned], today, historical))


def check_resident_numbers(
    numbers: Sequence[str | None], today: date | None, *, historical: bool = False
) -> ResidentChecks:
    """Check many resident identity numbers at once, as they were typed."""
    return _check_eighteen(RESIDENT, numbers, today, historical)


def resident_number(address_code: str, born_on: date, sequence: int) -> str:
    """The number that these parts make, with its check digit."""
    return with_check_digit(f"{address_code}{born_on:%Y%m%d}{sequence:03d}")


def with_check_digit(first_17: str) -> str:
    total = sum(int(digit) * int(weight) for digit, weight in zip(first_17, WEIGHTS, strict=True))
    return first_17 + CHECK_DIGITS[total % 11]


def document_key(kind: str, number: str) -> str:
    """What the blind index is made of: eighteen-digit numbers are one series; other kinds have their own."""
    return number if kind in EIGHTEEN_DIGIT_KINDS else f"{kind}:{number}"


def _loose(cleaned: str, form: re.Pattern[str], reason: str) -> DocumentCheck:
    if not cleaned:
        return DocumentCheck(cleaned, reasons=[FAULTS[Fault.EMPTY]])
    if is_scientific(cleaned):
        return DocumentCheck(cleaned, reasons=[EXCEL_REMEDY])
    return DocumentCheck(cleaned, reasons=[] if form.fullmatch(cleaned) else [reason])


def _first(checks: ResidentChecks) -> DocumentCheck:
    if checks.faults[0] != Fault.NONE:
        return DocumentCheck(checks.numbers[0], reasons=[checks.reason(0)])
    return DocumentCheck(checks.numbers[0], checks.born_on[0].item(), str(checks.sex[0]))


def _check_eighteen(kind: str, numbers: Sequence[str | None], today: date | None, historical: bool) -> ResidentChecks:
    is_eighteen = EIGHTEEN.fullmatch
    cleaned = [number if number and is_eighteen(number) else clean_number(number) for number in numbers]
    faults = np.zeros(len(cleaned), dtype=np.int8)
    upgraded = cleaned.copy()
    is_short = np.zeros(len(cleaned), dtype=np.bool_)
    for position, number in enumerate(cleaned):
        if not is_eighteen(number):
            upgraded[position], faults[position] = _ill_formed(number, historical and kind == RESIDENT)
            is_short[position] = faults[position] == Fault.NONE
    digits = _digits(upgraded)
    born_on, date_faults = _birth_dates(digits, today)
    _note(faults, _wrong_prefix(kind, upgraded), Fault.PREFIX)
    _note(faults, date_faults != Fault.NONE, date_faults)
    wrong_check = (digits[:, :17] @ WEIGHTS + digits[:, 17]) % 11 != 1
    _note(faults, wrong_check & ~is_short & (digits[:, 15:].sum(axis=1) == 0), Fault.TRUNCATED)
    _note(faults, wrong_check & ~is_short, Fault.CHECK_DIGIT)
    sex = np.where(digits[:, 16] % 2 == 1, 1, 2).astype(np.int8)
    born_on[faults != Fault.NONE] = np.datetime64("NaT")
    sex[faults != Fault.NONE] = 0
    return ResidentChecks(cleaned, born_on, sex, faults)


def _ill_formed(number: str, historical: bool) -> tuple[str, Fault]:
    """An 18-digit stand-in for the arrays, and the fault of a number that has not 18 digits."""
    nothing = "0" * 18
    if not number:
        return nothing, Fault.EMPTY
    if is_scientific(number):
        return nothing, Fault.SCIENTIFIC
    if FIFTEEN.fullmatch(number):
        return (f"{number[:6]}19{number[6:]}0", Fault.NONE) if historical else (nothing, Fault.FIFTEEN)
    return nothing, Fault.LENGTH if len(number) != 18 else Fault.CHARACTERS


def _digits(numbers: list[str]) -> NDArray[np.int32]:
    letters = np.frombuffer("".join(numbers).encode(), dtype=np.uint8).reshape(len(numbers), 18)
    digits = letters.astype(np.int32) - ord("0")
    digits[digits[:, 17] == ord("X") - ord("0"), 17] = 10
    return digits


def _wrong_prefix(kind: str, numbers: list[str]) -> NDArray[np.bool_]:
    allowed = PREFIXES[kind].match
    verdicts: dict[str, bool] = {}
    wrong = np.zeros(len(numbers), dtype=np.bool_)
    for position, number in enumerate(numbers):
        prefix = number[:6]
        verdict = verdicts.get(prefix)
        if verdict is None:
            verdict = verdicts[prefix] = allowed(prefix) is None
        if verdict:
            wrong[position] = True
    return wrong


def _birth_dates(digits: NDArray[np.int32], today: date | None) -> tuple[NDArray[np.datetime64], NDArray[np.int8]]:
    year = digits[:, 6] * 1000 + digits[:, 7] * 100 + digits[:, 8] * 10 + digits[:, 9]
    month = digits[:, 10] * 10 + digits[:, 11]
    day = digits[:, 12] * 10 + digits[:, 13]
    month_or_none = np.where(month <= 12, month, 0)
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last_day = DAYS_IN_MONTH[month_or_none] + ((month == 2) & is_leap)
    exists = (day >= 1) & (day <= last_day) & (year >= 1)
    months = ((year - 1970) * 12 + month_or_none - 1).astype("datetime64[M]")
    born_on = months.astype("datetime64[D]") + (day - 1)
    faults = np.where(exists, Fault.NONE, Fault.DATE).astype(np.int8)
    _note(faults, born_on < OLDEST, Fault.TOO_OLD)
    if today is not None:
        _note(faults, born_on > np.datetime64(today, "D"), Fault.FUTURE)
    return born_on, faults


def _note(faults: NDArray[np.int8], where: NDArray[np.bool_], fault: Fault | NDArray[np.int8]) -> None:
    """Write a fault where there is none yet."""
    np.copyto(faults, np.asarray(fault, dtype=np.int8), where=where & (faults == Fault.NONE))
