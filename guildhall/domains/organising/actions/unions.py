"""Verbs of unions: found, correct, rename, move, dissolve, each within the actor's reach."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from guildhall.domains.organising import queries, rules
from guildhall.kernel.access.actions import refuse_for, why_not_allowed
from guildhall.kernel.audit.verbs import STALE, change
from guildhall.kernel.numbers.actions import take
from guildhall.kernel.organisations import actions as tree
from guildhall.kernel.organisations import rules as tree_rules
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor

FOUND, MOVE, EDIT = "organising.union.found", "organising.union.move", "organising.union.edit"


@transaction.atomic
def found(*, parent: Organisation, day: date, today: date, actor: Actor, code: str = "", **values: Any) -> Organisation:
    """Found a union under a parent; without a code it gets the next one of its county."""
    refuse_for(
        why_not_allowed(actor, FOUND, area=parent.area_id, organisation=parent.pk)
        + rules.why_not_dated(day=day, today=today)
    )
    with tree.tree_lock():
        wanted = code.strip() or next_code(parent)
        if Organisation.objects.filter(code=wanted).exists():
            raise Refused("这个组织代码已经有工会使用")
        if not values.get("short_name"):
            suggested = queries.short_name_below(parent, values.get("name", ""))
            values["short_name"] = suggested if suggested != values.get("name") else ""
        return tree.found(parent=parent, actor=actor, day=day, founded_on=day, code=wanted, **values)


def next_code(parent: Organisation) -> str:
    """The next free code of a county's own series."""
    area = Organisation.objects.get(pk=parent.area_id)
    code = f"{area.code}-{take(f'organising.union.{area.pk}'):05}"
    while Organisation.objects.filter(code=code).exists():
        code = f"{area.code}-{take(f'organising.union.{area.pk}'):05}"
    return code


def correct(union: Organisation, *, actor: Actor, version: datetime | None = None, **values: Any) -> Organisation:
    """Correct facts about a union; its name, its place and its end have verbs of their own."""
    refuse_for(why_not_allowed(actor, EDIT, area=union.area_id, organisation=union.pk))
    with change(union, actor=actor, verb="organisations.organisation.correct", version=version) as corrected:
        for field, value in values.items():
            setattr(corrected, field, value)
        refuse_for(
            tree_rules.why_not_term(
                founded_on=corrected.founded_on,
                term_starts_on=corrected.term_starts_on,
                term_ends_on=corrected.term_ends_on,
            )
        )
    return union


def rename(
    union: Organisation,
    *,
    name: str,
    short_name: str,
    day: date,
    today: date,
    actor: Actor,
    version: datetime | None = None,
) -> Organisation:
    """Give a union a new name from a day on."""
    refuse_for(
        why_not_allowed(actor, EDIT, area=union.area_id, organisation=union.pk)
        + rules.why_not_dated(day=day, today=today)
    )
    with transaction.atomic():
        refuse_stale(union, version)
        refuse_for(
            rules.why_not_rename(name=name, short_name=short_name, old_name=union.name, old_short_name=union.short_name)
        )
        return tree.rename(union, name=name.strip(), short_name=short_name.strip(), day=day, actor=actor)


def move(
    union: Organisation,
    *,
    parent: Organisation,
    day: date,
    today: date,
    actor: Actor,
    reason: str,
    version: datetime | None = None,
) -> Organisation:
    """Hand a union over to another upper union with all beneath it; both sides lie within the actor's reach."""
    refuse_for(
        why_not_allowed(actor, MOVE, area=union.area_id, organisation=union.pk)
        or why_not_allowed(actor, MOVE, area=parent.area_id, organisation=parent.pk)
    )
    refuse_for(rules.why_not_dated(day=day, today=today) + rules.why_not_explained(reason))
    with tree.tree_lock():
        refuse_stale(union, version)
        return tree.move(union, parent=parent, day=day, actor=actor, reason=reason)


def dissolve(
    union: Organisation, *, day: date, today: date, actor: Actor, reason: str, version: datetime | None = None
) -> Organisation:
    """Dissolve a union that has neither members nor unions beneath it any more."""
    refuse_for(
        why_not_allowed(actor, FOUND, area=union.area_id, organisation=union.pk)
        + rules.why_not_dated(day=day, today=today)
    )
    with tree.tree_lock():
        refuse_stale(union, version)
        return tree.dissolve(union, day=day, actor=actor, reason=reason)


def refuse_stale(union: Organisation, version: datetime | None) -> None:
    """The verbs of the tree know no version; it is checked here under the row's lock."""
    locked = Organisation.objects.select_for_update(of=("self",)).get(pk=union.pk)
    if version is not None and locked.changed_at != version:
        raise Refused(STALE)
