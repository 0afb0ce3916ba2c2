"""What a domain declares about itself: its permissions, the roles that bundle them, its menu."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


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
