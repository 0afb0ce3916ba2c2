"""What the portal itself offers: the menus of its pages, what waits on them, and ways to begin."""

from guildhall.kernel.access.actions.proposals import waiting_for as waiting_proposals
from guildhall.kernel.access.offers import Domain
from guildhall.kernel.access.vacancies import chairless_count
from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.offers import offer
from guildhall.kernel.parameters.offers import Kind, Parameter
from guildhall.portal.keys import domain as keys  # noqa: F401 - declares its own
from guildhall.portal.people import domain as people  # noqa: F401 - declares its own
from guildhall.portal.policy import queries
from guildhall.web.offers import Shortcut, Waiting

VIEW, SET = "parameters.value.view", "parameters.value.set"
SEE_MESSAGES, RESEND = "notifications.message.view", "notifications.message.resend"
KEEP_TEXTS = "notifications.template.keep"
VIEW_DAYS, SET_DAYS = "calendar.day.view", "calendar.day.set"
POLICY_READERS = ("city.leader", "city.statistician", "county.leader", "county.clerk")
POLICY_KEEPERS = ("city.officer", "system.administrator")
REGISTERS_SEEN = ["organisations.office.view", "organisations.body.view", "organisations.place.view"]
REGISTERS_KEPT = [
    *REGISTERS_SEEN, "organisations.office.keep", "organisations.body.keep", "organisations.place.keep",
    "organisations.order.keep",
]  # fmt: skip

offer(
    Domain(
        code="statistics",
        name="统计和报告",
        menu=[
            ("统计", "statistics:overview", "indicators.figure.view"),
            ("产业工会统计", "statistics:lines", "indicators.figure.view"),
            ("增减对账", "statistics:ledger", "indicators.figure.view"),
            ("申报数", "statistics:declared_list", "indicators.figure.view"),
            ("数据一致性", "statistics:checks", "indicators.figure.view"),
            ("报告", "reports:reports", "documents.report.view"),
        ],
        order=50,
        icon="chart-bar",
    ),
    Domain(
        code="policy",
        name="政策参数",
        permissions={
            VIEW: "查看参数",
            SET: "设置参数",
            VIEW_DAYS: "查看工作日历和法定期限",
            SET_DAYS: "调整工作日历",
        },
        roles={
            **{role: [VIEW, VIEW_DAYS] for role in POLICY_READERS},
            **{role: [VIEW, SET, VIEW_DAYS, SET_DAYS] for role in POLICY_KEEPERS},
        },
        menu=[
            ("政策参数", "portal:parameters", VIEW),
            ("工作日历", "portal:calendar", VIEW_DAYS),
            ("法定期限", "portal:terms", VIEW_DAYS),
        ],
        order=800,
        icon="settings",
    ),
    Domain(
        code="operations",
        name="运行维护",
        permissions={
            "portal.status.view": "查看运行状况",
            "portal.retention.view": "查看个人信息保存期限",
            "portal.retention.run": "清除保存期满的个人信息",
        },
        roles={
            "system.administrator": ["portal.status.view", "portal.retention.view"],
            "security.administrator": ["portal.status.view", "portal.retention.view", "portal.retention.run"],
            "trail.administrator": ["portal.status.view", "portal.retention.view"],
        },
        menu=[
            ("运行状况", "operations:status", "portal.status.view"),
            ("保存期限", "operations:retention", "portal.retention.view"),
        ],
        order=950,
        icon="shield-check",
    ),
    Parameter(
        code="portal.backup_days",
        label="最长几天备份一次",
        kind=Kind.DAYS,
        default=1,
        unit="天",
        source="等保三级要求定期备份，天数由本单位定",
        is_unsure=True,
        help="超过这个天数没有备份，运行状况页会提醒",
    ),
    Domain(
        code="notifications",
        name="消息",
        permissions={SEE_MESSAGES: "查看发送记录", RESEND: "重发和取消消息", KEEP_TEXTS: "修改消息模板"},
        roles={
            "city.officer": [SEE_MESSAGES, RESEND, KEEP_TEXTS],
            "system.administrator": [SEE_MESSAGES, RESEND],
        },
        menu=[
            ("发送记录", "messages:outbox", SEE_MESSAGES),
            ("消息模板", "messages:templates", KEEP_TEXTS),
            ("发送通道", "messages:providers", SEE_MESSAGES),
        ],
        order=850,
        icon="message",
    ),
    Domain(
        code="organisations",
        name="基础登记",
        permissions={
            "organisations.order.keep": "调整排序",
            "organisations.office.view": "查看部室和直属单位",
            "organisations.office.keep": "设立、更名和撤销部室",
            "organisations.body.view": "查看合作单位",
            "organisations.body.keep": "登记合作单位",
            "organisations.place.view": "查看场所",
            "organisations.place.keep": "登记场所",
        },
        roles={
            **dict.fromkeys(("city.leader", "city.statistician", "county.leader"), REGISTERS_SEEN),
            **dict.fromkeys(("city.officer", "county.clerk"), REGISTERS_KEPT),
            "industrial.officer": ["organisations.place.view"],
            "union.chair": ["organisations.place.view", "organisations.place.keep"],
            "union.clerk": ["organisations.place.view"],
        },
        menu=[
            ("合作单位", "registry:bodies", "organisations.body.view"),
            ("场所", "registry:places", "organisations.place.view"),
            ("部室和直属单位", "registry:offices", "organisations.office.view"),
            ("排序", "registry:orders", "organisations.order.keep"),
        ],
        order=40,
        icon="map-pin",
    ),
    Waiting(
        "报送待确认",
        "user-check",
        "administration:proposals",
        waiting_proposals,
        "access.proposal.confirm",
        "state=waiting",
        order=5,
    ),
    Waiting(
        "没有主席的工会",
        "user-minus",
        "administration:vacancies",
        chairless_count,
        "access.post.activate",
        order=130,
    ),
    Waiting(
        "参数待确认", "settings", "portal:parameters", queries.unconfirmed_count, SET, "standing=unsure", order=800
    ),
    Waiting("放假安排待登记", "calendar-event", "portal:calendar", queries.unpublished_count, SET_DAYS, order=810),
    Shortcut("统计", "chart-bar", "statistics:overview", "indicators.figure.view", order=5),
    Shortcut("报告", "report", "reports:reports", "documents.report.view", order=6),
    Shortcut("政策参数", "settings", "portal:parameters", SET, order=800),
    Shortcut("工作日历", "calendar-event", "portal:calendar", SET_DAYS, order=810),
    Shortcut("任命岗位", "id-badge-2", "administration:appoint", "access.post.appoint", order=900),
    Shortcut("开立账号", "user-plus", "administration:open_account", "access.account.open", order=910),
    Shortcut("操作留痕", "history", "administration:trail", "audit.entry.view", order=920),
    Verbs(
        {
            "people.person.search": "按号码查找人员",
            "portal.backup.make": "备份",
            "portal.backup.restore": "从备份恢复",
        }
    ),
)
