"""Finding people: by document, by phone, by what a searcher types."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from guildhall.kernel.crypto.blind import blind_indexes
from guildhall.kernel.people.models import Person, PersonQuerySet, Spell, SpellQuerySet
from guildhall.kernel.people.rules.identity import clean_number, document_key
from guildhall.kernel.people.rules.names import name_key
from guildhall.kernel.people.rules.phones import clean_phone
from guildhall.kernel.people.rules.syllables import spaced_readings

LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz ")
LAST = "\U0010ffff"
FEW = 20


def known_by_document(kind: str, number: str) -> Person | None:
    """The one person with this document, if the city knows them."""
    indexes = blind_indexes(document_key(kind, clean_number(number)), purpose="people.document")
    found = Person.objects.standing().filter(document_index__in=indexes).order_by("pk").first()
    if found is not None:
        return found
    merged = Person.objects.filter(merged_into__isnull=False, document_index__in=indexes).order_by("pk")
    return Person.objects.standing().filter(pk__in=merged.values("merged_into")).order_by("pk").first()


def open_spell_of(person: Person) -> Spell | None:
    return Spell.objects.open().filter(person=person).order_by("pk").first()


def members_on(day: date) -> SpellQuerySet:
    """Memberships that stand at the end of a day."""
    return Spell.objects.standing().filter(Q(until=None) | Q(until__gt=day), since__lte=day)


def found_by(text: str) -> PersonQuerySet:
    """People by what somebody types: a document number, a phone, a name's beginning, pinyin or initials."""
    typed = text.strip()
    people = Person.objects.standing()
    if not typed:
        return people.none()
    if any(character.isdigit() for character in typed):
        return people.filter(number_condition(typed))
    lowered = typed.lower()
    if set(lowered) <= LETTERS:
        return people.filter(letters_condition(lowered))
    key = name_key(typed)
    return people.filter(begins("name_key", key)) if key else people.none()


def number_condition(typed: str) -> Q:
    """Equality of blind indexes: number as a resident's, as any other document's, as a phone; merged records lead on."""
    number, phone = clean_number(typed), clean_phone(typed)
    keys = {document_key(kind, number) for kind in ("01", "04", "05", "06", "07", "08", "99")}
    documents = [index for key in sorted(keys) for index in blind_indexes(key, purpose="people.document")]
    condition = Q(document_index__in=documents)
    if phone:
        condition |= Q(phone_index__in=blind_indexes(phone, purpose="people.phone"))
    followed = Person.objects.filter(condition, merged_into__isnull=False).order_by("pk")
    kept = list(followed.values_list("merged_into", flat=True)[:FEW])
    return condition | Q(pk__in=kept) if kept else condition


def letters_condition(lowered: str) -> Q:
    condition = begins("initials", lowered.replace(" ", ""))
    for reading in spaced_readings(lowered.strip()):
        condition |= begins("pinyin", reading)
    return condition


def begins(field: str, prefix: str) -> Q:
    """A prefix as an index range; the columns are in the C order."""
    return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + LAST})
