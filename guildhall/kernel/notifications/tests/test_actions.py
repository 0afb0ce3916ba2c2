"""Sending, resending, calling off and reading messages; editing what they say."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from guildhall.kernel.audit.models import Entry
from guildhall.kernel.notifications import actions, queries
from guildhall.kernel.notifications.models import Message, OptOut, TemplateText
from guildhall.kernel.notifications.tests.templates import CALLED, CODE, VALUES
from guildhall.kernel.people.tests.factories import TESTER, person
from guildhall.kernel.refusal import Refused

NOON = datetime(2013, 1, 15, 12, 0, tzinfo=timezone.get_default_timezone())
NIGHT = NOON.replace(hour=22)
TODAY = NOON.date()


def sent(to, **values):
    values = {"actor": TESTER, "values": VALUES, "at": NOON, **values}
    return actions.send(CALLED.code, to=to, **values)


def states():
    return sorted(Message.objects.values_list("channel", "state"))


def test_everybody_gets_one_message_for_each_way_of_reaching_them(wang, county):
    lines = person(county, "李建国")

    written = sent([wang, lines.pk, wang])

    assert [(one.person_id, one.channel, one.state) for one in written] == [
        (wang.pk, "in_app", "delivered"),
        (wang.pk, "sms", "queued"),
        (lines.pk, "in_app", "delivered"),
    ]
    assert Message.objects.filter(channel="sms").get().address == "13800000001"
    assert Message.objects.order_by("pk")[0].body == "青原区总工会：请于4月10日前填报。"


def test_who_cannot_be_reached_at_all_is_told_of(county):
    nobody = person(county)

    (failed,) = actions.send(CODE.code, to=[nobody], actor=TESTER, values={"验证码": "654321"}, at=NOON)

    assert (failed.state, failed.error) == ("failed", "没有登记手机号码")


def test_an_address_alone_is_enough(county):
    (code,) = actions.send(
        CODE.code, to=[], address="13900000002", actor=TESTER, values={"验证码": "1"}, at=NOON, urgent=True
    )

    assert (code.person_id, code.state, code.organisation.depth) == (None, "queued", 1)
    assert code.expires_at == NOON + timedelta(minutes=5)


def test_a_subject_lends_its_link(wang, county):
    sent([wang], subject=county)

    assert set(Message.objects.values_list("link", "subject_type", "subject_id")) == {
        (county.get_absolute_url(), "organisations.organisation", county.pk)
    }


def test_a_value_that_the_template_needs_may_not_be_missing(wang):
    with pytest.raises(ValueError, match="期限"):
        sent([wang], values={"单位": "吉州区"})

    assert states() == []


def test_at_night_only_what_is_urgent_and_what_stays_in_the_house_goes_at_once(wang):
    sent([wang], at=NIGHT)
    sent([wang], at=NIGHT, urgent=True, channels=["sms"])

    waiting, urgent = Message.objects.filter(channel="sms").order_by("pk")
    assert waiting.next_try_at == waiting.not_before == NIGHT.replace(hour=8) + timedelta(days=1)
    assert (urgent.next_try_at, urgent.not_before) == (NIGHT, None)
    assert Message.objects.filter(channel="in_app").get().state == "delivered"


def test_who_does_not_want_short_messages_gets_none_that_are_not_urgent(wang):
    actions.choose(wang, channel="sms", is_wanted=False, actor=TESTER)

    sent([wang])
    sent([wang], channels=["sms"])
    sent([wang], channels=["sms"], urgent=True)

    assert states() == [("in_app", "delivered"), ("sms", "cancelled"), ("sms", "queued")]
    actions.choose(wang, channel="sms", is_wanted=True, actor=TESTER)
    assert not OptOut.objects.exists()


def test_one_reads_only_ones_own(wang, county):
    other = person(county)
    mine, theirs = sent([wang, other], channels=["in_app"])

    done = actions.mark_read(wang.pk, keys=[mine.pk, theirs.pk], at=NOON)

    assert done == 1
    assert queries.unread_count(wang.pk) == 0
    assert queries.unread_count(other.pk) == 1
    assert Message.objects.get(pk=mine.pk).read_at == NOON


def test_what_waits_is_called_off(wang):
    _, sms = sent([wang])

    actions.cancel(sms, actor=TESTER, reason="期限有误")

    assert (sms.state, sms.next_try_at) == ("cancelled", None)
    assert Entry.objects.filter(verb="notifications.message.cancel", subject_id=sms.pk).exists()
    with pytest.raises(Refused, match="不能取消"):
        actions.cancel(sms, actor=TESTER)


def test_a_message_is_sent_again_under_another_key(wang):
    _, sms = sent([wang])
    key = sms.key
    actions.cancel(sms, actor=TESTER)

    actions.resend(sms, actor=TESTER, at=NOON)

    assert (sms.state, sms.next_try_at, sms.error) == ("queued", NOON, "")
    assert sms.key != key


def test_what_lost_its_use_or_its_body_is_not_sent_again(wang):
    (code,) = actions.send(CODE.code, to=[wang], actor=TESTER, values={"验证码": "1"}, at=NOON)
    in_app, sms = sent([wang])
    Message.objects.filter(pk__in=[code.pk, sms.pk]).update(state="failed", error="停机")
    Message.objects.filter(pk=sms.pk).update(body=None)

    with pytest.raises(Refused, match="已过有效时间"):
        actions.resend(code, actor=TESTER, at=NOON + timedelta(hours=1))
    with pytest.raises(Refused, match="已按保存期限清除"):
        actions.resend(sms, actor=TESTER, at=NOON)
    with pytest.raises(Refused, match="站内消息不用重发"):
        actions.resend(in_app, actor=TESTER, at=NOON)
    assert Message.objects.filter(state="queued").count() == 0


def test_a_text_holds_from_its_day_and_goes_back_to_the_default(wang):
    actions.set_text(
        CALLED.code,
        "请{单位}在{期限}前报送。",
        since=TODAY,
        today=TODAY,
        reason="规范用语",
        actor=TESTER,
        provider_codes={"sms": "SMS_100", "wechat": ""},
    )
    before = queries.wording(CALLED.code, TODAY - timedelta(days=1))
    _, sms = sent([wang])
    actions.reset_text(CALLED.code, since=date(2013, 2, 1), today=TODAY, reason="恢复", actor=TESTER)

    assert before.text == CALLED.text
    assert (sms.body, sms.provider_code) == ("请青原区总工会在4月10日前报送。", "SMS_100")
    assert queries.wording(CALLED.code, date(2013, 2, 1)).is_default
    assert TemplateText.objects.get(since=TODAY).provider_codes == {"sms": "SMS_100"}
    with pytest.raises(Refused, match="已是原文"):
        actions.reset_text(CALLED.code, since=date(2013, 3, 1), today=TODAY, reason="恢复", actor=TESTER)


def test_the_same_day_again_corrects(county):
    for text in ("{单位}请报送", "请{单位}报送"):
        actions.set_text(CALLED.code, text, since=TODAY, today=TODAY, reason="改", actor=TESTER)

    assert queries.wording(CALLED.code, TODAY).text == "请{单位}报送"
    assert TemplateText.objects.count() == 1


def test_a_wrong_text_changes_nothing(county):
    with pytest.raises(Refused, match="没有这样的变量：姓名") as refusal:
        actions.set_text(CALLED.code, "{姓名}您好}", since=TODAY, today=TODAY, reason="改", actor=TESTER)

    assert len(refusal.value.reasons) == 2
    with pytest.raises(Refused, match="不能早于今天"):
        actions.set_text(CALLED.code, "{单位}", since=date(2013, 1, 1), today=TODAY, reason="改", actor=TESTER)
    assert not TemplateText.objects.exists()
