"""Verbs of messages: send, resend, cancel, read; and of the texts they are made of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import uuid4

from django.db import models, transaction
from django.utils import timezone

from guildhall.kernel.audit.verbs import change, create, note, organisation_of
from guildhall.kernel.notifications import queries, rules
from guildhall.kernel.notifications.models import OUTSIDE, Channel, Gateway, Message, OptOut, TemplateText
from guildhall.kernel.notifications.queries import Wording
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.rules.phones import is_mobile
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor

UNREACHABLE = {
    Channel.SMS: "没有登记手机号码",
    Channel.MAIL: "没有登记邮箱",
    Channel.WECHAT: "没有绑定微信",
    Channel.IN_APP: "没有收件人",
}
NOT_WANTED = "本人选择不接收"
STEP = 2000


def send(
    template: str,
    *,
    to: Iterable[Person | int],
    actor: Actor,
    values: Mapping[str, str],
    subject: models.Model | None = None,
    address: str = "",
    channels: Sequence[str] | None = None,
    urgent: bool = False,
    link: str = "",
    at: datetime | None = None,
) -> list[Message]:
    """Write messages for a template in the caller's transaction; a job hands them over once it commits.

    Everybody gets one message for each channel by which they can be reached; whoever cannot be reached at all gets
    one that says why. `address` is a phone or mail address instead of the one on record, or of somebody unknown.
    """
    now = at or timezone.now()
    wording = queries.wording(template, timezone.localdate(now))
    lacking = [name for name in wording.template.variables if name not in values]
    if lacking:
        raise ValueError(f"{template} lacks values for {lacking}")
    keys = list(dict.fromkeys(one.pk if isinstance(one, Person) else one for one in to))
    batch = Batch(wording, tuple(channels or wording.template.channels), values, subject, address, urgent, link, now)
    with transaction.atomic():
        written = Message.objects.bulk_create(batch.messages(keys, actor), batch_size=STEP)
        wake({message.channel for message in written if message.next_try_at and message.next_try_at <= now})
    return written


@dataclass(frozen=True)
class Batch:
    """What the messages of one call have in common."""

    wording: Wording
    channels: tuple[str, ...]
    values: Mapping[str, str]
    subject: models.Model | None
    address: str
    is_urgent: bool
    link: str
    at: datetime

    def messages(self, keys: Sequence[int], actor: Actor) -> list[Message]:
        """All messages, not yet saved."""
        if not keys:
            return self.to_address(actor) if self.address else []
        people = Person.objects.filter(pk__in=keys).only("id", "phone", "home_union", "area")
        known = {person.pk: person for person in people.order_by()}
        mail, wechat = (self.known_elsewhere(channel, keys) for channel in (Channel.MAIL, Channel.WECHAT))
        unwanted = set() if self.is_urgent else queries.opted_out(keys)
        template = self.common(actor)
        found = []
        for key in keys:
            person = known[key]
            reached = {
                Channel.IN_APP: "",
                Channel.SMS: person.phone if is_mobile(person.phone or "") else None,
                Channel.MAIL: mail.get(key),
                Channel.WECHAT: wechat.get(key),
                **self.given(),
            }
            where = {"person_id": key, "organisation_id": person.home_union_id, "area_id": person.area_id}
            for channel, address, error, is_wanted in self.ways(key, reached, unwanted):
                found.append(self.message({**template, **where}, channel, address, error, is_wanted))
        return found

    def to_address(self, actor: Actor) -> list[Message]:
        """Messages to an address of somebody who is not on record."""
        home = Organisation.objects.filter(pk=self.home_key()).first() or Organisation.objects.get(depth=1)
        where = {"organisation_id": home.pk, "area_id": home.area_id}
        template = {**self.common(actor), **where}
        given = self.given()
        wanted = [channel for channel in self.channels if channel in given]
        return [self.message(template, channel, given[channel], "", True) for channel in wanted] or [
            self.message(template, self.channels[0], None, "地址不能用于这种方式", True)
        ]

    def home_key(self) -> int | None:
        return organisation_of(self.subject) if self.subject is not None else None

    def known_elsewhere(self, channel: str, keys: Sequence[int]) -> dict[int, str]:
        return queries.addresses_by(channel, keys) if channel in self.channels else {}

    def given(self) -> dict[str, str]:
        """The channel for which the address was given."""
        if not self.address:
            return {}
        return {Channel.MAIL if "@" in self.address else Channel.SMS: self.address}

    def ways(
        self, key: int, reached: Mapping[str, str | None], unwanted: set[tuple[int, str]]
    ) -> list[tuple[str, str | None, str, bool]]:
        """Channel, address, what is wrong with it, and whether it is wanted: those that work, or one that says why none does."""
        able = [channel for channel in self.channels if reached[channel] is not None]
        wanted = [channel for channel in able if (key, channel) not in unwanted]
        if wanted:
            return [(channel, reached[channel], "", True) for channel in wanted]
        if able:
            return [(able[0], reached[able[0]], NOT_WANTED, False)]
        first = self.channels[0]
        return [(first, None, UNREACHABLE[Channel(first)], True)]

    def common(self, actor: Actor) -> dict[str, object]:
        template, subject = self.wording.template, self.subject
        address_of = getattr(subject, "get_absolute_url", str)
        return {
            "template": template.code,
            "label": template.label,
            "body": rules.filled(self.wording.text, self.values),
            "values": json.dumps(dict(self.values), ensure_ascii=False),
            "has_secret": template.has_secret,
            "subject_type": subject._meta.label_lower if subject is not None else "",
            "subject_id": subject.pk if subject is not None else None,
            "link": self.link or address_of(),
            "is_urgent": self.is_urgent,
            "expires_at": self.at + template.valid_for if template.valid_for else None,
            "account_id": actor.account_id,
            "sent_by": actor.label,
        }

    def message(
        self, common: Mapping[str, object], channel: str, address: str | None, error: str, is_wanted: bool
    ) -> Message:
        message = Message(**common, channel=channel, address=address or None)
        if error:
            message.state = Message.State.FAILED if is_wanted else Message.State.CANCELLED
            message.error = error
        elif channel == Channel.IN_APP:
            message.state, message.sent_at = Message.State.DELIVERED, self.at
        else:
            message.provider_code = self.wording.provider_code(channel)
            message.not_before = None if self.is_urgent else self.quiet_until
            message.next_try_at = message.not_before or self.at
        return message

    @cached_property
    def quiet_until(self) -> datetime | None:
        return queries.end_of_quiet(self.at)


def wake(channels: Iterable[str]) -> None:
    """Have a worker look for what is due, once the caller's transaction commits."""
    from guildhall.kernel.notifications.worker import deliver_channel  # noqa: PLC0415 - slow import

    for channel in sorted(set(channels)):
        deliver_channel.defer(channel=channel)


def resend(
    message: Message, *, actor: Actor, reason: str = "", version: datetime | None = None, at: datetime | None = None
) -> Message:
    """Queue a failed, cancelled or sent message again; it goes out as a new message with a key of its own."""
    now = at or timezone.now()
    with change(message, actor=actor, verb="notifications.message.resend", reason=reason, version=version) as message:
        _say_no(
            rules.why_not_resend(
                state=message.state,
                label=message.get_state_display(),
                has_body=bool(message.body and message.address),
                is_expired=message.is_expired(now),
                is_outside=message.channel in OUTSIDE,
            )
        )
        message.state, message.next_try_at, message.not_before = Message.State.QUEUED, now, None
        message.attempt_count, message.error, message.key = 0, "", uuid4()
        wake([message.channel])
    return message


def cancel(message: Message, *, actor: Actor, reason: str = "", version: datetime | None = None) -> Message:
    """Call off a message that has not gone out."""
    with change(message, actor=actor, verb="notifications.message.cancel", reason=reason, version=version) as message:
        _say_no(rules.why_not_cancel(state=message.state, label=message.get_state_display()))
        message.state, message.next_try_at, message.error = Message.State.CANCELLED, None, reason[:300]
    return message


def mark_read(person_id: int, *, keys: Iterable[int] | None = None, at: datetime) -> int:
    """Mark somebody's own messages as read, all or some; the message itself keeps when."""
    unread = Message.objects.inbox_of(person_id).unread()
    chosen = unread if keys is None else unread.filter(pk__in=keys)
    return chosen.update(state=Message.State.READ, read_at=at)


def set_text(
    code: str,
    text: str,
    *,
    since: date,
    today: date,
    reason: str,
    actor: Actor,
    provider_codes: Mapping[str, str] | None = None,
) -> TemplateText:
    """Have a template say something else from a day on; the same day again corrects what was set."""
    template = queries.template(code)
    text = text.replace("\r\n", "\n").strip()
    reasons = rules.why_not_text(text, template.variables) + rules.why_not_since(since, today)
    for code_given in (provider_codes or {}).values():
        reasons += rules.why_not_provider_code(code_given, template.variables)
    _say_no(reasons)
    return _keep_text(
        code,
        "notifications.template.set_text",
        since=since,
        reason=reason,
        actor=actor,
        text=text,
        provider_codes={channel: given for channel, given in (provider_codes or {}).items() if given},
    )


def reset_text(code: str, *, since: date, today: date, reason: str, actor: Actor) -> TemplateText:
    """Have a template say from a day on what it said at first."""
    _say_no(rules.why_not_since(since, today))
    if queries.wording(code, since).is_default:
        raise Refused("这一天用的已是原文")
    return _keep_text(
        code,
        "notifications.template.reset",
        since=since,
        reason=reason,
        actor=actor,
        text="",
        provider_codes={},
    )


def _keep_text(code: str, verb: str, *, since: date, reason: str, actor: Actor, **said: object) -> TemplateText:
    fields = {**said, "reason": reason, "set_by": actor.label}
    with transaction.atomic():
        same = TemplateText.objects.filter(code=code, since=since).first()
        if same is None:
            return create(TemplateText(code=code, since=since, **fields), actor=actor, verb=verb, reason=reason)
        with change(same, actor=actor, verb=verb, reason=reason) as same:
            for field, value in fields.items():
                setattr(same, field, value)
    return same


def retry_channel(channel: str, *, actor: Actor) -> Gateway:
    """Try a channel again at once that rests after failures, and what waits for it."""
    gateway = Gateway.objects.filter(channel=channel).first()
    if gateway is None or gateway.rests_until is None:
        raise Refused("这个通道没有暂停")
    with change(gateway, actor=actor, verb="notifications.gateway.retry") as gateway:
        gateway.rests_until = None
        waiting = Message.objects.filter(channel=channel, state=Message.State.QUEUED, attempt_count__gt=0)
        waiting.update(next_try_at=timezone.now())
        wake([channel])
    return gateway


def choose(person: Person, *, channel: str, is_wanted: bool, actor: Actor) -> None:
    """Note whether somebody wants what is not urgent by a channel."""
    with transaction.atomic():
        kept = OptOut.objects.filter(person=person, channel=channel)
        if is_wanted:
            kept.delete()
        else:
            OptOut.objects.get_or_create(person=person, channel=channel)
        note(
            actor=actor,
            verb="notifications.person.choose",
            subject=person,
            after={Channel(channel).label: "接收" if is_wanted else "不接收"},
        )


def _say_no(reasons: list[str]) -> None:
    if reasons:
        raise Refused(*reasons)
