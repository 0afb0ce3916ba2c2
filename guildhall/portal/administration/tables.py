from django.apps import apps

from guildhall.kernel.access.actions import confirmable
from guildhall.kernel.access.queries import role_names
from guildhall.kernel.audit.queries import label_of
from guildhall.web.columns import Column


def role_of(post):
    return role_names().get(post.role, post.role)


def subject_of(entry):
    """Which record an entry concerns: its kind and its number."""
    return f"{kind_of(entry.subject_type)} {entry.subject_id or ''}".strip()


def kind_of_proposal(proposal):
    return confirmable(proposal.kind).label


def kind_of(label):
    try:
        return str(apps.get_model(label)._meta.verbose_name) if label else ""
    except LookupError:
        return label


def changed_in(entry):
    """The labels of the fields that an entry changed."""
    try:
        fields = apps.get_model(entry.subject_type)._meta.concrete_fields if entry.subject_type else ()
    except LookupError:
        fields = ()
    return "、".join(
        str(field.verbose_name) for field in fields if field.name in entry.before or field.name in entry.after
    )


POSTS = [
    Column("姓名", "person.name", link=True),
    Column("角色", role_of),
    Column("任职组织", "organisation.name"),
    Column("职务", "title"),
    Column("管辖范围", "reaches", kind="choice"),
    Column("任职日期", "since", kind="date"),
    Column("离任日期", "until", kind="date"),
]


def lacking_in(union):
    """What a union lacks, in words."""
    return "、".join(word for word, has in (("主席", union.has_chair), ("经办人", union.has_clerk)) if not has)


def last_login_of(post):
    account = getattr(post.person, "account", None)
    return account.last_login if account is not None else None


VACANCIES = [
    Column("工会", "name", link=True),
    Column("空缺", lacking_in),
    Column("县区", "area.name"),
    Column("届满日期", "term_ends_on", kind="date"),
    Column("办公电话", "phone"),
]
UNUSED = [
    Column("任职组织", "organisation.name", link=True),
    Column("角色", role_of),
    Column("姓名", "person.name"),
    Column("县区", "area.name"),
    Column("任职日期", "since", kind="date"),
    Column("最近登录", last_login_of, kind="moment"),
]
PROPOSALS = [
    Column("对象", "subject_name", link=True),
    Column("事项", kind_of_proposal),
    Column("工会", "organisation.name"),
    Column("经办人", "prepared_by.name"),
    Column("报送时间", "created_at", kind="moment"),
    Column("状态", "state", kind="choice"),
    Column("确认人", "decided_by.name"),
]
HANDOVERS = [
    Column("移交人", "post.person.name", link=True),
    Column("岗位", lambda handover: role_of(handover.post)),
    Column("任职组织", "organisation.name"),
    Column("接交人", lambda handover: handover.successor.name if handover.successor else handover.received_by.name),
    Column("交接日期", "handed_on", kind="date"),
    Column("事项", lambda handover: sum(line["count"] for line in handover.lines)),
]
ACCOUNTS = [
    Column("账号", "username", link=True),
    Column("姓名", "display_name"),
    Column("所在工会", "person.home_union.name"),
    Column("启用", "is_active"),
    Column("须动态口令", "needs_second_factor"),
    Column("密码到期", "password_expires_on", kind="date"),
    Column("最近登录", "last_login", kind="moment"),
]
SIGN_INS = [
    Column("时间", "at", kind="moment"),
    Column("登录名", "attempted", link=True),
    Column("姓名", "account.display_name"),
    Column("结果", "result", kind="choice"),
    Column("方式", "way", kind="choice"),
    Column("动态口令", "has_second_factor"),
    Column("设备和浏览器", "browser"),
    Column("网络地址", "address"),
]
TRAIL = [
    Column("时间", "at", kind="moment"),
    Column("操作人", "actor_label"),
    Column("操作", lambda entry: label_of(entry.verb)),
    Column("对象", subject_of),
    Column("理由", "reason"),
    Column("更改的内容", changed_in),
]
