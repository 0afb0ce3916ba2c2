"""Which role may do what: one table of all roles and permissions, from what the parts of the house offer."""

from typing import NamedTuple

from django.shortcuts import render

from guildhall.kernel.access import queries
from guildhall.kernel.access.actors import permissions_of
from guildhall.kernel.access.offers import Domain
from guildhall.kernel.offers import offered
from guildhall.portal.administration import forms, tables
from guildhall.web.pages import ListPage, page

SEPARATION = (
    ("系统管理员", "开立和停用账号、设置参数和日历；不任免岗位，看不到会员资料和操作留痕。"),
    ("安全管理员", "任免岗位、查看登录记录、结束他人的登录；不开账号，看不到操作留痕。"),
    ("审计管理员", "查看和核对操作留痕、岗位变动；什么也不能改。"),
    ("共同的规则", "三员不能由一人兼任；任何人不能任免自己的岗位、启用自己的岗位、确认自己报送的事项。"),
)
CHANGES = (
    "access.post.appoint", "access.post.activate", "access.post.end", "access.named_union.name",
    "access.named_union.release", "access.account.open", "access.account.close", "access.account.reopen",
)  # fmt: skip


class Row(NamedTuple):
    label: str
    marks: list[bool]


@page("access.post.view")
def matrix(request):
    roles = queries.roles()
    held = {role.code: permissions_of(role.code) for role in roles}
    parts = [
        (
            part.name,
            [Row(label, [code in held[role.code] for role in roles]) for code, label in part.permissions.items()],
        )
        for part in sorted(offered(Domain), key=lambda part: (part.order, part.code))
        if part.permissions
    ]
    context = {"title": "岗位权限对照表", "roles": roles, "parts": parts, "separation": SEPARATION}
    return render(request, "portal/matrix.html", context)


class RoleChangeList(ListPage):
    permission = "audit.entry.view"
    title = "岗位和账号变动"
    description = "谁给了谁什么岗位、结束了什么岗位、开了或停了什么账号。"
    columns = tables.TRAIL
    narrowing = forms.TrailFilter
    empty = "没有这样的变动"
    is_scoped = False

    def records(self):
        return queries.trail_within(self.actor.reach(self.permission)).filter(verb__in=CHANGES)

    def address_of(self, record):
        return ""
