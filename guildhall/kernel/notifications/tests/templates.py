"""Templates that only the tests offer."""

from datetime import timedelta

from guildhall.kernel.notifications.offers import MessageTemplate
from guildhall.kernel.offers import offer

CALLED = MessageTemplate(
    code="tests.called",
    label="测试通知",
    text="{单位}：请于{期限}前填报。",
    channels=("in_app", "sms"),
    variables={"单位": "吉州区总工会", "期限": "3月31日"},
)
CODE = MessageTemplate(
    code="tests.code",
    label="测试验证码",
    text="验证码 {验证码}，五分钟内有效。",
    channels=("sms",),
    variables={"验证码": "123456"},
    has_secret=True,
    valid_for=timedelta(minutes=5),
)
offer(CALLED, CODE)

VALUES = {"单位": "青原区总工会", "期限": "4月10日"}
