from datetime import date

import pytest
from django.urls import reverse

from guildhall.domains.organising.actions import employers
from guildhall.kernel.organisations.models import Employer, Kind, Organisation
from guildhall.kernel.organisations.tests.factories import TESTER, founded
from guildhall.kernel.people.tests.factories import member


def posted(client, url, **values):
    """Send a form as its page gave it, with the hidden version and one-time key."""
    form = client.get(url).context["form"]
    hidden = {name: form[name].value() for name in ("once", "version_shown")}
    return client.post(url, {**{name: value or "" for name, value in hidden.items()}, **values})


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_unions_costs_the_same_for_many(client, counties, sign_in, count, django_assert_num_queries):
    sign_in(counties[0], "county.clerk")
    for number in range(count):
        member(founded(counties[0], Kind.SINGLE, f"甲{number}厂工会"))
    client.get(reverse("organising:unions"))

    with django_assert_num_queries(14):
        response = client.get(reverse("organising:unions"), {"kind": "grassroots"})

    assert [row[0].text for row in response.context["rows"]] == [f"甲{number}厂工会" for number in range(count)]


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_employers_costs_the_same_for_many(client, counties, sign_in, count, django_assert_num_queries):
    sign_in(counties[0], "county.clerk")
    for number in range(count):
        employers.register(federation=counties[0], actor=TESTER, name=f"甲{number}厂")
    client.get(reverse("organising:employers"))

    with django_assert_num_queries(14):
        response = client.get(reverse("organising:employers"))

    assert len(response.context["rows"]) == count


def test_unions_are_narrowed_by_place_kind_and_time(client, root, counties, unions_, sign_in):
    sign_in(root, "city.officer")
    late = founded(counties[1], Kind.JOINT, "青原联合工会", founded_on=date(2012, 5, 1))

    def named(**params):
        response = client.get(reverse("organising:unions"), params)
        return [row[0].text for row in response.context["rows"]]

    assert named(q="纺织") == ["吉州纺织厂工会"]
    assert named(q=late.code) == ["青原联合工会"]
    assert named(county=counties[1].pk, kind="grassroots") == ["青原水泥厂工会", "青原联合工会"]
    assert named(under=counties[1].code) == ["青原水泥厂工会", "青原联合工会"]
    assert named(founded_since="2012-01-01", founded_until="2012-12-31") == ["青原联合工会"]
    assert named(state="dissolved") == []


def test_a_union_is_founded_through_its_page(client, counties, sign_in):
    sign_in(counties[0], "county.clerk")

    response = posted(
        client,
        reverse("organising:found"),
        parent=counties[0].code,
        kind="single",
        name="新厂工会",
        ownership="other",
        day="2012-06-01",
    )

    new = Organisation.objects.get(name="新厂工会")
    assert response.url == new.get_absolute_url()
    assert (new.parent, new.founded_on) == (counties[0], date(2012, 6, 1))


def test_another_county_is_no_place_to_found_in(client, counties, sign_in):
    sign_in(counties[0], "county.clerk")

    response = posted(
        client,
        reverse("organising:found"),
        parent=counties[1].code,
        kind="single",
        name="新厂工会",
        ownership="other",
        day="2012-06-01",
    )

    assert response.context["form"].errors["parent"] == ["没有找到这个工会，或不在您的管理范围内"]
    assert not Organisation.objects.filter(name="新厂工会").exists()


def test_a_refusal_is_shown_on_the_form(client, unions_, counties, sign_in):
    sign_in(counties[0], "county.clerk")
    member(unions_[0])

    response = posted(client, reverse("organising:dissolve", args=[unions_[0].pk]), day="2012-06-01", reason="关停")

    assert response.context["form"].non_field_errors() == ["还有 1 名会员，请先办理转会或终止会籍"]
    assert Organisation.objects.get(pk=unions_[0].pk).is_standing


@pytest.mark.parametrize("name", ["union", "correct", "rename", "move", "dissolve"])
def test_pages_of_a_union(client, name, unions_, counties, sign_in):
    """They open within the county, do not exist outside it, and reading them changes nothing."""
    sign_in(counties[0], "county.clerk")
    before = list(Organisation.objects.order_by("pk").values())

    within = client.get(reverse(f"organising:{name}", args=[unions_[0].pk]))
    outside = client.get(reverse(f"organising:{name}", args=[unions_[2].pk]))

    assert (within.status_code, outside.status_code) == (200, 404)
    assert list(Organisation.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("name", ["employer", "correct_employer", "link_employer"])
def test_pages_of_an_employer(client, name, counties, sign_in):
    own, other = (employers.register(federation=county, actor=TESTER, name="甲厂") for county in counties)
    sign_in(counties[0], "county.clerk")

    within = client.get(reverse(f"organising:{name}", args=[own.pk]))
    outside = client.get(reverse(f"organising:{name}", args=[other.pk]))

    assert (within.status_code, outside.status_code) == (200, 404)


@pytest.mark.parametrize("name", ["found", "rename", "move", "dissolve", "register_employer"])
def test_who_only_reads_does_not_change(client, name, unions_, counties, sign_in):
    sign_in(counties[0], "county.leader")
    arguments = [] if name in {"found", "register_employer"} else [unions_[0].pk]

    response = client.get(reverse(f"organising:{name}", args=arguments))

    assert response.status_code == 403


def test_an_employer_is_registered_corrected_and_linked_through_its_pages(client, unions_, counties, sign_in):
    sign_in(counties[0], "county.clerk")
    facts = {
        "federation": counties[0].code,
        "name": "甲厂",
        "ownership": "public",
        "women_count": 0,
        "migrant_count": 0,
    }

    posted(client, reverse("organising:register_employer"), **facts, head_count=30)
    employer = Employer.objects.get()
    posted(client, reverse("organising:correct_employer", args=[employer.pk]), **facts, head_count=50)
    posted(client, reverse("organising:link_employer", args=[employer.pk]), union=unions_[0].code, day="2012-05-01")

    employer.refresh_from_db()
    assert (employer.head_count, employer.union, employer.union_since) == (50, unions_[0], date(2012, 5, 1))


def test_an_industrial_union_sees_the_unions_of_its_line_wherever_they_stand(client, root, counties, sign_in):
    line = founded(root, Kind.INDUSTRIAL, "教育工会")
    for county in counties:
        school = founded(county, Kind.SINGLE, f"{county.name}一中工会", line=line)
        member(school)
    founded(counties[0], Kind.SINGLE, "机械厂工会")
    sign_in(line, "industrial.officer", reaches="line")

    unions = client.get(reverse("organising:unions"), {"kind": "grassroots"}).context["rows"]
    rows = client.get(reverse("organising:lines")).context["rows"]
    page = client.get(school.get_absolute_url())
    foreign = client.get(Organisation.objects.get(name="机械厂工会").get_absolute_url())

    assert [row[0].text for row in unions] == ["吉州区总工会一中工会", "青原区总工会一中工会"]
    assert [(row.line.name, row.readings[0].value, row.readings[2].value) for row in rows] == [("教育工会", 2, 2)]
    assert (page.status_code, foreign.status_code) == (200, 404)


def test_a_clerk_finds_the_way_to_propose_a_change_on_the_page_of_the_union(client, unions_, sign_in):
    address = reverse("organising:contact", args=[unions_[0].pk])

    sign_in(unions_[0], "union.clerk")
    assert address in client.get(unions_[0].get_absolute_url()).content.decode()
    assert "报主席确认" in client.get(address).content.decode()

    sign_in(unions_[0], "union.chair")
    assert address not in client.get(unions_[0].get_absolute_url()).content.decode()
