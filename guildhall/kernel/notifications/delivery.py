"""Handing queued messages over to their providers; any number of workers may be at it.

A message is claimed, counted as an attempt and leased in one transaction before it is handed over, so no two workers
hand it over at once. A worker that dies leaves its lease: when that has run out the message is queued again, marked
as perhaps sent twice, under the same key.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from guildhall.kernel.notifications import rules
from guildhall.kernel.notifications.models import Gateway, Message
from guildhall.kernel.notifications.providers.base import Answer, Letter, Outcome, Provider, provider_for

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]
INTERRUPTED = "上次发送中断，可能已经发出"
EXPIRED = "已过有效时间，没有发出"
CLEARED = "正文或地址已清除，没有发出"
GIVEN_UP = "多次发送都没有成功"
MOST_AT_ONCE = 20_000
SETTLED = "pk attempt_count state next_try_at is_maybe_twice error sent_at provider_reference".split()
# One statement for a batch: Django's bulk_update takes six times as long.
SETTLE = """
    UPDATE notifications_message AS kept
    SET state = told.state, leased_until = NULL, next_try_at = told.next_try_at, is_maybe_twice = told.is_maybe_twice,
        error = told.error, sent_at = told.sent_at, provider_reference = told.reference
    FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::timestamptz[], %s::bool[], %s::text[], %s::timestamptz[], %s::text[])
        AS told(id, attempt_count, state, next_try_at, is_maybe_twice, error, sent_at, reference)
    WHERE kept.id = told.id AND kept.state = 'sending' AND kept.attempt_count = told.attempt_count
"""


def deliver(channel: str, *, clock: Clock = timezone.now, provider: Provider | None = None) -> int:
    """Hand over what is due on a channel until nothing is, or its provider does not answer; how many were handed over."""
    provider = provider or provider_for(channel)
    take_back_interrupted(channel, clock())
    set_aside(channel, clock())
    handed = 0
    while handed < MOST_AT_ONCE:
        allowed = allowed_now(channel, clock(), provider.batch)
        claimed = claim(channel, clock(), allowed, provider.code) if allowed else []
        if not claimed:
            break
        outcomes = handed_over(provider, claimed)
        with transaction.atomic():
            record(claimed, outcomes, clock())
            remember(channel, outcomes, clock())
        handed += len(claimed)
    return handed


def take_back_interrupted(channel: str, now: datetime) -> int:
    """Queue again what a worker that is gone had claimed."""
    interrupted = Message.objects.filter(channel=channel, state=Message.State.SENDING, leased_until__lte=now)
    return interrupted.update(
        state=Message.State.QUEUED, leased_until=None, next_try_at=now, is_maybe_twice=True, error=INTERRUPTED
    )


def allowed_now(channel: str, now: datetime, batch: int) -> int:
    """How many messages may be tried: none while the channel rests, one after its rest, a batch otherwise."""
    gateway = Gateway.objects.filter(channel=channel).first()
    if gateway is None or gateway.rests_until is None:
        return batch
    return 0 if gateway.rests_until > now else 1


def set_aside(channel: str, now: datetime) -> None:
    """End what has expired while it waited, and what retention has cleared."""
    waiting = Message.objects.filter(channel=channel, state=Message.State.QUEUED)
    for lost, reason in (
        (waiting.filter(expires_at__lte=now), EXPIRED),
        (waiting.filter(Q(body__isnull=True) | Q(address__isnull=True)), CLEARED),
    ):
        lost.update(state=Message.State.FAILED, next_try_at=None, error=reason)


@transaction.atomic
def claim(channel: str, now: datetime, limit: int, provider: str) -> list[Message]:
    """Take the next due messages, counted as an attempt and leased: the urgent first, then those that wait longest."""
    due = Message.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        Q(expires_at=None) | Q(expires_at__gt=now),
        channel=channel,
        state=Message.State.QUEUED,
        next_try_at__lte=now,
        body__isnull=False,
        address__isnull=False,
    )
    taken = list(due.order_by("-is_urgent", "next_try_at", "pk")[:limit])
    Message.objects.filter(pk__in=[message.pk for message in taken]).update(
        state=Message.State.SENDING,
        leased_until=now + rules.LEASE,
        attempt_count=F("attempt_count") + 1,
        provider=provider,
    )
    for message in taken:
        message.attempt_count += 1
    return taken


def letter_of(message: Message) -> Letter:
    return Letter(
        key=str(message.key),
        channel=message.channel,
        address=str(message.address),
        title=message.label,
        body=str(message.body),
        values=json.loads(message.values or "{}"),
        template=message.provider_code,
        link=message.link,
    )


def handed_over(provider: Provider, claimed: Sequence[Message]) -> list[Outcome]:
    """The provider's answers; an error of ours is one too, or it would stop the channel."""
    try:
        return provider.hand_over([letter_of(message) for message in claimed])
    except Exception as error:
        # A traceback may show a body or an address: the kind of error is enough.
        logger.error("provider %s broke: %s", provider.code, type(error).__name__)  # noqa: TRY400
        return [Outcome(Answer.UNSURE, reason="发送程序出错，已记录")] * len(claimed)


def record(claimed: Sequence[Message], outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write down how each message fared; one that another worker took over meanwhile stays as that one has it."""
    for message, outcome in zip(claimed, outcomes, strict=True):
        settle(message, outcome, now)
    columns = [[getattr(message, name) for message in claimed] for name in SETTLED]
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, columns)


def settle(message: Message, outcome: Outcome, now: datetime) -> None:
    """What an answer makes of a message."""
    message.leased_until, message.error = None, outcome.reason[:300]
    message.provider_reference = outcome.reference[:100]
    message.next_try_at = None
    if outcome.answer == Answer.TAKEN:
        message.state, message.sent_at = Message.State.SENT, now
        return
    message.is_maybe_twice = message.is_maybe_twice or outcome.answer == Answer.UNSURE
    delay = None if outcome.answer == Answer.REFUSED else rules.delay_after(message.attempt_count)
    if delay is None:
        message.state = Message.State.FAILED
        message.error = (outcome.reason or GIVEN_UP)[:300]
    else:
        message.state, message.next_try_at = Message.State.QUEUED, now + delay


def remember(channel: str, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Count failures of the provider one after another; when it answers again, what waited for it is due at once."""
    gateway, _ = Gateway.objects.get_or_create(channel=channel)
    gateway = Gateway.objects.select_for_update().get(pk=gateway.pk)
    last = outcomes[-1]
    if last.answer in (Answer.TAKEN, Answer.REFUSED):
        was_down = gateway.failure_count > 0
        Gateway.objects.filter(pk=gateway.pk).update(failure_count=0, rests_until=None, answered_at=now)
        if was_down:
            waiting = Message.objects.filter(channel=channel, state=Message.State.QUEUED, attempt_count__gt=0)
            waiting.filter(next_try_at__gt=now).update(next_try_at=now)
        return
    failures = gateway.failure_count + 1
    pause = rules.pause_after(failures)
    Gateway.objects.filter(pk=gateway.pk).update(
        failure_count=failures, rests_until=now + pause if pause else None, failed_at=now, error=last.reason[:300]
    )
