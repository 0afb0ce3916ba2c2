"""What the one search box finds, by kind: people, unions, employers; each in its own ways and within reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from guildhall.kernel.organisations.letters import typed_letters
from guildhall.kernel.organisations.models import Alias, Employer, Organisation, OrganisationName
from guildhall.kernel.organisations.names import SHORTEST, containing
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.queries import LETTERS, begins, number_condition
from guildhall.kernel.people.rules.masks import mask_document, mask_phone
from guildhall.kernel.people.rules.names import name_key
from guildhall.kernel.people.rules.syllables import spaced_readings
from guildhall.kernel.scope import Actor, Reach
from guildhall.kernel.scope.models import ScopedQuerySet
from guildhall.kernel.scope.pages import keyset_page
from guildhall.mechanisms.workbooks.queries.exchange.numbers import known_outside_as

PEOPLE, UNIONS, EMPLOYERS = "membership.member.view", "organising.union.view", "organising.employer.view"
LONGEST = 60
NUMBER_DIGITS = 6
FEW_BRANCHES = 12
SHOWN = ("name", "sex", "born_on", "document_number", "phone", "home_union__name", "home_union__short_name")


@dataclass(frozen=True)
class Hit:
    """One thing found: its name with what was typed marked, and a line that tells it from its namesakes."""

    lead: str
    match: str
    tail: str
    detail: str
    address: str
    key: int
    note: str = ""


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `has_more` says that there was more than is shown."""

    code: str
    label: str
    icon: str
    hits: list[Hit]
    has_more: bool


def looks_like_number(text: str) -> bool:
    """Whether a text is a document or phone number: such a search is by equality and leaves a trace."""
    return sum(character.isdigit() for character in text) >= NUMBER_DIGITS


def find(actor: Actor, text: str, *, limit: int, by_number: bool) -> list[Group]:
    """All kinds that somebody may see; people are looked up by number only where asked for, and a number found is theirs."""
    typed = " ".join(text.split())[:LONGEST]
    groups = []
    if typed and actor.may(PEOPLE) and (by_number or not looks_like_number(typed)):
        groups.append(group("people", "职工", "user", found_people(actor, typed, limit), limit))
        if groups[0].hits and looks_like_number(typed):
            return groups
    if typed and actor.may(UNIONS):
        groups.append(group("unions", "工会", "sitemap", found_unions(actor, typed, limit), limit))
    if typed and actor.may(EMPLOYERS):
        groups.append(group("employers", "单位", "building", found_employers(actor, typed, limit), limit))
    return [one for one in groups if one.hits]


def group(code: str, label: str, icon: str, hits: list[Hit], limit: int) -> Group:
    return Group(code, label, icon, hits[:limit], len(hits) > limit)


def found_people(actor: Actor, typed: str, limit: int) -> list[Hit]:
    """One more than the limit, so that the page knows whether there is more."""
    people = Person.objects.standing().select_related("home_union").only(*SHOWN)
    outside = known_outside_as(typed, Person)
    known = people.filter(pk__in=list(outside)).visible_to(actor, PEOPLE).order_by("pk") if outside else []
    found = merged(ranges_of(people, typed), actor.reach(PEOPLE), limit + 1)
    hits = [hit_of(one, one.name, typed, detail_of(one), f"{outside[one.pk]}编号") for one in known]
    return [*hits, *(hit_of(person, person.name, typed, detail_of(person)) for person in found)][: limit + 1]


def ranges_of(people: ScopedQuerySet, typed: str) -> list[tuple[ScopedQuerySet, str]]:
    """Each way of reading what was typed, as one range of one index, in the order of that index."""
    lowered = typed.lower()
    if any(character.isdigit() for character in typed):
        return [(people.filter(number_condition(typed)), "pk")]
    if set(lowered) <= LETTERS:
        ranges = [(people.filter(begins("pinyin", reading)), "pinyin") for reading in spaced_readings(lowered)]
        return [*ranges, (people.filter(begins("initials", lowered.replace(" ", ""))), "initials")]
    key = name_key(typed)
    return [(people.filter(begins("name_key", key)), "name_key")] if key else []


def merged(ranges: Iterable[tuple[ScopedQuerySet, str]], reach: Reach, count: int) -> list[Any]:
    """The first of every range, each once."""
    found: dict[int, Any] = {}
    for queryset, field in ranges:
        order = ("pk",) if field == "pk" else (field, "pk")
        for row in first_of(queryset, reach, order, count):
            found.setdefault(row.pk, row)
    return list(found.values())[:count]


def first_of(queryset: ScopedQuerySet, reach: Reach, order: tuple[str, ...], count: int) -> list[Any]:
    """The first rows of one range; of many branches together, for a range in each of hundreds takes a second."""
    if len(reach.areas) + len(reach.organisations) > FEW_BRANCHES:
        return list(queryset.within(reach).order_by(*order)[:count])
    return keyset_page(queryset, reach, order=order, limit=count).rows


def detail_of(person: Person) -> str:
    born = f"{person.born_on.year}年生" if person.born_on else ""
    document = mask_document(person.document_number) if person.document_number else ""
    phone = mask_phone(person.phone) if person.phone else ""
    parts = (person.home_union.printed_name, person.get_sex_display() if person.sex in "12" else "", born)
    return " · ".join(part for part in (*parts, document, phone) if part)


def found_unions(actor: Actor, typed: str, limit: int) -> list[Hit]:
    """Unions by code, also an upper system's, by any part of a name or of its pinyin or initials, and by what they were called before."""
    seen = Organisation.objects.unions().visible_to(actor, UNIONS).select_related("parent")
    found: dict[int, tuple[Organisation, str]] = {}
    coded = Q(code=typed.upper()) | Q(credit_code=typed.upper()) & ~Q(credit_code="")
    for union in seen.filter(coded)[: limit + 1]:
        found.setdefault(union.pk, (union, ""))
    outside = known_outside_as(typed, Organisation)
    for union in seen.filter(pk__in=list(outside)).order_by("pk") if outside else ():
        found.setdefault(union.pk, (union, f"{outside[union.pk]}编号"))
    if len(typed) >= SHORTEST:
        for named in (containing(seen, "short_name", typed), containing(seen, "name", typed), *by_letters(seen, typed)):
            for union in named.order_by("depth", "name", "pk")[: limit + 1]:
                found.setdefault(union.pk, (union, ""))
        for union, name in formerly_called(seen, typed, limit):
            found.setdefault(union.pk, (union, f"曾用名：{name}"))
        for union, name in also_called(seen, "organisation", typed, limit):
            found.setdefault(union.pk, (union, f"别名：{name}"))
    return [
        hit_of(union, union.name, typed, place_of(union), note) for union, note in list(found.values())[: limit + 1]
    ]


def by_letters(seen: Any, typed: str) -> list[Any]:
    """Where pinyin or initials were typed, the rows named so: read through, for their letters pair alike in most rows."""
    text = typed_letters(typed)
    return [seen.filter(letters__contains=text)] if text else []


def formerly_called(seen: Any, typed: str, limit: int) -> list[tuple[Organisation, str]]:
    """Unions of which a name that they no longer bear contains a text."""
    old = containing(OrganisationName.objects.filter(until__isnull=False), "name", typed).order_by("-until", "pk")
    names = dict(old.values_list("organisation", "name")[: limit * 4])
    return [(union, names[union.pk]) for union in seen.filter(pk__in=list(names)).order_by("path")]


def also_called(seen: Any, owner: str, typed: str, limit: int) -> list[tuple[Any, str]]:
    """Unions or units of which an alias contains a text."""
    aliases = containing(Alias.objects.in_use().filter(**{f"{owner}__isnull": False}), "text", typed).order_by("pk")
    names = dict(aliases.values_list(owner, "text")[: limit * 4])
    return [(one, names[one.pk]) for one in seen.filter(pk__in=list(names)).order_by("pk")]


def place_of(union: Organisation) -> str:
    above = union.parent.printed_name if union.parent else ""
    ended = "已撤销" if union.dissolved_on else ""
    return " · ".join(part for part in (union.get_kind_display(), above, union.code, ended) if part)


def found_employers(actor: Actor, typed: str, limit: int) -> list[Hit]:
    """Units by credit code and by any part of their name, of its pinyin or initials."""
    seen = Employer.objects.visible_to(actor, EMPLOYERS).select_related("area", "union")
    found: dict[int, tuple[Employer, str]] = {}
    coded = seen.filter(credit_code=typed.upper()).exclude(credit_code="").order_by("pk")
    found.update((unit.pk, (unit, "")) for unit in coded[:1])
    for named in (containing(seen, "name", typed), *by_letters(seen, typed)):
        for unit in named.order_by("name", "pk")[: limit + 1]:
            found.setdefault(unit.pk, (unit, ""))
    for unit, name in also_called(seen, "employer", typed, limit) if len(typed) >= SHORTEST else ():
        found.setdefault(unit.pk, (unit, f"别名：{name}"))
    return [hit_of(unit, unit.name, typed, unit_detail(unit), note) for unit, note in list(found.values())[: limit + 1]]


def unit_detail(unit: Employer) -> str:
    union = unit.union.printed_name if unit.union else "未建会"
    closed = "已注销" if unit.closed_on else ""
    return " · ".join(part for part in (unit.area.printed_name, union, unit.credit_code, closed) if part)


def hit_of(record: Any, name: str, typed: str, detail: str, note: str = "") -> Hit:
    at = name.lower().find(typed.lower())
    begin, end = (len(name), len(name)) if at < 0 else (at, at + len(typed))
    return Hit(
        lead=name[:begin],
        match=name[begin:end],
        tail=name[end:],
        detail=detail,
        address=record.get_absolute_url(),
        key=record.pk,
        note=note,
    )
