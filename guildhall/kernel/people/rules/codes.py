"""Codes of bodies and accounts: the unified social credit code, bank cards, accounts and branch numbers."""

import re

from guildhall.kernel.people.rules.text import EXCEL_REMEDY, digits_as_typed, is_scientific

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
CREDIT_CODE = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
# 首位登记管理部门、次位机构类别，GB 32100-2015
CATEGORIES = {"1": "1239", "5": "1239", "8": "19", "9": "1239", "N": "1239", "Y": "1"}
UNION_PREFIX = "81"
CARD = re.compile(r"[0-9]{13,19}")
ACCOUNT = re.compile(r"[0-9]{5,32}")
BRANCH = re.compile(r"[0-9]{12}")


def clean_code(text: str | None) -> str:
    """A code as it is kept: half-width capitals without blanks or hyphens."""
    typed = digits_as_typed(text or "")
    return typed if is_scientific(typed) else typed.replace("-", "")


def credit_code_reasons(code: str) -> list[str]:
    """Reasons for which a cleaned unified social credit code is refused."""
    if not code:
        return ["统一社会信用代码为空"]
    if is_scientific(code):
        return [EXCEL_REMEDY]
    if len(code) != 18:
        return [f"统一社会信用代码应为 18 位，现为 {len(code)} 位"]
    if not CREDIT_CODE.fullmatch(code):
        return ["统一社会信用代码中有不应有的字符"]
    if code[1] not in CATEGORIES.get(code[0], ""):
        return ["统一社会信用代码前两位不对"]
    if code[16] != body_check_digit(code[8:16]) or code[17] != credit_check_digit(code[:17]):
        return ["统一社会信用代码的校验码不对，请核对每一位"]
    return []


def check_credit_code(text: str | None) -> tuple[str, list[str]]:
    """The code as it is kept, and the reasons for refusing it."""
    code = clean_code(text)
    return code, credit_code_reasons(code)


def union_code_reasons(code: str) -> list[str]:
    """A union that is a legal person has a code of its own, beginning with 81."""
    reasons = credit_code_reasons(code)
    return reasons if reasons or code.startswith(UNION_PREFIX) else ["工会的统一社会信用代码应以 81 开头"]


def complete_credit_code(authority_and_division: str, body: str) -> str:
    """The code made of its first eight and the eight characters of its body, with both check digits."""
    first_17 = authority_and_division + body + body_check_digit(body)
    return first_17 + credit_check_digit(first_17)


def credit_check_digit(first_17: str) -> str:
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(first_17, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def body_check_digit(body: str) -> str:
    total = sum(int(character, 36) * weight for character, weight in zip(body, BODY_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def card_reasons(number: str) -> list[str]:
    """Reasons for which a person's bank card number is refused."""
    if is_scientific(number):
        return [EXCEL_REMEDY]
    if not CARD.fullmatch(number):
        return ["银行卡号应为 13 至 19 位数字"]
    return [] if luhn_sum(number) % 10 == 0 else ["银行卡号的校验位不对，请核对每一位"]


def account_reasons(number: str) -> list[str]:
    """Corporate accounts and passbooks follow no check digit."""
    if is_scientific(number):
        return [EXCEL_REMEDY]
    return [] if ACCOUNT.fullmatch(number) else ["银行账号应为 5 至 32 位数字"]


def branch_reasons(number: str) -> list[str]:
    return [] if BRANCH.fullmatch(number) else ["联行号应为 12 位数字"]


def luhn_sum(number: str) -> int:
    doubled = [2 * int(digit) for digit in number[-2::-2]]
    return sum(int(digit) for digit in number[-1::-2]) + sum(value - 9 if value > 9 else value for value in doubled)
