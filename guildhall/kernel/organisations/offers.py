"""What higher parts tell the tree about their rows."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class AgainstDissolving:
    """Asked before an organisation is dissolved: the reasons for which it cannot be yet, by its key."""

    reasons: Callable[[int], list[str]]
