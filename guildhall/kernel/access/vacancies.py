"""Unions whose posts nobody holds, and posts that nobody uses."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from guildhall.kernel.access.models import Post
from guildhall.kernel.organisations.models import Organisation, OrganisationQuerySet
from guildhall.kernel.parameters.queries import count
from guildhall.kernel.scope import Actor

PERMISSION = "access.vacancy.view"
UNUSED_DAYS = "access.unused_days"


def unions_with_posts(day: date) -> OrganisationQuerySet:
    """Standing grassroots unions, each told whether it has a chair and a clerk on a day."""
    held = Post.objects.held_on(day).filter(organisation=OuterRef("pk")).order_by()
    return (
        Organisation.objects.grassroots()
        .standing()
        .annotate(has_chair=Exists(held.filter(role="union.chair")), has_clerk=Exists(held.filter(role="union.clerk")))
    )


def without(unions: OrganisationQuerySet, lacking: str, day: date) -> OrganisationQuerySet:
    """Those that lack a chair, a clerk or both, or whose committee's term is over."""
    conditions = {
        "chair": Q(has_chair=False),
        "clerk": Q(has_clerk=False),
        "both": Q(has_chair=False, has_clerk=False),
        "term": Q(term_ends_on__lt=day),
    }
    return unions.filter(conditions[lacking])


def unused(posts: QuerySet[Post], why: str, day: date) -> QuerySet[Post]:
    """Posts whose holder never signed in, or not for so many days."""
    never = Q(person__account=None) | Q(person__account__last_login=None)
    if why == "never":
        return posts.filter(never)
    since = timezone.now() - timedelta(days=count(UNUSED_DAYS, day))
    return posts.filter(person__account__last_login__lt=since)


def by_county(records: QuerySet[Organisation] | QuerySet[Post]) -> list[tuple[str, int]]:
    """How many there are in each county, the most first."""
    counted = records.order_by().values("area").annotate(many=Count("pk")).order_by("-many", "area")
    found = list(counted)
    names = {
        one.pk: one.printed_name
        for one in Organisation.objects.filter(pk__in=[row["area"] for row in found]).order_by("pk")
    }
    return [(names[row["area"]], row["many"]) for row in found]


def chairless_count(actor: Actor) -> int:
    """How many unions without a chair wait for somebody of the county."""
    day = timezone.localdate()
    return without(unions_with_posts(day), "chair", day).visible_to(actor, PERMISSION).count()
