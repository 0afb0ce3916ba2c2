"""The actor of a request: the posts held today, resolved once to permissions and keys of organisations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property

from django.apps import apps
from django.db.models import Model, Q
from django.utils import timezone

from guildhall.kernel.access.models import Account, NamedUnion, Post
from guildhall.kernel.access.offers import Domain
from guildhall.kernel.access.queries import seat_of
from guildhall.kernel.jobs.models import Job
from guildhall.kernel.offers import offered
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope import EVERYTHING, NOTHING, Reach

POST_ENDED = "提交人的岗位已经结束，任务已停止；已完成的部分保留，请接手的人继续"


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


def why_not_go_on(job: Job) -> list[str]:
    """Reasons against the next step of somebody's background work: their post has ended, or no longer reaches its subject."""
    if job.account_id is None:
        return []
    account = Account.objects.filter(pk=job.account_id).first()
    posts = actor_for(account, timezone.localdate()).posts if account is not None else []
    if not posts:
        return [POST_ENDED]
    subject = subject_of(job)
    scoped_by = getattr(subject, "scoped_by", None)
    if scoped_by is None or scoped_by.organisation == "id":
        return []
    area, organisation = (getattr(subject, f"{name}_id", None) for name in scoped_by)
    within = organisation is None or reach_of(posts, timezone.localdate()).covers(area=area, organisation=organisation)
    return [] if within else [POST_ENDED]


def subject_of(job: Job) -> Model | None:
    if not job.subject_type or job.subject_id is None:
        return None
    return apps.get_model(job.subject_type)._base_manager.filter(pk=job.subject_id).first()
