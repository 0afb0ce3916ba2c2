"""Reads of unions and employers that have more than one caller."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from guildhall.domains.organising.models import LineWork
from guildhall.kernel.access.models import Post
from guildhall.kernel.organisations.models import (
    AREA_KINDS,
    Employer,
    Kind,
    LineStay,
    Organisation,
    OrganisationQuerySet,
)
from guildhall.kernel.organisations.naming import suggested_short_name
from guildhall.kernel.people.models import Spell
from guildhall.kernel.people.rules.codes import clean_code, union_code_reasons
from guildhall.kernel.scope import NOTHING, Actor, Reach
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.queries import Reading
from guildhall.mechanisms.indicators.rules.periods import year


def unions() -> OrganisationQuerySet:
    """Unions in the order of the tree, each with its own members."""
    members = Spell.objects.open().filter(organisation=OuterRef("pk")).order_by()
    counted = members.values("organisation").annotate(number=Count("pk")).values("number")
    found: OrganisationQuerySet = Organisation.objects.unions().select_related("area", "parent", "line")
    return found.annotate(member_count=Coalesce(Subquery(counted), 0)).order_by("path")


def areas() -> OrganisationQuerySet:
    """The county-level bodies by which lists are divided, and the city itself."""
    below = Organisation.objects.filter(depth=2, kind__in=AREA_KINDS)
    found: OrganisationQuerySet = (below | Organisation.objects.filter(depth=1)).in_kept_order()
    return found


def lines() -> OrganisationQuerySet:
    """The industrial unions."""
    found: OrganisationQuerySet = Organisation.objects.filter(kind=Kind.INDUSTRIAL).in_kept_order()
    return found


def officers_of(union: Organisation, day: date) -> QuerySet[Post]:
    """Who holds a post in a union on a day."""
    return Post.objects.held_on(day).filter(organisation=union).select_related("person").order_by("rank", "role", "pk")


def short_name_below(parent: Organisation | None, name: str) -> str:
    """The proper short name of a union, by the names of the places above it."""
    if parent is None:
        return suggested_short_name(name)
    above = Organisation.objects.filter(Q(depth=1) | Q(pk__in=[parent.area_id, parent.pk])).order_by("depth")
    places = (body.name.removesuffix("总工会") for body in above)
    return suggested_short_name(name, above=list(dict.fromkeys(places)))


def employers() -> QuerySet[Employer]:
    return Employer.objects.select_related("area", "federation", "union").order_by("-pk")


def checked_union_code(text: str) -> tuple[str, list[str]]:
    """A union's own credit code as it is kept; most have none."""
    code = clean_code(text)
    return code, union_code_reasons(code) if code else []


def readings_of(codes: Sequence[str], reach: Reach, day: date) -> list[Reading]:
    """Figures of the running year within a reach; those that no part offers are left out."""
    known = figures.catalogue()
    wanted = [code for code in codes if code in known]
    return list(figures.read(wanted, year(day.year), reach, figures=known).whole.values())


class LinePart(NamedTuple):
    """A county of an industrial line, with the readings of the line's unions in it."""

    area: Organisation
    readings: list[Reading]


def figures_of_line(codes: Sequence[str], line: Organisation, day: date) -> tuple[list[Reading], list[LinePart]]:
    """The figures of a line this year, in all and by county in the kept order."""
    known = figures.catalogue()
    wanted = [code for code in codes if code in known]
    found = figures.read(wanted, year(day.year), figures.reach_of_line(line), by=figures.AREA, figures=known)
    areas = Organisation.objects.filter(pk__in=[key for key in found.parts if key is not None]).in_kept_order()
    parts = [LinePart(area, [found.parts[area.pk][code] for code in wanted]) for area in areas]
    return list(found.whole.values()), parts


def works() -> QuerySet[LineWork]:
    """What industrial unions filed, the latest first."""
    return LineWork.objects.standing().select_related("line").order_by("-since", "-pk")


def stays_of(union: Organisation) -> QuerySet[LineStay]:
    """The lines that a union has been in, the latest first."""
    return LineStay.objects.filter(organisation=union).select_related("line").order_by("-since", "-pk")


def waiting_stays(actor: Actor, permission: str) -> QuerySet[LineStay]:
    """The stays that wait for the actor's side to answer."""
    reach = actor.reach(permission) if actor.may(permission) else NOTHING
    stays = LineStay.objects.waiting().within(reach).select_related("organisation", "line").order_by("pk")
    if reach.everything:
        return stays
    of_line = Q(side=LineStay.Side.TERRITORY, line__in=reach.areas)
    of_territory = Q(side=LineStay.Side.LINE) & (Q(area__in=reach.areas) | Q(organisation__in=reach.organisations))
    return stays.filter(of_line | of_territory)


class LineRow(NamedTuple):
    """An industrial line and its readings, in the order of the headings."""

    line: Organisation
    readings: list[Reading]


def figures_by_line(codes: Sequence[str], reach: Reach, day: date) -> tuple[list[str], list[LineRow]]:
    """The industrial lines that unions within a reach carry, with their figures of the running year.

    Whoever reaches unions alone reaches the employers that these cover, for a rate needs both its sides.
    """
    own = Organisation.objects.filter(pk__in=reach.areas)
    if reach.organisations and not own.exclude(kind=Kind.INDUSTRIAL).exists():
        reach = figures.LineReach(organisations=reach.organisations | reach.areas)
    known = figures.catalogue()
    wanted = [code for code in codes if code in known]
    parts = figures.read(wanted, year(day.year), reach, by="line", figures=known).parts
    found = Organisation.objects.filter(pk__in=[key for key in parts if key is not None]).order_by("rank", "path")
    rows = [LineRow(line, [parts[line.pk][code] for code in wanted]) for line in found]
    return [f"{known[code].name}（{known[code].unit}）" for code in wanted], rows
