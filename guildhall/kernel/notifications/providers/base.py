"""What a provider is handed and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Letter:
    """One message as it is handed over; `key` is the same for every attempt, so that a provider can tell a repeat."""

    key: str
    channel: str
    address: str
    title: str
    body: str
    values: Mapping[str, str]
    template: str
    link: str = ""

    def __repr__(self) -> str:
        return f"<Letter {self.key}>"


class Answer(StrEnum):
    """How a hand-over ended: taken; refused for good; nobody there; or nobody knows whether it was taken."""

    TAKEN = "taken"
    REFUSED = "refused"
    DOWN = "down"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Outcome:
    """A provider's answer to one letter; the reason is written for the screen and holds no address and no body."""

    answer: Answer
    reference: str = ""
    reason: str = ""


class Provider(Protocol):
    """A way out. `batch` letters are claimed and handed over together."""

    code: str
    label: str
    batch: int

    def hand_over(self, letters: Sequence[Letter]) -> list[Outcome]: ...


def provider_for(channel: str) -> Provider:
    """The provider of a channel as the settings name it; the local one where they name none."""
    configured: Mapping[str, Any] = settings.GUILDHALL_PROVIDERS
    return import_string(configured[channel])() if channel in configured else import_string(LOCAL)()


LOCAL = "guildhall.kernel.notifications.providers.local.Local"
