"""Why a view of a list cannot be saved."""

import re
from collections.abc import Iterable

MOST_VIEWS = 50
LONG_NUMBER = re.compile(r"(?<![\dXx])(?:\d{17}[\dXx]|\d{15}|1\d{10})(?![\dXx])")


def why_not_save(*, name: str, values: Iterable[str], kept_count: int, is_of_own_body: bool) -> list[str]:
    """Reasons against keeping conditions under a name; a view never holds somebody's number."""
    reasons = [] if name.strip() else ["请填写视图的名称"]
    if kept_count >= MOST_VIEWS:
        reasons.append(f"一个名单最多存 {MOST_VIEWS} 个视图，请先删除不用的")
    if any(LONG_NUMBER.search(value) for value in values):
        reasons.append("视图不保存证件号码和手机号码，请清空这个条件后再存")
    if not is_of_own_body:
        reasons.append("只能存在您任职的单位")
    return reasons


def why_not_choose(*, chosen: Iterable[str]) -> list[str]:
    """Reasons against showing these columns."""
    return [] if any(chosen) else ["至少选一列"]
