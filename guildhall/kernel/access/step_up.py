"""How fresh the second factor of a session is: what decides, reveals, exports or releases asks for it anew."""

from collections.abc import MutableMapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from guildhall.kernel.parameters.queries import count

KEY, FOR_GOOD = "second_factor_at", "for good"
PARAMETER = "access.step_up_minutes"


def mark(session: MutableMapping[str, Any], moment: datetime) -> None:
    """A second factor was given in this session."""
    session[KEY] = int(moment.timestamp())


def mark_for_good(session: MutableMapping[str, Any]) -> None:
    """A demo is tried by many under one account: nobody's phone is bound to it, so its session never grows stale."""
    session[KEY] = FOR_GOOD


def is_fresh(session: MutableMapping[str, Any], moment: datetime) -> bool:
    """Whether a second factor was given within the minutes that policy allows."""
    given = session.get(KEY)
    if not isinstance(given, int):
        return bool(given == FOR_GOOD)
    return moment.timestamp() - given < 60 * count(PARAMETER, timezone.localdate(moment))
