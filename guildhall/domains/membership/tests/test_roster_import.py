from datetime import date

import pytest
from django.db import connection

from guildhall.domains.membership.models import TransferProposal
from guildhall.domains.membership.queries.roster import rows_of
from guildhall.domains.membership.tests import rosters
from guildhall.domains.membership.tests.rosters import number
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.people.models import Person, Spell
from guildhall.kernel.people.tests import factories as people

pytestmark = pytest.mark.django_db

ROWS = [
    ("张三", number(1), "13800000001", "2012-05-01"),
    ("李四", number(2), "", ""),
    ("单于·买买提", number(3), "13800000003", "2010年1月2日"),
]


def test_a_roster_becomes_people_and_memberships(tmp_path, today):
    union = rosters.union()

    import_ = rosters.imported(rosters.workbook(tmp_path / "a.xlsx", ROWS), union)

    person = Person.objects.get(name="张三")
    assert (import_.state, rosters.counts(import_)) == ("done", {"new": 3})
    assert (person.document_number, person.phone, person.sex) == (number(1), "13800000001", "1")
    assert (person.born_on, person.pinyin, person.home_union, person.area) == (
        date(1980, 1, 1), "zhang san", union, union.area,
    )  # fmt: skip
    spell = Spell.objects.open().get(person=person)
    assert (spell.organisation, spell.since, spell.source_id) == (union, date(2012, 5, 1), import_.pk)
    assert Entry.objects.get(verb="membership.roster.merge").after["new"] == 3


def test_nothing_is_written_before_the_merge_is_confirmed(tmp_path):
    import_ = rosters.uploaded(rosters.workbook(tmp_path / "a.xlsx", ROWS), rosters.union())

    assert (import_.state, rosters.counts(import_)) == ("previewed", {"new": 3})
    assert Person.objects.count() == 0


def test_the_same_file_a_second_time_changes_nothing(tmp_path):
    union, path = rosters.union(), rosters.workbook(tmp_path / "a.xlsx", ROWS)
    rosters.imported(path, union)

    again = rosters.uploaded(path, union)

    assert rosters.counts(again) == {"unchanged": 3}


def test_given_facts_change_and_blank_ones_stay(tmp_path):
    union = rosters.union()
    rosters.imported(rosters.workbook(tmp_path / "a.xlsx", ROWS), union)
    newer = [("张三", number(1), "13900000009", "2012-05-01"), ("李四", number(2), "", "")]

    import_ = rosters.imported(rosters.workbook(tmp_path / "b.xlsx", newer), union)

    assert rosters.counts(import_) == {"changed": 1, "unchanged": 1}
    assert Person.objects.get(name="张三").phone == "13900000009"


def test_a_member_of_another_union_becomes_a_transfer_proposal(tmp_path):
    union = rosters.union()
    other = rosters.union("别的公司工会", union.parent)
    member = people.member(other, "张三", document_number=number(1)).person

    import_ = rosters.imported(rosters.workbook(tmp_path / "a.xlsx", ROWS), union)

    proposal = TransferProposal.objects.get()
    assert rosters.counts(import_) == {"new": 2, "elsewhere": 1}
    assert (proposal.person, proposal.from_union, proposal.to_union) == (member, other, union)
    assert Spell.objects.open().get(person=member).organisation == other
    again = rosters.uploaded(rosters.workbook(tmp_path / "b.xlsx", ROWS), union)
    assert rosters.counts(again) == {"unchanged": 3}


def test_a_known_person_without_membership_joins_again(tmp_path):
    union = rosters.union()
    spell = people.member(union, "张三", document_number=number(1), since=date(2003, 1, 1))
    people.actions.close_spell(spell, day=date(2011, 1, 1), closed_by="left", actor=rosters.CLERK)

    import_ = rosters.imported(rosters.workbook(tmp_path / "a.xlsx", ROWS[:1]), union)

    open_spell = Spell.objects.open().get(person=spell.person)
    assert rosters.counts(import_) == {"rejoined": 1}
    assert (open_spell.opened_by, open_spell.since) == ("rejoined", date(2012, 5, 1))


def test_who_left_later_than_the_roster_says_they_joined_is_refused(tmp_path):
    union = rosters.union()
    spell = people.member(union, "张三", document_number=number(1), since=date(2001, 5, 1))
    people.actions.close_spell(spell, day=date(2012, 6, 1), closed_by="left", actor=rosters.CLERK)

    import_ = rosters.uploaded(rosters.workbook(tmp_path / "a.xlsx", ROWS[:1]), union)

    assert [row.said for row in rows_of(import_.pk, "refused")] == [
        "入会日期早于上一段会籍的终止日期 2012-06-01，请改正入会日期"
    ]


def test_an_import_taken_back_leaves_nothing_standing(tmp_path):
    union = rosters.union()
    path = rosters.workbook(tmp_path / "a.xlsx", ROWS)

    import_ = rosters.taken_back(rosters.imported(path, union))

    assert import_.state == "taken_back"
    assert (Person.objects.standing().count(), Spell.objects.standing().count()) == (0, 0)
    assert rosters.counts(rosters.imported(path, union)) == {"new": 3}


def test_taking_back_restores_what_was_overwritten(tmp_path):
    union = rosters.union()
    rosters.imported(rosters.workbook(tmp_path / "a.xlsx", ROWS), union)
    newer = rosters.workbook(tmp_path / "b.xlsx", [("张三", number(1), "13900000009", "2012-05-01")])

    rosters.taken_back(rosters.imported(newer, union))

    person = Person.objects.get(name="张三")
    assert (person.phone, person.voided_at) == ("13800000001", None)
    assert Spell.objects.open().filter(person=person).count() == 1


def test_taking_back_withdraws_the_proposals(tmp_path):
    union = rosters.union()
    people.member(rosters.union("别的公司工会", union.parent), "张三", document_number=number(1))

    rosters.taken_back(rosters.imported(rosters.workbook(tmp_path / "a.xlsx", ROWS), union))

    assert TransferProposal.objects.get().state == "withdrawn"


def test_what_was_built_on_an_import_forbids_taking_it_back(tmp_path):
    union = rosters.union()
    import_ = rosters.imported(rosters.workbook(tmp_path / "a.xlsx", ROWS), union)
    spell = Spell.objects.open().get(person__name="张三")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_spell SET standing = 'retained' WHERE id = %s", [spell.pk])

    with pytest.raises(rosters.Refused) as refusal:
        rosters.taken_back(import_)

    assert refusal.value.reasons == ("有 1 人的会籍在导入后已有变动，不能整体撤回",)
    assert Spell.objects.open().count() == 3
