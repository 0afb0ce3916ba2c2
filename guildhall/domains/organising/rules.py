"""Why a verb of organising cannot be done, beside what the tree itself forbids."""

from datetime import date


def why_not_dated(*, day: date, today: date) -> list[str]:
    return ["日期不能晚于今天"] if day > today else []


def why_not_rename(*, name: str, short_name: str, old_name: str, old_short_name: str) -> list[str]:
    """Reasons against a new name."""
    if not name.strip():
        return ["请填写名称"]
    is_same = name.strip() == old_name and short_name.strip() == old_short_name
    return ["名称没有变化"] if is_same else []


def why_not_explained(reason: str) -> list[str]:
    return [] if reason.strip() else ["请写明移交的依据"]


def why_not_work(*, kind: str, since: date, until: date, people_count: int) -> list[str]:
    """Reasons against a plan, an activity or a programme of an industrial union."""
    reasons = []
    if until < since:
        reasons.append("结束日期不能早于开始日期")
    if kind != "activity" and people_count:
        reasons.append("只有活动填写参加人次")
    if kind == "activity" and not people_count:
        reasons.append("请填写活动的参加人次")
    return reasons
