"""The actor of a request: the posts held today, resolved once to permissions and keys of organisations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property

from django.db.models import Q

from guildhall.kernel.access.models import Account, NamedUnion, Post
from guildhall.kernel.access.offers import Domain
from guildhall.kernel.offers import offered
from guildhall.kernel.organisations.models import OFFICE_KINDS, Organisation
from guildhall.kernel.scope import EVERYTHING, NOTHING, Reach


def permissions_of(role: str) -> frozenset[str]:
    """All permissions that the parts of the house give to a role."""
    return frozenset(permission for part in offered(Domain) for permission in part.roles.get(role, ()))


def known_permissions() -> dict[str, str]:
    return {code: label for part in offered(Domain) for code, label in part.permissions.items()}


class PostActor:
    """An account holder with the posts of one day."""

    def __init__(self, account: Account, day: date) -> None:
        self.account = account
        self.day = day

    @property
    def account_id(self) -> int | None:
        return self.account.pk

    @property
    def person_id(self) -> int | None:
        return self.account.person_id

    @property
    def label(self) -> str:
        return str(self.account)

    @cached_property
    def posts(self) -> list[Post]:
        if self.account.person_id is None or not self.account.is_active:
            return []
        held = Post.objects.held_on(self.day).filter(person_id=self.account.person_id)
        return list(held.select_related("organisation__parent").order_by("pk"))

    @cached_property
    def _posts_by_permission(self) -> dict[str, list[Post]]:
        found = defaultdict(list)
        for post in self.posts:
            for permission in permissions_of(post.role):
                found[permission].append(post)
        return found

    @cached_property
    def _reaches(self) -> dict[tuple[int, ...], Reach]:
        return {}

    def may(self, permission: str) -> bool:
        return permission in self._posts_by_permission

    def reach(self, permission: str) -> Reach:
        """How far a permission reaches: the union of what its posts reach, resolved once."""
        posts = self._posts_by_permission.get(permission, [])
        key = tuple(post.pk for post in posts)
        if key not in self._reaches:
            self._reaches[key] = reach_of(posts, self.day)
        return self._reaches[key]

    @property
    def home(self) -> Organisation | None:
        """The body of the first post: what the desk opens on."""
        return seat_of(self.posts[0]) if self.posts else None


def seat_of(post: Post) -> Organisation:
    """The union for which a post works: a department's or institution's is the federation above it."""
    organisation = post.organisation
    if organisation.kind in OFFICE_KINDS and organisation.parent is not None:
        return organisation.parent
    return organisation


def reach_of(posts: Iterable[Post], day: date) -> Reach:
    """The union of prefix, line and name over posts, as keys of areas and organisations."""
    areas: set[int] = set()
    below = Q()
    lines: list[int] = []
    named: list[int] = []
    for post in posts:
        seat = seat_of(post)
        if post.reaches == Post.Reaches.NAMED:
            named.append(post.pk)
            continue
        if post.reaches == Post.Reaches.LINE:
            lines.append(seat.pk)
        if seat.depth == 1:
            return EVERYTHING
        if seat.is_area:
            areas.add(seat.pk)
        else:
            below |= Q(path__startswith=seat.path)
    if lines:
        below |= Q(line__in=lines)
    if named:
        below |= Q(pk__in=_named_keys(named, day))
    keys = frozenset(Organisation.objects.filter(below).values_list("pk", flat=True)) if below else frozenset()
    return Reach(areas=frozenset(areas), organisations=keys) if areas or keys else NOTHING


def _named_keys(posts: list[int], day: date) -> set[int]:
    in_force = NamedUnion.objects.filter(Q(until=None) | Q(until__gt=day), post__in=posts, since__lte=day)
    return set(in_force.values_list("organisation_id", flat=True))


def actor_for(account: Account, day: date) -> PostActor:
    """The actor of an account on a day."""
    return PostActor(account, day)
