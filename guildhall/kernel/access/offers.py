"""What a domain declares about itself: its permissions, the roles that bundle them, its menu."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope import Actor


class MenuEntry(NamedTuple):
    """A line of the desk's menu: label, URL name, the permission without which it is not shown."""

    label: str
    url_name: str
    permission: str


@dataclass(frozen=True)
class RoleOffer:
    """A role and its Chinese name, with the permissions that any domain gives to it; holders may owe a second factor."""

    code: str
    name: str
    order: int = 100
    needs_second_factor: bool = False


@dataclass(frozen=True)
class Domain:
    """One declaration of a part of the house: what may be done in it, by which roles, where it stands in the menu.

    `roles` adds permissions to roles by code; the same role may be fed by many parts.
    """

    code: str
    name: str
    permissions: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    menu: Sequence[tuple[str, str, str]] = ()
    order: int = 100
    icon: str = "folder"


@dataclass(frozen=True)
class Holding:
    """A kind of unfinished thing that somebody holds by a post: a draft, a to-do, a half-filled return.

    `held(person_id, organisation)` gives the open ones. `hand_over(things, to_person_id, organisation, actor)` gives them over in the
    caller's transaction, with a trace, and says how many: to the successor in the same body, or, where `to_person_id` is None, to whoever
    serves in `organisation`, which is then the upper union.
    """

    label: str
    held: Callable[[int, Organisation], QuerySet[Any]]
    hand_over: Callable[[QuerySet[Any], int | None, Organisation, Actor], int]


def nothing_against(subject: Any, values: Mapping[str, Any]) -> list[str]:
    return []


def version_of(subject: Any) -> datetime:
    version: datetime = subject.changed_at
    return version


def itself(subject: Any) -> Organisation:
    place: Organisation = subject
    return place


@dataclass(frozen=True, kw_only=True)
class Confirmable:
    """Something that a clerk prepares and another confirms: whoever has `prepare` but not `confirm` can only put it forward.

    `describe(subject, values)` says in lines of label and text what is to be done; `perform(subject, values, prepared_by, day, actor)`
    does it with the verb of its domain, as the one who confirms; `version` tells whether the subject changed since.
    """

    code: str
    label: str
    prepare: str
    confirm: str
    describe: Callable[[Any, Mapping[str, Any]], list[tuple[str, str]]]
    perform: Callable[[Any, Mapping[str, Any], str, date, Actor], object]
    place: Callable[[Any], Organisation] = itself
    why_not: Callable[[Any, Mapping[str, Any]], list[str]] = nothing_against
    version: Callable[[Any], datetime] = version_of
