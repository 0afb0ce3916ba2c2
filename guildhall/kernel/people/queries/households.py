"""Who lives with whom."""

from __future__ import annotations

from django.db.models import QuerySet

from guildhall.kernel.people.models import Household, HouseholdMember, Person


def household_of(person: Person) -> Household | None:
    """The household in which somebody lives now."""
    found = Household.objects.filter(members__person=person, members__until=None).select_related("head")
    return found.order_by("pk").first()


def living_in(household: Household) -> QuerySet[HouseholdMember]:
    """The present members, the head first."""
    here = HouseholdMember.objects.filter(household=household, until=None).select_related("person__home_union")
    return here.order_by("relation", "pk")


def lived_in(household: Household) -> QuerySet[HouseholdMember]:
    """Who was a member once, the latest first."""
    gone = HouseholdMember.objects.filter(household=household, until__isnull=False).select_related("person")
    return gone.order_by("-until", "-pk")
