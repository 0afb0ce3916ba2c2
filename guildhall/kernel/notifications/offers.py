"""What a part offers to have messages sent for it: the templates, and where people are reached."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True)
class MessageTemplate:
    """A message that a part sends: its text with {中文变量}, and an example of each variable.

    `has_secret` marks a text that carries a code: no page shows its body. After `valid_for` it is not sent any more.
    """

    code: str
    label: str
    text: str
    variables: Mapping[str, str]
    channels: tuple[str, ...] = ("in_app",)
    has_secret: bool = False
    valid_for: timedelta | None = None


@dataclass(frozen=True)
class Addresses:
    """Where people are reached by a channel: the addresses of those persons who have one, by key of person."""

    channel: str
    of: Callable[[Sequence[int]], Mapping[int, str]]
