from guildhall.web.columns import Column

REPORTS = [
    Column("标题", "title", link=True),
    Column("单位", "organisation.printed_name"),
    Column("统计期", "period.label"),
    Column("状态", "state", kind="choice"),
    Column("定稿日期", "final_on", kind="date"),
    Column("填表人", "written_by"),
    Column("修改时间", "changed_at", kind="moment"),
]
