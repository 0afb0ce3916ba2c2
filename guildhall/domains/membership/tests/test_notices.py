"""Who is told of a transfer and of an import, and what."""

from datetime import date

import pytest

from guildhall.domains.membership.actions import transfers as actions
from guildhall.domains.membership.tests import rosters
from guildhall.kernel.access.queries import responsible_for
from guildhall.kernel.access.tests.factories import actor, officer
from guildhall.kernel.notifications.models import Message
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import founded
from guildhall.kernel.people.tests.factories import member

DAY = date(2013, 1, 15)
DECIDE = "membership.transfer.decide"


@pytest.fixture
def spell(unions):
    return member(unions[0], "王小明")


def told():
    return list(Message.objects.order_by("pk").values_list("label", "person_id", "link"))


def test_the_receiving_union_is_told_of_a_proposal_and_the_asker_of_the_decision(spell, unions):
    chair = officer(unions[2], "union.chair", "赵主席")
    clerk = actor(officer(unions[0], "union.clerk", "钱干事"), DAY)

    proposal = actions.transfer(spell.person, to_union=unions[2], day=DAY, today=DAY, actor=clerk)

    assert told() == [("转会待接收", chair.person_id, proposal.get_absolute_url())]
    assert Message.objects.get().body == "吉州机械厂工会提出将会员王*转入青原水泥厂工会，请办理接收或退回。"

    actions.refuse(proposal, day=DAY, actor=actor(chair, DAY), note="材料不齐")

    assert told()[1][:2] == ("转会已办理", clerk.person_id)
    assert Message.objects.latest("pk").body == "青原水泥厂工会已退回会员王*的转会。意见：材料不齐"


def test_without_a_chair_the_nearest_above_is_responsible(counties, unions, root):
    office = founded(root, Kind.DEPARTMENT, "组织部")
    city = officer(office, "city.officer", "刘部长")
    assert responsible_for(DECIDE, unions[2], DAY) == [city.person_id]

    clerk = officer(counties[1], "county.clerk", "曾干事")
    officer(counties[0], "county.clerk", "邻区干事")

    assert responsible_for(DECIDE, unions[2], DAY) == [clerk.person_id]


def test_a_refused_transfer_tells_nobody(spell, unions):
    officer(unions[2], "union.chair", "赵主席")
    clerk = actor(officer(unions[0], "union.clerk", "钱干事"), DAY)
    actions.transfer(spell.person, to_union=unions[2], day=DAY, today=DAY, actor=clerk)

    with pytest.raises(Exception, match="一项待接收的转会"):
        actions.transfer(spell.person, to_union=unions[2], day=DAY, today=DAY, actor=clerk)

    assert len(told()) == 1


def test_who_brought_a_roster_is_told_that_it_was_checked_and_that_it_is_in(tmp_path, unions):
    clerk = actor(officer(unions[0], "union.clerk", "钱干事"), DAY)
    rows = [("王五", rosters.number(9), "", "")]
    brought = rosters.uploaded(rosters.workbook(tmp_path / "a.xlsx", rows), unions[0])
    type(brought).objects.filter(pk=brought.pk).update(account_id=clerk.account_id)
    brought.refresh_from_db()

    rosters.merged(brought)

    assert told()[-1] == ("导入完成", clerk.person_id, f"/desk/rosters/{brought.pk}/")
    assert "新增 1 行" in Message.objects.latest("pk").body
