"""The verbs of people and their membership spells; whoever calls them has looked for the person first."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.crypto.blind import blind_index
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people import queries
from guildhall.kernel.people.models import Household, Person, Spell
from guildhall.kernel.people.rules.identity import check_document, document_key
from guildhall.kernel.people.rules.names import clean_name, name_key, name_reasons
from guildhall.kernel.people.rules.phones import clean_phone, phone_reason
from guildhall.kernel.people.rules.pinyin import initials_of, pinyin_key
from guildhall.kernel.people.rules.strokes import name_strokes
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor

DOCUMENT, PHONE = "people.document", "people.phone"


def set_name(person: Person, name: str) -> None:
    """Put a cleaned name and its keys on a person that is about to be saved."""
    person.name = clean_name(name)
    person.name_key = name_key(person.name)
    person.pinyin = pinyin_key(person.name)
    person.initials = initials_of(person.pinyin)
    person.strokes = name_strokes(person.name)


def set_document(person: Person, kind: str, number: str, *, day: date) -> list[str]:
    """Put a checked document on a person; returns the reasons for which it is not one."""
    checked = check_document(kind, number, today=day)
    if checked.reasons:
        return checked.reasons
    person.document_type, person.document_number = kind, checked.number
    person.document_index = blind_index(document_key(kind, checked.number), purpose=DOCUMENT)
    person.born_on = checked.born_on or person.born_on
    person.sex = checked.sex or person.sex
    return []


def set_phone(person: Person, phone: str) -> list[str]:
    cleaned = clean_phone(phone)
    if not cleaned:
        person.phone, person.phone_index = None, None
        return []
    reason = phone_reason(cleaned)
    if reason:
        return [reason]
    person.phone, person.phone_index = cleaned, blind_index(cleaned, purpose=PHONE)
    return []


def register(
    *,
    name: str,
    document_type: str,
    document_number: str,
    home_union: Organisation,
    day: date,
    actor: Actor,
    phone: str = "",
    **values: Any,
) -> Person:
    """Register a person whom the city does not know yet; refuse one whom it knows by the same document."""
    person = Person(home_union=home_union, area_id=home_union.area_id, **values)
    set_name(person, name)
    reasons = name_reasons(person.name)
    reasons += set_document(person, document_type, document_number, day=day)
    reasons += set_phone(person, phone)
    if not reasons and queries.known_by_document(document_type, str(person.document_number)) is not None:
        reasons.append("这个证件号码已经登记在册，请查询后办理转会或更正")
    if reasons:
        raise Refused(*reasons)
    return create(person, actor=actor, verb="people.person.register")


def correct(person: Person, *, actor: Actor, day: date, version: Any = None, reason: str = "", **values: Any) -> Person:
    """Correct facts about a person; name, document and phone bring their keys with them."""
    with change(person, actor=actor, verb="people.person.correct", reason=reason, version=version) as corrected:
        reasons: list[str] = []
        if "name" in values:
            set_name(corrected, values.pop("name"))
            reasons += name_reasons(corrected.name)
        if "document_number" in values:
            kind = values.pop("document_type", corrected.document_type)
            reasons += set_document(corrected, kind, values.pop("document_number"), day=day)
        if "phone" in values:
            reasons += set_phone(corrected, values.pop("phone"))
        if reasons:
            raise Refused(*reasons)
        for field, value in values.items():
            setattr(corrected, field, value)
    return person


def open_spell(
    person: Person,
    *,
    organisation: Organisation,
    day: date,
    actor: Actor,
    opened_by: str = Spell.Opening.JOINED,
    source_id: int | None = None,
) -> Spell:
    """Open a membership from a day on; the person's home union follows."""
    with change(person, actor=actor, verb="people.person.follow_spell") as at_home:
        if not organisation.is_standing:
            raise Refused("该工会已撤销，不能接收会员")
        if organisation.founded_on is not None and day < organisation.founded_on:
            raise Refused("入会日期早于工会成立日期")
        if queries.open_spell_of(person) is not None:
            raise Refused("该人员已有会籍，请办理转会")
        at_home.home_union, at_home.area_id = organisation, organisation.area_id
        household = Household.objects.filter(head=person.pk, ended_on=None)
        household.update(organisation=organisation, area_id=organisation.area_id)
        return create(
            Spell(
                person=at_home,
                organisation=organisation,
                area_id=organisation.area_id,
                since=day,
                opened_by=opened_by,
                source_id=source_id,
            ),
            actor=actor,
            verb="people.spell.open",
        )


def close_spell(spell: Spell, *, day: date, closed_by: str, actor: Actor, reason: str = "") -> Spell:
    """Close a membership; `day` is the first day on which the person is no longer a member."""
    with change(spell, actor=actor, verb="people.spell.close", reason=reason) as closing:
        if closing.until is not None or closing.voided_at is not None:
            raise Refused("该会籍已经终止")
        if day < closing.since:
            raise Refused("终止日期不能早于入会日期")
        closing.until, closing.closed_by = day, closed_by
    return spell


def set_standing(spell: Spell, *, standing: str, actor: Actor, reason: str = "") -> Spell:
    """Retain a membership (retired, unemployed) or bring it back into the roll."""
    with change(spell, actor=actor, verb="people.spell.set_standing", reason=reason) as changing:
        if changing.until is not None or changing.voided_at is not None:
            raise Refused("该会籍已经终止")
        if changing.standing == standing:
            raise Refused("会籍状态没有变化")
        changing.standing = standing
    return spell


def void_spell(spell: Spell, *, actor: Actor, reason: str) -> Spell:
    """Strike out a spell that was entered by mistake; it stays, marked."""
    with change(spell, actor=actor, verb="people.spell.void", reason=reason) as voided:
        if voided.voided_at is not None:
            raise Refused("该会籍已经作废")
        voided.voided_at = timezone.now()
    return spell
