from datetime import date

import pytest
from django.urls import reverse

from guildhall.kernel.access import actions
from guildhall.kernel.access.models import Account, Post
from guildhall.kernel.access.tests.factories import PASSWORD, TESTER, account_of, officer
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.kernel.people.tests.factories import number, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def counties():
    root = city()
    return [founded(root, Kind.COUNTY, name) for name in ("吉州区总工会", "青原区总工会")]


def entered(client, held):
    client.force_login(account_of(held))
    return client


def shown(response):
    return [[cell.text for cell in row] for row in response.context["rows"]]


def keyed(response, **values):
    """The hidden fields of the form that was shown, with what is filled in."""
    form = response.context["form"]
    hidden = {field.html_name: field.value() or "" for field in form.hidden_fields()}
    return {**hidden, **values}


def test_posts_are_listed_within_reach(client, counties):
    keeper = officer(counties[0], "security.administrator", "周敏")
    officer(counties[1], "county.clerk", "吴静")

    response = entered(client, keeper).get(reverse("administration:posts"))

    assert [row[:3] for row in shown(response)] == [["周敏", "安全管理员", "吉州区总工会"]]


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_for_one_and_for_three(client, counties, count, django_assert_num_queries):
    keeper = officer(counties[0], "security.administrator")
    for _ in range(count - 1):
        officer(counties[0], "county.clerk")
    entered(client, keeper).get(reverse("administration:posts"))

    with django_assert_num_queries(12):
        client.get(reverse("administration:posts"))


def test_an_appointment_is_made_by_number_and_code(client, counties):
    keeper = officer(counties[0], "security.administrator")
    known = number()
    holder = person(counties[0], "郑云", document_number=known)
    url = reverse("administration:appoint")
    page = entered(client, keeper).get(url)

    response = client.post(
        url,
        keyed(
            page, person=known, organisation=counties[0].code, role="county.clerk", reaches="branch", day="2012-05-01"
        ),
    )

    made = Post.objects.get(person=holder)
    assert response.url == made.get_absolute_url()
    assert (made.role, made.since) == ("county.clerk", date(2012, 5, 1))


def test_people_and_bodies_outside_the_reach_are_not_found(client, counties):
    keeper = officer(counties[0], "security.administrator")
    known = number()
    person(counties[1], "郑云", document_number=known)
    url = reverse("administration:appoint")
    page = entered(client, keeper).get(url)

    response = client.post(
        url,
        keyed(
            page, person=known, organisation=counties[1].code, role="county.clerk", reaches="branch", day="2012-05-01"
        ),
    )

    assert response.context["form"].errors["person"] == ["在您的管理范围内没有找到此人"]
    assert response.context["form"].errors["organisation"] == ["在您的管理范围内没有找到这个组织"]


def test_a_refused_appointment_is_shown(client, counties):
    keeper = officer(counties[0], "security.administrator")
    holder = officer(counties[0], "system.administrator")
    url = reverse("administration:appoint")
    page = entered(client, keeper).get(url)

    response = client.post(
        url,
        keyed(
            page,
            person=account_of(holder).username,
            organisation=counties[0].code,
            role="trail.administrator",
            reaches="branch",
            day="2012-05-01",
        ),
    )

    assert list(response.context["form"].non_field_errors()) == ["系统管理员、安全管理员、审计管理员不能由一人兼任"]


def test_a_post_is_ended_on_its_page(client, counties):
    keeper = officer(counties[0], "security.administrator")
    held = officer(counties[0], "county.clerk")
    url = reverse("administration:end_post", args=[held.pk])
    page = entered(client, keeper).get(url)

    client.post(url, keyed(page, day="2012-12-31", reason="退休"))

    held.refresh_from_db()
    assert held.until == date(2012, 12, 31)
    assert client.get(held.get_absolute_url()).status_code == 200


def test_a_union_is_named_on_the_page_of_a_post(client, counties):
    keeper = officer(counties[0], "security.administrator")
    union = founded(counties[0], Kind.SINGLE, "电机厂工会")
    held = officer(counties[0], "county.clerk", reaches="named")
    url = reverse("administration:name_union", args=[held.pk])
    page = entered(client, keeper).get(url)

    client.post(url, keyed(page, organisation="电机厂工会", reference="建会指导组", day="2012-05-01"))

    assert held.named_unions.get().organisation_id == union.pk
    assert "建会指导组" in client.get(held.get_absolute_url()).content.decode()


def test_an_account_is_opened_and_listed(client, counties):
    keeper = officer(counties[0], "system.administrator")
    known = number()
    person(counties[0], "郑云", document_number=known)
    url = reverse("administration:open_account")
    page = entered(client, keeper).get(url)

    response = client.post(url, keyed(page, person=known, username="zhengyun", password=PASSWORD))
    listed = client.get(reverse("administration:accounts"), {"name": "zheng"})

    assert response.url == Account.objects.get(username="zhengyun").get_absolute_url()
    assert [row[:3] for row in shown(listed)] == [["zhengyun", "郑云", "吉州区总工会"]]


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [("close_account", "is_active", False), ("require_second_factor", "needs_second_factor", True)],
)
def test_an_account_is_acted_on_for_a_reason(client, counties, name, field, value):
    keeper = officer(counties[0], "system.administrator")
    account = account_of(officer(counties[0], "union.chair"))
    url = reverse(f"administration:{name}", args=[account.pk])
    entered(client, keeper)

    without = client.post(url, {"reason": ""})
    response = client.post(url, {"reason": "本人申请"})

    account.refresh_from_db()
    assert (without.status_code, response.url) == (200, account.get_absolute_url())
    assert getattr(account, field) is value
    assert client.get(response.url).status_code == 200


def test_a_password_is_given_by_an_administrator(client, counties):
    keeper = officer(counties[0], "system.administrator")
    account = account_of(officer(counties[0], "union.chair"))
    url = reverse("administration:set_password", args=[account.pk])

    entered(client, keeper).post(url, {"password": PASSWORD, "reason": "忘记密码"})

    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_the_trail_is_read_by_its_administrator_within_reach(client, counties):
    keeper = officer(counties[0], "trail.administrator", "冯正")
    officer(counties[1], "county.clerk")
    other = officer(counties[0], "county.clerk")
    actions.end_post(other, day=date(2012, 12, 31), actor=TESTER, reason="退休")

    response = entered(client, keeper).get(reverse("administration:trail"), {"verb": "免去"})

    assert [[row[2], *row[4:]] for row in shown(response)] == [["免去岗位", "退休", "离任日期"]]


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("system.administrator", "trail"),
        ("security.administrator", "trail"),
        ("trail.administrator", "appoint"),
        ("system.administrator", "appoint"),
        ("security.administrator", "open_account"),
        ("county.clerk", "posts"),
    ],
)
def test_the_three_administrators_keep_to_their_own(client, counties, role, name):
    held = officer(counties[0], role)

    response = entered(client, held).get(reverse(f"administration:{name}"))

    assert response.status_code == 403


def test_a_post_of_another_county_does_not_exist(client, counties):
    keeper = officer(counties[0], "security.administrator")
    elsewhere = officer(counties[1], "county.clerk")

    response = entered(client, keeper).get(elsewhere.get_absolute_url())

    assert response.status_code == 404
