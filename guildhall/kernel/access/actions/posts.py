"""Posts are given, ended, and given unions by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from guildhall.kernel.access import rules
from guildhall.kernel.access.actions.accounts import require_second_factor
from guildhall.kernel.access.actions.allowing import refuse_for, why_not_allowed
from guildhall.kernel.access.actions.handing_over import hand_over
from guildhall.kernel.access.models import Account, Handover, NamedUnion, Post
from guildhall.kernel.access.offers import RoleOffer
from guildhall.kernel.access.queries import owes_second_factor, role_names
from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.notifications.actions import send
from guildhall.kernel.offers import offered
from guildhall.kernel.organisations.models import GRASSROOTS_KINDS, OFFICE_KINDS, Kind, Organisation
from guildhall.kernel.people import actions as people
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.rules.phones import clean_phone, is_mobile
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor

APPOINT, ACTIVATE = "access.post.appoint", "access.post.activate"


def appoint(
    person: Person,
    *,
    organisation: Organisation,
    role: str,
    day: date,
    actor: Actor,
    until: date | None = None,
    reaches: str = Post.Reaches.BRANCH,
    title: str = "",
    is_full_time: bool = False,
    reason: str = "",
    verb: str = "access.post.appoint",
    permission: str = APPOINT,
) -> Post:
    """Give a person a role in a body from a day on; whoever then owes a second factor owes it from now."""
    with transaction.atomic():
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        refuse_for(
            why_not_allowed(actor, permission, area=organisation.area_id, organisation=organisation.pk)
            + rules.why_not_concern_oneself(person_id=person.pk, actor_person_id=actor.person_id)
            + rules.why_not_role(role=role, known=_known_roles(), held=_roles_within(person, day, until))
            + rules.why_not_term(day=day, until=until)
            + rules.why_not_seat(
                stands=organisation.is_standing, reaches=reaches, is_industrial=_leads_line(organisation)
            )
        )
        post = Post(
            person=person,
            organisation=organisation,
            area_id=organisation.area_id,
            role=role,
            title=title,
            reaches=reaches,
            is_full_time=is_full_time,
            since=day,
            until=until,
        )
        create(post, actor=actor, verb=verb, reason=reason)
        account = Account.objects.filter(person=person, needs_second_factor=False).first()
        if account is not None and owes_second_factor(person.pk, day):
            require_second_factor(account, actor=actor)
    return post


def _known_roles() -> set[str]:
    return {role.code for role in offered(RoleOffer)}


def _roles_within(person: Person, day: date, until: date | None) -> set[str]:
    overlapping = Post.objects.filter(Q(until=None) | Q(until__gt=day), person=person)
    if until is not None:
        overlapping = overlapping.filter(since__lt=until)
    return set(overlapping.values_list("role", flat=True))


def _leads_line(organisation: Organisation) -> bool:
    if organisation.kind in OFFICE_KINDS and organisation.parent is not None:
        return bool(organisation.parent.kind == Kind.INDUSTRIAL)
    return bool(organisation.kind == Kind.INDUSTRIAL)


def end_post(
    post: Post,
    *,
    day: date,
    actor: Actor,
    reason: str = "",
    successor: Person | None = None,
    version: datetime | None = None,
    permission: str = APPOINT,
) -> Post:
    """End a post and hand over what is held by it; `day` is the first day without it."""
    with change(post, actor=actor, verb="access.post.end", reason=reason, version=version) as ending:
        refuse_for(
            why_not_allowed(actor, permission, area=ending.area_id, organisation=ending.organisation_id)
            + rules.why_not_concern_oneself(person_id=ending.person_id, actor_person_id=actor.person_id)
            + rules.why_not_end_post(since=ending.since, until=ending.until, day=day)
        )
        if not Handover.objects.filter(post=ending).exists():
            hand_over(ending, successor=successor, day=day, actor=actor)
        ending.until = day
    return post


def activate(
    organisation: Organisation,
    *,
    person: Person,
    role: str,
    day: date,
    actor: Actor,
    until: date | None = None,
    replaced: Sequence[Post] = (),
    title: str = "",
    reason: str = "",
) -> Post:
    """Give a grassroots post to somebody who signs in by phone, end those it replaces, and hand over what they held."""
    with transaction.atomic():
        account = Account.objects.filter(person=person).first()
        refuse_for(
            rules.why_not_activate(
                role=role,
                is_grassroots=organisation.kind in GRASSROOTS_KINDS,
                has_phone=is_mobile(person.phone or ""),
                is_alone_with_phone=not others_by_phone(person, day),
                is_closed=account is not None and not account.is_active,
            )
        )
        post = appoint(
            person,
            organisation=organisation,
            role=role,
            day=day,
            until=until,
            title=title,
            actor=actor,
            reason=reason,
            verb="access.post.activate",
            permission=ACTIVATE,
        )
        for old in replaced:
            if old.organisation_id != organisation.pk or old.role != role:
                raise Refused("被接替的岗位不是这个工会的这个角色")
            end_post(old, day=max(day, old.since), successor=person, actor=actor, reason=reason, permission=ACTIVATE)
        values = {
            "姓名": person.name,
            "工会": organisation.name,
            "岗位": role_names().get(role, role),
            "日期": f"{day.year}年{day.month}月{day.day}日",
        }
        send("access.post.activated", to=[person], actor=actor, values=values, subject=post, link="/desk/")
    return post


@transaction.atomic
def activate_for(
    organisation: Organisation,
    *,
    person: Person | None,
    actor: Actor,
    day: date,
    number: str = "",
    name: str = "",
    phone: str = "",
    **values: Any,
) -> Post:
    """Activate a post for somebody on record, whose new phone is noted, or for somebody who is registered with it."""
    refuse_for(why_not_allowed(actor, ACTIVATE, area=organisation.area_id, organisation=organisation.pk))
    if person is None:
        person = people.register(
            name=name,
            document_type="01",
            document_number=number,
            home_union=organisation,
            day=day,
            actor=actor,
            phone=phone,
        )
    elif phone and clean_phone(phone) != (person.phone or ""):
        person = people.correct(person, phone=phone, day=day, actor=actor, reason="启用岗位时更正手机号码")
    return activate(organisation, person=person, actor=actor, day=day, **values)


def others_by_phone(person: Person, day: date) -> bool:
    """Whether somebody else with a post or an account has the same phone: then a code would open neither."""
    others = Person.objects.standing().filter(phone_index=person.phone_index).exclude(pk=person.pk)
    able = Q(account__is_active=True) | Q(posts__in=Post.objects.held_on(day))
    return others.filter(able).exists()


def name_union(
    post: Post,
    *,
    organisation: Organisation,
    day: date,
    actor: Actor,
    through: str = NamedUnion.Through.ASSIGNMENT,
    reference: str = "",
) -> NamedUnion:
    """Put a union within the reach of a post that reaches by name."""
    with transaction.atomic():
        locked = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
        named = NamedUnion.objects.filter(post=post, organisation=organisation, until=None)
        refuse_for(
            why_not_allowed(actor, APPOINT, area=organisation.area_id, organisation=organisation.pk)
            + rules.why_not_name_union(
                reaches=locked.reaches,
                is_open=locked.until is None or locked.until > day,
                stands=organisation.is_standing,
                is_named=named.exists(),
            )
        )
        new = NamedUnion(post=post, organisation=organisation, through=through, reference=reference, since=day)
        return create(new, actor=actor, verb="access.named_union.name")


def release_union(named: NamedUnion, *, day: date, actor: Actor) -> NamedUnion:
    """Take a named union out of a post's reach from a day on."""
    with change(named, actor=actor, verb="access.named_union.release") as ending:
        area = ending.organisation.area_id
        refuse_for(why_not_allowed(actor, APPOINT, area=area, organisation=ending.organisation_id))
        if ending.until is not None or day < ending.since:
            raise Refused("这项指定已经结束，或还没有开始")
        ending.until = day
    return named
