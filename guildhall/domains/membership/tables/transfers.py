"""Columns of transfers."""

from guildhall.web.columns import Column

TRANSFERS = (
    Column("会员", "person.name", link=True),
    Column("转出工会", "from_union.name"),
    Column("转入工会", "to_union.name"),
    Column("提出日期", "proposed_on", kind="date"),
    Column("提出人", "proposed_by"),
    Column("状态", "state", kind="choice"),
    Column("办理日期", "decided_on", kind="date"),
)
