"""The verbs of the tree: found, move, rename, dissolve. Every one of them holds the tree's lock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from guildhall.kernel.audit.verbs import change, create, note
from guildhall.kernel.offers import offered
from guildhall.kernel.organisations import rules
from guildhall.kernel.organisations.letters import letters_of
from guildhall.kernel.organisations.models import STEP, LineStay, Organisation, OrganisationName, Placement
from guildhall.kernel.organisations.offers import AgainstDissolving
from guildhall.kernel.organisations.strokes import stroke_key
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor

TREE_LOCK = 2_012_0731


@contextmanager
def tree_lock() -> Iterator[None]:
    """One writer of the tree at a time; concurrent moves would leave orphans."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])
        yield


def found(*, parent: Organisation | None, actor: Actor, day: date, **values: Any) -> Organisation:
    """Found an organisation under a parent; `values` are its own fields, `day` the day it stands from."""
    with tree_lock():
        above = Organisation.objects.get(pk=parent.pk) if parent is not None else None
        if above is None and Organisation.objects.exists():
            raise Refused("市总工会已经存在，新建工会要有上级工会")
        new = Organisation(parent=above, **values)
        new.letters, new.strokes = letters_of(new.name, new.short_name), stroke_key(new.name)
        if above is not None:
            reasons = rules.why_not_under(kind=new.kind, parent_kind=above.kind, parent_stands=above.is_standing)
            if reasons:
                raise Refused(*reasons)
        _place(new, above)
        create(new, actor=actor, verb="organisations.organisation.found")
        _write_history(new, day)
    return new


def _place(new: Organisation, above: Organisation | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('organisations_organisation', 'id'))")
        new.pk = cursor.fetchone()[0]
    if above is None:
        new.path, new.depth = Organisation._get_path(None, 1, 1), 1
    else:
        new.path, new.depth = next_path(above), above.depth + 1
        Organisation.objects.filter(pk=above.pk).update(numchild=F("numchild") + 1)
    new.area_id = new.pk if above is None or new.is_area else above.area_id


def next_path(above: Organisation) -> str:
    """The path of a new last child; the caller holds the tree's lock."""
    last = Organisation.objects.filter(parent=above).order_by("-path").values_list("path", flat=True).first()
    number = Organisation._str2int(last[-STEP:]) + 1 if last else 1
    return str(Organisation._get_path(above.path, above.depth + 1, number))


def _write_history(new: Organisation, day: date) -> None:
    OrganisationName.objects.create(organisation=new, name=new.name, since=day)
    Placement.objects.create(organisation=new, parent_id=new.parent_id, area_id=new.area_id, since=day)
    if new.line_id is not None:
        state = LineStay.State.STANDING
        LineStay.objects.create(organisation=new, area_id=new.area_id, line_id=new.line_id, since=day, state=state)


def move(organisation: Organisation, *, parent: Organisation, day: date, actor: Actor, reason: str) -> Organisation:
    """Move an organisation with all beneath it under another parent; access and area follow."""
    with tree_lock():
        moving = Organisation.objects.select_for_update().get(pk=organisation.pk)
        above = Organisation.objects.get(pk=parent.pk)
        reasons = rules.why_not_move(
            path=moving.path, parent_path=above.path, parent_id=moving.parent_id, new_parent_id=above.pk
        )
        reasons += rules.why_not_under(kind=moving.kind, parent_kind=above.kind, parent_stands=above.is_standing)
        if reasons:
            raise Refused(*reasons)
        before = {"parent": moving.parent_id, "area": moving.area_id}
        _rewrite_paths(moving, above)
        moved = Organisation.objects.get(pk=moving.pk)
        _follow_areas(moved, above, day)
        moved.refresh_from_db()
        after = {"parent": moved.parent_id, "area": moved.area_id}
        note(
            actor=actor,
            verb="organisations.organisation.move",
            subject=moved,
            reason=reason,
            before=before,
            after=after,
        )
    return moved


def _rewrite_paths(moving: Organisation, above: Organisation) -> None:
    old, new, deeper = moving.path, next_path(above), above.depth + 1 - moving.depth
    Organisation.objects.filter(pk=moving.parent_id).update(numchild=F("numchild") - 1)
    Organisation.objects.filter(pk=above.pk).update(numchild=F("numchild") + 1)
    Organisation.objects.filter(pk=moving.pk).update(parent=above)
    Organisation.objects.below(old).update(
        path=Concat(Value(new), Substr("path", len(old) + 1)), depth=F("depth") + deeper
    )


def _follow_areas(moved: Organisation, above: Organisation, day: date) -> None:
    """Areas below a moved organisation, its history, and whatever else is scoped by its keys."""
    area_id = moved.pk if moved.is_area else above.area_id
    keys = list(Organisation.objects.below(moved.path).values_list("pk", flat=True))
    elsewhere = list(Organisation.objects.filter(pk__in=keys).exclude(area_id=area_id).values_list("pk", flat=True))
    placed = set(elsewhere) | {moved.pk}
    Organisation.objects.filter(pk__in=elsewhere).update(area_id=area_id)
    Placement.objects.filter(organisation__in=placed, until=None).update(until=day)
    now = Organisation.objects.filter(pk__in=placed)
    Placement.objects.bulk_create(
        Placement(organisation=one, parent_id=one.parent_id, area_id=one.area_id, since=day) for one in now
    )
    if elsewhere:
        for model in scoped_models():
            scoped_by = model.scoped_by  # type: ignore[attr-defined]
            below = model._base_manager.filter(**{f"{scoped_by.organisation}__in": elsewhere})
            below.update(**{f"{scoped_by.area}_id": area_id})


def scoped_models() -> Iterator[type[models.Model]]:
    """Every kind of record that carries an organisation and its area: a move keeps the area right."""
    for model in apps.get_models():
        scoped_by = getattr(model, "scoped_by", None)
        if scoped_by is not None and model is not Organisation and not any("__" in path for path in scoped_by):
            yield model


def rename(organisation: Organisation, *, name: str, short_name: str, day: date, actor: Actor) -> Organisation:
    """Give an organisation a new name from a day on; the old one stays in its history."""
    with change(organisation, actor=actor, verb="organisations.organisation.rename") as renamed:
        if not name.strip():
            raise Refused("名称不能为空")
        if name != renamed.name:
            OrganisationName.objects.filter(organisation=renamed, until=None).update(until=day)
            OrganisationName.objects.create(organisation=renamed, name=name, since=day)
        renamed.name, renamed.short_name = name, short_name
        renamed.letters, renamed.strokes = letters_of(name, short_name), stroke_key(name)
    return organisation


def dissolve(organisation: Organisation, *, day: date, actor: Actor, reason: str) -> Organisation:
    """Dissolve an organisation without standing organisations or open memberships beneath it."""
    with (
        tree_lock(),
        change(organisation, actor=actor, verb="organisations.organisation.dissolve", reason=reason) as ending,
    ):
        beneath = Organisation.objects.filter(parent=ending, dissolved_on=None).count()
        reasons = rules.why_not_dissolve(
            stands=ending.is_standing, founded_on=ending.founded_on, day=day, beneath=beneath, reason=reason
        )
        reasons += [why for asked in offered(AgainstDissolving) for why in asked.reasons(ending.pk)]
        if reasons:
            raise Refused(*reasons)
        ending.dissolved_on = day
    return organisation
