"""The order kept by hand among bodies of one sort under one parent; one verb for the whole order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guildhall.kernel.audit.verbs import note
from guildhall.kernel.organisations.actions import tree_lock
from guildhall.kernel.organisations.models import (
    AREA_KINDS,
    OFFICE_KINDS,
    Kind,
    Organisation,
    OrganisationQuerySet,
)
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor

CHANGED = "名单刚有变化，请重新打开后再排序"


@dataclass(frozen=True)
class Sort:
    """Bodies that are ordered among themselves; `first` is the rank of the first one, so that sorts stay apart."""

    code: str
    label: str
    first: int
    kinds: tuple[str, ...] = ()


SORTS = (
    Sort("offices", "部室和直属单位", 1, tuple(OFFICE_KINDS)),
    Sort("areas", "县区", 201, tuple(kind for kind in AREA_KINDS if kind != Kind.INDUSTRIAL)),
    Sort("lines", "产业工会", 401, (Kind.INDUSTRIAL,)),
    Sort("towns", "乡镇（街道）", 601, (Kind.TOWN, Kind.REPRESENTATIVE)),
)


def sort_called(code: str) -> Sort | None:
    return next((sort for sort in SORTS if sort.code == code), None)


def ordered(parent: Organisation, sort: Sort) -> OrganisationQuerySet:
    """The standing bodies of a sort directly under a parent, in the order kept."""
    below: OrganisationQuerySet = Organisation.objects.filter(parent=parent, kind__in=sort.kinds, dissolved_on=None)
    return below.in_kept_order()


def keep_order(parent: Organisation, sort: Sort, keys: Sequence[int], *, actor: Actor) -> Organisation:
    """Put the bodies of a sort under a parent in an order; all of them, each once."""
    with tree_lock():
        before = list(ordered(parent, sort).values_list("pk", "name", "rank"))
        if sorted(keys) != sorted(pk for pk, _, _ in before):
            raise Refused(CHANGED)
        if list(keys) == [pk for pk, _, _ in before]:
            raise Refused("顺序没有变化")
        ranks = {pk: sort.first + place for place, pk in enumerate(keys)}
        changed = [Organisation(pk=pk, rank=ranks[pk]) for pk, _, rank in before if ranks[pk] != rank]
        Organisation.objects.bulk_update(changed, ["rank"])
        names = {pk: name for pk, name, _ in before}
        note(
            actor=actor,
            verb="organisations.order.keep",
            subject=parent,
            before={sort.label: list(names.values())},
            after={sort.label: [names[pk] for pk in keys]},
        )
    return parent
