"""Verbs of a member's life: admit, retain, resume, leave, expel, decease, correct; each leaves an event."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NotRequired, TypedDict, Unpack

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from guildhall.domains.membership.models import Event, TransferProposal
from guildhall.domains.membership.queries import events as queries
from guildhall.domains.membership.rules import events as rules
from guildhall.kernel.access.actions import refuse_for, why_not_allowed
from guildhall.kernel.audit.verbs import STALE, change, create
from guildhall.kernel.files.actions import store
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people import actions as people
from guildhall.kernel.people.models import Person, Spell
from guildhall.kernel.people.queries import known_by_document, open_spell_of
from guildhall.kernel.people.rules.names import clean_name, name_key
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor

EDIT, PART = "membership.member.edit", "membership.member.part"


class Occasion(TypedDict):
    """When something happened to a membership, who enters it, why, and with which paper."""

    day: date
    today: date
    actor: Actor
    note: NotRequired[str]
    paper_number: NotRequired[str]
    paper: NotRequired[UploadedFile | None]
    version: NotRequired[datetime | None]


STANDINGS = {Event.Kind.RETAINED: Spell.Standing.RETAINED, Event.Kind.RESUMED: Spell.Standing.FULL}
# Decided by the union's committee: its clerk prepares them, its chair confirms.
PARTINGS = (Event.Kind.LEFT, Event.Kind.DEEMED_LEFT, Event.Kind.EXPELLED)
CLOSINGS = {
    Event.Kind.LEFT: Spell.Closing.LEFT,
    Event.Kind.DEEMED_LEFT: Spell.Closing.DEEMED_LEFT,
    Event.Kind.EXPELLED: Spell.Closing.EXPELLED,
    Event.Kind.DECEASED: Spell.Closing.DECEASED,
}


def admit(
    *,
    organisation: Organisation,
    name: str,
    document_type: str,
    document_number: str,
    day: date,
    today: date,
    actor: Actor,
    phone: str = "",
    note: str = "",
    paper_number: str = "",
    paper: UploadedFile | None = None,
    **facts: Any,
) -> Spell:
    """Admit somebody into a union from a day on, registering them if the city does not know them yet."""
    refuse_for(why_not_allowed(actor, EDIT, area=organisation.area_id, organisation=organisation.pk))
    refuse_for(rules.why_not_dated(day=day, today=today))
    with transaction.atomic():
        known = known_by_document(document_type, document_number)
        if known is None:
            person = people.register(
                name=name,
                document_type=document_type,
                document_number=document_number,
                home_union=organisation,
                day=today,
                actor=actor,
                phone=phone,
                **facts,
            )
        else:
            person = _known_again(known, name=name, phone=phone, day=today, actor=actor, facts=facts)
        opening = Spell.Opening.REJOINED if queries.was_member(person) else Spell.Opening.JOINED
        spell = people.open_spell(person, organisation=organisation, day=day, actor=actor, opened_by=opening)
        record_event(
            spell, kind=Event.Kind.JOINED, day=day, actor=actor, note=note, paper_number=paper_number, paper=paper
        )
    return spell


def _known_again(known: Person, *, name: str, phone: str, day: date, actor: Actor, facts: dict[str, Any]) -> Person:
    """A person whom the city knows already, with the facts that the form brought."""
    spell = open_spell_of(known)
    refuse_for(
        rules.why_not_admit(
            name_agrees=name_key(clean_name(name)) == known.name_key,
            member_of=str(spell.organisation) if spell else "",
            is_deceased=queries.is_deceased(known),
        )
    )
    given = {field: value for field, value in facts.items() if value not in (None, "")}
    if phone:
        given["phone"] = phone
    return people.correct(known, actor=actor, day=day, **given) if given else known


def record_event(
    spell: Spell,
    *,
    kind: str,
    day: date,
    actor: Actor,
    note: str = "",
    paper_number: str = "",
    paper: UploadedFile | None = None,
) -> Event:
    """Append an event to a membership, with its paper if there is one."""
    event = create(
        Event(
            person_id=spell.person_id,
            spell=spell,
            organisation_id=spell.organisation_id,
            area_id=spell.area_id,
            kind=kind,
            happened_on=day,
            note=note.strip(),
            paper_number=paper_number.strip(),
            recorded_by=actor.label,
            account_id=actor.account_id,
        ),
        actor=actor,
        verb="membership.event.record",
    )
    if paper is not None:
        store(
            paper,  # type: ignore[arg-type]
            name=str(paper.name),
            actor=actor,
            organisation=spell.organisation,
            area=spell.area,
            subject=event,
            sensitive=True,
        )
    return event


def current_spell(person: Person, *, actor: Actor, version: datetime | None = None) -> Spell:
    """The open membership of a person, locked; refused where there is none, it was changed since, or it is out of reach."""
    spell = Spell.objects.open().select_for_update(of=("self",)).filter(person=person).order_by("pk").first()
    if spell is None:
        raise Refused("该人员没有在册的会籍")
    refuse_for(why_not_allowed(actor, EDIT, area=spell.area_id, organisation=spell.organisation_id))
    if version is not None and spell.changed_at != version:
        raise Refused(STALE)
    return spell


@transaction.atomic
def _change(
    person: Person,
    kind: Event.Kind,
    *,
    day: date,
    today: date,
    actor: Actor,
    note: str = "",
    paper_number: str = "",
    paper: UploadedFile | None = None,
    version: datetime | None = None,
) -> Event:
    """Retain, resume or end the open membership of a person."""
    spell = current_spell(person, actor=actor, version=version)
    if kind in PARTINGS:
        refuse_for(why_not_allowed(actor, PART, area=spell.area_id, organisation=spell.organisation_id))
    refuse_for(
        rules.why_not_dated(day=day, today=today, since=spell.since)
        + rules.why_not_record(
            kind=kind, is_open=spell.until is None, standing=spell.standing, note=note, paper_number=paper_number
        )
    )
    if kind in STANDINGS:
        people.set_standing(spell, standing=STANDINGS[kind], actor=actor, reason=note)
    else:
        people.close_spell(spell, day=day, closed_by=CLOSINGS[kind], actor=actor, reason=note)
        withdraw_open_transfers(person, day=today, actor=actor, note=f"会籍已终止：{kind.label}")
    return record_event(spell, kind=kind, day=day, actor=actor, note=note, paper_number=paper_number, paper=paper)


def withdraw_open_transfers(person: Person, *, day: date, actor: Actor, note: str) -> None:
    """What waited for the receiving union has become void."""
    for proposal in TransferProposal.objects.open().filter(person=person).order_by("pk"):
        with change(proposal, actor=actor, verb="membership.transfer.withdraw", reason=note) as withdrawn:
            withdrawn.state = TransferProposal.State.WITHDRAWN
            withdrawn.decided_on, withdrawn.decided_by, withdrawn.decision_note = day, actor.label, note


def retain(person: Person, **occasion: Unpack[Occasion]) -> Event:
    """Retain the membership of somebody who retired or lost work."""
    return _change(person, Event.Kind.RETAINED, **occasion)


def resume(person: Person, **occasion: Unpack[Occasion]) -> Event:
    """Bring a retained membership back into the roll."""
    return _change(person, Event.Kind.RESUMED, **occasion)


def leave(person: Person, **occasion: Unpack[Occasion]) -> Event:
    """Let a member go who asked to leave."""
    return _change(person, Event.Kind.LEFT, **occasion)


def deem_left(person: Person, *, neglect: rules.Neglect, **occasion: Unpack[Occasion]) -> Event:
    """Take the decision that somebody who neither pays nor takes part has left; never done by a timer."""
    refuse_for(rules.why_not_deem_left(neglect))
    return _change(person, Event.Kind.DEEMED_LEFT, **occasion)


def expel(person: Person, **occasion: Unpack[Occasion]) -> Event:
    """Expel a member by a decision with a number."""
    return _change(person, Event.Kind.EXPELLED, **occasion)


def decease(person: Person, **occasion: Unpack[Occasion]) -> Event:
    """Record a member's death."""
    return _change(person, Event.Kind.DECEASED, **occasion)


@transaction.atomic
def correct(
    person: Person,
    *,
    today: date,
    actor: Actor,
    note: str,
    paper_number: str = "",
    paper: UploadedFile | None = None,
    version: datetime | None = None,
    **facts: Any,
) -> Event:
    """Correct facts about a member; the file says what was corrected and why, the trail keeps both sides."""
    spell = current_spell(person, actor=actor)
    refuse_for(rules.why_not_explained(kind=Event.Kind.CORRECTED, note=note))
    changed = {field: value for field, value in facts.items() if _differs(person, field, value)}
    if not changed:
        raise Refused("没有更改任何内容")
    people.correct(person, actor=actor, day=today, version=version, reason=note, **changed)
    labels = "、".join(str(getattr(Person._meta.get_field(field), "verbose_name", field)) for field in changed)
    return record_event(
        spell,
        kind=Event.Kind.CORRECTED,
        day=today,
        actor=actor,
        note=f"更正{labels}。依据：{note.strip()}",
        paper_number=paper_number,
        paper=paper,
    )


def _differs(person: Person, field: str, value: Any) -> bool:
    """Whether a form brought something new; numbers left empty stay as they are."""
    if field in {"document_number", "phone"} and not value:
        return False
    return bool(getattr(person, field) != value)


def attach(person: Person, *, paper: UploadedFile, actor: Actor) -> None:
    """Put a paper into a member's file."""
    store(
        paper,  # type: ignore[arg-type]
        name=str(paper.name),
        actor=actor,
        organisation=person.home_union,
        area=person.area,
        subject=person,
        sensitive=True,
    )
