"""The verbs of households: found, join, leave, split, another head, another address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.people.models import HEAD, Household, HouseholdMember, Person
from guildhall.kernel.people.queries.households import living_in
from guildhall.kernel.people.rules.codelists import RELATION
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor


def found_household(head: Person, *, day: date, actor: Actor, address: str = "") -> Household:
    """Found a household with its head as the first member."""
    with transaction.atomic():
        _refuse_voided(head)
        household = create(
            Household(
                head=head,
                address=address.strip() or None,
                founded_on=day,
                organisation_id=head.home_union_id,
                area_id=head.area_id,
            ),
            actor=actor,
            verb="people.household.found",
        )
        _enter(household, head, HEAD, day, actor)
    return household


def join_household(household: Household, person: Person, *, relation: str, day: date, actor: Actor) -> HouseholdMember:
    """Somebody comes to live in a household; refused while they live in another one."""
    with change(household, actor=actor, verb="people.household.join") as joined:
        _refuse_ended(joined)
        _refuse_voided(person)
        if relation not in RELATION or relation == HEAD:
            raise Refused("请选择与户主的关系")
        return _enter(joined, person, relation, day, actor)


def leave_household(member: HouseholdMember, *, day: date, actor: Actor, reason: str = "") -> Household:
    """Somebody leaves; the head only as the last one, and then the household ends."""
    with change(member.household, actor=actor, verb="people.household.leave", reason=reason) as left:
        others = living_in(left).exclude(pk=member.pk).exists()
        if member.relation == HEAD and others:
            raise Refused("户主退出前，请先变更户主")
        _go(member, day, actor)
        if not others:
            left.ended_on = day
    return left


def change_head(
    household: Household, *, head: HouseholdMember, relations: Mapping[int, str], day: date, actor: Actor, reason: str
) -> Household:
    """Another member becomes the head; every other one says what they are to the new head."""
    with change(household, actor=actor, verb="people.household.change_head", reason=reason) as changed:
        _refuse_ended(changed)
        members = list(living_in(changed))
        if head.pk not in {each.pk for each in members} or head.relation == HEAD:
            raise Refused("请选择另一名现有成员为户主")
        _restate(changed, members, head, relations, day, actor)
        changed.head, changed.organisation_id, changed.area_id = (
            head.person,
            head.person.home_union_id,
            head.person.area_id,
        )
    return changed


def split_household(
    household: Household,
    *,
    head: HouseholdMember,
    relations: Mapping[int, str],
    day: date,
    actor: Actor,
    reason: str,
    address: str = "",
) -> Household:
    """Some members found a household of their own from a day on; `relations` names those who go with the new head."""
    with change(household, actor=actor, verb="people.household.split", reason=reason) as old:
        _refuse_ended(old)
        going = [each for each in living_in(old) if each.pk == head.pk or each.pk in relations]
        if head.pk not in {each.pk for each in going}:
            raise Refused("请选择现有成员为新户主")
        if any(each.relation == HEAD for each in going):
            raise Refused("原户主不能分出，请选择其他成员")
        for each in going:
            _go(each, day, actor)
        new = found_household(head.person, day=day, actor=actor, address=address)
        for each in going:
            if each.pk != head.pk:
                join_household(new, each.person, relation=relations[each.pk], day=day, actor=actor)
    return new


def set_address(household: Household, *, address: str, actor: Actor, reason: str = "") -> Household:
    """Say where a household lives."""
    with change(household, actor=actor, verb="people.household.set_address", reason=reason) as moved:
        _refuse_ended(moved)
        moved.address = address.strip() or None
    return household


def _restate(
    household: Household,
    members: list[HouseholdMember],
    head: HouseholdMember,
    relations: Mapping[int, str],
    day: date,
    actor: Actor,
) -> None:
    """Relations are to the head: with another head each begins anew on that day."""
    for each in members:
        relation = HEAD if each.pk == head.pk else relations.get(each.pk, "")
        if relation not in RELATION or (relation == HEAD and each.pk != head.pk):
            raise Refused(f"请选择{each.person.name}与新户主的关系")
    for each in members:
        _go(each, day, actor)
    for each in members:
        _enter(household, each.person, HEAD if each.pk == head.pk else relations[each.pk], day, actor)


def _enter(household: Household, person: Person, relation: str, day: date, actor: Actor) -> HouseholdMember:
    return create(
        HouseholdMember(household=household, person=person, relation=relation, since=day),
        actor=actor,
        verb="people.household_member.enter",
    )


def _go(member: HouseholdMember, day: date, actor: Actor) -> None:
    with change(member, actor=actor, verb="people.household_member.go") as going:
        if going.until is not None:
            raise Refused("这名成员已经退出")
        if day < going.since:
            raise Refused("退出日期不能早于加入日期")
        going.until = day


def _refuse_ended(household: Household) -> None:
    if household.ended_on is not None:
        raise Refused("这个家庭已经撤销")


def _refuse_voided(person: Person) -> None:
    if person.voided_at is not None:
        raise Refused("这份档案已作废，请查找保留的档案")
