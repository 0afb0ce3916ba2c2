"""Reads of members and of what happened to them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from guildhall.domains.membership.models import Event, TransferProposal
from guildhall.kernel.access.models import Account
from guildhall.kernel.files.models import File
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.models import Person, PersonQuerySet, Spell

OPENINGS = (Event.Kind.JOINED, Event.Kind.TRANSFERRED_IN)


def people() -> PersonQuerySet:
    """People with their union and their open membership, in the order of a roll."""
    open_spells = Prefetch("spells", Spell.objects.open().order_by("pk"), to_attr="open_spells")
    return Person.objects.standing().select_related("home_union").prefetch_related(open_spells).order_by("pinyin", "pk")


def with_open_spell(records: QuerySet[Person], **conditions: object) -> QuerySet[Person]:
    """Those of some people whose membership is open and meets conditions."""
    return records.filter(Exists(Spell.objects.open().filter(person=OuterRef("pk"), **conditions).order_by()))


def without_open_spell(records: QuerySet[Person]) -> QuerySet[Person]:
    """Those of some people who were members and are no longer."""
    spells = Spell.objects.standing().filter(person=OuterRef("pk")).order_by()
    return records.filter(Exists(spells), ~Exists(spells.filter(until=None)))


def spells_of(person: Person) -> QuerySet[Spell]:
    """All memberships of a life, the first one first."""
    return Spell.objects.filter(person=person).select_related("organisation").order_by("since", "pk")


def events_of(person: Person) -> QuerySet[Event]:
    """All that happened to somebody's membership, in its order."""
    return Event.objects.filter(person=person).select_related("organisation").order_by("happened_on", "pk")


def papers_of(person: Person) -> QuerySet[File]:
    """The papers in somebody's file: their own, and those of what happened to them."""
    events = Event.objects.filter(person=person).order_by().values("pk")
    of_events = Q(subject_type=Event._meta.label_lower, subject_id__in=events)
    of_person = Q(subject_type=Person._meta.label_lower, subject_id=person.pk)
    return File.objects.filter(of_person | of_events).order_by("-pk")


def open_transfer_of(person: Person) -> TransferProposal | None:
    found = TransferProposal.objects.open().filter(person=person).select_related("from_union", "to_union")
    return found.order_by("pk").first()


def is_deceased(person: Person) -> bool:
    closed = Spell.objects.standing().filter(person=person, closed_by=Spell.Closing.DECEASED)
    return closed.exists()


def was_member(person: Person) -> bool:
    return Spell.objects.standing().filter(person=person).exists()


def member_count(organisation_id: int) -> int:
    """Open memberships in one union itself."""
    return Spell.objects.open().filter(organisation=organisation_id).count()


def proposed_by(person_id: int, organisation: Organisation) -> QuerySet[TransferProposal]:
    """The open transfers that somebody proposed for members of unions at or below a body."""
    own = Account.objects.filter(person_id=person_id).order_by().values("pk")
    return TransferProposal.objects.open().filter(account_id__in=own, from_union__path__startswith=organisation.path)
