"""Two records of one person become one; both histories stay, and the merge can be undone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, cast

import pgtrigger
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.offers import offered
from guildhall.kernel.people.models import Duplicate, Merge, Move, Person, Spell
from guildhall.kernel.people.offers import Following, Merging
from guildhall.kernel.people.queries.merging import Relation, is_fixed, relations, stretches_of
from guildhall.kernel.people.rules import merging as rules
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor

PERMISSION = "people.person.merge"
TOGETHER = {
    "name": ("name", "name_key", "pinyin", "initials", "strokes"),
    "document_number": ("document_type", "document_number", "document_index"),
    "phone": ("phone", "phone_index"),
}
NEVER_TAKEN = {
    "id", "uuid", "created_at", "changed_at", "voided_at", "merged_into", "home_union", "area",
    *(column for columns in TOGETHER.values() for column in columns),
}  # fmt: skip


def takeable() -> dict[str, tuple[str, ...]]:
    """What may be taken from the other record, by the name of its column, with the columns that go with it."""
    single = [field.name for field in Person._meta.concrete_fields if field.name not in NEVER_TAKEN]
    return {**TOGETHER, **{name: (name,) for name in single}}


def name_pair(one: Person, other: Person, *, actor: Actor) -> Duplicate:
    """Put two records forward as one person's; the pair that is known already is given."""
    first, second = sorted((one, other), key=lambda person: person.pk)
    _refuse(_why_not(first, second, reason="人工提出", actor=actor))
    known = Duplicate.objects.filter(first=first, second=second).first()
    if known is not None:
        return known
    is_here = first.area_id == second.area_id
    return create(
        Duplicate(
            first=first,
            second=second,
            ground=Duplicate.Ground.NAMED,
            organisation_id=first.home_union_id if is_here else first.area_id,
            area_id=first.area_id,
        ),
        actor=actor,
        verb="people.duplicate.name",
    )


def dismiss(pair: Duplicate, *, reason: str, actor: Actor) -> Duplicate:
    """Say that a pair is two people; it is not put forward again."""
    with change(pair, actor=actor, verb="people.duplicate.dismiss", reason=reason) as dismissed:
        if dismissed.state != Duplicate.State.OPEN:
            raise Refused("这一对已经核对过")
        dismissed.state, dismissed.note = Duplicate.State.DISMISSED, reason.strip()[:300]
        dismissed.decided_by = actor.label[:100]
    return pair


def merge(
    kept: Person,
    lost: Person,
    *,
    reason: str,
    day: date,
    actor: Actor,
    take: Iterable[str] = (),
    keep_open: int | None = None,
    other: str = rules.VOID,
) -> Merge:
    """Make one record part of another: what hangs on it follows, chosen facts are taken, the memberships are settled.

    `take` names facts of the lost record that the kept one takes in exchange for its own, so that both numbers still
    lead here; `keep_open` the one of two open memberships that stays open,
    `other` whether the second is voided or closed as a transfer. The lost record stays, and leads to the kept one.
    """
    with transaction.atomic():
        kept, lost = _locked(kept, lost)
        _refuse(_why_not(kept, lost, reason=reason, actor=actor))
        stretches = stretches_of(kept.pk, lost.pk)
        _refuse(rules.why_not_settle(stretches, keep_open=keep_open, other=other))
        following = _following(kept, lost)
        columns = [column for name in take for column in takeable()[name]]
        merged = Merge(
            kept=kept,
            lost=lost,
            reason=reason.strip()[:300],
            merged_on=day,
            merged_by=actor.label[:100],
            taken=sorted(take),
            before=json.dumps([_facts(kept, [*columns, "home_union", "area"]), _facts(lost, columns)]),
            settled=_settled(rules.settle(stretches, keep_open=keep_open, other=other), reason),
            organisation_id=kept.home_union_id,
            area_id=kept.area_id,
        )
        merged.save(force_insert=True)
        with change(lost, actor=actor, verb="people.person.merge_away", reason=reason) as away:
            away.voided_at, away.merged_into = timezone.now(), kept
            _put(away, _facts(kept, columns))
        for relation in following:
            _follow(relation, merged, kept.pk, lost.pk)
        with change(kept, actor=actor, verb="people.person.keep", reason=reason) as keeping:
            _put(keeping, json.loads(str(merged.before))[1])
            _go_home(keeping)
        pair = {"first_id": min(kept.pk, lost.pk), "second_id": max(kept.pk, lost.pk)}
        Duplicate.objects.filter(**pair).update(state=Duplicate.State.MERGED, decided_by=actor.label[:100])
    return merged


def undo(merged: Merge, *, reason: str, day: date, actor: Actor) -> Merge:
    """Take a merge back: exactly what it moved returns; what has been changed since stays, and is told."""
    with change(merged, actor=actor, verb="people.person.unmerge", reason=reason) as undone:
        kept, lost = _locked(undone.kept, undone.lost)
        _refuse(_why_not_undo(undone, kept, lost, actor))
        left = [said for move in undone.moves.order_by("pk") for said in _return(move, kept.pk, lost.pk)]
        own, others = json.loads(str(undone.before))
        left += _restore_facts(undone.taken, own, others, kept, actor, reason)
        with change(lost, actor=actor, verb="people.person.unmerge", reason=reason) as back:
            back.voided_at, back.merged_into = None, None
            _put(back, others)
        left += [said for one in undone.settled for said in _unsettle(one)]
        undone.undone_on, undone.undone_by = day, actor.label[:100]
        undone.left_behind = "；".join(left)[:500]
        pair = {"first_id": min(kept.pk, lost.pk), "second_id": max(kept.pk, lost.pk)}
        Duplicate.objects.filter(**pair).update(state=Duplicate.State.OPEN, decided_by="")
    return merged


def _refuse(reasons: Sequence[str]) -> None:
    if reasons:
        raise Refused(*reasons)


def _locked(one: Person, other: Person) -> tuple[Person, Person]:
    """Both records under lock, always in the same order: two who merge crosswise wait for one another."""
    people = Person.objects.select_for_update(of=("self",)).filter(pk__in=(one.pk, other.pk)).order_by("pk")
    found = {person.pk: person for person in people}
    return found[one.pk], found[other.pk]


def _why_not(kept: Person, lost: Person, *, reason: str, actor: Actor) -> list[str]:
    return rules.why_not_merge(
        same=kept.pk == lost.pk,
        kept_stands=kept.voided_at is None,
        lost_stands=lost.voided_at is None,
        reason=reason,
        may_both=_may_both(kept, lost, actor),
    )


def _may_both(kept: Person, lost: Person, actor: Actor) -> bool:
    reach = actor.reach(PERMISSION)
    both = all(reach.covers(area=one.area_id, organisation=one.home_union_id) for one in (kept, lost))
    return actor.may(PERMISSION) and both


def _why_not_undo(merged: Merge, kept: Person, lost: Person, actor: Actor) -> list[str]:
    if merged.undone_on is not None:
        return ["这次合并已经撤销"]
    if kept.voided_at is not None:
        return ["保留的档案后来又并入了另一份，请先撤销后一次合并"]
    return [] if _may_both(kept, lost, actor) else ["两份档案不都在您的管理范围内，请由上级工会办理"]


def _following(kept: Person, lost: Person) -> list[Relation]:
    """The kinds of rows that will follow; refused where a part says that they cannot."""
    judges = {(each.model, each.field): each.judge for each in offered(Merging)}
    follows, reasons = [], []
    for relation in relations():
        name = relation.field.removesuffix("_id")
        judge = judges.get((relation.model, name)) or judges.get((relation.model, relation.field))
        said = judge(kept.pk, lost.pk) if judge else _single(relation, kept, lost)
        reasons += said.reasons
        if said.follows:
            follows.append(relation)
    _refuse(reasons)
    return follows


def _single(relation: Relation, kept: Person, lost: Person) -> Following:
    """A person has at most one row of this kind: with two, somebody must decide first."""
    if relation.is_single and relation.rows(kept.pk).exists() and relation.rows(lost.pk).exists():
        return Following(follows=False, reasons=(f"两份档案各有一项{relation.label}，请先处理其中一项",))
    return Following()


def _settled(settlements: Sequence[rules.Settlement], reason: str) -> list[dict[str, Any]]:
    """Void or close memberships; what was done is kept for the way back."""
    done = []
    for one in settlements:
        spell = Spell.objects.select_for_update(of=("self",)).get(pk=one.pk)
        if one.how == rules.VOID:
            spell.voided_at = timezone.now()
        else:
            spell.until, spell.closed_by = one.day, Spell.Closing.TRANSFERRED
        spell.save(update_fields=["voided_at", "until", "closed_by"])
        until = one.day.isoformat() if one.day else None
        done.append({"spell": one.pk, "how": one.how, "until": until, "reason": reason.strip()[:100]})
    return done


def _unsettle(one: dict[str, Any]) -> list[str]:
    """Open again what the merge voided or closed, if nobody has touched it since."""
    spell = Spell.objects.select_for_update(of=("self",)).get(pk=one["spell"])
    is_as_left = spell.voided_at is not None if one["how"] == rules.VOID else str(spell.until) == one["until"]
    if not is_as_left:
        return [f"{spell.since} 起的会籍后来另有变更"]
    if one["how"] == rules.VOID:
        spell.voided_at = None
    else:
        spell.until, spell.closed_by = None, ""
    try:
        with transaction.atomic():
            spell.save(update_fields=["voided_at", "until", "closed_by"])
    except IntegrityError:
        return [f"{spell.since} 起的会籍与现有会籍重叠，仍作废"]
    return []


def _follow(relation: Relation, merged: Merge, kept_id: int, lost_id: int) -> None:
    keys = sorted(relation.rows(lost_id).values_list("pk", flat=True))
    if not keys:
        return
    try:
        with transaction.atomic():
            _repoint(relation.model, relation.field, keys, kept_id)
    except IntegrityError as error:
        raise Refused(said_of(relation.model, error)) from error
    Move.objects.create(merge=merged, model=relation.model._meta.label_lower, field=relation.field, keys=keys)


def _repoint(model: type[models.Model], field: str, keys: Sequence[int], person_id: int) -> None:
    """Let rows name another person; also those that are otherwise fixed: what happened is not changed by whose it is."""
    rows = model._base_manager.filter(pk__in=keys)
    if is_fixed(model):
        with pgtrigger.ignore(f"{model._meta.label}:refuses_change"):
            rows.update(**{field: person_id})
    else:
        rows.update(**{field: person_id})


def said_of(model: type[models.Model], error: IntegrityError) -> str:
    """What a broken constraint says, and of what."""
    broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for constraint in model._meta.constraints:
        if constraint.name == broken:
            said = str(constraint.get_violation_error_message())
            return f"{model._meta.verbose_name}：{said}，请先处理其中一项再合并"
    return f"两份档案的{model._meta.verbose_name}互相冲突，请先处理其中一项再合并"


def _return(move: Move, kept_id: int, lost_id: int) -> list[str]:
    """Give rows back to the other record, as far as they still are where the merge put them."""
    model = apps.get_model(move.model)
    here = model._base_manager.filter(**{"pk__in": move.keys, move.field: kept_id})
    keys = sorted(here.values_list("pk", flat=True))
    try:
        with transaction.atomic():
            _repoint(model, move.field, keys, lost_id)
    except IntegrityError:
        return [f"{model._meta.verbose_name} {len(keys)} 条与现有记录冲突"]
    gone = len(move.keys) - len(keys)
    return [f"{model._meta.verbose_name} {gone} 条后来另有变更"] if gone else []


def _restore_facts(
    taken: Iterable[str], own: dict[str, Any], others: dict[str, Any], kept: Person, actor: Actor, reason: str
) -> list[str]:
    """Give the kept record its own facts again, where they still are what the merge made them."""
    left = []
    with change(kept, actor=actor, verb="people.person.unmerge", reason=reason) as restored:
        for name in taken:
            columns = takeable()[name]
            if _facts(restored, columns) == {column: others[column] for column in columns}:
                _put(restored, {column: own[column] for column in columns})
            else:
                left.append(f"{_label(name)}后来另有更正")
        _go_home(restored, own)
    return left


def _label(name: str) -> str:
    return str(_field(name).verbose_name)


def _go_home(person: Person, before: dict[str, Any] | None = None) -> None:
    """A person's home is the union of the open membership; without one, where it was."""
    spell = Spell.objects.open().filter(person=person.pk).order_by("pk").first()
    if spell is not None:
        person.home_union_id, person.area_id = spell.organisation_id, spell.area_id
    elif before:
        person.home_union_id, person.area_id = int(before["home_union"]), int(before["area"])


def _facts(person: Person, columns: Iterable[str]) -> dict[str, Any]:
    """Columns as plain values that can be kept and compared."""
    values = {column: getattr(person, _field(column).attname) for column in columns}
    return {name: value if value is None or isinstance(value, bool) else str(value) for name, value in values.items()}


def _put(person: Person, facts: dict[str, Any]) -> None:
    for column, value in facts.items():
        setattr(person, _field(column).attname, _field(column).to_python(value))


def _field(column: str) -> models.Field[Any, Any]:
    return cast("models.Field[Any, Any]", Person._meta.get_field(column))
