"""Classes of personal facts, each with its mask; and when somebody has looked at too many."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from guildhall.kernel.people.rules.masks import mask_card, mask_document, mask_phone

HIDDEN = "（不显示）"


def hide(value: str) -> str:
    """Of health and income not even the length is told."""
    return HIDDEN if value else ""


def mask_address(address: str) -> str:
    """The place down to the county, as a parcel's label has it."""
    for ending in ("区", "县", "市"):
        at = address.find(ending, 2)
        if at > 0:
            return f"{address[: at + 1]}****"
    return f"{address[:3]}****" if len(address) > 6 else "****"


@dataclass(frozen=True)
class PrivacyClass:
    """A class of personal facts: what shows of one by default, and the permission to see it whole."""

    code: str
    label: str
    mask: Callable[[str], str]

    @property
    def permission(self) -> str:
        return f"people.{self.code}.reveal"


IDENTITY = PrivacyClass("identity", "身份证件", mask_document)
CONTACT = PrivacyClass("contact", "联系方式", mask_phone)
ADDRESS = PrivacyClass("address", "住址", mask_address)
ACCOUNT = PrivacyClass("account", "银行账户", mask_card)
HEALTH = PrivacyClass("health", "健康", hide)
INCOME = PrivacyClass("income", "收入", hide)
CLASSES = {each.code: each for each in (IDENTITY, CONTACT, ADDRESS, ACCOUNT, HEALTH, INCOME)}

REASONS = ("核对本人身份", "联系本人", "办理业务填表", "上级要求报送", "本人申请查询", "其他")


class Use(StrEnum):
    """How somebody's looking stands against the day's limits."""

    USUAL = "usual"
    MANY = "many"
    TOO_MANY = "too_many"


def use_of(count: int, *, limit: int, most: int) -> Use:
    """What `count` reveals of one day mean: above the limit people are told, above the most nothing is shown."""
    if count > most:
        return Use.TOO_MANY
    return Use.MANY if count > limit else Use.USUAL


def why_not_reveal(*, reason: str, has_value: bool, may: bool, is_person: bool, use: Use, most: int) -> list[str]:
    """Reasons against showing one fact."""
    reasons = []
    if not is_person:
        reasons.append("只有登录的工作人员本人可以查看")
    if not may:
        reasons.append("您的岗位不能查看这类信息")
    if len(reason.strip()) < 2:
        reasons.append("请写明查看的理由")
    if not has_value:
        reasons.append("没有登记这项信息")
    if use == Use.TOO_MANY:
        reasons.append(f"今天查看次数已满 {most} 次，不能再查看；确有需要请联系安全管理员")
    return reasons
