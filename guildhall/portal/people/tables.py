"""Columns of the lists about people's records."""

from guildhall.web.columns import Column

REVEALS = (
    Column("时间", "at", kind="moment"),
    Column("查看人", "actor_label"),
    Column("被查看人", "subject_name", link=True),
    Column("项目", "field_label"),
    Column("类别", "privacy", kind="choice"),
    Column("理由", "reason"),
    Column("当天第几次", "day_count", kind="count"),
    Column("所属工会", "organisation.name"),
)
