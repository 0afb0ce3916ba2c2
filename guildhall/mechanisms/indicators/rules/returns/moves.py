"""What may be done with a return when, and why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

CALLED, FILLING, PREPARED, SUBMITTED, ACCEPTED, RETURNED, RECALLED = (
    "called", "filling", "prepared", "submitted", "accepted", "returned", "recalled",
)  # fmt: skip
OPEN = (CALLED, FILLING, RETURNED)
COUNTED = (SUBMITTED, ACCEPTED)
OUTSTANDING = (*OPEN, PREPARED)
MOVES: Mapping[str, frozenset[str]] = {
    CALLED: frozenset({FILLING, PREPARED, RECALLED}),
    FILLING: frozenset({FILLING, PREPARED, RECALLED}),
    PREPARED: frozenset({FILLING, SUBMITTED, RECALLED}),
    SUBMITTED: frozenset({ACCEPTED, RETURNED, RECALLED}),
    ACCEPTED: frozenset({RETURNED}),
    RETURNED: frozenset({FILLING, PREPARED, RECALLED}),
    RECALLED: frozenset({CALLED}),
}
ALREADY = {
    PREPARED: "这张报表已填好待审核，要改请先退回经办人",
    SUBMITTED: "这张报表已经报出，要改请上级工会退回",
    ACCEPTED: "这张报表已审收，要改请上级工会退回",
    RECALLED: "这张报表已被上级工会收回，不能再填",
}


@dataclass(frozen=True)
class Written:
    """One cell as it stands in a return: what was counted, what the union writes, and why they differ."""

    line: int
    name: str
    is_counted: bool
    is_required: bool
    counted: Decimal | None
    value: Decimal | None
    note: str = ""

    @property
    def differs(self) -> bool:
        return self.is_counted and self.counted is not None and self.value != self.counted


def why_not_fill(*, state: str) -> list[str]:
    return [] if state in OPEN else [ALREADY[state]]


def why_not_prepare(*, state: str, cells: Sequence[Written], breaches: Sequence[str]) -> list[str]:
    """Reasons for which a return is not complete: empty cells, differences without a reason, checks that fail."""
    reasons = why_not_fill(state=state)
    reasons += [f"第 {cell.line} 行“{cell.name}”没有填" for cell in cells if cell.is_required and cell.value is None]
    reasons += [
        f"第 {cell.line} 行“{cell.name}”与平台取数不同，请写差异说明"
        for cell in cells
        if cell.differs and cell.value is not None and not cell.note.strip()
    ]
    return [*reasons, *breaches]


def why_not_confirm(*, state: str, preparer: int | None, confirmer: int | None, allows_one_person: bool) -> list[str]:
    if state != PREPARED:
        return [ALREADY.get(state, "这张报表还没有填好，请经办人先提交审核")]
    if preparer is not None and preparer == confirmer and not allows_one_person:
        return ["填表和审核不能是同一人，请主席或负责人审核"]
    return []


def why_not_send_back(*, state: str) -> list[str]:
    """Against giving a prepared return back to whoever filled it."""
    return [] if state == PREPARED else ["只有待审核的报表可以退回经办人"]


def why_not_accept(*, state: str, preparer: int | None, accepter: int | None) -> list[str]:
    if state != SUBMITTED:
        return ["只有已报出的报表可以审收"]
    if preparer is not None and preparer == accepter:
        return ["这张报表是您填的，请另一人审收"]
    return []


def why_not_return(*, state: str, reason: str) -> list[str]:
    reasons = [] if RETURNED in MOVES[state] else ["只有已报出或已审收的报表可以退回"]
    return reasons + ([] if reason.strip() else ["请写明退回的原因"])


def why_not_recall(*, state: str, reason: str) -> list[str]:
    reasons = [] if RECALLED in MOVES[state] else ["已审收或已收回的报表不能收回"]
    return reasons + ([] if reason.strip() else ["请写明收回的原因"])


def why_not_reissue(*, state: str) -> list[str]:
    return [] if state == RECALLED else ["只有已收回的报表可以重新布置"]


def why_not_remind(*, outstanding: int) -> list[str]:
    return [] if outstanding else ["都已报出，不用催报"]


def why_not_call(
    *, form_state: str, starts_on: date, ends_on: date, due_on: date, unions: int, dissolved: Sequence[str] = ()
) -> list[str]:
    """Reasons against calling a form in."""
    reasons = [] if form_state == "in_force" else ["只有使用中的报表可以布置"]
    if ends_on < starts_on:
        reasons.append("统计期结束早于开始")
    if due_on < starts_on:
        reasons.append("报送期限早于统计期")
    reasons += [f"{name}已撤销，不能布置" for name in dissolved]
    if not unions and not dissolved:
        reasons.append("没有选填报单位")
    return reasons


def is_late(*, state: str, due_on: date, submitted_on: date | None, day: date) -> bool:
    """Whether a return is or was sent up after its day."""
    if state == RECALLED:
        return False
    return (submitted_on or day) > due_on if state in COUNTED else day > due_on
