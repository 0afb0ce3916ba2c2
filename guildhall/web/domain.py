"""What the page kit offers: the words of its verbs, and who heads the views of a body."""

from guildhall.kernel.access.offers import Domain
from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.offers import offer
from guildhall.web.models import MANAGE

offer(
    Verbs(
        {
            "web.list.export": "导出名单",
            "web.list.choose": "选择名单的列和默认视图",
            "web.view.save": "存为常用视图",
            "web.view.change": "修改常用视图",
            "web.view.void": "删除常用视图",
            "files.file.open": "下载敏感附件",
        }
    ),
    Domain(
        code="web",
        name="常用视图",
        permissions={MANAGE: "管理本单位共享的视图"},
        roles={"city.leader": [MANAGE], "county.leader": [MANAGE], "union.chair": [MANAGE]},
        order=700,
    ),
)
