from datetime import timedelta

from guildhall.kernel.access.actions import proposals
from guildhall.kernel.access.actors import why_not_go_on
from guildhall.kernel.access.merging import account_follows
from guildhall.kernel.access.models import Account
from guildhall.kernel.access.offers import Domain, Holding, RoleOffer
from guildhall.kernel.access.queries import mail_addresses
from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.jobs.offers import MayGoOn
from guildhall.kernel.notifications.offers import Addresses, MessageTemplate
from guildhall.kernel.offers import offer
from guildhall.kernel.parameters.offers import Kind, Parameter
from guildhall.kernel.people.offers import Merging

ACTIVATE, HANDOVERS = "access.post.activate", "access.handover.view"
VACANCIES = "access.vacancy.view"
PROPOSALS, CONFIRM = "access.proposal.view", "access.proposal.confirm"

offer(
    Merging(Account, "person", account_follows),
    RoleOffer("city.leader", "市总领导", order=10, needs_second_factor=True),
    RoleOffer("city.officer", "市总干部", order=20, needs_second_factor=True),
    RoleOffer("city.statistician", "统计员", order=30, needs_second_factor=True),
    RoleOffer("county.leader", "县区总工会领导", order=40, needs_second_factor=True),
    RoleOffer("county.clerk", "县区总工会干事", order=50, needs_second_factor=True),
    RoleOffer("industrial.officer", "产业工会干部", order=60, needs_second_factor=True),
    RoleOffer("union.chair", "基层工会主席", order=70),
    RoleOffer("union.clerk", "基层工会经办人", order=80),
    RoleOffer("system.administrator", "系统管理员", order=90, needs_second_factor=True),
    RoleOffer("security.administrator", "安全管理员", order=91, needs_second_factor=True),
    RoleOffer("trail.administrator", "审计管理员", order=92, needs_second_factor=True),
    Domain(
        code="access",
        name="系统管理",
        permissions={
            "access.post.view": "查看岗位",
            "access.post.appoint": "任免岗位",
            "access.account.view": "查看账号",
            "access.sign_in.view": "查看登录记录",
            "access.session.end": "结束他人的登录",
            "access.account.open": "开立和停用账号",
            "audit.entry.view": "查看操作留痕",
        },
        roles={
            "city.leader": ["access.post.view"],
            "county.leader": ["access.post.view"],
            "system.administrator": ["access.post.view", "access.account.view", "access.account.open"],
            "security.administrator": [
                "access.post.view",
                "access.post.appoint",
                "access.account.view",
                "access.sign_in.view",
                "access.session.end",
            ],
            "trail.administrator": [
                "audit.entry.view",
                "access.post.view",
                "access.account.view",
            ],
        },
        menu=[
            ("岗位", "administration:posts", "access.post.view"),
            ("岗位权限对照表", "administration:matrix", "access.post.view"),
            ("账号", "administration:accounts", "access.account.view"),
            ("登录记录", "administration:sign_ins", "access.sign_in.view"),
            ("岗位和账号变动", "administration:role_changes", "audit.entry.view"),
            ("操作留痕", "administration:trail", "audit.entry.view"),
        ],
        order=900,
        icon="shield-lock",
    ),
    Domain(
        code="posts",
        name="岗位交接",
        permissions={
            ACTIVATE: "启用基层工会岗位",
            HANDOVERS: "查看交接清单",
            VACANCIES: "查看空缺和闲置岗位",
            PROPOSALS: "查看经办人报送的事项",
            CONFIRM: "确认经办人报送的事项",
        },
        roles={
            "city.leader": [HANDOVERS, VACANCIES],
            "city.officer": [ACTIVATE, HANDOVERS, VACANCIES, PROPOSALS, CONFIRM],
            "county.leader": [HANDOVERS, VACANCIES],
            "county.clerk": [ACTIVATE, HANDOVERS, VACANCIES, PROPOSALS, CONFIRM],
            "union.chair": [HANDOVERS, PROPOSALS, CONFIRM],
            "union.clerk": [HANDOVERS, PROPOSALS],
            "security.administrator": [HANDOVERS, VACANCIES],
            "trail.administrator": [HANDOVERS],
        },
        menu=[
            ("待确认事项", "administration:proposals", PROPOSALS),
            ("启用岗位", "administration:activate", ACTIVATE),
            ("空缺和闲置岗位", "administration:vacancies", VACANCIES),
            ("交接清单", "administration:handovers", HANDOVERS),
        ],
        order=700,
        icon="user-check",
    ),
    Holding("待主席确认的报送", proposals.held, proposals.hand_over),
    MayGoOn(why_not_go_on),
    Verbs(
        {
            "access.post.appoint": "任命岗位",
            "access.post.end": "免去岗位",
            "access.post.order": "调整领导排序",
            "access.post.activate": "启用岗位",
            "access.proposal.prepare": "报送待确认",
            "access.proposal.confirm": "确认报送",
            "access.proposal.decline": "退回报送",
            "access.proposal.withdraw": "撤回报送",
            "access.proposal.hand_over": "移交报送",
            "access.post.hand_over": "移交手中事项",
            "access.handover.list": "生成交接清单",
            "access.named_union.name": "指定管辖工会",
            "access.named_union.release": "取消指定管辖",
            "access.account.open": "开立账号",
            "access.account.set_password": "设置密码",
            "access.account.close": "停用账号",
            "access.account.reopen": "恢复账号",
            "access.account.unlock": "解除锁定",
            "access.account.require_second_factor": "要求动态口令",
            "access.account.reset_second_factor": "重置动态口令",
            "access.account.sign_in": "登录",
            "access.account.demo_sign_in": "演示登录",
            "access.account.sign_out": "退出登录",
            "access.account.phone_sign_in": "手机验证码登录",
            "access.session.end": "结束会话",
            "access.second_factor.set_up": "绑定手机",
            "access.account.step_up": "核对动态口令",
            "access.demo_mark.mark": "标记为演示库",
            "portal.trail.verify": "核对留痕",
            "web.list.export": "导出列表",
        }
    ),
    Parameter(
        code="access.password_days",
        label="密码有效天数",
        kind=Kind.DAYS,
        default=90,
        unit="天",
        source="等保三级测评惯例：不超过 90 天",
        is_unsure=True,
    ),
    Addresses("mail", mail_addresses),
    MessageTemplate(
        code="access.code",
        label="登录验证码",
        text="【职工之家】登录验证码 {验证码}，{分钟} 分钟内有效。不是您本人操作的，请勿告诉任何人。",
        variables={"验证码": "123456", "分钟": "5"},
        channels=("sms",),
        has_secret=True,
        valid_for=timedelta(minutes=5),
    ),
    MessageTemplate(
        code="access.post.activated",
        label="岗位已启用",
        text="{姓名}同志：您已担任{工会}{岗位}，自{日期}起可用本手机号码和短信验证码登录职工之家。",
        variables={"姓名": "张三", "工会": "某某公司工会", "岗位": "主席", "日期": "2026年5月1日"},
        channels=("in_app", "sms"),
    ),
    Parameter(
        code="access.codes_per_phone",
        label="一个手机号码每小时最多发送验证码",
        kind=Kind.COUNT,
        default=5,
        unit="次",
        source="防止短信轰炸的惯例",
        is_unsure=True,
    ),
    Parameter(
        code="access.codes_per_address",
        label="一个网络地址每小时最多发送验证码",
        kind=Kind.COUNT,
        default=60,
        unit="次",
        source="机关和园区常共用一个出口地址",
        is_unsure=True,
    ),
    Parameter(
        code="access.unused_days",
        label="多少天没有登录算闲置岗位",
        kind=Kind.DAYS,
        default=90,
        unit="天",
        source="等保三级测评惯例：清理闲置账号",
        is_unsure=True,
    ),
    Parameter(
        code="access.step_up_minutes",
        label="动态口令核对后多少分钟内不再询问",
        kind=Kind.COUNT,
        default=30,
        unit="分钟",
        source="等保三级测评惯例：重要操作前重新鉴别身份",
        is_unsure=True,
    ),
)
