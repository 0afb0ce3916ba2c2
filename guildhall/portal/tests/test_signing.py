import time
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from guildhall.kernel.access import actions
from guildhall.kernel.access.middleware import SEEN, SEEN_EVERY_SECONDS
from guildhall.kernel.access.models import Account, SecondFactor
from guildhall.kernel.access.second_factor import code_at, new_secret, step_of
from guildhall.kernel.access.tests.factories import PASSWORD, TESTER, account_of, officer
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"


@pytest.fixture
def union():
    return founded(city(), Kind.SINGLE, "电机厂工会")


@pytest.fixture
def chair(union):
    """A chair whose password was given and changed: no step is due."""
    account = account_of(officer(union, "union.chair", "赵国庆"))
    actions.set_password(account, password=PASSWORD, day=date(2012, 1, 1), actor=TESTER)
    Account.objects.filter(pk=account.pk).update(password_expires_on=date(2999, 1, 1), username="zhao")
    account.refresh_from_db()
    return account


@pytest.fixture
def bound_chair(chair):
    """The same with a phone bound half an hour ago; gives the account and its secret."""
    secret, moment = new_secret(), timezone.now() - timedelta(minutes=30)
    code = code_at(secret, step_of(moment))
    actions.set_up_second_factor(chair, secret=secret, code=code, moment=moment, actor=TESTER)
    return chair, secret


def send(client, username="zhao", password=PASSWORD, **values):
    return client.post(SIGN_IN, {"username": username, "password": password, **values})


def is_in(client):
    return client.get(reverse("account")).status_code == 200


def refusals(response):
    return list(response.context["form"].non_field_errors())


def test_the_right_password_opens_the_house_and_is_recorded(client, chair):
    response = send(client, username=" ＺHAO")

    assert (response.status_code, response.url) == (302, settings.LOGIN_REDIRECT_URL)
    assert is_in(client)
    assert Entry.objects.get(verb="access.account.sign_in").account_id == chair.pk


def test_the_session_key_changes_at_sign_in(client, chair):
    client.get(SIGN_IN)
    client.session.create()
    before = client.session.session_key

    send(client)

    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("asked", "led"),
    [("/desk/unions/", "/desk/unions/"), ("https://elsewhere.cn/", "/desk/"), ("//elsewhere.cn", "/desk/")],
)
def test_one_is_led_on_within_the_house_only(client, chair, asked, led):
    response = send(client, next=asked)

    assert response.url == led


@pytest.mark.parametrize(("username", "password"), [("zhao", "Wrong-2012"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_are_told_alike(client, chair, username, password):
    response = send(client, username=username, password=password)

    assert refusals(response) == ["账号或密码不对"]
    assert not is_in(client)


def test_a_closed_account_stays_out(client, chair):
    actions.close_account(chair, actor=TESTER, reason="调离")

    response = send(client)

    assert refusals(response) == ["账号或密码不对"]


def test_five_failures_lock_for_half_an_hour_and_say_until_when(client, chair):
    said = [send(client, password="Wrong-2012") for _ in range(5)]
    until = timezone.localtime() + timedelta(minutes=30)

    locked = send(client)

    assert refusals(said[3]) == ["账号或密码不对，再输错 1 次账号将锁定半小时"]
    assert [response.status_code for response in said] == [200, 200, 200, 200, 429]
    assert locked.status_code == 429
    sentences = {
        f"连续输错五次，账号已锁定，请在 {moment:%H:%M} 之后再试。急需使用请联系系统管理员。"
        for moment in (until, until - timedelta(minutes=1))
    }
    assert refusals(locked)[0] in sentences
    assert not is_in(client)


def test_another_spelling_of_the_name_is_locked_too(client, chair):
    for username in ("zhao", "ZHAO", "Zhao ", "ｚhao", "zHao"):
        send(client, username=username, password="Wrong-2012")

    assert send(client).status_code == 429


def test_an_administrator_unlocks(client, chair):
    for _ in range(5):
        send(client, password="Wrong-2012")

    actions.unlock(chair, actor=TESTER, reason="本人申请")

    assert send(client).status_code == 302


def test_a_bound_phone_is_asked_for_its_code_before_the_session_begins(client, bound_chair):
    _, secret = bound_chair

    asked = send(client)
    before = is_in(client)
    answered = client.post(asked.url, {"code": code_at(secret, step_of(timezone.now()))})

    assert asked.url == reverse("sign_in_code")
    assert (before, answered.url, is_in(client)) == (False, settings.LOGIN_REDIRECT_URL, True)


def test_wrong_codes_lock_as_wrong_passwords_do(client, bound_chair):
    _, secret = bound_chair
    send(client)
    url = reverse("sign_in_code")

    statuses = [client.post(url, {"code": "000000"}).status_code for _ in range(5)]
    locked = client.post(url, {"code": code_at(secret, step_of(timezone.now()))})

    assert statuses == [200, 200, 200, 200, 429]
    assert locked.status_code == 429
    assert not is_in(client)


def test_the_code_page_leads_back_without_a_password(client, bound_chair):
    response = client.get(reverse("sign_in_code"))

    assert response.url == SIGN_IN


def test_who_owes_a_second_factor_is_led_to_bind_a_phone_first(client, chair):
    actions.require_second_factor(chair, actor=TESTER)

    led = send(client)
    page = client.get(led.url)
    before = is_in(client)
    secret = page.context["secret"].replace(" ", "")
    done = client.post(led.url, {"proof": page.context["proof"], "code": code_at(secret, step_of(timezone.now()))})

    assert led.url == reverse("second_factor")
    assert "style=" not in page.content.decode()
    assert (before, done.url, is_in(client)) == (False, settings.LOGIN_REDIRECT_URL, True)
    assert SecondFactor.objects.get().account_id == chair.pk


def test_a_secret_of_another_account_is_not_taken(client, chair, union):
    other = account_of(officer(union, "union.clerk"))
    client.force_login(other)
    page = client.get(reverse("second_factor"))
    secret = page.context["secret"].replace(" ", "")
    client.force_login(chair)

    response = client.post(
        reverse("second_factor"),
        {"proof": page.context["proof"], "code": code_at(secret, step_of(timezone.now()))},
    )

    assert refusals(response) == ["页面打开太久，请用新的二维码重新绑定"]
    assert not SecondFactor.objects.exists()


def test_a_given_password_is_replaced_before_the_session_begins(client, chair):
    Account.objects.update(password_expires_on=timezone.localdate())

    led = send(client)
    before = is_in(client)
    done = client.post(led.url, {"old": PASSWORD, "new": "Wugong-2012", "again": "Wugong-2012"})

    assert led.url == reverse("password")
    assert (before, done.url, is_in(client)) == (False, settings.LOGIN_REDIRECT_URL, True)


def test_a_changed_password_keeps_this_session_and_ends_the_others(client, chair, django_user_model):
    other = type(client)()
    send(other)
    send(client)

    client.post(reverse("password"), {"old": PASSWORD, "new": "Wugong-2012", "again": "Wugong-2012"})

    assert is_in(client)
    assert not is_in(other)


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"old": "Wrong-2012"}, "old", "现在的密码不对"),
        ({"again": "Another-2012"}, "again", "两次输入的新密码不一样"),
        ({"new": "weak", "again": "weak"}, "new", "密码至少 8 个字符"),
        ({"new": PASSWORD, "again": PASSWORD}, "new", "新密码不能与现在的密码相同"),
    ],
)
def test_a_password_that_cannot_be_taken_says_why(client, chair, given, field, said):
    send(client)

    response = client.post(reverse("password"), {"old": PASSWORD, "new": "Wugong-2012", "again": "Wugong-2012"} | given)

    chair.refresh_from_db()
    assert response.context["form"].errors[field][0] == said
    assert chair.check_password(PASSWORD)


def test_sessions_end_after_half_an_hour_of_idleness(client, chair):
    send(client)

    assert client.session.get_expiry_age() == 30 * 60


def test_a_page_read_puts_the_end_off_but_writes_at_most_once_a_minute(client, chair):
    send(client)
    session = client.session
    session[SEEN] = int(time.time()) - SEEN_EVERY_SECONDS
    session.save()

    client.get(reverse("account"))
    first = client.session[SEEN]
    stored = Session.objects.get(pk=client.session.session_key).session_data
    client.get(reverse("account"))

    assert first >= int(time.time()) - 5
    assert Session.objects.get(pk=client.session.session_key).session_data == stored


def test_signing_out_is_a_post(client, chair):
    send(client)

    asked = client.get(reverse("sign_out"))
    still_in = is_in(client)
    left = client.post(reverse("sign_out"))

    assert (asked.status_code, still_in) == (405, True)
    assert (left.url, is_in(client)) == (SIGN_IN, False)
    assert Entry.objects.filter(verb="access.account.sign_out").count() == 1


def test_outside_a_demo_nobody_is_offered_and_the_way_in_does_not_exist(client, chair):
    page = client.get(SIGN_IN)

    response = client.post(reverse("demo_sign_in"), {"account": chair.pk})

    assert page.context["people"] == []
    assert "演示" not in page.content.decode()
    assert response.status_code == 404
    assert not is_in(client)


@pytest.fixture
def demo_chair(db):
    actions.mark_as_demo(place="吉安市", actor=TESTER)
    return account_of(officer(founded(city(), Kind.SINGLE, "电机厂工会"), "union.chair", "赵国庆"))


def test_in_a_demo_one_click_is_enough(client, demo_chair):
    page = client.get(SIGN_IN)

    response = client.post(reverse("demo_sign_in"), {"account": demo_chair.pk})

    assert [(one.role, one.account) for one in page.context["people"]] == [("基层工会主席", demo_chair)]
    assert response.url == settings.LOGIN_REDIRECT_URL
    assert is_in(client)


def test_a_demo_lets_in_only_whom_it_offers(client, demo_chair):
    second = officer(demo_chair.person.home_union, "union.chair", "钱二")

    response = client.post(reverse("demo_sign_in"), {"account": account_of(second).pk})

    assert response.status_code == 404


def test_a_demo_can_be_told_not_to_offer_anybody(client, demo_chair, settings):
    settings.GUILDHALL_DEMO_SIGN_IN = False

    response = client.post(reverse("demo_sign_in"), {"account": demo_chair.pk})

    assert response.status_code == 404


def test_every_page_of_signing_opens(client, bound_chair):
    page = client.get(SIGN_IN)
    send(client)
    code = client.get(reverse("sign_in_code"))

    assert (page.status_code, code.status_code) == (200, 200)
    assert page.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
