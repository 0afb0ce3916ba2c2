"""The ways out against real servers on this machine; no real gateway was tried."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from guildhall.kernel.notifications.models import Gateway as State
from guildhall.kernel.notifications.providers.base import Letter, provider_for
from guildhall.kernel.notifications.providers.mail import Smtp
from guildhall.kernel.notifications.providers.sms import HttpSms
from guildhall.kernel.notifications.providers.wechat import OfficialAccount
from guildhall.kernel.notifications.tests.gateways import Gateway, Post, running

KEY = "0f3a8f0e-9f6f-4a58-9a0d-7b1f1d2c3e4f"
SMS = {
    "address": "",
    "token": "Bearer s3cret",
    "token_header": "Authorization",
    "shape": "json",
    "fields": {"phone": "mobile", "text": "content", "key": "request_id", "template": "tpl", "values": "params"},
    "constants": {"sign": "示范总工会"},
    "accepted": ("code", "0"),
    "reference": "msg_id",
}


def letter(address="13800000001", **values):
    given = {"values": {"单位": "吉州区"}, "template": "SMS_1 单位=unit", "link": "/desk/"}
    return Letter(key=KEY, channel="sms", address=address, title="催报", body="请填报。", **{**given, **values})


@pytest.fixture
def gateway(settings):
    with running(Gateway(lambda path, given: (200, {"code": 0, "msg_id": "M7"}))) as server:
        settings.GUILDHALL_SMS = {**SMS, "address": f"{server.address}/send"}
        yield server


def test_without_settings_a_channel_stays_in_the_house():
    assert provider_for("sms").code == "local"


def test_the_gateway_gets_our_facts_under_its_own_names(gateway):
    (outcome,) = HttpSms().hand_over([letter()])

    ((path, given, headers),) = gateway.received
    assert (outcome.answer, outcome.reference) == ("taken", "M7")
    assert path == "/send"
    assert given == {
        "mobile": "13800000001",
        "content": "请填报。",
        "request_id": KEY,
        "tpl": "SMS_1",
        "params": '{"unit": "吉州区"}',
        "sign": "示范总工会",
    }
    assert (headers["Authorization"], headers["Idempotency-Key"]) == ("Bearer s3cret", KEY)


def test_a_gateway_may_want_a_form(gateway, settings):
    settings.GUILDHALL_SMS = {**settings.GUILDHALL_SMS, "shape": "form"}

    (outcome,) = HttpSms().hand_over([letter()])

    assert outcome.answer == "taken"
    assert gateway.received[0][1]["content"] == "请填报。"


@pytest.mark.parametrize(
    ("status", "data", "answer"),
    [
        (200, {"code": 7}, "refused"),
        (400, {}, "refused"),
        (401, {}, "down"),
        (302, {}, "down"),
        (429, {}, "down"),
        (503, {}, "down"),
        (500, {}, "unsure"),
    ],
)
def test_every_answer_says_whether_to_try_again(gateway, status, data, answer):
    gateway.answer = lambda path, given: (status, data)

    (outcome,) = HttpSms().hand_over([letter()])

    assert outcome.answer == answer
    assert outcome.reason


def test_nobody_there_and_no_answer_are_different(gateway, settings, monkeypatch):
    monkeypatch.setattr("guildhall.kernel.notifications.providers.http.SECONDS", 0.2)
    pause = __import__("threading").Event()
    gateway.answer = lambda path, given: (pause.wait(1), (200, {"code": 0}))[1]

    (silent,) = HttpSms().hand_over([letter()])
    pause.set()
    settings.GUILDHALL_SMS = {**SMS, "address": "http://127.0.0.1:1/"}
    (nobody,) = HttpSms().hand_over([letter()])

    assert (silent.answer, nobody.answer) == ("unsure", "down")


def test_neither_token_nor_phone_nor_text_is_logged(gateway, caplog):
    caplog.set_level(logging.DEBUG)
    gateway.answer = lambda path, given: (500, {})

    (outcome,) = HttpSms().hand_over([letter()])

    told = caplog.text + repr(outcome) + repr(letter())
    assert [word for word in ("s3cret", "13800000001", "请填报") if word in told] == []


@pytest.fixture
def post(settings):
    with running(Post()) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = ""
        yield server


def test_mail_goes_out_over_one_connection_and_a_wrong_address_spoils_no_other(post):
    good, wrong, last = Smtp().hand_over(
        [letter("li@example.cn"), letter("wang@nowhere.cn"), letter("zhang@example.cn")]
    )

    assert [outcome.answer for outcome in (good, wrong, last)] == ["taken", "refused", "taken"]
    assert [recipient for recipient, _ in post.letters] == ["li@example.cn", "zhang@example.cn"]
    assert f"<{KEY}@" in post.letters[0][1]


def test_a_mail_server_that_is_gone_is_told(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_SSL = "127.0.0.1", 1, False

    outcomes = Smtp().hand_over([letter("li@example.cn"), letter("zhang@example.cn")])

    assert [outcome.answer for outcome in outcomes] == ["down", "down"]


class Account:
    """Gives tokens, and takes messages with the newest only."""

    def __init__(self):
        self.tokens = 0

    def __call__(self, path, given):
        if path.startswith("/cgi-bin/stable_token"):
            self.tokens += 1
            return 200, {"access_token": f"T{self.tokens}", "expires_in": 7200}
        if f"access_token=T{self.tokens}" not in path:
            return 200, {"errcode": 40001}
        return 200, {"errcode": 43004 if given["touser"] == "stranger" else 0, "msgid": 9}


@pytest.fixture
def wechat(settings, db):
    account = Account()
    with running(Gateway(account)) as server:
        settings.GUILDHALL_WECHAT = {"address": server.address, "account": "wx1", "secret": "s3cret"}
        settings.GUILDHALL_SITE = "https://home.example.cn"
        yield server, account


def test_wechat_gets_a_token_once_and_its_own_names(wechat):
    server, account = wechat

    first, second, stranger = OfficialAccount().hand_over([letter("open1"), letter("open2"), letter("stranger")])

    assert (first.answer, first.reference, second.answer) == ("taken", "9", "taken")
    assert (stranger.answer, stranger.reason) == ("refused", "对方没有关注公众号")
    assert account.tokens == 1
    assert server.received[1][1] == {
        "touser": "open1",
        "template_id": "SMS_1",
        "data": {"unit": {"value": "吉州区"}},
        "client_msg_id": KEY,
        "url": "https://home.example.cn/desk/",
    }
    assert not any("s3cret" in path for path, _, _ in server.received)


def test_a_spent_token_is_fetched_anew(wechat):
    _, account = wechat
    State.objects.create(channel="wechat", token="T0", token_until=timezone.now() + timedelta(hours=1))
    account.tokens = 3

    (outcome,) = OfficialAccount().hand_over([letter("open1")])

    assert (outcome.answer, account.tokens) == ("taken", 4)
    assert State.objects.get().token == "T4"


def test_without_a_registered_template_nothing_goes_to_wechat(wechat):
    server, _ = wechat

    (outcome,) = OfficialAccount().hand_over([letter("open1", template="")])

    assert (outcome.answer, server.received) == ("refused", [])
