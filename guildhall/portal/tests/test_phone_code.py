import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from guildhall.kernel.access import actions, step_up
from guildhall.kernel.access.models import Account, PhoneCode, SignIn
from guildhall.kernel.access.second_factor import code_at, new_secret, step_of
from guildhall.kernel.access.tests.factories import TESTER, account_of, officer, post
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.notifications.models import Message
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.kernel.people import actions as people
from guildhall.kernel.people.tests.factories import person

pytestmark = pytest.mark.django_db
PHONE = "13879612345"
ASK, CODE = "/sign-in/phone/", "/sign-in/phone/code/"


@pytest.fixture
def union():
    return founded(city(), Kind.SINGLE, "电机厂工会")


@pytest.fixture
def chair(union):
    """A chair with a post and a phone, who never signed in."""
    return post(person(union, "赵国庆", phone=PHONE), union, "union.chair")


def sent_code():
    return re.search(r"\d{6}", Message.objects.filter(template="access.code").latest("pk").body)[0]


def give_phone(known):
    people.correct(known, phone=PHONE, day=date(2012, 5, 1), actor=TESTER)


def later(seconds=61):
    """As if the codes sent so far had been sent a while ago."""
    for code in PhoneCode.objects.all():
        PhoneCode.objects.filter(pk=code.pk).update(sent_at=code.sent_at - timedelta(seconds=seconds))


def is_in(client):
    return client.get(reverse("account")).status_code == 200


def said(response):
    return list(response.context["form"].non_field_errors())


def test_the_holder_of_a_post_signs_in_by_phone_and_the_account_is_made_then(client, chair):
    asked = client.post(ASK, {"phone": "138-7961-2345", "next": "/desk/unions/"})
    entered = client.post(asked.url, {"code": sent_code()})

    account = Account.objects.get(person=chair.person_id)
    assert (asked.url, entered.url, is_in(client)) == (CODE, "/desk/unions/", True)
    assert (account.has_usable_password(), account.needs_second_factor) == (False, False)
    assert step_up.KEY not in client.session
    assert [
        entry.verb
        for entry in Entry.objects.filter(subject_id=account.pk, subject_type="access.account").order_by("pk")
    ] == [
        "access.account.open",
        "access.account.phone_sign_in",
    ]


def test_an_unknown_phone_is_answered_in_the_same_words(client, chair):
    unknown, known = client.post(ASK, {"phone": "13900000000"}), type(client)().post(ASK, {"phone": PHONE})
    page = client.get(CODE)
    wrong = client.post(CODE, {"code": "000000"})

    assert (unknown.status_code, unknown.url) == (known.status_code, known.url)
    assert "139****0000 如果是工会登记的号码，验证码已经发出。" in page.content.decode()
    assert said(wrong) == ["验证码不对，或已经过期；没有收到的，请核对手机号码"]
    assert Message.objects.count() == 1
    assert PhoneCode.objects.count() == 2


def test_a_person_without_post_and_account_gets_no_code(client, union):
    person(union, "钱二", phone=PHONE)

    client.post(ASK, {"phone": PHONE})

    assert not Message.objects.exists()


def test_a_phone_of_two_people_with_accounts_opens_neither(client, union):
    for name in ("孙三", "李四"):
        give_phone(officer(union, "union.clerk", name).person)

    client.post(ASK, {"phone": PHONE})

    assert not Message.objects.exists()


def test_a_code_is_good_once_and_for_five_minutes(client, chair):
    client.post(ASK, {"phone": PHONE})
    code = sent_code()
    later(301)
    late = client.post(CODE, {"code": code})
    client.post(ASK, {"phone": PHONE})
    code = sent_code()
    client.post(CODE, {"code": code})

    other = type(client)()
    later()
    other.post(ASK, {"phone": PHONE})
    again = other.post(CODE, {"code": code})

    assert said(late) == ["验证码不对，或已经过期；没有收到的，请核对手机号码"]
    assert said(again) == ["验证码不对，或已经过期；没有收到的，请核对手机号码"]


def test_codes_are_kept_as_hashes_only(client, chair):
    client.post(ASK, {"phone": PHONE})

    kept = PhoneCode.objects.get()
    assert sent_code() not in f"{kept.code_hash} {kept.phone_index}"
    assert PHONE not in str(dict(client.session))


def test_five_wrong_codes_lock_the_phone_even_for_the_right_one(client, chair):
    client.post(ASK, {"phone": PHONE})
    code = sent_code()

    statuses = [client.post(CODE, {"code": "000000" if code != "000000" else "1"}).status_code for _ in range(5)]
    locked = client.post(CODE, {"code": code})

    assert statuses == [200, 200, 200, 200, 429]
    assert (locked.status_code, is_in(client)) == (429, False)


def test_an_administrator_unlocks_the_phone_too(client, chair):
    client.post(ASK, {"phone": PHONE})
    for _ in range(5):
        client.post(CODE, {"code": "x"})
    account = actions.open_account(chair.person, username="zhao", day=date(2012, 1, 1), actor=TESTER)

    actions.unlock(account, actor=TESTER, reason="本人申请")
    later()
    client.post(ASK, {"phone": PHONE})

    assert client.post(CODE, {"code": sent_code()}).url == settings.LOGIN_REDIRECT_URL


def test_a_phone_gets_so_many_codes_an_hour_and_never_two_within_a_minute(client, chair):
    client.post(ASK, {"phone": PHONE})
    at_once = client.post(ASK, {"phone": PHONE})
    for _ in range(4):
        later()
        client.post(ASK, {"phone": PHONE})
    later()

    sixth = client.post(ASK, {"phone": PHONE})

    assert re.fullmatch(r"刚刚已经发送，请在 \d+ 秒后再试", said(at_once)[0])
    assert said(sixth) == ["这个号码一小时内最多发送 5 次，请稍后再试或改用密码登录"]
    assert Message.objects.count() == 5


def test_an_address_gets_so_many_codes_an_hour(client, chair, monkeypatch):
    for number in range(60):
        client.post(ASK, {"phone": f"139000000{number:02}"})

    response = client.post(ASK, {"phone": PHONE})

    assert said(response) == ["本网络一小时内发送验证码的次数过多，请稍后再试或改用密码登录"]


def test_an_officer_still_gives_the_six_digits_after_the_code(client, union):
    held = officer(founded(union.parent, Kind.COUNTY, "吉州区总工会"), "county.clerk")
    account, secret, moment = account_of(held), new_secret(), timezone.now() - timedelta(minutes=30)
    give_phone(held.person)
    actions.set_up_second_factor(
        account, secret=secret, code=code_at(secret, step_of(moment)), moment=moment, actor=TESTER
    )

    client.post(ASK, {"phone": PHONE})
    led = client.post(CODE, {"code": sent_code()})
    before = is_in(client)
    client.post(led.url, {"code": code_at(secret, step_of(timezone.now()))})

    assert (led.url, before, is_in(client)) == (reverse("sign_in_code"), False, True)
    assert SignIn.objects.get(result="in").has_second_factor


def test_a_chair_with_a_bound_phone_is_not_asked_twice_at_the_door(client, chair):
    account = actions.open_account(chair.person, username="zhao", day=date(2012, 1, 1), actor=TESTER)
    secret, moment = new_secret(), timezone.now() - timedelta(minutes=30)
    actions.set_up_second_factor(
        account, secret=secret, code=code_at(secret, step_of(moment)), moment=moment, actor=TESTER
    )

    client.post(ASK, {"phone": PHONE})
    client.post(CODE, {"code": sent_code()})

    assert is_in(client)
    assert step_up.KEY not in client.session


def test_the_code_page_leads_back_without_a_phone(client):
    assert client.get(CODE).url == "/sign-in/"


def test_only_a_demo_shows_what_the_phone_would_receive(client, union, chair):
    client.post(ASK, {"phone": PHONE})

    assert client.get(CODE).context["message"] == ""


def test_a_demo_shows_what_the_phone_would_receive(client, db):
    actions.mark_as_demo(place="吉安市", actor=TESTER)
    union = founded(city(), Kind.SINGLE, "电机厂工会")
    post(person(union, "赵国庆", phone=PHONE), union, "union.chair")
    client.post(ASK, {"phone": PHONE})

    assert sent_code() in client.get(CODE).context["message"]


def test_a_closed_account_gets_no_code(client, chair):
    account = actions.open_account(chair.person, username="zhao", day=date(2012, 1, 1), actor=TESTER)
    actions.close_account(account, actor=TESTER, reason="调离")

    client.post(ASK, {"phone": PHONE})

    assert not Message.objects.exists()
