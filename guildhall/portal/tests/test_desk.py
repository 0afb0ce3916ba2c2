from datetime import date

import pytest
from django.urls import reverse

from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.jobs.models import Job
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.kernel.people.tests.factories import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def counties():
    root = city()
    return [founded(root, Kind.COUNTY, name) for name in ("吉州区总工会", "青原区总工会")]


def entered(client, held):
    client.force_login(account_of(held))
    return client


def shown(response):
    return response.content.decode()


def test_the_front_leads_to_the_desk_and_the_desk_to_signing_in(client):
    assert client.get("/").url == "/desk/"
    assert client.get("/desk/").url == "/sign-in/?next=/desk/"


def test_a_leader_reads_figures_first_and_a_clerk_what_waits(client, counties):
    leader, clerk = (officer(counties[0], role) for role in ("county.leader", "county.clerk"))

    for_leader = shown(entered(client, leader).get("/desk/"))
    for_clerk = shown(entered(client, clerk).get("/desk/"))

    assert for_leader.index('id="figures"') < for_leader.index('id="tasks"')
    assert for_clerk.index('id="tasks"') < for_clerk.index('id="figures"')


def test_what_waits_is_counted_for_whoever_can_do_it(client, counties):
    of_city = officer(counties[0].parent, "city.officer")
    of_county = officer(counties[0], "system.administrator")

    waiting = {
        held.pk: {task.label: task.count for task in entered(client, held).get("/desk/").context["tasks"]}
        for held in (of_city, of_county)
    }

    assert waiting[of_city.pk]["参数待确认"] > 0
    assert waiting[of_county.pk]["参数待确认"] == 0


def test_a_chair_sees_the_own_union_and_who_joined_last(client, counties):
    union = founded(counties[0], Kind.SINGLE, "电机厂工会")
    chair = officer(union, "union.chair")
    member(union, "周敏", since=date(2012, 5, 1))
    member(founded(counties[0], Kind.SINGLE, "水泥厂工会"), "吴静")

    response = entered(client, chair).get("/desk/")

    assert response.context["own"].union == union
    assert [spell.person.name for spell in response.context["own"].latest] == ["周敏"]
    assert response.context["own"].member_count == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_costs_the_same_for_one_member_and_for_three(client, counties, count, django_assert_num_queries):
    union = founded(counties[0], Kind.SINGLE, "电机厂工会")
    chair = officer(union, "union.chair")
    for _ in range(count):
        member(union)
    entered(client, chair).get("/desk/")

    with django_assert_num_queries(13):
        client.get("/desk/")


def test_own_jobs_are_listed_and_nobody_elses(client, counties):
    clerk, other = officer(counties[0], "county.clerk"), officer(counties[0], "county.clerk")
    for held, title in ((clerk, "导出会员名册"), (other, "导出单位")):
        Job.objects.create(name="x", title=title, account_id=account_of(held).pk, actor_label="测试")

    response = entered(client, clerk).get("/desk/")

    assert [job.title for job in response.context["jobs"]] == ["导出会员名册"]


def test_headline_figures_are_those_of_the_own_county_for_the_last_full_year(client, counties):
    for county, since in (
        (counties[0], date(2011, 5, 1)),
        (counties[1], date(2011, 6, 1)),
        (counties[0], date(2012, 1, 5)),
    ):
        member(founded(county, Kind.SINGLE, "电机厂工会"), since=since)
    leader = officer(counties[0], "county.leader")

    response = entered(client, leader).get(reverse("portal:figures"), headers={"HX-Target": "figures"})

    values = {card.figure.code: (card.value, card.words) for card in response.context["cards"]}
    assert response.context["period"].label == "2011年"
    assert values["membership.members_total"] == (1, "上年无数据")
    assert "<html" not in shown(response)


def test_figures_stand_on_a_page_of_their_own_too(client, counties):
    leader = officer(counties[0], "county.leader")

    response = entered(client, leader).get(reverse("portal:figures"))

    assert "<html" in shown(response)


def test_whoever_may_read_no_figures_is_refused_them(client, counties):
    keeper = officer(counties[0], "security.administrator")

    assert entered(client, keeper).get(reverse("portal:figures")).status_code == 403
    assert 'id="figures"' not in shown(client.get("/desk/"))


def test_shortcuts_are_those_of_the_role(client, counties):
    keeper = officer(counties[0], "security.administrator")

    response = entered(client, keeper).get("/desk/")

    assert [shortcut.label for shortcut, _ in response.context["shortcuts"]] == ["任命岗位"]


def test_without_a_post_the_desk_says_so(client, counties):
    held = officer(counties[0], "county.clerk", until=date(2012, 1, 1))

    response = entered(client, held).get("/desk/")

    assert "您现在没有岗位" in shown(response)


def test_opening_the_desk_changes_nothing(client, counties):
    clerk = entered(client, officer(counties[0], "county.clerk"))
    before = Entry.objects.count()

    for name in ("portal:home", "portal:figures", "portal:search"):
        clerk.get(reverse(name))

    assert Entry.objects.count() == before
