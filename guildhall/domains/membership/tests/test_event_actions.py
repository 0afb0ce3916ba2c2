from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from guildhall.domains.membership.actions import events, transfers
from guildhall.domains.membership.models import Event, TransferProposal
from guildhall.domains.membership.queries.events import papers_of
from guildhall.domains.membership.rules.events import Neglect
from guildhall.kernel.access.tests.factories import actor, officer
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.organisations import actions as tree
from guildhall.kernel.people.models import Person, Spell
from guildhall.kernel.people.queries import open_spell_of
from guildhall.kernel.people.tests.factories import member, number
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import system

TESTER = system("测试")
TODAY = date(2012, 12, 1)
DAY = date(2012, 6, 1)


def events_of(person):
    found = Event.objects.filter(person=person).order_by("pk")
    return [(event.kind, event.happened_on, event.organisation.name) for event in found]


def admitted(union, number_, name="王小明", day=DAY, **values):
    return events.admit(
        organisation=union, name=name, document_type="01", document_number=number_, day=day, today=TODAY,
        actor=values.pop("actor", TESTER), **values,
    )  # fmt: skip


def test_somebody_new_is_registered_and_joins(unions):
    spell = admitted(
        unions[0], number(), phone="13800000001", education="21", note="一致同意", paper_number="吉机工〔2012〕1号"
    )

    person = Person.objects.get(pk=spell.person_id)
    assert (person.name, person.home_union, person.education) == ("王小明", unions[0], "21")
    assert (spell.opened_by, spell.since, spell.until) == ("joined", DAY, None)
    assert events_of(person) == [("joined", DAY, "吉州机械厂工会")]
    assert Entry.objects.filter(verb="membership.event.record").count() == 1


def test_somebody_who_left_joins_again_as_the_same_person(unions):
    document = number()
    first = admitted(unions[0], document)
    events.leave(first.person, day=date(2012, 8, 1), today=TODAY, actor=TESTER, note="离职")

    again = admitted(unions[2], document, day=date(2012, 9, 1), phone="13800000002")

    assert (again.person_id, again.opened_by) == (first.person_id, "rejoined")
    assert Person.objects.get(pk=again.person_id).phone == "13800000002"
    assert events_of(first.person) == [
        ("joined", DAY, "吉州机械厂工会"),
        ("left", date(2012, 8, 1), "吉州机械厂工会"),
        ("joined", date(2012, 9, 1), "青原水泥厂工会"),
    ]


def test_a_member_of_another_union_is_not_admitted_twice(unions):
    document = number()
    admitted(unions[0], document)

    with pytest.raises(Refused) as refusal:
        admitted(unions[1], document)

    assert refusal.value.reasons == ("该职工已是吉州机械厂工会会员，请办理转会",)
    assert Spell.objects.count() == 1
    assert Event.objects.count() == 1


def test_a_number_of_another_name_is_refused(unions):
    document = number()
    admitted(unions[0], document)

    with pytest.raises(Refused) as refusal:
        admitted(unions[0], document, name="张三")

    assert refusal.value.reasons == ("这个证件号码登记在另一个姓名之下，请核对证件",)


def test_nobody_joins_in_the_future_or_out_of_reach(unions):
    clerk = actor(officer(unions[0], "union.clerk"), TODAY)

    with pytest.raises(Refused) as future:
        admitted(unions[0], number(), day=date(2013, 1, 1))
    with pytest.raises(Refused) as elsewhere:
        admitted(unions[1], number(), actor=clerk)

    assert future.value.reasons == ("日期不能晚于今天",)
    assert elsewhere.value.reasons == ("不在您的管理范围内",)
    assert Spell.objects.count() == 0


def test_a_membership_is_retained_and_resumed(unions):
    spell = member(unions[0])

    events.retain(spell.person, day=DAY, today=TODAY, actor=TESTER, note="退休")
    retained = open_spell_of(spell.person).standing
    events.resume(spell.person, day=date(2012, 7, 1), today=TODAY, actor=TESTER, note="返聘")

    assert (retained, open_spell_of(spell.person).standing) == ("retained", "full")
    assert [kind for kind, *_ in events_of(spell.person)] == ["retained", "resumed"]


@pytest.mark.parametrize(
    ("verb", "kind", "closed_by"),
    [(events.leave, "left", "left"), (events.expel, "expelled", "expelled"), (events.decease, "deceased", "deceased")],
)
def test_a_membership_ends_and_its_transfer_with_it(unions, verb, kind, closed_by):
    spell = member(unions[0])
    proposal = transfers.propose(spell.person, to_union=unions[2], day=DAY, actor=TESTER)

    verb(spell.person, day=DAY, today=TODAY, actor=TESTER, note="经过", paper_number="吉机工〔2012〕2号")

    spell.refresh_from_db()
    proposal.refresh_from_db()
    assert (spell.until, spell.closed_by) == (DAY, closed_by)
    assert events_of(spell.person) == [(kind, DAY, "吉州机械厂工会")]
    assert (proposal.state, proposal.decided_on) == ("withdrawn", TODAY)


def test_expelling_without_a_number_changes_nothing(unions):
    spell = member(unions[0])

    with pytest.raises(Refused) as refusal:
        events.expel(spell.person, day=DAY, today=TODAY, actor=TESTER, note="判刑", paper_number=" ")

    assert refusal.value.reasons == ("开除会籍须由基层工会委员会决定，请填写决定的文号",)
    assert open_spell_of(spell.person) == spell
    assert Event.objects.count() == 0


def test_neglect_is_weighed_before_somebody_is_deemed_to_have_left(unions):
    spell = member(unions[0])
    given = {"day": DAY, "today": TODAY, "actor": TESTER, "note": "两次谈话", "paper_number": "吉机工〔2012〕2号"}

    with pytest.raises(Refused) as refusal:
        events.deem_left(spell.person, neglect=Neglect(12, 12, False, False), **given)
    events.deem_left(spell.person, neglect=Neglect(12, 12, False, True), **given)

    assert refusal.value.reasons == ("未经教育的，不能视为退会",)
    assert [kind for kind, *_ in events_of(spell.person)] == ["deemed_left"]


def test_a_correction_leaves_its_reason_and_what_it_touched(unions):
    spell = member(unions[0], education="30")

    events.correct(
        spell.person,
        name="王晓明",
        document_number="",
        phone="",
        education="21",
        today=TODAY,
        actor=TESTER,
        note="核对证件",
    )

    person = Person.objects.get(pk=spell.person_id)
    event = Event.objects.get()
    assert (person.name, person.pinyin, person.education) == ("王晓明", "wang xiao ming", "21")
    assert event.note == "更正姓名、学历。依据：核对证件"


def test_a_correction_without_a_change_is_refused(unions):
    spell = member(unions[0])

    with pytest.raises(Refused) as refusal:
        events.correct(spell.person, name="王小明", phone="", today=TODAY, actor=TESTER, note="核对")

    assert refusal.value.reasons == ("没有更改任何内容",)


def test_a_paper_is_kept_with_its_event(unions):
    spell = member(unions[0])
    paper = SimpleUploadedFile("决定.pdf", BytesIO(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n").read())

    event = events.retain(spell.person, day=DAY, today=TODAY, actor=TESTER, note="退休", paper=paper)

    kept = papers_of(spell.person).get()
    assert (kept.subject_type, kept.subject_id, kept.is_sensitive) == ("membership.event", event.pk, True)


def test_the_database_keeps_events_as_they_were(unions):
    spell = member(unions[0])
    event = events.retain(spell.person, day=DAY, today=TODAY, actor=TESTER, note="退休")

    for attempt in (lambda: Event.objects.update(note="改"), lambda: event.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()

    event.refresh_from_db()
    assert event.note == "退休"


def test_events_and_transfers_follow_their_union_to_another_county(unions, counties):
    spell = member(unions[0])
    events.retain(spell.person, day=DAY, today=TODAY, actor=TESTER, note="退休")

    tree.move(unions[0], parent=counties[1], day=TODAY, actor=TESTER, reason="区划调整")

    found = Event.objects.get(), open_spell_of(spell.person), Person.objects.get(pk=spell.person_id)
    assert {record.area_id for record in found} == {counties[1].pk}


def test_a_union_with_members_is_not_dissolved(unions):
    member(unions[0])

    with pytest.raises(Refused) as refusal:
        tree.dissolve(unions[0], day=TODAY, actor=TESTER, reason="企业关闭")

    assert refusal.value.reasons == ("还有 1 名会员，请先办理转会或终止会籍",)


def test_a_transfer_within_reach_is_done_at_once(unions):
    spell = member(unions[0])

    opened = transfers.transfer(spell.person, to_union=unions[1], day=DAY, today=TODAY, actor=TESTER, note="调动")

    spell.refresh_from_db()
    assert (spell.until, spell.closed_by) == (DAY, "transferred")
    assert (opened.organisation, opened.since, opened.opened_by) == (unions[1], DAY, "transferred")
    assert Person.objects.get(pk=spell.person_id).home_union == unions[1]
    assert events_of(spell.person) == [
        ("transferred_out", DAY, "吉州机械厂工会"),
        ("transferred_in", DAY, "吉州纺织厂工会"),
    ]


def test_a_transfer_out_of_reach_waits_for_the_other_union(unions, counties):
    spell = member(unions[0])
    sender = actor(officer(counties[0], "county.clerk", "李建国"), TODAY)
    receiver = actor(officer(counties[1], "county.clerk", "刘春华"), TODAY)

    proposal = transfers.transfer(spell.person, to_union=unions[2], day=DAY, today=TODAY, actor=sender)
    waiting = open_spell_of(spell.person).organisation
    opened = transfers.accept(proposal, day=TODAY, actor=receiver)

    proposal.refresh_from_db()
    assert waiting == unions[0]
    assert (proposal.state, proposal.decided_on, proposal.decided_by) == ("accepted", TODAY, "刘春华")
    assert (opened.organisation, opened.since) == (unions[2], TODAY)


def test_only_the_receiving_union_decides(unions, counties):
    spell = member(unions[0])
    sender = actor(officer(counties[0], "county.clerk"), TODAY)
    proposal = transfers.propose(spell.person, to_union=unions[2], day=DAY, actor=sender)

    with pytest.raises(Refused) as refusal:
        transfers.accept(proposal, day=TODAY, actor=sender)

    assert refusal.value.reasons == ("不在您的管理范围内",)
    assert TransferProposal.objects.get().state == "proposed"


def test_who_asked_for_a_member_of_another_county_does_not_receive_them_too(unions, counties):
    spell = member(unions[0])
    asking = actor(officer(counties[1], "county.clerk"), TODAY)
    proposal = transfers.propose(spell.person, to_union=unions[2], day=DAY, actor=asking)

    with pytest.raises(Refused) as refusal:
        transfers.accept(proposal, day=TODAY, actor=asking)

    assert refusal.value.reasons == ("自己提出的转会，由转出、转入双方的上级或另一人接收",)


def test_a_proposal_is_sent_back_with_a_reason_and_the_next_one_may_come(unions):
    spell = member(unions[0])
    proposal = transfers.propose(spell.person, to_union=unions[2], day=DAY, actor=TESTER)

    with pytest.raises(Refused) as second:
        transfers.propose(spell.person, to_union=unions[1], day=DAY, actor=TESTER)
    with pytest.raises(Refused) as silent:
        transfers.refuse(proposal, day=TODAY, actor=TESTER, note=" ")
    transfers.refuse(proposal, day=TODAY, actor=TESTER, note="查无此人")
    transfers.propose(spell.person, to_union=unions[1], day=DAY, actor=TESTER)

    assert second.value.reasons == ("该会员已有一项待接收的转会",)
    assert silent.value.reasons == ("请写明退回的原因",)
    assert list(TransferProposal.objects.order_by("pk").values_list("state", flat=True)) == ["refused", "proposed"]
    assert open_spell_of(spell.person).organisation == unions[0]
