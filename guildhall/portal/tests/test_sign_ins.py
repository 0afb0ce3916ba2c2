from datetime import date

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from guildhall.kernel.access import actions
from guildhall.kernel.access.models import Account, SignIn
from guildhall.kernel.access.tests.factories import PASSWORD, TESTER, account_of, officer
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.portal.signing.visits import browser_in_words

pytestmark = pytest.mark.django_db
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"


@pytest.fixture
def counties():
    root = city()
    return [founded(root, Kind.COUNTY, name) for name in ("吉州区总工会", "青原区总工会")]


def with_password(held, username):
    account = account_of(held)
    actions.set_password(account, password=PASSWORD, day=date(2012, 1, 1), actor=TESTER)
    Account.objects.filter(pk=account.pk).update(password_expires_on=date(2999, 1, 1), username=username)
    account.refresh_from_db()
    return account


@pytest.fixture
def chair(counties):
    return with_password(officer(founded(counties[0], Kind.SINGLE, "电机厂工会"), "union.chair", "赵国庆"), "zhao")


def send(client, username="zhao", password=PASSWORD):
    return client.post("/sign-in/", {"username": username, "password": password}, headers={"User-Agent": CHROME})


def is_in(client):
    return client.get(reverse("account")).status_code == 200


def test_a_sign_in_says_when_how_and_from_where(client, chair):
    send(client)

    kept = SignIn.objects.get()
    assert (kept.account, kept.attempted, kept.way, kept.result) == (chair, "zhao", "password", "in")
    assert (kept.address, kept.browser, kept.has_second_factor) == ("127.0.0.1", "Windows上的Chrome", False)
    assert kept.session_key == client.session.session_key


def test_a_failure_is_kept_but_what_names_no_account_is_not(client, chair):
    send(client, password="Wrong-2012")
    send(client, username="my-secret-password")

    assert list(SignIn.objects.order_by("pk").values_list("attempted", "result", "account")) == [
        ("zhao", "wrong", chair.pk),
        ("my***（没有这个账号）", "wrong", None),
    ]


def test_one_ends_a_session_on_another_machine(client, chair):
    other = type(client)()
    send(other)
    send(client)
    begun = SignIn.objects.get(session_key=other.session.session_key)

    page = client.get(reverse("my_sign_ins"))
    client.post(reverse("end_own_session", args=[begun.pk]))

    begun.refresh_from_db()
    assert len(page.context["sessions"]) == 2
    assert (is_in(client), is_in(other)) == (True, False)
    assert begun.ended_by == "赵国庆"
    assert Entry.objects.filter(verb="access.session.end").count() == 1


def test_one_ends_all_others_and_stays(client, chair):
    others = [type(client)() for _ in range(2)]
    for one in [*others, client]:
        send(one)

    client.post(reverse("end_other_sessions"))

    assert [is_in(one) for one in [*others, client]] == [False, False, True]


def test_a_session_of_somebody_else_does_not_exist(client, chair, counties):
    send(type(client)())
    client.force_login(account_of(officer(counties[0], "county.clerk")))

    response = client.post(reverse("end_own_session", args=[SignIn.objects.get().pk]))

    assert response.status_code == 404
    assert SignIn.objects.get().ended_at is None


def test_a_session_keeps_its_row_over_a_new_password(client, chair):
    send(client)

    client.post(reverse("password"), {"old": PASSWORD, "new": "Wugong-2012", "again": "Wugong-2012"})

    assert SignIn.objects.get().session_key == client.session.session_key


def test_signing_out_ends_the_row(client, chair):
    send(client)

    client.post(reverse("sign_out"))

    assert SignIn.objects.get().ended_at is not None
    assert not Session.objects.exists()


def test_the_security_administrator_sees_and_ends_the_sessions_of_their_county(client, chair, counties):
    visitor = type(client)()
    send(visitor)
    client.force_login(account_of(officer(counties[0], "security.administrator")))

    page = client.get(reverse("administration:account", args=[chair.pk]))
    response = client.post(reverse("administration:end_sessions", args=[chair.pk]))

    assert len(page.context["sessions"]) == 1
    assert response.url == chair.get_absolute_url()
    assert not is_in(visitor)


@pytest.mark.parametrize("role", ["system.administrator", "trail.administrator", "county.clerk"])
def test_nobody_else_ends_the_sessions_of_others(client, chair, counties, role):
    send(type(client)())
    client.force_login(account_of(officer(counties[0], role)))

    response = client.post(reverse("administration:end_sessions", args=[chair.pk]))

    assert response.status_code == 403
    assert SignIn.objects.get().ended_at is None


def test_the_verb_itself_refuses_who_may_not(chair, client, counties):
    send(client)
    held = officer(counties[0], "county.clerk")

    with pytest.raises(actions.allowing.Refused):
        actions.end_session(SignIn.objects.get(), actor=_actor(held))

    assert is_in(client)


def _actor(held):
    from guildhall.kernel.access.actors import actor_for  # noqa: PLC0415

    return actor_for(account_of(held), date(2012, 12, 1))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, chair, counties, count, django_assert_num_queries):
    for _ in range(count):
        send(type(client)(), password="Wrong-2012")
    client.force_login(account_of(officer(counties[0], "security.administrator")))
    client.get(reverse("administration:sign_ins"))

    with django_assert_num_queries(12):
        response = client.get(reverse("administration:sign_ins"))

    assert len(response.context["rows"]) == count


def test_sign_ins_of_another_county_are_not_listed(client, chair, counties):
    send(type(client)())
    client.force_login(account_of(officer(counties[1], "security.administrator")))

    assert client.get(reverse("administration:sign_ins")).context["rows"] == []


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (CHROME, "Windows上的Chrome"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0", "苹果手机上的微信"),
        ("curl/8.0", "没有说明"),
    ],
)
def test_a_browser_is_named_in_words(told, words):
    assert browser_in_words(told) == words
