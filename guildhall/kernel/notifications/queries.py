"""Reads of messages, of the texts in force, and of the hours in which nobody is disturbed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from guildhall.kernel.notifications import rules
from guildhall.kernel.notifications.models import Message, OptOut, TemplateText
from guildhall.kernel.notifications.offers import Addresses, MessageTemplate
from guildhall.kernel.offers import offered
from guildhall.kernel.parameters import queries as parameters

MANY = 100


class UnknownTemplateError(LookupError):
    """No part offers a message template of that code."""


@dataclass(frozen=True)
class Wording:
    """What a template says on a day: the text kept in pages, or its default."""

    template: MessageTemplate
    record: TemplateText | None

    @property
    def is_default(self) -> bool:
        return self.record is None or not self.record.text

    @property
    def text(self) -> str:
        return self.record.text if self.record and self.record.text else self.template.text

    def provider_code(self, channel: str) -> str:
        return str(self.record.provider_codes.get(channel, "")) if self.record else ""

    @property
    def example(self) -> str:
        """The text with the example of each variable."""
        return rules.filled(self.text, self.template.variables)


def template(code: str) -> MessageTemplate:
    found = next((known for known in offered(MessageTemplate) if known.code == code), None)
    if found is None:
        raise UnknownTemplateError(code)
    return found


def wording(code: str, day: date) -> Wording:
    """What a template says on a day."""
    known = template(code)
    return Wording(known, TemplateText.objects.filter(code=code, since__lte=day).order_by("-since").first())


def wordings(day: date) -> list[Wording]:
    """What every template says on a day, in one query."""
    kept = {text.code: text for text in TemplateText.objects.filter(since__lte=day).order_by("code", "since")}
    known = sorted(offered(MessageTemplate), key=lambda one: one.code)
    return [Wording(one, kept.get(one.code)) for one in known]


def end_of_quiet(moment: datetime) -> datetime | None:
    """When the quiet hours end in which a moment falls, as the city set them; None outside them."""
    local = timezone.localtime(moment)
    since = rules.time_of(parameters.text("notifications.quiet_since", local.date()))
    until = rules.time_of(parameters.text("notifications.quiet_until", local.date()))
    return rules.end_of_quiet(local, since, until) if since and until else None


def addresses_by(channel: str, person_ids: Sequence[int]) -> dict[int, str]:
    """Where persons are reached by a channel, as other parts know it."""
    found: dict[int, str] = {}
    for known in offered(Addresses):
        if known.channel == channel:
            found.update(known.of(person_ids))
    return found


def opted_out(person_ids: Iterable[int]) -> set[tuple[int, str]]:
    """Who does not want what is not urgent by which channel."""
    return set(OptOut.objects.filter(person__in=person_ids).values_list("person_id", "channel"))


def unread_count(person_id: int | None) -> int:
    """How many messages somebody has not opened; never more than a hundred are counted."""
    if person_id is None:
        return 0
    return Message.objects.inbox_of(person_id).unread().order_by()[:MANY].count()
