"""What waits for somebody among the returns: of their own union, and of those who answer to it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from guildhall.kernel.access.actors import PostActor, seat_of
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.indicators.models import Return
from guildhall.mechanisms.indicators.rules.returns import moves


def homes_of(actor: Actor) -> set[int]:
    """The unions in which somebody has a post; what lies below them answers for itself."""
    return {seat_of(post).pk for post in actor.posts} if isinstance(actor, PostActor) else set()


def to_fill(actor: Actor) -> int:
    return Return.objects.filter(organisation__in=homes_of(actor), state__in=moves.OPEN).count()


def to_confirm(actor: Actor) -> int:
    return Return.objects.filter(organisation__in=homes_of(actor), state=moves.PREPARED).count()


def to_accept(actor: Actor) -> int:
    return Return.objects.filter(asked_by__in=homes_of(actor), state=moves.SUBMITTED).count()


STANDINGS = {
    "open": ("待填报", Q(state__in=moves.OPEN)),
    "prepared": ("待审核", Q(state=moves.PREPARED)),
    "submitted": ("待审收", Q(state=moves.SUBMITTED)),
    "accepted": ("已审收", Q(state=moves.ACCEPTED)),
    "recalled": ("已收回", Q(state=moves.RECALLED)),
}


def held_by(person_id: int, organisation: Organisation) -> QuerySet[Return]:
    """The unfinished returns of a union that somebody was filling in."""
    return Return.objects.filter(holder=person_id, organisation=organisation, state__in=(*moves.OPEN, moves.PREPARED))
