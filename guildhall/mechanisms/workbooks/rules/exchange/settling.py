"""How a difference may be settled, and why not."""

from collections.abc import Mapping

# What may be done with a difference of each kind.
CHOICES: Mapping[str, tuple[str, ...]] = {
    "value": ("taken", "kept", "ignored"),
    "conflict": ("taken", "kept"),
    "only_ours": ("kept", "ignored"),
    "only_theirs": ("registered", "ignored"),
    "asks": ("ignored",),
}
WORDS = {
    "taken": "采用上级",
    "kept": "保留本级",
    "registered": "登记",
    "ignored": "忽略",
}


def why_not_settle(*, kind: str, state: str, choice: str, settled_by: str, settled_at: str) -> list[str]:
    """Reasons for which a difference cannot be settled so; whoever comes second is told who was first."""
    if state != "open":
        return [f"已由{settled_by}于 {settled_at} 处理为“{WORDS.get(state, state)}”，未再更改"]
    if choice not in CHOICES[kind]:
        return [f"这类差异不能“{WORDS.get(choice, choice)}”"]
    return []


def why_not_take(*, ours_then: str, ours_now: str, theirs: str, fixed: str, label: str) -> list[str]:
    """Theirs are taken only over the value that was compared."""
    if fixed:
        return [fixed]
    if ours_now != ours_then:
        return [f"“{label}”在核对后已被更改，未采用上级的值，请重新核对"]
    return [] if theirs else [f"上级的“{label}”是空的或无法识别，不能采用"]
