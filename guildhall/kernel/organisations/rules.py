"""What may stand where in the tree, and what may end."""

from collections.abc import Mapping
from datetime import date

GRASSROOTS = frozenset({"single", "joint", "office", "village", "regional", "industry"})
LEADING = frozenset({"city", "county", "zone", "industrial", "town", "representative"})
OFFICES = frozenset({"department", "institution"})

# What may stand directly under what (domain.md §2.1): federations hold unions, unions hold branches and groups.
UNDER: Mapping[str, frozenset[str]] = {
    "city": LEADING - {"city"} | GRASSROOTS | OFFICES,
    "county": frozenset({"zone", "industrial", "town", "representative"}) | GRASSROOTS | OFFICES,
    "zone": frozenset({"town", "representative"}) | GRASSROOTS | OFFICES,
    "industrial": frozenset({"representative"}) | GRASSROOTS | OFFICES,
    "town": frozenset({"representative"}) | GRASSROOTS | OFFICES,
    "representative": GRASSROOTS | OFFICES,
    "village": frozenset({"single", "joint", "office", "branch", "group"}),
    "regional": frozenset({"single", "joint", "office", "branch", "group"}),
    "industry": frozenset({"single", "joint", "office", "branch", "group"}),
    "single": frozenset({"single", "branch", "group"}),
    "joint": frozenset({"branch", "group"}),
    "office": frozenset({"single", "office", "branch", "group"}),
    "branch": frozenset({"branch", "group"}),
}


def why_not_under(*, kind: str, parent_kind: str, parent_stands: bool) -> list[str]:
    """Reasons for which an organisation of a kind cannot stand under a parent."""
    reasons = []
    if not parent_stands:
        reasons.append("上级工会已撤销")
    if kind not in UNDER.get(parent_kind, frozenset()):
        reasons.append("这类工会不能设在所选的上级之下")
    return reasons


def why_not_move(*, path: str, parent_path: str, parent_id: int | None, new_parent_id: int) -> list[str]:
    """Reasons against moving a subtree; a cycle is the first of them."""
    if parent_id is None:
        return ["市总工会不能移动"]
    if parent_path.startswith(path):
        return ["不能移到自己或自己的下级之下"]
    return ["已经隶属于这个上级工会"] if parent_id == new_parent_id else []


def why_not_dissolve(*, stands: bool, founded_on: date | None, day: date, beneath: int, reason: str) -> list[str]:
    """Reasons for which an organisation cannot be dissolved on a day."""
    reasons = []
    if not stands:
        reasons.append("该工会已经撤销")
    if founded_on is not None and day < founded_on:
        reasons.append("撤销日期不能早于成立日期")
    if beneath:
        reasons.append(f"还有 {beneath} 个下级组织，请先撤销或移交")
    if not reason.strip():
        reasons.append("请写明撤销的理由")
    return reasons
