"""Reads about accounts and posts that have more than one caller."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from guildhall.kernel.access.models import Account, DemoMark, Post
from guildhall.kernel.access.offers import RoleOffer
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.offers import offered
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope import Reach


def roles() -> list[RoleOffer]:
    """All roles in the order in which they are offered to people."""
    return sorted(offered(RoleOffer), key=lambda role: (role.order, role.code))


def role_names() -> dict[str, str]:
    return {role.code: role.name for role in roles()}


def owes_second_factor(person_id: int, day: date) -> bool:
    """Whether a role that somebody holds, now or from a later day, demands a second factor."""
    demanding = [role.code for role in offered(RoleOffer) if role.needs_second_factor]
    return Post.objects.not_ended_on(day).filter(person=person_id, role__in=demanding).exists()


def trail_within(reach: Reach) -> QuerySet[Entry]:
    """The trail of what was done to records of the organisations within a reach."""
    if reach.everything:
        return Entry.objects.order_by("-pk")
    below = Organisation.objects.filter(area__in=reach.areas).order_by().values("pk")
    within = Q(organisation_id__in=below) | Q(organisation_id__in=reach.organisations)
    return Entry.objects.filter(within).order_by("-pk")


def is_demo() -> bool:
    """Whether this database is marked as a demo city."""
    return DemoMark.objects.exists()


class Offered(NamedTuple):
    """A person as the demo sign-in offers them."""

    account: Account
    role: str
    post: Post


def people_offered(day: date) -> list[Offered]:
    """Somebody of every role, two of different places where a county works; nobody outside a demo."""
    if not (getattr(settings, "GUILDHALL_DEMO_SIGN_IN", True) and is_demo()):
        return []
    number = Window(RowNumber(), partition_by=[F("role")], order_by=["pk"])
    held = Post.objects.held_on(day).filter(person__account__is_active=True).annotate(number=number)
    by_role: dict[str, list[Post]] = {}
    for post in held.filter(number__lte=20).select_related("person__account", "organisation").order_by("role", "pk"):
        chosen = by_role.setdefault(post.role, [])
        if len(chosen) < (2 if post.role.startswith("county.") else 1) and _differs(post, chosen):
            chosen.append(post)
    return [Offered(post.person.account, role.name, post) for role in roles() for post in by_role.get(role.code, [])]


def _differs(post: Post, chosen: list[Post]) -> bool:
    return all(post.area_id != other.area_id and post.person_id != other.person_id for other in chosen)


def verbs_called(text: str) -> list[str]:
    """The codes of verbs whose words contain a text."""
    return [code for verbs in offered(Verbs) for code, words in verbs.labels.items() if text in words]
