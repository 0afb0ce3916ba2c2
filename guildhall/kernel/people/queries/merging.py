"""What hangs on a person, in every part of the house, and pairs that look like one person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, models

from guildhall.kernel.crypto import blind_indexes, decrypt_many, sealed
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.models import Duplicate, Merge, Person, Spell
from guildhall.kernel.people.rules.identity import DOCUMENTS, EIGHTEEN_DIGIT_KINDS, document_key, with_check_digit
from guildhall.kernel.people.rules.merging import Stretch

FIFTEEN_SEALED = 46  # header 3, nonce 12, fifteen digits, tag 16
OWN = (Merge, Duplicate)

SAME_PHONE = """
    SELECT a.id, b.id, CASE WHEN a.born_on = b.born_on THEN 'name_birth_phone' ELSE 'name_phone' END
    FROM people_person a JOIN people_person b
      ON b.phone_index = a.phone_index AND b.name_key = a.name_key AND b.id <> a.id AND b.voided_at IS NULL
    WHERE a.voided_at IS NULL AND a.phone_index IS NOT NULL AND {area}
"""
SAME_UNION = """
    SELECT a.id, b.id, 'name_birth_union'
    FROM people_person a JOIN people_person b
      ON b.name_key = a.name_key AND b.born_on = a.born_on AND b.home_union_id = a.home_union_id AND b.id > a.id
     AND b.voided_at IS NULL
    WHERE a.voided_at IS NULL AND a.born_on IS NOT NULL AND {area}
"""
# A pair of two counties lies with the city; what somebody has decided stays decided.
KEEP = """
    INSERT INTO people_duplicate (first_id, second_id, ground, state, note, decided_by, organisation_id, area_id)
    SELECT DISTINCT ON (x.first, x.second) x.first, x.second, x.ground, 'open', '', '',
           CASE WHEN a.area_id = b.area_id THEN a.home_union_id ELSE %(root)s END,
           CASE WHEN a.area_id = b.area_id THEN a.area_id ELSE %(root)s END
    FROM (SELECT least(f.one, f.two) AS first, greatest(f.one, f.two) AS second, f.ground FROM ({found}) f (one, two, ground)) x
    JOIN people_person a ON a.id = x.first JOIN people_person b ON b.id = x.second
    ORDER BY x.first, x.second, x.ground
    ON CONFLICT (first_id, second_id) DO NOTHING
"""


class Relation(NamedTuple):
    """A column somewhere in the house that names a person."""

    model: type[models.Model]
    field: str
    is_single: bool
    where: dict[str, Any]

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    def rows(self, person_id: int) -> models.QuerySet[Any]:
        return self.model._base_manager.filter(**{**self.where, self.field: person_id})


def relations() -> Iterator[Relation]:
    """Every foreign key to a person, and every pair of subject columns, of whatever part; trails stay where they are."""
    for related in Person._meta.get_fields(include_hidden=True):
        if isinstance(related, models.ManyToOneRel) and related.related_model not in OWN:
            field = related.field
            yield Relation(related.related_model, field.attname, bool(field.unique), {})
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        if {"subject_type", "subject_id"} <= names and not is_fixed(model):
            yield Relation(model, "subject_id", False, {"subject_type": Person._meta.label_lower})


def is_fixed(model: type[models.Model]) -> bool:
    """Whether the database refuses to change rows of a model."""
    return any(trigger.name == "refuses_change" for trigger in getattr(model._meta, "triggers", ()))


def counts_of(person: Person) -> list[tuple[str, int]]:
    """What hangs on a person, by kind, for the one who compares."""
    found = [(each.label, each.rows(person.pk).count()) for each in relations()]
    return [(label, count) for label, count in found if count]


def stretches_of(kept_id: int, lost_id: int) -> list[Stretch]:
    """The standing memberships of both records."""
    spells = Spell.objects.standing().filter(person__in=(kept_id, lost_id)).order_by("pk")
    return [Stretch(each.pk, each.since, each.until, each.person_id == kept_id) for each in spells]


def find_duplicates(area_id: int | None) -> int:
    """Keep the pairs that look like one person, of one county or of the city; gives how many are new."""
    found = 0
    with connection.cursor() as cursor:
        for select in (SAME_PHONE, SAME_UNION):
            area = "TRUE" if area_id is None else "a.area_id = %(area)s"
            written = KEEP.replace("{found}", select.replace("{area}", area))
            cursor.execute(written, {"root": _root(), "area": area_id})
            found += cursor.rowcount
        pairs = list(same_numbers(area_id))
        rows = "SELECT * FROM unnest(%(ones)s::bigint[], %(twos)s::bigint[]), (VALUES ('number')) v"
        given: dict[str, Any] = {"ones": [one for one, _ in pairs], "twos": [two for _, two in pairs], "root": _root()}
        cursor.execute(KEEP.replace("{found}", rows), given)
        return found + cursor.rowcount


def same_numbers(area_id: int | None) -> Iterator[tuple[int, int]]:
    """One number in its old and new length, or registered as two kinds of document."""
    people = Person.objects.standing().filter(document_number__isnull=False)
    if area_id is not None:
        people = people.filter(area=area_id)
    length = models.Func(sealed("document_number"), function="octet_length", output_field=models.IntegerField())
    short = people.filter(document_type="01").annotate(length=length).filter(length=FIFTEEN_SEALED)
    yield from _matching(short, lambda _, number: [with_check_digit(f"{number[:6]}19{number[6:]}")])
    others = people.exclude(document_type__in=EIGHTEEN_DIGIT_KINDS)
    yield from _matching(
        others, lambda kind, number: [document_key(each, number) for each in DOCUMENTS if each != kind]
    )


def _matching(people: models.QuerySet[Person], keys_of: Callable[[str, str], list[str]]) -> Iterator[tuple[int, int]]:
    label = Person._meta.get_field("document_number").label
    rows = list(people.order_by("pk").values_list("pk", "document_type", sealed("document_number")))
    numbers = decrypt_many([blob for _, _, blob in rows], label=label)
    sought = {
        index: pk
        for (pk, kind, _), number in zip(rows, numbers, strict=True)
        for key in keys_of(kind, number)
        for index in blind_indexes(key, purpose="people.document")
    }
    matching = Person.objects.standing().filter(document_index__in=list(sought)).order_by("pk")
    for pk, index in matching.values_list("pk", "document_index"):
        if sought[index] != pk:
            yield sought[index], pk


def _root() -> int:
    return Organisation.objects.get(parent=None).pk
