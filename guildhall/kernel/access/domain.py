from guildhall.kernel.access.offers import Domain, RoleOffer
from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.offers import offer
from guildhall.kernel.parameters.offers import Kind, Parameter

offer(
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
            "access.account.open": "开立和停用账号",
            "audit.entry.view": "查看操作留痕",
        },
        roles={
            "city.leader": ["access.post.view"],
            "county.leader": ["access.post.view"],
            "system.administrator": ["access.post.view", "access.account.view", "access.account.open"],
            "security.administrator": ["access.post.view", "access.post.appoint", "access.account.view"],
            "trail.administrator": ["audit.entry.view", "access.post.view", "access.account.view"],
        },
        menu=[
            ("岗位", "administration:posts", "access.post.view"),
            ("账号", "administration:accounts", "access.account.view"),
            ("操作留痕", "administration:trail", "audit.entry.view"),
        ],
        order=900,
        icon="shield-lock",
    ),
    Verbs(
        {
            "access.post.appoint": "任命岗位",
            "access.post.end": "免去岗位",
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
