"""When two records may become one, and which memberships stand afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

VOID, CLOSE = "void", "close"


@dataclass(frozen=True)
class Stretch:
    """A membership as the rule sees it: its key, its days, whose it was."""

    pk: int
    since: date
    until: date | None
    of_kept: bool


@dataclass(frozen=True)
class Settlement:
    """What becomes of one membership: voided, or closed on a day because the person moved."""

    pk: int
    how: str
    day: date | None = None


def why_not_merge(*, same: bool, kept_stands: bool, lost_stands: bool, reason: str, may_both: bool) -> list[str]:
    """Reasons against merging one record into another."""
    reasons = []
    if same:
        return ["请选择两份不同的档案"]
    if not may_both:
        reasons.append("两份档案不都在您的管理范围内，请由上级工会办理")
    if not kept_stands:
        reasons.append("要保留的档案已作废或已并入另一份，请重新查找")
    if not lost_stands:
        reasons.append("要并入的档案已作废或已并入另一份，请重新查找")
    if len(reason.strip()) < 2:
        reasons.append("请写明合并的依据")
    return reasons


def overlap(one: Stretch, other: Stretch) -> bool:
    return (other.until is None or one.since < other.until) and (one.until is None or other.since < one.until)


def why_not_settle(stretches: Sequence[Stretch], *, keep_open: int | None, other: str) -> list[str]:
    """Reasons against the chosen way of settling two open memberships."""
    open_ones = {each.pk: each for each in stretches if each.until is None}
    if len(open_ones) < 2:
        return []
    if keep_open not in open_ones:
        return ["请选择保留哪一段会籍"]
    if other not in (VOID, CLOSE):
        return ["请选择另一段会籍如何处理"]
    beside = next(each for pk, each in open_ones.items() if pk != keep_open)
    if other == CLOSE and beside.since >= open_ones[keep_open].since:
        return ["按转会终止的会籍应早于保留的会籍，请改选作废或调换"]
    return []


def settle(stretches: Sequence[Stretch], *, keep_open: int | None, other: str) -> list[Settlement]:
    """What must happen to the memberships of both so that none overlaps: the chosen one stands, then the kept record's."""
    settlements = []
    standing: list[Stretch] = []
    open_count = sum(each.until is None for each in stretches)
    for each in sorted(stretches, key=lambda each: (each.pk != keep_open, not each.of_kept, each.since, each.pk)):
        if each.until is None and each.pk != keep_open and open_count > 1 and other == CLOSE:
            winner = next(one for one in stretches if one.pk == keep_open)
            settlements.append(Settlement(each.pk, CLOSE, winner.since))
            each = Stretch(each.pk, each.since, winner.since, each.of_kept)
        if any(overlap(each, one) for one in standing):
            settlements = [one for one in settlements if one.pk != each.pk] + [Settlement(each.pk, VOID)]
        else:
            standing.append(each)
    return settlements
