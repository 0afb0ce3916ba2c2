"""Reads about accounts and posts that have more than one caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from guildhall.kernel.access.models import Account, DemoMark, Post, SignIn
from guildhall.kernel.access.offers import Domain, Holding, RoleOffer
from guildhall.kernel.access.rules import ACTIVATED_ROLES
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.crypto import blind_indexes
from guildhall.kernel.notifications.models import Message
from guildhall.kernel.offers import offered
from guildhall.kernel.organisations.models import OFFICE_KINDS, STEP, Organisation
from guildhall.kernel.people.models import Person
from guildhall.kernel.scope import Reach
from guildhall.kernel.scope.models import ScopedQuerySet

NAMED = 20


def roles() -> list[RoleOffer]:
    """All roles in the order in which they are offered to people."""
    return sorted(offered(RoleOffer), key=lambda role: (role.order, role.code))


def activated_roles() -> list[tuple[str, str]]:
    """The roles that a county gives in its unions, with their names."""
    return [(role.code, role.name) for role in roles() if role.code in ACTIVATED_ROLES]


def role_names() -> dict[str, str]:
    return {role.code: role.name for role in roles()}


def owes_second_factor(person_id: int, day: date) -> bool:
    """Whether a role that somebody holds, now or from a later day, demands a second factor."""
    demanding = [role.code for role in offered(RoleOffer) if role.needs_second_factor]
    return Post.objects.not_ended_on(day).filter(person=person_id, role__in=demanding).exists()


def responsible_for(permission: str, organisation: Organisation, day: date) -> list[int]:
    """The persons whose posts carry a permission in a union itself, or in the nearest above it where somebody's does."""
    able = {role for part in offered(Domain) for role, given in part.roles.items() if permission in given}
    above = [organisation.path[:end] for end in range(STEP, len(organisation.path) + 1, STEP)]
    seated = Q(organisation__path__in=above) | Q(
        organisation__kind__in=OFFICE_KINDS, organisation__parent__path__in=above
    )
    held = Post.objects.held_on(day).filter(seated, role__in=able, reaches=Post.Reaches.BRANCH)
    depths: dict[int, set[int]] = {}
    for post in held.select_related("organisation__parent").order_by("pk"):
        depths.setdefault(seat_of(post).depth, set()).add(post.person_id)
    return sorted(depths[max(depths)]) if depths else []


def mail_addresses(person_ids: Sequence[int]) -> dict[int, str]:
    """The mail addresses that people gave for their accounts."""
    known = Account.objects.filter(person__in=person_ids, is_active=True).exclude(email="")
    return {key: email for key, email in known.values_list("person_id", "email") if key is not None}


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


def people_offered_here() -> bool:
    """Whether this is a demo that lets people in by a button."""
    return bool(getattr(settings, "GUILDHALL_DEMO_SIGN_IN", True)) and is_demo()


class Offered(NamedTuple):
    """A person as the demo sign-in offers them."""

    account: Account
    role: str
    post: Post


def people_offered(day: date) -> list[Offered]:
    """Somebody of every role, two of different places where a county works; nobody outside a demo."""
    if not people_offered_here():
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


def account_by_phone(phone: str) -> Account | None:
    """The one account of a phone, for the record of a wrong code."""
    indexes = blind_indexes(phone, purpose="people.phone")
    found = list(Account.objects.filter(person__phone_index__in=indexes, person__voided_at=None).order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def demo_code_message(phone: str) -> str:
    """What a demo city's phone would show; anywhere else nothing, for the text carries the code."""
    if not people_offered_here():
        return ""
    indexes = blind_indexes(phone, purpose="people.phone")
    sent = Message.objects.filter(template="access.code", person__phone_index__in=indexes).order_by("-pk").first()
    return sent.body or "" if sent else ""


def open_sessions(account: Account) -> ScopedQuerySet:
    """The sessions of an account that still stand, with the moment until which they do."""
    stands = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    begun = SignIn.objects.filter(account=account, result=SignIn.Result.IN, ended_at=None).exclude(session_key="")
    return begun.annotate(stands_until=Subquery(stands.values("expire_date"))).filter(Exists(stands)).order_by("-pk")


def seat_of(post: Post) -> Organisation:
    """The union for which a post works: a department's or institution's is the federation above it."""
    organisation = post.organisation
    if organisation.kind in OFFICE_KINDS and organisation.parent is not None:
        return organisation.parent
    return organisation


def stays_by_another_post(post: Post) -> bool:
    """Whether the holder has another post in the same seat, by which they keep what they hold."""
    others = Post.objects.filter(person_id=post.person_id, until=None).exclude(pk=post.pk)
    seat = seat_of(post)
    return any(seat_of(other).pk == seat.pk for other in others.select_related("organisation__parent").order_by("pk"))


def serves_in(person: Person, seat: Organisation, day: date) -> bool:
    """Whether somebody holds a post in a seat, now or from a later day."""
    posts = Post.objects.not_ended_on(day).filter(person=person).select_related("organisation__parent").order_by("pk")
    return any(seat_of(post).pk == seat.pk for post in posts)


def possible_successors(post: Post, day: date) -> QuerySet[Person]:
    """Others who hold a post in the same seat, now or from a later day."""
    seat = seat_of(post)
    of_seat = Q(organisation=seat) | Q(organisation__parent=seat, organisation__kind__in=OFFICE_KINDS)
    serving = Post.objects.not_ended_on(day).filter(of_seat).exclude(person_id=post.person_id)
    return Person.objects.filter(pk__in=serving.order_by().values("person")).order_by("pinyin", "pk")


@dataclass(frozen=True)
class Held:
    """The open things of one kind that somebody holds by a post."""

    holding: Holding
    things: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        return self.things.order_by().count()

    def names(self) -> list[str]:
        """The first of them in words, as the list of the handover names them."""
        return [str(thing) for thing in self.things.order_by("-pk")[:NAMED]]


def held_by(post: Post) -> list[Held]:
    """What somebody holds by a post, by kind; kinds of which there is nothing are left out."""
    seat = seat_of(post)
    kinds = sorted(offered(Holding), key=lambda holding: holding.label)
    found = [Held(holding, holding.held(post.person_id, seat)) for holding in kinds]
    return [held for held in found if held.count]


def sign_ins_within(reach: Reach) -> ScopedQuerySet:
    """The attempts to sign in to accounts of people within a reach; those that name no account belong to the whole city."""
    attempts = SignIn.objects.select_related("account").order_by("-pk")
    if reach.everything:
        return attempts
    return attempts.filter(account__in=Account.objects.within(reach).order_by().values("pk"))


def verbs_called(text: str) -> list[str]:
    """The codes of verbs whose words contain a text."""
    return [code for verbs in offered(Verbs) for code, words in verbs.labels.items() if text in words]
