"""Why an event of a membership cannot be recorded (《中国工会章程》会籍各条)."""

from dataclasses import dataclass
from datetime import date

# 《中国工会章程》：没有正当理由连续六个月不交纳会费、不参加工会组织生活，经教育拒不改正。
MONTHS_UNTIL_DEEMED_LEFT = 6

FULL, RETAINED = "full", "retained"
NEEDED_STANDING = {"retained": FULL, "resumed": RETAINED}
REASONS_WANTED = {
    "retained": "请写明保留会籍的原因，如退休、失业",
    "resumed": "请写明恢复会籍的原因",
    "left": "请写明会员申请退会的情况",
    "deemed_left": "请写明教育和讨论的经过",
    "expelled": "请写明所犯罪行和所受刑事处罚",
    "corrected": "请写明更正的依据",
}


@dataclass(frozen=True)
class Neglect:
    """What stands against a member who neither pays dues nor takes part."""

    months_without_dues: int
    months_without_life: int
    has_good_reason: bool
    was_educated: bool


def why_not_dated(*, day: date, today: date, since: date | None = None) -> list[str]:
    """Reasons against the day of an event."""
    reasons = []
    if day > today:
        reasons.append("日期不能晚于今天")
    if since is not None and day < since:
        reasons.append("日期不能早于入会日期")
    return reasons


def why_not_explained(*, kind: str, note: str) -> list[str]:
    wanted = REASONS_WANTED.get(kind)
    return [wanted] if wanted and not note.strip() else []


def why_not_record(*, kind: str, is_open: bool, standing: str, note: str, paper_number: str) -> list[str]:
    """Reasons against recording an event on a membership."""
    if not is_open:
        return ["该会籍已经终止"]
    reasons = []
    needed = NEEDED_STANDING.get(kind)
    if needed and standing != needed:
        reasons.append("该会员已经保留会籍" if needed == FULL else "该会员没有保留会籍")
    reasons += why_not_explained(kind=kind, note=note)
    if kind == "expelled" and not paper_number.strip():
        reasons.append("开除会籍须由基层工会委员会决定，请填写决定的文号")
    if kind == "deemed_left" and not paper_number.strip():
        reasons.append("视为退会须由工会会员大会或会员小组讨论决定，请填写决定的文号")
    return reasons


def why_not_deem_left(neglect: Neglect) -> list[str]:
    """Reasons against deeming that a member has left; time alone never does it."""
    reasons = []
    if neglect.months_without_dues < MONTHS_UNTIL_DEEMED_LEFT:
        reasons.append(f"连续不交会费未满 {MONTHS_UNTIL_DEEMED_LEFT} 个月")
    if neglect.months_without_life < MONTHS_UNTIL_DEEMED_LEFT:
        reasons.append(f"连续不参加组织生活未满 {MONTHS_UNTIL_DEEMED_LEFT} 个月")
    if neglect.has_good_reason:
        reasons.append("有正当理由的，不能视为退会")
    if not neglect.was_educated:
        reasons.append("未经教育的，不能视为退会")
    return reasons


def why_not_admit(*, name_agrees: bool, member_of: str, is_deceased: bool) -> list[str]:
    """Reasons against admitting somebody whom the city knows already."""
    if not name_agrees:
        return ["这个证件号码登记在另一个姓名之下，请核对证件"]
    if is_deceased:
        return ["该人员已登记去世，如有误请先更正"]
    return [f"该职工已是{member_of}会员，请办理转会"] if member_of else []
