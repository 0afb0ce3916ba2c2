"""A union's clerk prepares that a member goes, its chair confirms."""

from datetime import date

import pytest
from django.urls import reverse

from guildhall.domains.membership.actions import events, parting
from guildhall.domains.membership.models import Event
from guildhall.kernel.access import actions
from guildhall.kernel.access.actions.proposals import waiting_for
from guildhall.kernel.access.actors import actor_for
from guildhall.kernel.access.models import Proposal
from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.kernel.people.tests.factories import member
from guildhall.kernel.refusal import Refused

pytestmark = pytest.mark.django_db
TODAY = date(2013, 1, 15)


class World:
    def __init__(self):
        self.county = founded(city(), Kind.COUNTY, "吉州区总工会")
        self.union = founded(self.county, Kind.SINGLE, "电机厂工会")
        self.chair, self.clerk = (
            officer(self.union, role, name) for role, name in (("union.chair", "赵国庆"), ("union.clerk", "黄小芳"))
        )
        self.spell = member(self.union, "孙三")
        self.member = self.spell.person

    def actor(self, held):
        return actor_for(account_of(held), TODAY)

    def prepared(self, held=None):
        return parting.prepare(
            self.member,
            kind="left",
            day=date(2013, 1, 10),
            today=TODAY,
            note="本人申请",
            actor=self.actor(held or self.clerk),
        )


@pytest.fixture
def world():
    return World()


def test_a_clerk_may_not_let_a_member_go_alone(world):
    with pytest.raises(Refused, match="您的岗位没有这项权限"):
        events.leave(world.member, day=TODAY, today=TODAY, actor=world.actor(world.clerk), note="本人申请")

    world.spell.refresh_from_db()
    assert world.spell.until is None


def test_the_page_of_a_clerk_prepares_and_the_page_of_the_chair_confirms(client, world):
    client.force_login(account_of(world.clerk))
    url = reverse("membership:leave", args=[world.member.pk])
    page = client.get(url)
    sent = client.post(url, hidden(page) | {"day": "2013-01-10", "note": "本人申请", "paper_number": ""})
    proposal = Proposal.objects.get()
    world.spell.refresh_from_db()
    before = world.spell.until

    client.force_login(account_of(world.chair))
    listed = client.get(reverse("administration:proposals"))
    shown = client.get(proposal.get_absolute_url())
    confirm = reverse("administration:confirm_proposal", args=[proposal.pk])
    done = client.post(confirm, hidden(client.get(confirm)) | {"reason": "同意"})

    world.spell.refresh_from_db()
    event = Event.objects.get(kind="left")
    assert (sent.url, before) == (world.member.get_absolute_url(), None)
    assert len(listed.context["rows"]) == 1
    assert ("变动", "退会") in shown.context["lines"]
    assert (done.url, world.spell.until) == (reverse("administration:proposals"), date(2013, 1, 10))
    assert (event.recorded_by, event.note) == ("赵国庆", "本人申请（经办人：黄小芳）")
    said = Entry.objects.filter(subject_type="people.person", subject_id=world.member.pk, verb__contains="proposal")
    assert [(entry.verb, entry.actor_label) for entry in said.order_by("pk")] == [
        ("access.proposal.prepare", "黄小芳"),
        ("access.proposal.confirm", "赵国庆"),
    ]


def hidden(page):
    return {field.html_name: field.value() or "" for field in page.context["form"].hidden_fields()}


def test_what_a_rule_refuses_is_refused_when_it_is_prepared(world):
    with pytest.raises(Refused, match="开除会籍须由基层工会委员会决定，请填写决定的文号"):
        parting.prepare(
            world.member, kind="expelled", day=TODAY, today=TODAY, note="判刑", actor=world.actor(world.clerk)
        )

    assert not Proposal.objects.exists()


def test_one_thing_waits_once(world):
    world.prepared()

    with pytest.raises(Refused, match="这件事已经报送，正在等待确认"):
        world.prepared()


def test_what_changed_since_is_not_confirmed(world):
    proposal = world.prepared()
    events.retain(world.member, day=date(2013, 1, 11), today=TODAY, actor=world.actor(world.chair), note="退休")

    with pytest.raises(Refused, match="报送以后内容已经变动"):
        actions.confirm(proposal, day=TODAY, actor=world.actor(world.chair))

    proposal.refresh_from_db()
    assert proposal.state == "waiting"


def test_nobody_confirms_their_own(world):
    proposal = world.prepared(world.chair)

    with pytest.raises(Refused, match="经办人不能确认自己报送的事项"):
        actions.confirm(proposal, day=TODAY, actor=world.actor(world.chair))


def test_a_clerk_confirms_nothing(client, world):
    proposal = world.prepared()
    client.force_login(account_of(world.clerk))

    response = client.post(reverse("administration:confirm_proposal", args=[proposal.pk]))

    assert response.status_code == 403
    with pytest.raises(Refused, match="您的岗位没有这项权限"):
        actions.confirm(proposal, day=TODAY, actor=world.actor(world.clerk))


def test_the_chair_sends_back_with_a_reason_and_the_clerk_takes_back(world):
    first = world.prepared()
    with pytest.raises(Refused, match="请写明退回的理由"):
        actions.decline(first, actor=world.actor(world.chair), reason=" ")
    actions.decline(first, actor=world.actor(world.chair), reason="没有本人签字")
    second = world.prepared()
    actions.withdraw(second, actor=world.actor(world.clerk))

    assert [first.state, second.state] == ["declined", "withdrawn"]
    with pytest.raises(Refused, match="这件事已经办理"):
        actions.confirm(second, day=TODAY, actor=world.actor(world.chair))


def test_only_its_clerk_takes_it_back(world):
    with pytest.raises(Refused, match="只有经办人可以撤回"):
        actions.withdraw(world.prepared(), actor=world.actor(world.chair))


def test_it_waits_for_the_chair_and_not_for_its_clerk(world):
    world.prepared()

    assert (waiting_for(world.actor(world.chair)), waiting_for(world.actor(world.clerk))) == (1, 0)


def test_what_a_clerk_prepared_passes_to_the_successor(world):
    proposal = world.prepared()
    heir = officer(world.union, "union.clerk", "钱进")

    actions.end_post(
        world.clerk,
        day=TODAY,
        actor=world.actor(officer(world.county, "security.administrator")),
        successor=heir.person,
    )

    proposal.refresh_from_db()
    assert proposal.prepared_by == heir.person


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, world, count, django_assert_num_queries):
    world.prepared()
    for name in ("钱大", "钱二")[: count - 1]:
        other = member(world.union, name).person
        parting.prepare(
            other, kind="left", day=date(2013, 1, 10), today=TODAY, note="本人申请", actor=world.actor(world.clerk)
        )
    client.force_login(account_of(world.chair))
    client.get(reverse("administration:proposals"))

    with django_assert_num_queries(13):
        response = client.get(reverse("administration:proposals"))

    assert len(response.context["rows"]) == count


def test_personal_values_are_sealed(world):
    proposal = world.prepared()

    entry = Entry.objects.get(verb="access.proposal.prepare", subject_type="access.proposal")
    assert proposal.pk == entry.subject_id
    assert "本人申请" not in str(entry.after.get("values"))
