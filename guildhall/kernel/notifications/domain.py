from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.offers import offer
from guildhall.kernel.parameters.offers import Kind, Parameter

offer(
    Parameter(
        code="notifications.quiet_since",
        label="免打扰开始",
        kind=Kind.TEXT,
        default="21:00",
        source="各地惯例",
        is_unsure=True,
        help="从这时起不发短信、邮件和微信，紧急的除外；写成 21:00 的样子",
    ),
    Parameter(
        code="notifications.quiet_until",
        label="免打扰结束",
        kind=Kind.TEXT,
        default="08:00",
        source="各地惯例",
        is_unsure=True,
        help="到这时再发；写成 08:00 的样子，与开始时间相同即不设免打扰",
    ),
    Verbs(
        {
            "notifications.message.resend": "重发消息",
            "notifications.message.cancel": "取消消息",
            "notifications.template.set_text": "修改消息模板",
            "notifications.template.reset": "恢复模板原文",
            "notifications.person.choose": "选择短信提醒",
        }
    ),
)
