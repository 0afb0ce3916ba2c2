"""Columns of what happened to memberships."""

from guildhall.web.columns import Column

EVENTS = (
    Column("会员", "person.name", link=True),
    Column("变动", "kind", kind="choice"),
    Column("日期", "happened_on", sort="happened_on", kind="date"),
    Column("工会", "organisation.name"),
    Column("文号", "paper_number"),
    Column("说明", "note"),
    Column("经办人", "recorded_by"),
)
