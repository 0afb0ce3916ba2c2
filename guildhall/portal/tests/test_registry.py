from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse

from guildhall.kernel.access.models import Post
from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.organisations.bodies import register_body, register_place
from guildhall.kernel.organisations.models import Kind, Organisation, PartnerBody, Place
from guildhall.kernel.organisations.tests.factories import TESTER, city, founded


def posted(client, url, **values):
    """Send a form as its page gave it, with the hidden version and one-time key."""
    form = client.get(url).context["form"]
    hidden = {name: form[name].value() or "" for name in ("once", "version_shown")}
    return client.post(url, {**hidden, **values})


@pytest.fixture
def root(db):
    return city()


@pytest.fixture
def counties(root):
    return [founded(root, Kind.COUNTY, name) for name in ("吉州区总工会", "青原区总工会", "吉安县总工会")]


@pytest.fixture
def sign_in(client):
    def signed_in(organisation, role, name="李建国", **values):
        account = account_of(officer(organisation, role, name, **values))
        client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return account

    return signed_in


def ranks(bodies, *numbers):
    return {f"rank_{body.pk}": str(number) for body, number in zip(bodies, numbers, strict=True)}


def test_the_order_of_counties_is_saved_from_typed_numbers(client, root, counties, sign_in):
    sign_in(root, "city.officer")
    address = f"{reverse('registry:order', args=[root.pk])}?of=areas"

    twice = posted(client, address, **ranks(counties, 1, 1, 2))
    saved = posted(client, address, **ranks(counties, 3, 1, 2))

    assert twice.context["form"].non_field_errors() == ["有两个填了同一个序号，请改成各不相同"]
    assert saved.url == address
    kept = Organisation.objects.filter(kind=Kind.COUNTY).in_kept_order()
    assert [o.name for o in kept] == ["青原区总工会", "吉安县总工会", "吉州区总工会"]
    assert client.get(reverse("organising:unions")).context["filter"]["county"].field.queryset[0].name == "青原区总工会"
    again = posted(client, address, **ranks(kept, 1, 2, 3))
    assert again.context["form"].non_field_errors() == ["顺序没有变化"]


def test_leaders_are_put_in_order(client, root, sign_in):
    sign_in(root, "city.officer", "刘晓梅")
    leaders = [officer(root, "city.leader", name) for name in ("肖国华", "王志平")]
    posts = list(Post.objects.filter(organisation=root).order_by("role", "pk"))

    posted(client, reverse("registry:leaders", args=[root.pk]), **ranks(posts, 2, 1, 3))

    assert list(Post.objects.filter(organisation=root).order_by("rank").values_list("person__name", flat=True)) == [
        "王志平", "肖国华", "刘晓梅"
    ]  # fmt: skip
    assert Entry.objects.get(verb="access.post.order").after == {"领导排序": ["王志平", "肖国华", "刘晓梅"]}
    assert leaders


def test_a_clerk_keeps_no_order_of_another_county_and_a_chair_none(client, counties, sign_in):
    sign_in(counties[0], "county.clerk")
    elsewhere = client.get(reverse("registry:order", args=[counties[1].pk])).status_code
    sign_in(founded(counties[0], Kind.SINGLE, "某厂工会"), "union.chair", "张文斌")
    chair = client.get(reverse("registry:order", args=[counties[0].pk])).status_code

    assert (elsewhere, chair) == (404, 403)


def test_a_department_is_set_up_renamed_and_closed(client, root, sign_in):
    sign_in(root, "city.officer")

    posted(client, reverse("registry:set_up_office"), kind="department", name="宣教部", short_name="", day="2010-01-01")
    office = Organisation.objects.get(name="宣教部")
    posted(client, reverse("registry:rename_office", args=[office.pk]), name="宣传部", short_name="", day="2012-01-01")
    posted(client, reverse("registry:close_office", args=[office.pk]), day="2012-06-01", reason="机构改革")

    office.refresh_from_db()
    assert (office.code, office.name, office.dissolved_on) == (f"{root.code}-D01", "宣传部", date(2012, 6, 1))
    assert list(office.names.order_by("since").values_list("name", flat=True)) == ["宣教部", "宣传部"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("bodies", 12), ("places", 12), ("offices", 12)])
def test_the_lists_cost_the_same_for_many(client, root, sign_in, count, name, queries, django_assert_num_queries):
    sign_in(root, "city.officer")
    for number in range(count):
        register_body(organisation=root, kind="court", name=f"第{number}法院", actor=TESTER)
        register_place(organisation=root, kind="station", name=f"第{number}驿站", address="某路", actor=TESTER)
        founded(root, Kind.DEPARTMENT, f"第{number}部")
    client.get(reverse(f"registry:{name}"))

    with django_assert_num_queries(queries):
        response = client.get(reverse(f"registry:{name}"))

    assert len(response.context["rows"]) == count


def test_a_personal_phone_is_masked_and_kept_when_left_empty(client, counties, sign_in):
    sign_in(counties[0], "county.clerk")
    facts = {"organisation": counties[0].code, "kind": "court", "name": "吉州区人民法院", "is_personal_phone": "on"}

    posted(client, reverse("registry:register_body"), phone="13812345678", **facts)
    body = PartnerBody.objects.get()
    page = client.get(body.get_absolute_url()).text
    posted(client, reverse("registry:correct_body", args=[body.pk]), phone="", work="劳动争议联调", **facts)

    body.refresh_from_db()
    assert ("13812345678" in page, "138****5678" in page) == (False, True)
    assert (body.phone, body.work) == ("13812345678", "劳动争议联调")


def test_a_body_entered_twice_is_merged(client, counties, sign_in):
    sign_in(counties[0], "county.clerk")
    first, twin = (
        register_body(organisation=counties[0], kind="court", name=name, actor=TESTER)
        for name in ("吉州区人民法院", "吉州法院")
    )

    posted(client, reverse("registry:merge_body", args=[twin.pk]), into=first.pk, reason="重复登记")

    rows = client.get(reverse("registry:bodies")).context["rows"]
    assert [row[0].text for row in rows] == ["吉州区人民法院"]


def test_a_place_with_its_point_turned_round_is_refused_in_words(client, counties, sign_in):
    sign_in(counties[0], "county.clerk")
    facts = {"organisation": counties[0].code, "kind": "station", "name": "驿站", "address": "井冈山大道 1 号"}

    refused = posted(client, reverse("registry:register_place"), longitude="27.11", latitude="54.98", **facts)
    posted(client, reverse("registry:register_place"), longitude="114.98", latitude="27.11", **facts)

    assert "经度应在 73 至 136" in refused.context["form"].non_field_errors()[0]
    assert Place.objects.get().area == counties[0]
