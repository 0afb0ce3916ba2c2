from datetime import date

import pytest
from django.db import IntegrityError, transaction

from guildhall.kernel.audit.models import Entry
from guildhall.kernel.audit.verbs import ENCRYPTED
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.kernel.people import actions, queries
from guildhall.kernel.people.models import Person, Spell
from guildhall.kernel.people.tests.factories import DAY, TESTER, member, number, person
from guildhall.kernel.refusal import Refused

LATER = date(2012, 9, 1)


@pytest.fixture
def union(db):
    county = founded(city(), Kind.COUNTY, "吉州区总工会")
    return founded(county, Kind.SINGLE, "某厂工会")


def test_a_person_is_registered_once_for_life(union):
    known = person(union, "王小明", document_number=number(7))

    with pytest.raises(Refused) as refusal:
        person(union, "王晓明", document_number=number(7))

    assert refusal.value.reasons == ("这个证件号码已经登记在册，请查询后办理转会或更正",)
    assert list(Person.objects.values_list("pk", flat=True)) == [known.pk]


def test_the_trail_never_holds_a_number(union):
    known = person(union, phone="13800000000")

    entry = Entry.objects.get(subject_id=known.pk, verb="people.person.register")

    assert entry.after["document_number"] == ENCRYPTED
    assert entry.after["phone"] == ENCRYPTED
    assert known.document_number not in str(entry.after)


def test_nobody_has_two_memberships_at_a_time(union):
    spell = member(union)

    with pytest.raises(IntegrityError), transaction.atomic():
        Spell.objects.create(person=spell.person, organisation=union, area=union.area, since=LATER)


def test_past_memberships_do_not_overlap_open_ones(union):
    spell = member(union)

    with pytest.raises(IntegrityError), transaction.atomic():
        Spell.objects.create(
            person=spell.person,
            organisation=union,
            area=union.area,
            since=date(2011, 1, 1),
            until=LATER,
            closed_by=Spell.Closing.LEFT,
        )


def test_past_memberships_do_not_overlap_one_another(union):
    someone = person(union)
    past = {"person": someone, "organisation": union, "area": union.area, "closed_by": Spell.Closing.LEFT}
    Spell.objects.create(since=date(2010, 1, 1), until=date(2011, 1, 1), **past)

    with pytest.raises(IntegrityError), transaction.atomic():
        Spell.objects.create(since=date(2010, 6, 1), until=date(2011, 6, 1), **past)


def test_a_membership_may_begin_on_the_day_the_last_one_ended(union):
    spell = member(union)
    actions.close_spell(spell, day=LATER, closed_by=Spell.Closing.LEFT, actor=TESTER)

    again = actions.open_spell(
        spell.person, organisation=union, day=LATER, actor=TESTER, opened_by=Spell.Opening.REJOINED
    )

    assert list(queries.members_on(LATER).values_list("pk", flat=True)) == [again.pk]
    assert list(queries.members_on(DAY).values_list("pk", flat=True)) == [spell.pk]


def test_a_closed_membership_is_not_closed_again(union):
    spell = member(union)
    actions.close_spell(spell, day=LATER, closed_by=Spell.Closing.LEFT, actor=TESTER)

    with pytest.raises(Refused) as refusal:
        actions.close_spell(spell, day=LATER, closed_by=Spell.Closing.LEFT, actor=TESTER)

    assert refusal.value.reasons == ("该会籍已经终止",)


@pytest.mark.parametrize("typed", ["曾小明", "zeng xiao", "zengxiaoming", "zxm", "13800000001", "9900420000000"])
def test_people_are_found_by_what_is_typed(union, typed):
    wanted = person(union, "曾小明", phone="13800000001", document_number=number(42))
    person(union, "单大力", phone="13800000002")

    text = wanted.document_number if typed.startswith("99") else typed

    assert list(queries.found_by(text).values_list("name", flat=True)) == ["曾小明"]


def test_a_corrected_name_brings_its_keys(union):
    known = person(union, "单小明")

    actions.correct(known, name="阿依古丽•买买提", actor=TESTER, day=DAY)

    known.refresh_from_db()
    assert known.name == "阿依古丽·买买提"
    assert known.pinyin.startswith("a yi gu li")
