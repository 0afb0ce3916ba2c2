"""What a part offers to have a say in background work."""

from collections.abc import Callable
from dataclasses import dataclass

from guildhall.kernel.jobs.models import Job


@dataclass(frozen=True)
class MayGoOn:
    """Asked at every step of running work: reasons for which its asker may not have it go on, none if they may."""

    why_not: Callable[[Job], list[str]]
