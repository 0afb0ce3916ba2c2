"""Why a transfer cannot be made or decided."""

from datetime import date


def why_not_transfer(
    *, is_open: bool, from_union: int, to_union: int, to_stands: bool, since: date, day: date
) -> list[str]:
    """Reasons against a membership following the job to another union."""
    if not is_open:
        return ["该会籍已经终止"]
    reasons = []
    if from_union == to_union:
        reasons.append("该会员已在这个工会")
    if not to_stands:
        reasons.append("转入工会已撤销")
    if day < since:
        reasons.append("转会日期不能早于入会日期")
    return reasons


def why_not_decide(*, is_open: bool, proposed_by_oneself: bool, holds_both_unions: bool) -> list[str]:
    """Reasons against deciding a proposal; one who leads only one of the unions does not both ask and receive."""
    if not is_open:
        return ["这项转会已经办理"]
    if proposed_by_oneself and not holds_both_unions:
        return ["自己提出的转会，由转出、转入双方的上级或另一人接收"]
    return []


def why_not_refuse(note: str) -> list[str]:
    return [] if note.strip() else ["请写明退回的原因"]
