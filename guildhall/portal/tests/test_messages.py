"""The pages of messages: one's own, the outbox, the texts, the ways out, and what a demo city shows."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from guildhall.kernel.access.models import DemoMark
from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.notifications import actions
from guildhall.kernel.notifications.delivery import deliver
from guildhall.kernel.notifications.models import Gateway, Message, OptOut, TemplateText
from guildhall.kernel.notifications.tests.templates import CALLED, CODE, VALUES
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.kernel.people.tests.factories import TESTER, person


@pytest.fixture
def root(db):
    return city()


@pytest.fixture
def signed_in(client, root):
    """A city officer, who keeps the texts and sees the outbox."""
    return enter(client, officer(root, "city.officer", "刘晓梅"))


def enter(client, held):
    account = account_of(held)
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return account


def at(name, *args):
    return reverse(f"messages:{name}", args=args)


def sent(to, **values):
    return actions.send(CALLED.code, to=to, actor=TESTER, values=VALUES, **{"urgent": True, **values})


def words(response):
    return response.content.decode()


def test_the_bell_counts_and_opening_leads_to_the_record(client, signed_in, root):
    (message,) = sent([signed_in.person], channels=["in_app"], subject=root)
    before = words(client.get(at("inbox")))

    response = client.post(at("open", message.pk))

    assert "1 条未读" in before
    assert "青原区总工会：请于4月10日前填报。" in before
    assert response.url == root.get_absolute_url()
    assert Message.objects.get().state == "read"
    assert "条未读" not in words(client.get(at("inbox")))


def test_looking_reads_nothing(client, signed_in):
    sent([signed_in.person], channels=["in_app"])

    client.get(at("inbox"))
    client.get(at("inbox"), {"show": "unread"})
    refused = client.get(at("read_all"))

    assert refused.status_code == 405
    assert Message.objects.get().state == "delivered"


def test_the_message_of_another_does_not_exist(client, signed_in, root):
    (message,) = sent([person(root)], channels=["in_app"])

    response = client.post(at("open", message.pk))

    assert response.status_code == 404
    assert Message.objects.get().state == "delivered"


def test_a_link_leads_nowhere_else(client, signed_in):
    (message,) = sent([signed_in.person], channels=["in_app"], link="https://elsewhere.example/")

    assert client.post(at("open", message.pk)).url == at("inbox")


def test_all_are_marked_read_and_older_ones_are_a_page_away(client, signed_in):
    for _ in range(23):
        sent([signed_in.person], channels=["in_app"])

    first = client.get(at("inbox"))
    second = client.get(at("inbox"), {"before": first.context["older"]})
    client.post(at("read_all"))

    assert (len(first.context["shown"]), len(second.context["shown"])) == (20, 3)
    assert Message.objects.filter(state="read").count() == 23


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_costs_the_same_for_one_and_for_three(client, signed_in, count, django_assert_num_queries):
    for _ in range(count):
        sent([signed_in.person], channels=["in_app"])
    client.get(at("inbox"))

    with django_assert_num_queries(7):
        client.get(at("inbox"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_outbox_costs_the_same_for_one_and_for_three(client, signed_in, root, count, django_assert_num_queries):
    sent([person(root) for _ in range(count)], channels=["in_app"])
    client.get(at("outbox"))

    with django_assert_num_queries(15):
        response = client.get(at("outbox"))

    assert len(response.context["rows"]) == count


def test_one_chooses_not_to_get_short_messages(client, signed_in):
    client.post(at("choose"), {"wants": "no"})
    assert OptOut.objects.filter(person=signed_in.person_id, channel="sms").exists()
    client.post(at("choose"), {"wants": "yes"})

    assert not OptOut.objects.exists()


def test_the_outbox_shows_neither_names_nor_numbers_nor_codes(client, signed_in, root):
    wang = person(root, "王小明", phone="13800000001")
    sent([wang])
    (code,) = actions.send(CODE.code, to=[wang], actor=TESTER, values={"验证码": "654321"}, urgent=True)
    deliver("sms")

    shown = words(client.get(at("outbox"))) + words(client.get(at("message", code.pk)))

    assert "138****0001" in shown
    assert [word for word in ("王小明", "13800000001", "654321") if word in shown] == []


def test_the_outbox_is_narrowed(client, signed_in, root):
    wang = person(root, "王小明", phone="13800000001")
    sent([wang])
    sent([person(root, "李建国")], channels=["in_app"])

    found = [
        len(client.get(at("outbox"), query).context["rows"])
        for query in ({"channel": "sms"}, {"state": "delivered"}, {"person": "王小明"}, {"template": CODE.code})
    ]

    assert found == [1, 2, 2, 0]


def posted(client, name, message, **values):
    form = client.get(at(name, message.pk)).context["form"]
    hidden = {"version_shown": form["version_shown"].value(), "once": form["once"].value()}
    return client.post(at(name, message.pk), {**hidden, **values})


def test_a_message_is_called_off_and_sent_again_with_a_reason(client, signed_in, root):
    _, sms = sent([person(root, phone="13800000001")])

    posted(client, "cancel", sms, reason="内容有误")
    sms.refresh_from_db()
    assert sms.state == "cancelled"
    response = posted(client, "resend", sms, reason="已更正")

    sms.refresh_from_db()
    assert (response.status_code, sms.state) == (302, "queued")
    assert Entry.objects.filter(verb="notifications.message.resend", reason="已更正").exists()


def test_a_refusal_is_shown(client, signed_in, root):
    (message,) = sent([person(root)], channels=["in_app"])

    response = posted(client, "resend", message, reason="再发")

    assert "站内消息不用重发" in words(response)


def test_a_text_is_edited_previewed_and_reset(client, signed_in):
    preview = client.post(at("preview", CALLED.code), {"text": "请{单位}填报"})
    today = timezone.localdate().isoformat()
    saved = client.post(
        at("set_text", CALLED.code),
        {"text": "请{单位}于{期限}前填报", "since": today, "reason": "规范用语", "code_sms": "SMS_1 单位=unit"},
    )
    page = words(client.get(at("template", CALLED.code)))
    reset = client.post(at("reset_text", CALLED.code), {"since": today, "reason": "改回"})

    assert "请吉州区总工会填报" in words(preview)
    assert "没有用到：期限" in words(preview)
    assert (saved.status_code, reset.status_code) == (302, 302)
    assert "请吉州区总工会于3月31日前填报" in page
    assert "规范用语" in page
    assert TemplateText.objects.get().text == ""


def test_a_wrong_text_is_told_and_kept_on_the_form(client, signed_in):
    response = client.post(
        at("set_text", CALLED.code), {"text": "{姓名}您好", "since": date(2012, 1, 1).isoformat(), "reason": "改"}
    )

    assert "没有这样的变量：姓名" in words(response)
    assert not TemplateText.objects.exists()
    assert client.get(at("template", "no.such")).status_code == 404


def test_the_ways_out_say_how_they_stand(client, signed_in, root):
    sent([person(root, phone="13800000001")])
    Gateway.objects.create(
        channel="sms",
        failure_count=6,
        rests_until=timezone.now() + timedelta(minutes=5),
        failed_at=timezone.now(),
        error="连接不上通道",
    )

    before = words(client.get(at("providers")))
    client.post(at("retry", "sms"))

    assert "暂停至" in before
    assert "连接不上通道" in before
    assert Gateway.objects.get().rests_until is None
    assert client.post(at("retry", "sms")).status_code == 409
    assert client.post(at("retry", "pigeon")).status_code == 404


@pytest.mark.parametrize("name", ["outbox", "templates", "providers"])
def test_a_clerk_may_not_see_what_others_get(client, root, name):
    county = founded(root, Kind.COUNTY, "吉州区总工会")
    enter(client, officer(county, "county.clerk"))

    assert client.get(at(name)).status_code == 403


def test_what_the_local_provider_kept_is_shown_in_a_demo_city_only(client, root):
    actions.send(CODE.code, to=[], address="13800000001", actor=TESTER, values={"验证码": "654321"}, urgent=True)
    deliver("sms")
    hidden = client.get(at("demo"))
    DemoMark.objects.create(pk=1, place="示范市")

    shown = words(client.get(at("demo")))

    assert hidden.status_code == 404
    assert "654321" in shown
    assert "13800000001" not in shown


def test_it_is_gone_once_every_way_out_has_a_gateway(client, root, settings):
    DemoMark.objects.create(pk=1, place="示范市")
    provider = "guildhall.kernel.notifications.providers.sms.HttpSms"
    settings.GUILDHALL_PROVIDERS = dict.fromkeys(["sms", "mail", "wechat"], provider)

    assert client.get(at("demo")).status_code == 404
