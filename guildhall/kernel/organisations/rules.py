"""What may stand where in the tree, and what may end."""

from collections.abc import Mapping
from datetime import date

GRASSROOTS = frozenset({"single", "joint", "office", "village", "regional", "industry"})
LEADING = frozenset({"city", "county", "zone", "industrial", "town", "representative"})
OFFICES = frozenset({"department", "institution"})
SHORTEST_ALIAS = 2

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


def why_not_counts(*, head_count: int, women_count: int, migrant_count: int) -> list[str]:
    """Parts of a unit's staff are no more than all of it."""
    reasons = []
    if women_count > head_count:
        reasons.append("女职工人数不能多于职工人数")
    if migrant_count > head_count:
        reasons.append("农民工人数不能多于职工人数")
    return reasons


def why_not_cover(*, kind: str, stands: bool, is_closed: bool, has_day: bool) -> list[str]:
    """Reasons for which a union cannot be the one of a unit."""
    reasons = []
    if kind not in GRASSROOTS:
        reasons.append("只有基层工会可以作为单位所建的工会")
    if not stands:
        reasons.append("该工会已撤销")
    if is_closed:
        reasons.append("该单位已注销")
    if not has_day:
        reasons.append("请填写建会日期")
    return reasons


def why_not_term(*, founded_on: date | None, term_starts_on: date | None, term_ends_on: date | None) -> list[str]:
    """Reasons against the term of a committee."""
    reasons = []
    if term_starts_on and founded_on and term_starts_on < founded_on:
        reasons.append("本届开始不能早于成立日期")
    if term_starts_on and term_ends_on and term_ends_on <= term_starts_on:
        reasons.append("本届届满应晚于本届开始")
    return reasons


def why_not_alias(*, text: str, key: str, names: frozenset[str] | set[str]) -> list[str]:
    """Reasons against another name: it must say something, and something else than the names in the register."""
    if not text:
        return ["请填写别名"]
    if len(key) < SHORTEST_ALIAS:
        return ["别名至少两个字"]
    return ["别名与登记的名称相同，不用再登记"] if key in names else []


def why_not_join_line(
    *,
    stands: bool,
    kind: str,
    line_kind: str,
    line_stands: bool,
    in_line: bool,
    day: date,
    earliest: date | None,
) -> list[str]:
    """Reasons for which a union cannot join an industrial line from a day on."""
    reasons = []
    if not stands:
        reasons.append("该工会已撤销")
    if kind in {"city", "county", "zone", "industrial"} | OFFICES:
        reasons.append("这类工会不归入产业工会")
    if line_kind != "industrial" or not line_stands:
        reasons.append("请选择现有的产业工会")
    if in_line:
        reasons.append("该工会已在一个产业工会内，请先办理退出")
    if earliest is not None and day < earliest:
        reasons.append(f"加入日期不能早于 {earliest}")
    return reasons
