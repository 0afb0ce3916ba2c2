"""The outbox: who hands over what and when, also when providers fail and workers die."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from guildhall.kernel.notifications import actions, rules
from guildhall.kernel.notifications.delivery import claim, deliver
from guildhall.kernel.notifications.models import Gateway as State
from guildhall.kernel.notifications.models import Message
from guildhall.kernel.notifications.providers.base import Letter, Outcome
from guildhall.kernel.notifications.providers.sms import HttpSms
from guildhall.kernel.notifications.tests.gateways import Gateway, running
from guildhall.kernel.notifications.tests.templates import CALLED, CODE, VALUES
from guildhall.kernel.notifications.tests.test_providers import SMS
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.kernel.people.tests.factories import TESTER, person

NOON = datetime(2013, 1, 15, 12, 0, tzinfo=timezone.get_default_timezone())


class Watch:
    """A clock that is set by hand."""

    def __init__(self):
        self.at = NOON

    def __call__(self):
        return self.at

    def wait(self, minutes):
        self.at += timedelta(minutes=minutes)


class Told:
    """A provider that answers what it was told and keeps what it got."""

    code, label, batch = "told", "测试", 100

    def __init__(self, answer="taken"):
        self.answer, self.got = answer, []

    def hand_over(self, letters: Sequence[Letter]) -> list[Outcome]:
        self.got += letters
        return [Outcome(self.answer, reason="停机") for _ in letters]


@pytest.fixture
def watch():
    return Watch()


def texts(people, *, at=NOON, **values):
    return actions.send(CALLED.code, to=people, actor=TESTER, values=VALUES, channels=["sms"], at=at, **values)


def test_what_is_due_goes_out_once(wang, watch):
    texts([wang])
    provider = Told()

    first, again = deliver("sms", clock=watch, provider=provider), deliver("sms", clock=watch, provider=provider)

    message = Message.objects.get()
    assert (first, again, len(provider.got)) == (1, 0, 1)
    assert (message.state, message.sent_at, message.attempt_count, message.provider) == ("sent", NOON, 1, "told")
    assert provider.got[0].key == str(message.key)


def test_quiet_hours_keep_it_until_the_morning(wang, watch):
    watch.at = NOON.replace(hour=23)
    texts([wang], at=watch.at)
    provider = Told()

    at_night = deliver("sms", clock=watch, provider=provider)
    watch.wait(9 * 60)

    assert (at_night, deliver("sms", clock=watch, provider=provider)) == (0, 1)


def test_what_is_refused_for_good_is_not_tried_again(wang, watch):
    texts([wang])

    deliver("sms", clock=watch, provider=Told("refused"))

    message = Message.objects.get()
    assert (message.state, message.error, message.next_try_at) == ("failed", "停机", None)


def test_each_attempt_waits_longer_and_the_last_one_fails(wang, watch):
    texts([wang])
    waits = []
    for _ in range(len(rules.DELAYS) + 1):
        State.objects.update(rests_until=None)
        deliver("sms", clock=watch, provider=Told("down"))
        message = Message.objects.get()
        if message.next_try_at:
            waits.append(message.next_try_at - watch.at)
            watch.at = message.next_try_at

    assert waits == list(rules.DELAYS)
    assert (message.state, message.error) == ("failed", "停机")


def test_an_uncertain_answer_is_tried_again_under_the_same_key_and_marked(wang, watch):
    texts([wang])
    provider = Told("unsure")
    deliver("sms", clock=watch, provider=provider)
    provider.answer = "taken"
    watch.wait(1)

    deliver("sms", clock=watch, provider=provider)

    assert len({letter.key for letter in provider.got}) == 1
    assert (Message.objects.get().state, Message.objects.get().is_maybe_twice) == ("sent", True)


def test_a_code_that_came_too_late_is_not_sent(wang, watch):
    actions.send(CODE.code, to=[wang], actor=TESTER, values={"验证码": "123456"}, urgent=True, at=NOON)
    watch.wait(6)
    provider = Told()

    deliver("sms", clock=watch, provider=provider)

    assert provider.got == []
    assert (Message.objects.get().state, Message.objects.get().error) == ("failed", "已过有效时间，没有发出")


def test_what_is_urgent_goes_first(county, wang, watch):
    texts([person(county, phone=f"1390000{number:04}") for number in range(3)])
    texts([wang], urgent=True)
    provider = Told()
    provider.batch = 1

    deliver("sms", clock=watch, provider=provider)

    assert provider.got[0].address == "13800000001"


def test_an_error_of_ours_is_told_and_holds_no_text(wang, watch, caplog):
    class Broken(Told):
        def hand_over(self, letters):
            raise RuntimeError(letters[0].body)

    texts([wang])

    deliver("sms", clock=watch, provider=Broken())

    assert Message.objects.get().error == "发送程序出错，已记录"
    assert "RuntimeError" in caplog.text
    assert "青原区" not in caplog.text


def test_a_provider_down_for_an_hour_loses_nothing_and_stops_nobody_else(county, watch, settings):
    """The gateway refuses connections, then answers; the mails of the same hour go out meanwhile."""
    people = [person(county, phone=f"1390000{number:04}") for number in range(30)]
    texts(people)
    actions.send(
        CALLED.code, to=[], address="li@example.cn", actor=TESTER, values=VALUES, channels=["mail"], at=watch.at
    )
    with running(Gateway(lambda path, given: (200, {"code": 0}))) as gateway:
        port = gateway.server_address[1]
    settings.GUILDHALL_SMS = {**SMS, "address": f"http://127.0.0.1:{port}/"}
    tries = 0
    for _ in range(60):
        tries += deliver("sms", clock=watch, provider=HttpSms())
        watch.wait(1)
    mails = deliver("mail", clock=watch)

    down = set(Message.objects.filter(channel="sms").values_list("state", flat=True))
    with running(Gateway(lambda path, given: (200, {"code": 0}), port)) as gateway:
        watch.wait(10)
        back = deliver("sms", clock=watch, provider=HttpSms())

    assert (down, mails) == ({"queued"}, 1)
    assert tries < 20
    assert back == 30
    assert {given["mobile"] for _, given, _ in gateway.received} == {one.phone for one in people}
    assert len(gateway.received) == 30
    assert set(Message.objects.filter(channel="sms").values_list("state", "is_maybe_twice")) == {("sent", False)}
    assert State.objects.get(channel="sms").failure_count == 0


WORKER = """
import os, django
django.setup()
from django.conf import settings
from guildhall.kernel.notifications.delivery import deliver
settings.GUILDHALL_SMS = {**settings.GUILDHALL_SMS, "address": os.environ["GATEWAY"]}
from guildhall.kernel.notifications.providers.sms import HttpSms
deliver("sms", provider=HttpSms())
"""


def test_a_worker_killed_in_the_middle_of_sending(cloned_database):
    """It was handing one message over: that one waits for its lease and is marked, the others go out at once."""
    county = founded(city(), Kind.COUNTY, "吉州区总工会")
    texts([person(county, phone=f"1390000{number:04}") for number in range(3)], at=timezone.now(), urgent=True)
    reached, hold = threading.Event(), threading.Event()

    def answer(path, given):
        reached.set()
        hold.wait(20)
        return 200, {}

    with running(Gateway(answer)) as gateway:
        worker = worker_on(cloned_database, gateway.address)
        reached.wait(30)
        worker.kill()
        worker.wait()
        hold.set()
    provider = Told()
    at_once = deliver("sms", provider=provider)
    later = deliver("sms", clock=lambda: timezone.now() + rules.LEASE, provider=provider)

    assert (at_once, later) == (2, 1)
    assert sorted(Message.objects.values_list("state", "is_maybe_twice", "attempt_count")) == [
        ("sent", False, 1),
        ("sent", False, 1),
        ("sent", True, 2),
    ]
    assert provider.got[-1].key == gateway.received[0][1]["key"]


def worker_on(database, address):
    settings = connection.settings_dict
    url = f"postgresql://{settings['USER']}@/{database}?host={settings['HOST'].replace('/', '%2F')}"
    if settings["PORT"]:
        url += f"&port={settings['PORT']}"
    given = {"DATABASE_URL": url, "GATEWAY": address, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    return subprocess.Popen([sys.executable, "-c", WORKER], env={**os.environ, **given})  # noqa: S603


def test_two_workers_never_take_the_same_message(cloned_database):
    county = founded(city(), Kind.COUNTY, "吉州区总工会")
    texts([person(county, phone=f"1390000{number:04}") for number in range(40)])
    taken, lock = [], threading.Lock()

    def work():
        while found := claim("sms", NOON, 3, "told"):
            with lock:
                taken.extend(message.pk for message in found)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert (len(taken), len(set(taken))) == (40, 40)


def test_ten_thousand_messages_are_fast(county, watch):
    """Handed over by the local provider in batches: 10,000 in a few seconds, and far under a minute on a busy machine."""
    Message.objects.bulk_create(
        Message(
            template="tests.called",
            label="测试",
            channel="sms",
            address="13800000001",
            body="请填报",
            organisation=county,
            area=county,
            next_try_at=NOON,
            sent_by="测试",
        )
        for _ in range(10_000)
    )
    began = time.monotonic()

    done = deliver("sms", clock=watch)

    assert done == 10_000
    assert time.monotonic() - began < 30
    assert Message.objects.filter(state="sent").count() == 10_000
