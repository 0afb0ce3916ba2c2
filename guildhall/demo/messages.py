"""The messages of the year: what officers and chairs were told, by which way, and how it fared."""

from datetime import datetime, timedelta

from django.utils import timezone

from guildhall.demo.dice import dice
from guildhall.demo.sizes import YEAR_ENDS
from guildhall.kernel.access.models import Post
from guildhall.kernel.notifications import actions, rules
from guildhall.kernel.notifications.models import Channel, Message
from guildhall.kernel.notifications.queries import template
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.rules.phones import is_mobile
from guildhall.kernel.scope import Actor

MOST_PEOPLE = 120
UNREAD_DAYS = 12
TOLD = (
    ("membership.transfer.proposed", "/desk/transfers/"),
    ("workbooks.import.done", "/desk/rosters/"),
    ("access.post.activated", "/desk/"),
)
FARED = (
    (Message.State.SENT, "", 0.9),
    (Message.State.FAILED, "通道不接受这条消息（400）", 0.95),
    (Message.State.CANCELLED, "本人选择不接收", 1.0),
)
EDITED = ("membership.transfer.proposed", "{转入工会}：{转出工会}有会员{会员}申请转入，请在五个工作日内办理。")


def load(actor: Actor) -> int:
    """Write some hundred messages, the same each time, and one text that an officer changed in May."""
    since = YEAR_ENDS.replace(month=5, day=1)
    actions.set_text(EDITED[0], EDITED[1], since=since, today=since, reason="写明办理时限", actor=actor)
    officers = Post.objects.order_by("pk").values_list("person_id", flat=True)[:MOST_PEOPLE]
    people = Person.objects.filter(pk__in=list(officers)).select_related("home_union").order_by("pk")
    rng = dice("messages")
    ends = datetime.combine(YEAR_ENDS, datetime.min.time(), timezone.get_default_timezone())
    written: list[Message] = []
    for person in people:
        for code, link in TOLD:
            days, minutes = int(rng.randint(0, 240)), int(rng.randint(8 * 60, 18 * 60))
            written += told(
                person, code, link, ends - timedelta(days=days) + timedelta(minutes=minutes), rng.random_sample()
            )
    written.sort(key=lambda message: message.created_at)
    Message.objects.bulk_create(written)
    return len(written)


def told(person: Person, code: str, link: str, at: datetime, chance: float) -> list[Message]:
    """One thing told to one person, in the house and by phone where they have one."""
    known = template(code)
    union = person.home_union.name
    when = f"{at.year}年{at.month}月{at.day}日"
    mine = {"姓名": person.name, "工会": union, "转入工会": union, "岗位": "主席", "日期": when}
    values = {name: mine.get(name, example) for name, example in known.variables.items()}
    body = rules.filled(known.text, values)
    common = {
        "template": code,
        "label": known.label,
        "person": person,
        "body": body,
        "organisation_id": person.home_union_id,
        "area_id": person.area_id,
        "link": link,
        "sent_by": "示范城市",
        "created_at": at,
        "sent_at": at,
    }
    is_new = at.date() > YEAR_ENDS - timedelta(days=UNREAD_DAYS)
    state = Message.State.DELIVERED if is_new else Message.State.READ
    found = [
        Message(**common, channel=Channel.IN_APP, state=state, read_at=None if is_new else at + timedelta(hours=3))
    ]
    if Channel.SMS in known.channels and is_mobile(person.phone or ""):
        found.append(by_phone({**common, "address": person.phone}, at, chance))
    return found


def by_phone(common: dict[str, object], at: datetime, chance: float) -> Message:
    """A short message and how it fared: most went out, some were refused or not wanted."""
    state, error = next((state, error) for state, error, below in FARED if chance < below)
    is_sent = state == Message.State.SENT
    given = {**common, "sent_at": at + timedelta(minutes=1) if is_sent else None}
    is_tried = state != Message.State.CANCELLED
    provider = "local" if is_tried else ""
    return Message(
        **given, channel=Channel.SMS, state=state, error=error, provider=provider, attempt_count=int(is_tried)
    )
