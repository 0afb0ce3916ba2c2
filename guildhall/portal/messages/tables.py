from guildhall.kernel.notifications import rules
from guildhall.kernel.notifications.models import Channel
from guildhall.kernel.people.rules.masks import mask_name, mask_phone
from guildhall.web.columns import Column


def recipient_of(message):
    """The recipient's surname; the whole name stands on no list of messages."""
    return mask_name(message.person.name) if message.person else ""


def address_of(message):
    """Where a message went, masked."""
    if not message.address:
        return ""
    if message.channel == Channel.MAIL:
        return rules.mask_mail(message.address)
    return mask_phone(message.address) if message.channel == Channel.SMS else f"{message.address[:2]}***"


def body_of(message):
    """The body as officers read it: numbers masked, a code never."""
    if message.has_secret:
        return ""
    return rules.masked_text(message.body or "")


OUTBOX = [
    Column("事由", "label", link=True),
    Column("方式", "channel", kind="choice"),
    Column("收件人", recipient_of),
    Column("号码或地址", address_of),
    Column("所在工会", "organisation.name"),
    Column("状态", "state", kind="choice"),
    Column("次数", "attempt_count", kind="count"),
    Column("原因", "error"),
    Column("写入时间", "created_at", kind="moment"),
]
