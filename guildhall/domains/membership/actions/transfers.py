"""Verbs of transfers: propose, accept, refuse, withdraw, and transfer at once within one's own reach."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from guildhall.domains.membership import notices
from guildhall.domains.membership.actions.events import EDIT, current_spell, record_event, withdraw_open_transfers
from guildhall.domains.membership.models import Event, TransferProposal
from guildhall.domains.membership.rules import events as event_rules
from guildhall.domains.membership.rules import transfers as rules
from guildhall.kernel.access.actions import refuse_for, why_not_allowed
from guildhall.kernel.access.models import Account
from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people import actions as people
from guildhall.kernel.people.models import Person, Spell
from guildhall.kernel.people.queries import open_spell_of
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor

DECIDE = "membership.transfer.decide"


def may_receive(actor: Actor, union: Organisation) -> bool:
    """Whether somebody may receive members for a union."""
    return not why_not_allowed(actor, DECIDE, area=union.area_id, organisation=union.pk)


@transaction.atomic
def transfer(
    person: Person,
    *,
    to_union: Organisation,
    day: date,
    today: date,
    actor: Actor,
    note: str = "",
    paper_number: str = "",
    version: datetime | None = None,
) -> Spell | TransferProposal:
    """Let a membership follow the job: at once where the actor leads both unions, else as a proposal to the other."""
    spell = current_spell(person, actor=actor, version=version)
    refuse_for(event_rules.why_not_dated(day=day, today=today) + _why_not(spell, to_union, day))
    if may_receive(actor, to_union):
        withdraw_open_transfers(person, day=today, actor=actor, note="已直接办理转会")
        return _carry_over(spell, to_union, day=day, actor=actor, note=note, paper_number=paper_number)
    return propose(person, to_union=to_union, day=day, actor=actor, note=note)


@transaction.atomic
def propose(
    person: Person,
    *,
    to_union: Organisation,
    day: date,
    actor: Actor,
    note: str = "",
    source_id: int | None = None,
) -> TransferProposal:
    """Ask a union to receive a member of another; one question at a time."""
    spell = open_spell_of(person)
    if spell is None:
        raise Refused("该人员没有在册的会籍，可直接登记入会")
    refuse_for(_why_not(spell, to_union, day))
    proposal = create(
        TransferProposal(
            person=person,
            from_union_id=spell.organisation_id,
            to_union=to_union,
            area_id=to_union.area_id,
            proposed_on=day,
            proposed_by=actor.label,
            account_id=actor.account_id,
            source_id=source_id,
            note=note.strip(),
        ),
        actor=actor,
        verb="membership.transfer.propose",
    )
    notices.transfer_proposed(proposal, actor=actor)
    return proposal


def accept(
    proposal: TransferProposal, *, day: date, actor: Actor, note: str = "", version: datetime | None = None
) -> Spell:
    """Receive a member: the old membership ends and the new one begins on the same day, in one transaction."""
    with _deciding(proposal, actor, "accept", note, version) as accepted:
        spell = Spell.objects.open().select_for_update(of=("self",)).filter(person=accepted.person_id).first()
        if spell is None or spell.organisation_id != accepted.from_union_id:
            raise Refused("该会员的会籍在提出以后已经变动，请退回后重新提出")
        refuse_for(_why_not_decide(accepted, spell, actor) + _why_not(spell, accepted.to_union, day))
        accepted.state = TransferProposal.State.ACCEPTED
        accepted.decided_on, accepted.decided_by, accepted.decision_note = day, actor.label, note.strip()
        notices.transfer_decided(accepted, actor=actor)
        return _carry_over(spell, accepted.to_union, day=day, actor=actor, note=note, paper_number="")


def refuse(
    proposal: TransferProposal, *, day: date, actor: Actor, note: str, version: datetime | None = None
) -> TransferProposal:
    """Send a proposal back with the reason; the member stays where they are."""
    with _deciding(proposal, actor, "refuse", note, version) as refused:
        refuse_for(_still_open(refused) + rules.why_not_refuse(note))
        refused.state = TransferProposal.State.REFUSED
        refused.decided_on, refused.decided_by, refused.decision_note = day, actor.label, note.strip()
        notices.transfer_decided(refused, actor=actor)
    return proposal


def _deciding(
    proposal: TransferProposal, actor: Actor, verb: str, note: str, version: datetime | None
) -> AbstractContextManager[TransferProposal]:
    refuse_for(why_not_allowed(actor, DECIDE, area=proposal.area_id, organisation=proposal.to_union_id))
    return change(proposal, actor=actor, verb=f"membership.transfer.{verb}", reason=note, version=version)


def _still_open(proposal: TransferProposal) -> list[str]:
    is_open = proposal.state == TransferProposal.State.PROPOSED
    return rules.why_not_decide(is_open=is_open, proposed_by_oneself=False, holds_both_unions=False)


def _why_not_decide(proposal: TransferProposal, spell: Spell, actor: Actor) -> list[str]:
    holds_both = not why_not_allowed(actor, EDIT, area=spell.area_id, organisation=spell.organisation_id)
    return rules.why_not_decide(
        is_open=proposal.state == TransferProposal.State.PROPOSED,
        proposed_by_oneself=actor.account_id is not None and proposal.account_id == actor.account_id,
        holds_both_unions=holds_both,
    )


def _why_not(spell: Spell, to_union: Organisation, day: date) -> list[str]:
    return rules.why_not_transfer(
        is_open=spell.until is None,
        from_union=spell.organisation_id,
        to_union=to_union.pk,
        to_stands=to_union.is_standing,
        since=spell.since,
        day=day,
    )


def _carry_over(
    spell: Spell, to_union: Organisation, *, day: date, actor: Actor, note: str, paper_number: str
) -> Spell:
    people.close_spell(spell, day=day, closed_by=Spell.Closing.TRANSFERRED, actor=actor, reason=note)
    opened = people.open_spell(
        spell.person, organisation=to_union, day=day, actor=actor, opened_by=Spell.Opening.TRANSFERRED
    )
    for side, kind in ((spell, Event.Kind.TRANSFERRED_OUT), (opened, Event.Kind.TRANSFERRED_IN)):
        record_event(side, kind=kind, day=day, actor=actor, note=note, paper_number=paper_number)
    return opened


def hand_over(
    proposals: QuerySet[TransferProposal], to_person_id: int | None, organisation: Organisation, actor: Actor
) -> int:
    """Have the transfers that somebody proposed belong to a successor, who hears of their end."""
    successor = Account.objects.filter(person_id=to_person_id).first() if to_person_id else None
    held = list(proposals.order_by("pk"))
    for proposal in held:
        with change(proposal, actor=actor, verb="membership.transfer.hand_over") as handed:
            handed.account_id = successor.pk if successor else None
    return len(held)
