from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from guildhall.kernel.access import actions, step_up
from guildhall.kernel.access.models import Post, SecondFactor
from guildhall.kernel.access.second_factor import code_at, new_secret, step_of
from guildhall.kernel.access.tests.factories import TESTER, account_of, officer
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.kernel.people.tests.factories import number, person

pytestmark = pytest.mark.django_db
STEP_UP = "/desk/step-up/"


@pytest.fixture
def county():
    return founded(city(), Kind.COUNTY, "吉州区总工会")


@pytest.fixture
def keeper(client, county, forget_second_factor):
    """A security administrator with a bound phone, whose second factor was given too long ago."""
    account = account_of(officer(county, "security.administrator"))
    client.force_login(account)
    forget_second_factor()
    return account


@pytest.fixture
def secret(keeper):
    secret, moment = new_secret(), timezone.now() - timedelta(minutes=30)
    code = code_at(secret, step_of(moment))
    actions.set_up_second_factor(keeper, secret=secret, code=code, moment=moment, actor=TESTER)
    return secret


def appointment(client, county):
    """What an appointment of somebody sends."""
    known = number()
    person(county, "郑云", document_number=known)
    form = client.get(reverse("administration:appoint")).context["form"]
    hidden = {field.html_name: field.value() or "" for field in form.hidden_fields()}
    filled = {"organisation": county.code, "role": "county.clerk", "reaches": "branch", "day": "2012-05-01"}
    return {**hidden, **filled, "person": known}


def test_what_was_typed_is_kept_over_the_six_digits_and_sent_by_its_owner(client, county, secret):
    url, sent = reverse("administration:appoint"), appointment(client, county)

    led = client.post(url, sent)
    asked = client.get(led.url)
    before = Post.objects.count()
    done = client.post(STEP_UP, {"code": code_at(secret, step_of(timezone.now()))})
    shown = client.get(done.url)
    kept = shown.context["kept"]
    client.post(kept.address, dict(kept.values))

    assert (led.url, asked.status_code, done.url) == (STEP_UP, 200, STEP_UP)
    assert (kept.address, dict(kept.values)) == (url, {name: str(value) for name, value in sent.items()})
    assert (before, Post.objects.count()) == (1, 2)
    assert Entry.objects.filter(verb="access.account.step_up").count() == 1


def test_what_is_kept_is_sealed_in_the_session(client, county, secret):
    sent = appointment(client, county)

    client.post(reverse("administration:appoint"), sent)

    assert sent["person"] not in str(dict(client.session))


def test_reading_a_page_that_steps_up_asks_nothing(client, keeper):
    assert client.get(reverse("administration:appoint")).status_code == 200


def test_an_export_asks_too(client, secret):
    response = client.post(reverse("administration:posts"))

    assert response.url == STEP_UP


def test_a_part_of_a_page_sends_the_whole_page_there_and_keeps_only_where_it_was(client, secret):
    response = client.post(
        reverse("administration:posts"),
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/administration/posts/?name=x"},
    )
    client.post(STEP_UP, {"code": code_at(secret, step_of(timezone.now()))})

    assert response["HX-Redirect"] == STEP_UP
    assert client.get(STEP_UP).url == "/desk/administration/posts/?name=x"


def test_it_asks_again_after_the_minutes_of_policy(client, keeper):
    session = client.session
    step_up.mark(session, timezone.now() - timedelta(minutes=31))
    session.save()

    response = client.post(reverse("administration:posts"))

    assert response.url == STEP_UP


def test_wrong_codes_lock_and_even_the_right_one_is_then_refused(client, secret):
    statuses = [client.post(STEP_UP, {"code": "000000"}).status_code for _ in range(5)]

    locked = client.post(STEP_UP, {"code": code_at(secret, step_of(timezone.now()))})

    assert statuses == [200, 200, 200, 200, 429]
    assert locked.status_code == 429
    assert step_up.KEY not in client.session


def test_who_has_no_phone_bound_binds_one_first_and_is_then_led_back(client, keeper):
    client.post(reverse("administration:posts"))

    led = client.get(STEP_UP)
    page = client.get(led.url)
    code = code_at(page.context["secret"].replace(" ", ""), step_of(timezone.now()))
    done = client.post(led.url, {"proof": page.context["proof"], "code": code})

    assert (led.url, done.url) == (reverse("second_factor"), STEP_UP)
    assert SecondFactor.objects.get().account_id == keeper.pk
    assert client.get(STEP_UP).context["kept"].address == reverse("administration:posts")


def test_without_anything_kept_it_leads_to_the_desk(client, county):
    client.force_login(account_of(officer(county, "county.clerk")))

    assert client.get(STEP_UP).url == "/desk/"
