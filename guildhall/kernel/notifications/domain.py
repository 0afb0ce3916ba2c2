from django.db.models import Q

from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.notifications.models import Message, OptOut
from guildhall.kernel.offers import offer
from guildhall.kernel.parameters.offers import Kind, Parameter, Retention
from guildhall.kernel.people.offers import Following, Merging


def choices_follow(kept_id: int, lost_id: int) -> Following:
    """What somebody chose on the kept record stands."""
    return Following(follows=not OptOut.objects.filter(person=kept_id).exists())


offer(
    Merging(OptOut, "person", choices_follow),
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
    Parameter(
        code="notifications.message_days",
        label="消息正文保存天数",
        kind=Kind.DAYS,
        default=365,
        unit="天",
        source="个人信息保护法第十九条；网络日志不少于六个月",
        is_unsure=True,
        help="期满后清除正文和号码，发送记录保留",
    ),
    Retention(
        code="notifications.messages",
        label="消息的正文和号码",
        model=Message,
        since="created_at",
        days="notifications.message_days",
        where=~Q(state__in=["queued", "sending"]),
        columns={"body": None, "address": None, "values": None},
    ),
    Verbs(
        {
            "notifications.message.resend": "重发消息",
            "notifications.message.cancel": "取消消息",
            "notifications.template.set_text": "修改消息模板",
            "notifications.template.reset": "恢复模板原文",
            "notifications.gateway.retry": "重试发送通道",
            "notifications.person.choose": "选择短信提醒",
        }
    ),
)
