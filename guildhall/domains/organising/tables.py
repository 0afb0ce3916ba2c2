"""Columns of unions, employers and industrial lines."""

from guildhall.web.columns import Column


def line(union):
    return union.line.printed_name if union.line else None


def place(union):
    """The upper union, with its county where that is another body."""
    if union.parent is None:
        return None
    names = (
        [union.parent.printed_name]
        if union.area_id == union.pk
        else [union.area.printed_name, union.parent.printed_name]
    )
    return " ".join(dict.fromkeys(names))


def kind(union):
    label = union.get_kind_display()
    return label if union.dissolved_on is None else f"{label}（{union.dissolved_on}撤销）"


UNIONS = (
    Column("名称", "name", sort="name", link=True),
    Column("组织代码", "code", sort="code"),
    Column("类别", kind),
    Column("县区、上级工会", place),
    Column("产业工会", line),
    Column("会员", "member_count", kind="count"),
    Column("成立日期", "founded_on", kind="date"),
    Column("规范化简称", "short_name", extra=True),
    Column("单位性质", "ownership", kind="choice", extra=True),
    Column("工会统一社会信用代码", "credit_code", extra=True),
    Column("批准文号", "approval_number", extra=True),
    Column("本届届满", "term_ends_on", kind="date", extra=True),
    Column("地址", "address", extra=True),
    Column("办公电话", "phone", extra=True),
)


WORKS = (
    Column("名称", "title", link=True),
    Column("产业工会", "line.printed_name"),
    Column("类别", "kind", kind="choice"),
    Column("开始日期", "since", sort="since", kind="date"),
    Column("结束日期", "until", kind="date"),
    Column("地点", "place"),
    Column("参加人次", "people_count", kind="count"),
)


def union_of(employer):
    return employer.union.printed_name if employer.union else "未建会"


EMPLOYERS = (
    Column("单位名称", "name", sort="name", link=True),
    Column("统一社会信用代码", "credit_code"),
    Column("单位性质", "ownership", kind="choice"),
    Column("行业", "industry", kind="choice"),
    Column("职工人数", "head_count", kind="count"),
    Column("所属地方工会", "federation.printed_name"),
    Column("所建工会", union_of),
    Column("建会日期", "union_since", kind="date"),
    Column("单位类别", "unit_category", kind="choice", extra=True),
    Column("登记注册类型", "registration_type", kind="choice", extra=True),
    Column("女职工人数", "women_count", kind="count", extra=True),
    Column("农民工人数", "migrant_count", kind="count", extra=True),
    Column("地址", "address", extra=True),
)
