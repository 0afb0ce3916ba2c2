"""Parts of the city over which figures are read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope import EVERYTHING, NOTHING, Reach


def reach_below(organisation: Organisation) -> Reach:
    """The part of the city below one organisation."""
    if organisation.depth == 1:
        return EVERYTHING
    if organisation.is_area:
        return Reach(areas=frozenset({organisation.pk}))
    keys = Organisation.objects.below(organisation.path).order_by().values_list("pk", flat=True)
    return Reach(organisations=frozenset(keys))


@dataclass(frozen=True)
class LineReach(Reach):
    """The unions of an industrial line; what belongs to a union, such as its employers, comes with it."""

    line: int = 0


def reach_of_line(line: Organisation, within: Reach = EVERYTHING) -> Reach:
    """The unions that carry an industrial line, wherever they stand within a reach."""
    carrying = Organisation.objects.filter(Q(line=line) | Q(path__startswith=line.path)).within(within)
    return LineReach(organisations=frozenset(carrying.order_by().values_list("pk", flat=True)), line=line.pk)


def common_reach(reach: Reach, wanted: Organisation) -> Reach:
    """What of an organisation's part lies within a reach; nothing where it does not."""
    if reach.everything or reach.covers(area=wanted.area_id, organisation=wanted.pk):
        return reach_below(wanted)
    above = (
        Organisation.objects.filter(pk__in=reach.areas | reach.organisations).order_by().values_list("path", flat=True)
    )
    if any(wanted.path.startswith(path) for path in above):
        return reach_below(wanted)
    if wanted.depth == 1 or not reach.organisations:
        return reach if wanted.depth == 1 else NOTHING
    inside = Organisation.objects.below(wanted.path).filter(pk__in=reach.organisations)
    return Reach(organisations=frozenset(inside.order_by().values_list("pk", flat=True)))


def lies_within(inner: Reach, outer: Reach) -> bool:
    """Whether one reach has nothing that another has not."""
    if outer.everything or inner.everything:
        return outer.everything
    if not inner.areas <= outer.areas:
        return False
    elsewhere = inner.organisations - outer.organisations
    return not elsewhere or not Organisation.objects.filter(pk__in=elsewhere).exclude(area__in=outer.areas).exists()
