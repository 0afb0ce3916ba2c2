"""Columns of the lists of returns, calls and forms."""

from django.utils import timezone

from guildhall.mechanisms.indicators.rules.returns import moves
from guildhall.web.columns import Column


def lateness(answer):
    """逾期未报 or 逾期报出, nothing where it is in time."""
    late = moves.is_late(
        state=answer.state, due_on=answer.due_on, submitted_on=answer.submitted_on, day=timezone.localdate()
    )
    if not late:
        return ""
    return "逾期报出" if answer.state in moves.COUNTED else "逾期未报"


RETURNS = (
    Column("报表", "call.form.name", link=True),
    Column("统计期", lambda answer: answer.period.label),
    Column("填报单位", "organisation.printed_name"),
    Column("状态", "state", kind="choice"),
    Column("报送期限", "due_on", kind="date"),
    Column("报出时间", "submitted_at", kind="moment"),
    Column("逾期", lateness),
)
CALLS = (
    Column("报表", "form.name", link=True),
    Column("统计期", lambda call: call.period.label),
    Column("布置单位", "organisation.printed_name"),
    Column("报送期限", "due_on", kind="date"),
    Column("布置时间", "created_at", kind="moment"),
)
FORMS = (
    Column("报表名称", "name", link=True),
    Column("版本", lambda form: f"第 {form.version} 版"),
    Column("制表机关", "issuer"),
    Column("文号", "document_number"),
    Column("期别", "period_kind", kind="choice"),
    Column("状态", "state", kind="choice"),
    Column("施行日期", "since", kind="date"),
)
IN_A_CELL = (
    Column("填报单位", "organisation.printed_name", link=True),
    Column("状态", "state", kind="choice"),
    Column("填报数", "of_cell", kind="count"),
    Column("平台取数", "counted_of_cell", kind="count"),
    Column("差异", "difference_of_cell", kind="count"),
    Column("差异说明", "note_of_cell"),
)
