"""What the frame of every page needs: the menu of those who may, and who is signed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from string import ascii_lowercase

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from guildhall.kernel.access.offers import Domain, RoleOffer
from guildhall.kernel.notifications.queries import MANY, unread_count
from guildhall.kernel.offers import offered
from guildhall.web.screens import part_of, screen_at

FEW_GROUPS = 6
HOME_KEY = "h"


@dataclass(frozen=True)
class Link:
    label: str
    address: str
    is_active: bool = False


@dataclass(frozen=True)
class Group:
    """The lines of one domain; folded when there are many and none is the present page."""

    code: str
    name: str
    icon: str
    links: list[Link]
    is_open: bool
    key: str = ""

    @property
    def is_active(self) -> bool:
        return any(link.is_active for link in self.links)


class Frame:
    """The frame of one request; every part of it is worked out only if a template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.path = request.path
        self.match = request.resolver_match
        self.actor = getattr(request, "actor", None)

    @cached_property
    def menu(self) -> list[Group]:
        parts = [
            (part, self.entries(part)) for part in sorted(offered(Domain), key=lambda part: (part.order, part.code))
        ]
        shown = [(part, entries) for part, entries in parts if entries]
        active = self.nearest(address for _, entries in shown for _, address in entries)
        groups: list[Group] = []
        for part, entries in shown:
            links = [Link(label, address, is_active=address == active) for label, address in entries]
            is_open = len(shown) <= FEW_GROUPS or any(link.is_active for link in links)
            key = free_letter(part.code, {HOME_KEY, *(group.key for group in groups)})
            groups.append(Group(part.code, part.name, part.icon, links, is_open, key))
        return groups

    def entries(self, part: Domain) -> list[tuple[str, str]]:
        """The labels and addresses of a part's lines that the actor may open."""
        actor = self.actor
        if actor is None:
            return []
        found = [(label, address_of(name)) for label, name, permission in part.menu if actor.may(permission)]
        return [(label, address) for label, address in found if address]

    def nearest(self, addresses: Iterable[str]) -> str:
        """The menu's address under which the present page lies."""
        return max((address for address in addresses if self.path.startswith(address)), key=len, default="")

    @property
    def name(self) -> str:
        return self.actor.label if self.actor else ""

    @property
    def mark(self) -> str:
        return self.name[:1]

    @cached_property
    def post(self) -> str:
        """The post that the actor sits in: its role and its body."""
        posts = getattr(self.actor, "posts", None)
        if not posts:
            return ""
        names = {role.code: role.name for role in offered(RoleOffer)}
        return f"{self.actor.home} {names.get(posts[0].role, '')}".strip()  # type: ignore[union-attr]

    @cached_property
    def home_address(self) -> str:
        return address_of("portal:home") or "/"

    @cached_property
    def search_address(self) -> str:
        return address_of("portal:search")

    @cached_property
    def help_address(self) -> str:
        """The help of the present screen; where it has none, all help."""
        if self.match is not None and self.match.url_name:
            part, name = part_of(self.match.namespace), self.match.url_name
            if screen_at(part, name):
                return address_of("web:help", part, name)
        return address_of("web:help_index")

    @cached_property
    def jobs_address(self) -> str:
        return address_of("web:jobs")

    @cached_property
    def inbox_address(self) -> str:
        return address_of("messages:inbox")

    @cached_property
    def unread(self) -> str:
        """How many messages wait to be opened, as the bell says it."""
        count = unread_count(self.actor.person_id) if self.actor else 0
        return f"{MANY - 1}+" if count >= MANY else str(count or "")

    @cached_property
    def account_address(self) -> str:
        return address_of("account")

    @cached_property
    def sign_out_address(self) -> str:
        return address_of("sign_out")


def free_letter(code: str, taken: set[str]) -> str:
    """The key that leads to a part of the menu after g: a letter of its code that no other part has."""
    letters = (letter for letter in [*code, *ascii_lowercase] if letter.isalpha() and letter not in taken)
    return next(letters, "")


def address_of(url_name: str, *keys: str) -> str:
    """The address of a URL name; nothing while the part that owns it has no pages."""
    try:
        return reverse(url_name, args=keys)
    except NoReverseMatch:
        return ""


def frame(request: HttpRequest) -> dict[str, Frame]:
    """The context processor."""
    return {"frame": Frame(request)}
