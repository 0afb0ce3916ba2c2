"""Columns of the kernel's registers."""

from guildhall.kernel.people.rules.masks import mask_phone
from guildhall.web.columns import Column


def phone(record):
    """The phone as a list shows it: a person's own is masked."""
    if not record.phone:
        return None
    return mask_phone(record.phone) if record.is_personal_phone else record.phone


BODIES = (
    Column("名称", "name", sort="name", link=True),
    Column("类别", "kind", kind="choice"),
    Column("合作内容", "work"),
    Column("联系人", "contact"),
    Column("联系电话", phone),
    Column("联系的工会", "organisation.printed_name"),
    Column("合作起始", "since", kind="date"),
)
PLACES = (
    Column("名称", "name", sort="name", link=True),
    Column("类别", "kind", kind="choice"),
    Column("地址", "address"),
    Column("开放时间", "open_hours"),
    Column("联系电话", phone),
    Column("所属工会", "organisation.printed_name"),
    Column("启用日期", "opened_on", kind="date"),
)
OFFICES = (
    Column("名称", "name", link=True),
    Column("类别", "kind", kind="choice"),
    Column("所属总工会", "parent.printed_name"),
    Column("组织代码", "code"),
    Column("设立日期", "founded_on", kind="date"),
    Column("撤销日期", "dissolved_on", kind="date"),
)
