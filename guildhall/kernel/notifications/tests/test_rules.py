"""Texts, lengths, hours, delays and what may go to a work group."""

from datetime import datetime, time, timedelta

import pytest

from guildhall.kernel.notifications import rules

KNOWN = {"单位": "吉州区总工会", "期限": "3月31日"}


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("{单位}：请于{期限}前填报。", []),
        ("请尽快填报。", []),
        ("  ", ["请填写正文"]),
        ("{单位：请填报", ["花括号没有成对，变量要写成 {名称} 的样子"]),
        ("{姓名}您好", ["没有这样的变量：姓名。可以用的变量：{单位}、{期限}"]),
        ("长" * 501, ["正文有 501 字，最多 500 字"]),
    ],
)
def test_a_text_is_checked(text, reasons):
    assert rules.why_not_text(text, KNOWN) == reasons


def test_what_is_left_out_is_listed():
    assert rules.missing_in("{单位}请填报", KNOWN) == ["期限"]


@pytest.mark.parametrize(("length", "parts"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3)])
def test_short_messages_are_counted_as_they_are_billed(length, parts):
    assert rules.sms_parts("字" * length) == parts


@pytest.mark.parametrize(
    ("at", "end"),
    [
        ((15, 12, 0), None),
        ((15, 21, 0), (16, 8, 0)),
        ((15, 23, 59), (16, 8, 0)),
        ((15, 0, 30), (15, 8, 0)),
        ((15, 7, 59), (15, 8, 0)),
        ((15, 8, 0), None),
    ],
)
def test_the_quiet_hours_pass_midnight(at, end):
    found = rules.end_of_quiet(datetime(2013, 1, *at), time(21), time(8))  # noqa: DTZ001 - a local moment

    assert found == (datetime(2013, 1, *end) if end else None)  # noqa: DTZ001


def test_quiet_hours_of_one_day_and_none_at_all():
    noon = datetime(2013, 1, 15, 12, 30)  # noqa: DTZ001

    assert rules.end_of_quiet(noon, time(12), time(14)) == noon.replace(hour=14, minute=0)
    assert rules.end_of_quiet(noon, time(8), time(8)) is None


@pytest.mark.parametrize(
    ("text", "found"), [("21:00", time(21)), (" 8：30 ", time(8, 30)), ("24:00", None), ("晚九点", None)]
)
def test_a_time_of_day_is_read_as_officers_write_it(text, found):
    assert rules.time_of(text) == found


def test_the_delays_grow_to_a_day_and_then_end():
    assert rules.delay_after(1) == timedelta(minutes=1)
    assert rules.delay_after(len(rules.DELAYS)) == timedelta(days=1)
    assert rules.delay_after(len(rules.DELAYS) + 1) is None
    assert list(rules.DELAYS) == sorted(rules.DELAYS)


def test_a_channel_rests_after_five_failures():
    assert [rules.pause_after(count) for count in (4, 5, 8, 99)] == [
        None,
        timedelta(minutes=1),
        timedelta(minutes=10),
        timedelta(minutes=10),
    ]


def test_a_provider_may_call_our_variables_otherwise():
    number, mapping = rules.provider_template("SMS_100 单位=unit 期限=day")

    assert (number, rules.renamed(KNOWN, mapping)) == ("SMS_100", {"unit": "吉州区总工会", "day": "3月31日"})
    assert rules.renamed(KNOWN, rules.provider_template("")[1]) == KNOWN
    assert rules.why_not_provider_code("SMS_100 单位=unit", KNOWN) == []
    assert rules.why_not_provider_code("单位=unit", KNOWN) != []
    assert rules.why_not_provider_code("SMS_100 姓名=name", KNOWN) == ["没有这样的变量：姓名"]


def test_bodies_are_masked_for_officers():
    text = "请与 13800000001 联系，证件 990001198001010018。"

    assert rules.masked_text(text) == "请与 138****0001 联系，证件 990001********0018。"


def test_a_list_of_the_late_is_plain_text():
    text = rules.group_text("一季度工会统计", "3月31日", ["吉州区总工会", "青原区总工会"], "系统今晚八点维护。")

    assert text.splitlines() == [
        "【一季度工会统计】",
        "截止3月31日，以下 2 家还未完成：",
        "1. 吉州区总工会",
        "2. 青原区总工会",
        "系统今晚八点维护。",
        "请尽快办理，如有困难请及时联系。谢谢！",
    ]
    assert rules.why_not_for_group(text) == []


def test_personal_data_does_not_go_to_a_group():
    assert rules.why_not_for_group("联系人 13800000001") == ["含有手机号码，不能发到工作群"]
    assert rules.why_not_for_group("990001198001010018") == ["含有证件号码，不能发到工作群"]
    assert rules.why_not_for_group("请王小明填报", ["王小明", "李建国"]) == ["含有 1 个人名，不能发到工作群"]


def test_nobody_is_late():
    assert "已全部完成" in rules.group_text("一季度工会统计", "3月31日", [])
