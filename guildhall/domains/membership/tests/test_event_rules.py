from datetime import date

import pytest

from guildhall.domains.membership.rules import events, transfers
from guildhall.domains.membership.rules.events import Neglect

DAY = date(2012, 5, 1)
LATER = date(2012, 6, 1)


@pytest.mark.parametrize(
    ("day", "today", "since", "reasons"),
    [
        (DAY, LATER, None, []),
        (DAY, DAY, DAY, []),
        (LATER, DAY, None, ["日期不能晚于今天"]),
        (DAY, LATER, LATER, ["日期不能早于入会日期"]),
    ],
)
def test_the_day_of_an_event(day, today, since, reasons):
    assert events.why_not_dated(day=day, today=today, since=since) == reasons


@pytest.mark.parametrize(
    ("kind", "standing", "note", "paper_number", "reasons"),
    [
        ("retained", "full", "退休", "", []),
        ("retained", "retained", "退休", "", ["该会员已经保留会籍"]),
        ("retained", "full", " ", "", ["请写明保留会籍的原因，如退休、失业"]),
        ("resumed", "retained", "再就业", "", []),
        ("resumed", "full", "再就业", "", ["该会员没有保留会籍"]),
        ("left", "full", "本人申请", "", []),
        ("left", "full", "", "", ["请写明会员申请退会的情况"]),
        ("expelled", "full", "判刑", "工发〔2012〕3号", []),
        ("expelled", "full", "判刑", "", ["开除会籍须由基层工会委员会决定，请填写决定的文号"]),
        ("deemed_left", "full", "已教育", "", ["视为退会须由工会会员大会或会员小组讨论决定，请填写决定的文号"]),
        ("deceased", "full", "", "", []),
    ],
)
def test_an_event_on_a_membership(kind, standing, note, paper_number, reasons):
    found = events.why_not_record(kind=kind, is_open=True, standing=standing, note=note, paper_number=paper_number)

    assert found == reasons


def test_nothing_happens_to_a_membership_that_has_ended():
    found = events.why_not_record(kind="left", is_open=False, standing="full", note="", paper_number="")

    assert found == ["该会籍已经终止"]


@pytest.mark.parametrize(
    ("neglect", "reasons"),
    [
        (Neglect(6, 6, False, True), []),
        (Neglect(5, 6, False, True), ["连续不交会费未满 6 个月"]),
        (Neglect(6, 5, False, True), ["连续不参加组织生活未满 6 个月"]),
        (Neglect(60, 60, True, True), ["有正当理由的，不能视为退会"]),
        (Neglect(60, 60, False, False), ["未经教育的，不能视为退会"]),
    ],
)
def test_nobody_is_deemed_to_have_left_by_time_alone(neglect, reasons):
    assert events.why_not_deem_left(neglect) == reasons


@pytest.mark.parametrize(
    ("name_agrees", "member_of", "is_deceased", "reasons"),
    [
        (True, "", False, []),
        (False, "甲厂工会", False, ["这个证件号码登记在另一个姓名之下，请核对证件"]),
        (True, "甲厂工会", False, ["该职工已是甲厂工会会员，请办理转会"]),
        (True, "", True, ["该人员已登记去世，如有误请先更正"]),
    ],
)
def test_admitting_somebody_known(name_agrees, member_of, is_deceased, reasons):
    found = events.why_not_admit(name_agrees=name_agrees, member_of=member_of, is_deceased=is_deceased)

    assert found == reasons


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, []),
        ({"is_open": False}, ["该会籍已经终止"]),
        ({"to_union": 1}, ["该会员已在这个工会"]),
        ({"to_stands": False}, ["转入工会已撤销"]),
        ({"day": date(2012, 1, 1)}, ["转会日期不能早于入会日期"]),
    ],
)
def test_a_membership_follows_the_job(changes, reasons):
    given = {"is_open": True, "from_union": 1, "to_union": 2, "to_stands": True, "since": DAY, "day": LATER, **changes}

    assert transfers.why_not_transfer(**given) == reasons


@pytest.mark.parametrize(
    ("is_open", "oneself", "both", "reasons"),
    [
        (True, False, False, []),
        (True, True, True, []),
        (True, True, False, ["自己提出的转会，由转出、转入双方的上级或另一人接收"]),
        (False, False, True, ["这项转会已经办理"]),
    ],
)
def test_one_person_does_not_both_ask_and_receive(is_open, oneself, both, reasons):
    found = transfers.why_not_decide(is_open=is_open, proposed_by_oneself=oneself, holds_both_unions=both)

    assert found == reasons
