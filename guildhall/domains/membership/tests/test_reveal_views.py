import pytest
from django.urls import reverse

from guildhall.kernel.people.models import Reveal
from guildhall.kernel.people.tests.factories import member

PHONE = "13812345678"
HX = {"HX-Request": "true"}


@pytest.fixture
def someone(unions):
    return member(unions[0], phone=PHONE).person


@pytest.fixture
def address(someone):
    return reverse("membership:reveal", args=[someone.pk])


def test_the_page_offers_what_the_post_may_see(client, someone, unions, sign_in):
    sign_in(unions[0], "union.clerk")

    text = client.get(someone.get_absolute_url()).content.decode()

    assert ('id="reveal-phone"' in text, "显示手机号码" in text, "显示证件号码" in text) == (True, True, False)
    assert PHONE not in text


def test_a_reason_shows_the_fact_for_a_minute(client, address, unions, sign_in):
    sign_in(unions[0], "union.clerk")
    asked = client.get(address, {"field": "phone"}, headers=HX)
    shown = client.post(address, {"field": "phone", "reason": "联系本人", "note": ""}, headers=HX)
    after = client.get(address, {"field": "phone", "masked": 1}, headers=HX)

    texts = [page.content.decode() for page in (asked, shown, after)]
    assert [PHONE in text for text in texts] == [False, True, False]
    assert "load delay:60s" in texts[1]
    assert "no-store" in shown["Cache-Control"]
    assert Reveal.objects.get().reason == "联系本人"


def test_without_a_reason_nothing_is_shown(client, address, unions, sign_in):
    sign_in(unions[0], "union.clerk")

    answers = [
        client.post(address, {"field": "phone", "reason": "", "note": ""}),
        client.post(address, {"field": "phone", "reason": "其他", "note": ""}),
        client.get(address, {"field": "phone", "reason": "联系本人"}),
    ]

    assert [PHONE in answer.content.decode() for answer in answers] == [False] * 3
    assert "选“其他”的，请写明理由" in answers[1].content.decode()
    assert Reveal.objects.count() == 0


def test_a_class_the_post_may_not_see_is_not_there(client, address, unions, sign_in):
    sign_in(unions[0], "union.clerk")

    answer = client.post(address, {"field": "document_number", "reason": "联系本人", "note": ""})

    assert answer.status_code == 404
    assert Reveal.objects.count() == 0


def test_others_are_turned_away(client, address, unions, sign_in):
    sign_in(unions[2], "union.chair")
    assert client.get(address).status_code == 404
    sign_in(unions[0].parent, "city.statistician")
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_reveals_costs_the_same_for_many(
    client, address, unions, sign_in, count, django_assert_num_queries
):
    sign_in(unions[0], "union.clerk")
    for _ in range(count):
        client.post(address, {"field": "phone", "reason": "联系本人", "note": ""})
    sign_in(unions[0].parent.parent, "security.administrator")
    client.get(reverse("people:reveals"))

    with django_assert_num_queries(12):
        response = client.get(reverse("people:reveals"))

    assert len(response.context["rows"]) == count


def test_leaders_see_on_the_page_who_looked(client, someone, address, unions, sign_in):
    sign_in(unions[0], "union.clerk")
    client.post(address, {"field": "phone", "reason": "联系本人", "note": ""})
    sign_in(unions[0].parent, "county.leader")

    assert "看了手机号码" in client.get(someone.get_absolute_url()).content.decode()
