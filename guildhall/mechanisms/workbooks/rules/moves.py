"""How an import goes from upload to done, and why it may not."""

from collections.abc import Mapping, Sequence

MOVES: Mapping[str, frozenset[str]] = {
    "matching": frozenset({"reading", "cancelled"}),
    "reading": frozenset({"previewed", "cancelled", "failed"}),
    "previewed": frozenset({"matching", "reading", "merging", "cancelled"}),
    "merging": frozenset({"done", "cancelled", "failed"}),
    "done": frozenset({"taking_back"}),
    "cancelled": frozenset({"reading", "merging", "taking_back"}),
    "failed": frozenset({"reading", "merging", "taking_back", "cancelled"}),
    "taking_back": frozenset({"taken_back", "failed"}),
    "taken_back": frozenset(),
}
RUNNING = frozenset({"reading", "merging", "taking_back"})
SETTLED = frozenset({"done", "cancelled", "failed", "taken_back"})
NOT_NOW = "该导入当前是“{label}”，不能{verb}"


def why_not_move(state: str, to: str, *, label: str, verb: str) -> list[str]:
    """Reasons for which the import cannot go on to a state; none means it may."""
    return [] if to in MOVES[state] else [NOT_NOW.format(label=label, verb=verb)]


def why_not_match(*, state: str, label: str, missing: Sequence[str], used_twice: Sequence[str]) -> list[str]:
    reasons = why_not_move(state, "reading", label=label, verb="确认表头")
    if state in {"cancelled", "failed"}:
        reasons.append(NOT_NOW.format(label=label, verb="确认表头"))
    if missing:
        reasons.append(f"缺少必需的列：{'、'.join(missing)}")
    if used_twice:
        reasons.append(f"同一列不能对应两个栏目：{'、'.join(used_twice)}")
    return reasons


def why_not_merge(*, state: str, label: str, good_count: int) -> list[str]:
    reasons = [] if state == "previewed" else [NOT_NOW.format(label=label, verb="确认导入")]
    if not good_count:
        reasons.append("没有可以导入的行")
    return reasons


def why_not_resume(*, state: str, label: str, stopped_in: str) -> list[str]:
    if state not in {"cancelled", "failed"} or stopped_in not in RUNNING:
        return [NOT_NOW.format(label=label, verb="继续")]
    return []


def why_not_take_back(*, state: str, label: str, stopped_in: str, built_on: Sequence[str]) -> list[str]:
    """An import is taken back as a whole, as long as nothing has been built on it."""
    written = state == "done" or (state in {"cancelled", "failed"} and stopped_in in {"merging", "taking_back"})
    return [*([] if written else [NOT_NOW.format(label=label, verb="撤回")]), *built_on]
