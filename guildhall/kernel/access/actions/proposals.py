"""A clerk prepares, a chair confirms: both stand in the trail, of the proposal and of the record it is about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from guildhall.kernel.access import rules
from guildhall.kernel.access.actions.allowing import refuse_for, why_not_allowed
from guildhall.kernel.access.models import Proposal
from guildhall.kernel.access.offers import Confirmable
from guildhall.kernel.audit.verbs import change, create, note
from guildhall.kernel.offers import offered
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.models import Person
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor


def confirmable(code: str) -> Confirmable:
    for kind in offered(Confirmable):
        if kind.code == code:
            return kind
    raise LookupError(f"nothing that is confirmed is called {code}")


def must_be_confirmed(code: str, subject: Model, actor: Actor) -> bool:
    """Whether somebody may only prepare this, because the permission to do it lies with another."""
    kind = confirmable(code)
    where = kind.place(subject)
    return bool(why_not_allowed(actor, kind.confirm, area=where.area_id, organisation=where.pk))


@transaction.atomic
def propose(code: str, subject: Model, *, values: Mapping[str, Any], note_: str, actor: Actor) -> Proposal:
    """Put before the chair what a clerk prepared; what a rule refuses is refused at once."""
    kind = confirmable(code)
    where = kind.place(subject)
    refuse_for(why_not_allowed(actor, kind.prepare, area=where.area_id, organisation=where.pk))
    if actor.person_id is None:
        raise Refused("报送要有经办人")
    refuse_for(kind.why_not(subject, values))
    proposal = Proposal(
        kind=code,
        organisation=where,
        area_id=where.area_id,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_name=str(subject),
        subject_version=kind.version(subject),
        values=json.dumps(dict(values), ensure_ascii=False, default=str),
        note=note_.strip()[:300],
        prepared_by_id=actor.person_id,
    )
    create(proposal, actor=actor, verb="access.proposal.prepare", reason=note_)
    after = {"事项": kind.label, "报送": proposal.pk}
    note(actor=actor, verb="access.proposal.prepare", subject=subject, reason=note_, after=after)
    return proposal


def subject_of(proposal: Proposal) -> Model:
    """The record that a proposal is about, locked."""
    model = apps.get_model(proposal.subject_type)
    found = model._base_manager.select_for_update(of=("self",)).filter(pk=proposal.subject_id).first()
    if found is None:
        raise Refused("对象已经不在，请退回")
    return found


def confirm(
    proposal: Proposal, *, day: date, actor: Actor, reason: str = "", version: datetime | None = None
) -> Proposal:
    """Do what a clerk prepared; nobody confirms their own, nor what has changed since."""
    kind = confirmable(proposal.kind)
    with change(proposal, actor=actor, verb="access.proposal.confirm", reason=reason, version=version) as confirmed:
        refuse_for(_why_not_decide(confirmed, kind, actor))
        subject = subject_of(confirmed)
        refuse_for(rules.why_not_confirm(is_stale=kind.version(subject) != confirmed.subject_version))
        _decide(confirmed, Proposal.State.CONFIRMED, actor, reason)
        values = json.loads(confirmed.values)
        kind.perform(subject, values, confirmed.prepared_by.name, day, actor)
        after = {"事项": kind.label, "报送": confirmed.pk}
        note(actor=actor, verb="access.proposal.confirm", subject=subject, reason=reason, after=after)
    return proposal


def decline(proposal: Proposal, *, actor: Actor, reason: str, version: datetime | None = None) -> Proposal:
    """Send a proposal back to its clerk with the reason."""
    kind = confirmable(proposal.kind)
    with change(proposal, actor=actor, verb="access.proposal.decline", reason=reason, version=version) as declined:
        refuse_for(_why_not_decide(declined, kind, actor) or ([] if reason.strip() else ["请写明退回的理由"]))
        _decide(declined, Proposal.State.DECLINED, actor, reason)
    return proposal


def withdraw(proposal: Proposal, *, actor: Actor, reason: str = "", version: datetime | None = None) -> Proposal:
    """Take back what oneself prepared and nobody has decided."""
    with change(proposal, actor=actor, verb="access.proposal.withdraw", reason=reason, version=version) as withdrawn:
        is_own = withdrawn.prepared_by_id == actor.person_id
        refuse_for(rules.why_not_withdraw(is_waiting=_waits(withdrawn), is_own=is_own))
        _decide(withdrawn, Proposal.State.WITHDRAWN, actor, reason)
    return proposal


def hand_over(proposals: QuerySet[Proposal], to_person_id: int | None, organisation: Organisation, actor: Actor) -> int:
    """Have what a clerk prepared belong to a successor; without one it waits for the chair under the old name."""
    held = list(proposals.order_by("pk"))
    for proposal in held:
        with change(proposal, actor=actor, verb="access.proposal.hand_over") as handed:
            handed.prepared_by_id = to_person_id or handed.prepared_by_id
    return len(held)


def held(person_id: int, organisation: Organisation) -> QuerySet[Proposal]:
    return Proposal.objects.waiting().filter(prepared_by=person_id, organisation__path__startswith=organisation.path)


def waiting_for(actor: Actor) -> int:
    """How many proposals somebody may decide."""
    others = Proposal.objects.waiting().exclude(prepared_by=actor.person_id)
    return others.visible_to(actor, "access.proposal.confirm").count()


def _waits(proposal: Proposal) -> bool:
    return proposal.state == Proposal.State.WAITING


def _why_not_decide(proposal: Proposal, kind: Confirmable, actor: Actor) -> list[str]:
    reasons = why_not_allowed(actor, kind.confirm, area=proposal.area_id, organisation=proposal.organisation_id)
    is_own = actor.person_id is not None and proposal.prepared_by_id == actor.person_id
    return reasons or rules.why_not_decide(is_waiting=_waits(proposal), is_own=is_own)


def _decide(proposal: Proposal, state: str, actor: Actor, reason: str) -> None:
    proposal.state, proposal.reason, proposal.decided_at = state, reason.strip()[:300], timezone.now()
    proposal.decided_by = Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None
