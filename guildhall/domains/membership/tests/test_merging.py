from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connections

from guildhall.domains.membership.actions import events
from guildhall.domains.membership.models import Event
from guildhall.kernel.access import actions as access
from guildhall.kernel.access.models import Account, Post
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.crypto import blind_index
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.kernel.people import actions, queries
from guildhall.kernel.people.models import Duplicate, Merge, Person, Spell
from guildhall.kernel.people.queries.merging import find_duplicates
from guildhall.kernel.people.rules.merging import CLOSE, VOID, Settlement, Stretch, settle, why_not_settle
from guildhall.kernel.people.tests.factories import DAY, TESTER, member, number, person
from guildhall.kernel.refusal import Refused

TODAY = date(2012, 9, 1)
BORN = date(1980, 1, 1)


@pytest.fixture
def union(db):
    return founded(founded(city(), Kind.COUNTY, "吉州区总工会"), Kind.SINGLE, "某厂工会")


@pytest.fixture
def pair(union):
    """Two records of one person: a member with the new number, and one with the old phone who is a member since later."""
    kept = member(union, "王小明", document_number=number(7), phone="13800000001").person
    lost = member(
        union, "王小明", since=TODAY, document_number="E12345678", document_type="07", born_on=BORN, phone="13800000002"
    ).person
    return kept, lost


def merged(kept, lost, **values):
    values.setdefault("keep_open", getattr(queries.open_spell_of(kept), "pk", None))
    return actions.merge(kept, lost, reason="同一人两次登记", day=TODAY, actor=TESTER, **values)


def undone(merge):
    return actions.undo(merge, reason="认错人", day=TODAY, actor=TESTER)


def facts_of(person):
    person.refresh_from_db()
    skipped = {"changed_at"}
    return {f.name: getattr(person, f.attname) for f in Person._meta.concrete_fields if f.name not in skipped}


def test_what_hangs_on_the_lost_record_follows_and_both_trails_say_so(pair):
    kept, lost = pair
    events.retain(lost, day=TODAY, today=TODAY, actor=TESTER, note="退休")
    access.appoint(lost, organisation=lost.home_union, role="union.clerk", day=DAY, actor=TESTER)

    merge = merged(kept, lost, take=["phone", "education"])

    lost.refresh_from_db()
    assert lost.merged_into_id == kept.pk
    assert set(Event.objects.values_list("person", flat=True)) == {kept.pk}
    assert Post.objects.get().person_id == kept.pk
    assert Spell.objects.standing().get().person_id == kept.pk
    assert {move.model for move in merge.moves.all()} >= {"people.spell", "membership.event", "access.post"}
    verbs = dict(Entry.objects.filter(verb__startswith="people.person.").values_list("verb", "subject_id"))
    assert (verbs["people.person.keep"], verbs["people.person.merge_away"]) == (kept.pk, lost.pk)


def test_taken_facts_are_exchanged_and_every_number_leads_to_the_kept_record(pair):
    kept, lost = pair

    merged(kept, lost, take=["phone"])

    kept.refresh_from_db()
    assert kept.phone == "13800000002"
    found = [list(queries.found_by(text).values_list("pk", flat=True)) for text in
             ("13800000001", "13800000002", "E12345678", number(7))]  # fmt: skip
    assert found == [[kept.pk]] * 4
    assert queries.known_by_document("07", "E12345678") == kept


def test_an_undone_merge_gives_everything_back(pair):
    kept, lost = pair
    events.retain(lost, day=TODAY, today=TODAY, actor=TESTER, note="退休")
    before = facts_of(kept), facts_of(lost), list(Spell.objects.order_by("pk").values("pk", "person", "voided_at"))

    merge = undone(merged(kept, lost, take=["phone", "document_number", "name"]))

    assert (facts_of(kept), facts_of(lost)) == before[:2]
    assert list(Spell.objects.order_by("pk").values("pk", "person", "voided_at")) == before[2]
    assert set(Event.objects.values_list("person", flat=True)) == {lost.pk}
    assert (merge.left_behind, merge.undone_by) == ("", "测试")


def test_what_was_changed_since_stays_and_is_told(pair):
    kept, lost = pair
    merge = merged(kept, lost, take=["phone"])
    actions.correct(kept, phone="13800000009", actor=TESTER, day=TODAY)

    undone(merge)

    kept.refresh_from_db()
    lost.refresh_from_db()
    assert (kept.phone, lost.phone) == ("13800000009", "13800000002")
    assert merge.left_behind == "手机号码后来另有更正"


def test_the_later_of_two_open_memberships_may_be_a_move(pair):
    kept, lost = pair
    first, second = queries.open_spell_of(kept), queries.open_spell_of(lost)

    merge = merged(kept, lost, keep_open=second.pk, other=CLOSE)

    first.refresh_from_db()
    assert (first.until, first.closed_by, queries.open_spell_of(kept).pk) == (TODAY, "transferred", second.pk)
    undone(merge)
    first.refresh_from_db()
    assert (first.until, first.closed_by) == (None, "")


def test_a_merge_that_may_not_be_changes_nothing(pair, union):
    kept, lost = pair
    county_other = founded(union.parent.parent, Kind.COUNTY, "青原区总工会")

    with pytest.raises(Refused) as same:
        actions.merge(kept, kept, reason="重复", day=TODAY, actor=TESTER)
    with pytest.raises(Refused) as unsaid:
        actions.merge(kept, lost, reason="", day=TODAY, actor=TESTER)
    with pytest.raises(Refused) as unchosen:
        actions.merge(kept, lost, reason="重复登记", day=TODAY, actor=TESTER)

    assert same.value.reasons == ("请选择两份不同的档案",)
    assert unsaid.value.reasons == ("请写明合并的依据",)
    assert unchosen.value.reasons == ("请选择保留哪一段会籍",)
    assert county_other.pk
    assert Merge.objects.count() == 0
    assert Person.objects.standing().count() == 2


def test_accounts_follow_or_are_asked_about(pair, union):
    kept, lost = pair
    access.open_account(lost, username="lost", day=DAY, actor=TESTER)
    merge = merged(kept, lost)
    assert Account.objects.get().person_id == kept.pk
    undone(merge)
    access.open_account(kept, username="kept", day=DAY, actor=TESTER)

    with pytest.raises(Refused) as refusal:
        merged(kept, lost)

    assert refusal.value.reasons == ("两份档案各有一个启用的账号，请先停用其中一个",)
    access.close_account(Account.objects.get(username="lost"), reason="重复", actor=TESTER)
    merged(kept, lost)
    assert Account.objects.get(username="lost").person_id == lost.pk


def test_rows_that_cannot_both_stand_are_named(pair, union):
    kept, lost = pair
    for one in pair:
        access.appoint(one, organisation=union, role="union.clerk", day=DAY, actor=TESTER)

    with pytest.raises(Refused) as refusal:
        merged(kept, lost)

    assert refusal.value.reasons[0].startswith("岗位")
    assert Person.objects.standing().count() == 2


def test_a_record_that_was_kept_may_be_merged_on_and_all_lead_to_the_last(pair, union):
    kept, lost = pair
    last = person(union, "王小明", phone="13800000003")
    first = merged(kept, lost)
    merged(last, kept, keep_open=None)

    assert set(Person.objects.filter(merged_into__isnull=False).values_list("merged_into", flat=True)) == {last.pk}
    with pytest.raises(Refused) as refusal:
        undone(first)
    assert refusal.value.reasons == ("保留的档案后来又并入了另一份，请先撤销后一次合并",)


def test_ten_thousand_rows_follow(pair, django_assert_max_num_queries):
    kept, lost = pair
    spell = queries.open_spell_of(lost)
    values = {"spell": spell, "organisation": spell.organisation, "area": spell.area, "kind": "corrected"}
    Event.objects.bulk_create(
        Event(person=lost, happened_on=TODAY, recorded_by="测试", **values) for _ in range(10_000)
    )

    with django_assert_max_num_queries(120):
        merge = merged(kept, lost)

    assert Event.objects.filter(person=kept).count() == 10_000
    undone(merge)
    assert Event.objects.filter(person=lost).count() == 10_000


def test_pairs_that_look_like_one_person_are_found_once(union):
    one = person(union, "王小明", document_number=number(7), phone="13800000001")
    two = person(union, "王小明", document_type="07", document_number="E12345678", born_on=BORN, phone="13800000001")
    person(union, "李小明", phone="13800000001")
    three = person(union, "赵大力", document_type="07", document_number="G7654321")
    four = person(union, "赵大立", document_type="99", document_number="G7654321")

    found = [find_duplicates(union.area_id), find_duplicates(None)]

    pairs = set(Duplicate.objects.values_list("first", "second", "ground"))
    assert pairs == {(one.pk, two.pk, "name_birth_phone"), (three.pk, four.pk, "number")}
    assert found == [2, 0]


def test_a_number_in_its_old_length_is_found(union):
    whole = person(union, "王小明", document_number=number(9))
    old = person(union, "王晓明")
    digits = whole.document_number[:6] + whole.document_number[8:17]
    old.document_number, old.document_index = digits, blind_index(digits, purpose="people.document")
    old.save()

    find_duplicates(union.area_id)

    assert set(Duplicate.objects.values_list("first", "second", "ground")) == {(whole.pk, old.pk, "number")}


def test_what_was_dismissed_does_not_come_again(union):
    for phone in ("13800000001", "13800000001"):
        person(union, "王小明", phone=phone)
    find_duplicates(None)
    actions.dismiss(Duplicate.objects.get(), reason="父子同名", actor=TESTER)

    assert find_duplicates(None) == 0
    assert Duplicate.objects.get().state == "dismissed"


def test_two_who_merge_crosswise_make_no_circle(cloned_database):
    union = founded(founded(city(), Kind.COUNTY, "吉州区总工会"), Kind.SINGLE, "某厂工会")
    people = [person(union, "王小明"), person(union, "王小明")]
    together, said = Barrier(2), []

    def run(kept, lost):
        together.wait()
        try:
            actions.merge(kept, lost, reason="重复登记", day=TODAY, actor=TESTER)
        except Refused as refusal:
            said.append(refusal.reasons[0])
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=order) for order in (people, people[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Merge.objects.count() == 1
    assert Person.objects.standing().count() == 1
    assert len(said) == 1


def test_memberships_are_settled():
    def stretch(pk, since, until=None, of_kept=True):
        return Stretch(pk, date(since, 1, 1), until and date(until, 1, 1), of_kept)

    both_open = [stretch(1, 2010), stretch(2, 2011, of_kept=False)]

    assert settle(both_open, keep_open=1, other=VOID) == [Settlement(2, VOID)]
    assert settle(both_open, keep_open=2, other=CLOSE) == [Settlement(1, CLOSE, date(2011, 1, 1))]
    assert settle([stretch(1, 2010), stretch(2, 2005, 2008, False)], keep_open=None, other=VOID) == []
    assert settle([stretch(1, 2010), stretch(2, 2005, 2011, False)], keep_open=None, other=VOID) == [
        Settlement(2, VOID)
    ]
    assert why_not_settle(both_open, keep_open=1, other=CLOSE) == ["按转会终止的会籍应早于保留的会籍，请改选作废或调换"]
