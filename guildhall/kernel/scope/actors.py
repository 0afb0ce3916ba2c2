"""The one who acts, and how far a permission reaches."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Reach:
    """The part of the city that a permission covers: everything, or whole areas and single organisations by key."""

    everything: bool = False
    areas: frozenset[int] = frozenset()
    organisations: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        return not (self.everything or self.areas or self.organisations)

    def covers(self, *, area: int | None, organisation: int | None) -> bool:
        """Whether one record with these keys lies within."""
        return self.everything or area in self.areas or organisation in self.organisations


EVERYTHING = Reach(everything=True)
NOTHING = Reach()


class Actor(Protocol):
    """Whoever does something: an officer with posts, or the house itself in a job."""

    @property
    def account_id(self) -> int | None: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def label(self) -> str: ...
    def may(self, permission: str) -> bool: ...
    def reach(self, permission: str) -> Reach: ...


@dataclass(frozen=True)
class SystemActor:
    """The house itself: jobs, commands, the demo city; it may do everything and is named in the trail."""

    label: str
    account_id: int | None = None
    person_id: int | None = None
    reaches: Reach = field(default=EVERYTHING)

    def may(self, permission: str) -> bool:
        return True

    def reach(self, permission: str) -> Reach:
        return self.reaches


def system(label: str) -> SystemActor:
    """The actor for work that nobody in person does; `label` says which work."""
    return SystemActor(label=label)
