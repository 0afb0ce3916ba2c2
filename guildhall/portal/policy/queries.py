"""Reads of parameters and of the calendar for their pages and for the desk."""

from collections import Counter
from datetime import date

from django.db.models import Q
from django.utils import timezone

from guildhall.kernel.calendar.models import PublishedYear
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.parameters import queries as parameters
from guildhall.kernel.parameters.models import Value
from guildhall.kernel.parameters.queries import Standing
from guildhall.kernel.scope import Actor

WHOLE_CITY = "全市"
NOVEMBER = 11


def standings_with_places(day: date) -> list[tuple[Standing, int]]:
    """Every parameter as it stands in the whole city, and how many places have a value of their own."""
    in_force = Value.objects.filter(Q(until=None) | Q(until__gte=day), since__lte=day, organisation_id__isnull=False)
    places = in_force.order_by("code").values_list("code", "organisation_id").distinct()
    local = Counter(code for code, _ in places)
    return [(standing, local[standing.parameter.code]) for standing in parameters.standings(day)]


def unconfirmed_count(actor: Actor) -> int:
    """How many parameters wait to be confirmed by somebody who sets them for the whole city."""
    if not actor.reach("parameters.value.set").everything:
        return 0
    return sum(standing.needs_confirmation for standing in parameters.standings(timezone.localdate()))


def unpublished_years(day: date) -> list[int]:
    """This year, and from November on the next, where their arrangement is not entered."""
    needed = {day.year, day.year + 1} if day.month >= NOVEMBER else {day.year}
    known = PublishedYear.objects.filter(year__in=needed).values_list("year", flat=True).order_by("year")
    return sorted(needed - set(known))


def unpublished_count(actor: Actor) -> int:
    return len(unpublished_years(timezone.localdate())) if actor.reach("calendar.day.set").everything else 0


def place_names(keys: set[int | None]) -> dict[int | None, str]:
    """What the places of values are called; no place is the whole city."""
    found = Organisation.objects.filter(pk__in=[key for key in keys if key is not None])
    return {None: WHOLE_CITY, **{one.pk: one.printed_name for one in found}}
