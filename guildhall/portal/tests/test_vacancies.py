from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from guildhall.kernel.access.actors import actor_for
from guildhall.kernel.access.models import Account
from guildhall.kernel.access.tests.factories import account_of, officer, post
from guildhall.kernel.access.vacancies import chairless_count
from guildhall.kernel.organisations.models import Kind, Organisation
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.kernel.people.tests.factories import person

pytestmark = pytest.mark.django_db
VACANCIES, UNUSED = (reverse(f"administration:{name}") for name in ("vacancies", "unused_posts"))


class World:
    def __init__(self):
        root = city()
        self.counties = [founded(root, Kind.COUNTY, name) for name in ("吉州区总工会", "青原区总工会")]
        self.led, self.bare = (founded(self.counties[0], Kind.SINGLE, name) for name in ("电机厂工会", "水泥厂工会"))
        self.abroad = founded(self.counties[1], Kind.SINGLE, "化肥厂工会")
        self.chair = officer(self.led, "union.chair", "赵国庆")
        self.clerk = officer(self.counties[0], "county.clerk", "刘小燕")
        self.leader = officer(root, "city.leader", "肖国华")


@pytest.fixture
def world():
    return World()


def shown(response):
    return [[cell.text for cell in row] for row in response.context["rows"]]


def test_unions_without_a_chair_are_listed_within_reach_and_lead_to_activation(client, world):
    client.force_login(account_of(world.clerk))

    response = client.get(VACANCIES)

    row = response.context["rows"][0]
    assert [row[:2] for row in shown(response)] == [["水泥厂工会", "主席、经办人"]]
    assert row[0].address == f"/desk/administration/posts/activate/?union={world.bare.code}&role=union.chair"
    assert response.context["text"] == "空缺岗位的工会（没有主席）：共 1 个\n水泥厂工会"
    assert chairless_count(actor_for(account_of(world.clerk), timezone.localdate())) == 1


def test_the_city_sees_how_many_in_each_county(client, world):
    founded(world.counties[0], Kind.SINGLE, "纸厂工会")
    client.force_login(account_of(world.leader))

    response = client.get(VACANCIES)

    assert response.context["counties"] == [("吉州区总工会", 2), ("青原区总工会", 1)]
    assert response.context["text"].splitlines()[1:] == ["吉州区总工会 2 个", "青原区总工会 1 个"]


@pytest.mark.parametrize(
    ("lacking", "names"),
    [("clerk", ["电机厂工会", "水泥厂工会"]), ("both", ["水泥厂工会"]), ("term", ["电机厂工会"])],
)
def test_the_list_is_narrowed_to_what_is_lacking(client, world, lacking, names):
    Organisation.objects.filter(pk=world.led.pk).update(term_ends_on=date(2012, 1, 1))
    client.force_login(account_of(world.clerk))

    response = client.get(VACANCIES, {"lacking": lacking})

    assert [row[0] for row in shown(response)] == names


def test_posts_never_used_and_long_unused_are_told_apart(client, world):
    post(person(world.bare, "钱进"), world.bare, "union.chair")
    now = timezone.now()
    Account.objects.filter(person=world.chair.person).update(last_login=now - timedelta(days=91))
    Account.objects.filter(person=world.clerk.person).update(last_login=now)
    client.force_login(account_of(world.clerk))

    never, long = client.get(UNUSED), client.get(UNUSED, {"why": "long"})

    assert [row[:3] for row in shown(never)] == [["水泥厂工会", "基层工会主席", "钱进"]]
    assert [row[:3] for row in shown(long)] == [["电机厂工会", "基层工会主席", "赵国庆"]]
    assert "钱进" not in never.context["text"]


@pytest.mark.parametrize("url", [VACANCIES, UNUSED])
def test_a_chair_does_not_see_them(client, world, url):
    client.force_login(account_of(world.chair))

    assert client.get(url).status_code == 403


@pytest.mark.parametrize(("url", "expected"), [(VACANCIES, 16), (UNUSED, 16)])
@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_for_one_and_for_three(client, world, url, expected, count, django_assert_num_queries):
    for name in ("甲厂工会", "乙厂工会")[: count - 1]:
        union = founded(world.counties[0], Kind.SINGLE, name)
        post(person(union, "周二"), union, "union.clerk")
    if count == 1:
        post(person(world.bare, "周二"), world.bare, "union.clerk")
    client.force_login(account_of(world.clerk))
    client.get(url)

    with django_assert_num_queries(expected):
        client.get(url)


def test_the_table_of_roles_and_permissions_is_made_of_what_is_offered(client, world):
    keeper = officer(world.counties[0], "trail.administrator")
    client.force_login(account_of(keeper))

    response = client.get(reverse("administration:matrix"))

    rows = {row.label: row.marks for _, rows in response.context["parts"] for row in rows}
    names = [role.name for role in response.context["roles"]]
    assert [name for name, mark in zip(names, rows["任免岗位"], strict=True) if mark] == ["安全管理员"]
    assert [name for name, mark in zip(names, rows["查看操作留痕"], strict=True) if mark] == ["审计管理员"]


def test_the_three_administrators_are_separate_in_what_they_may_do():
    from guildhall.kernel.access.actors import known_permissions, permissions_of  # noqa: PLC0415

    system, security, trail = (permissions_of(f"{name}.administrator") for name in ("system", "security", "trail"))
    personal = {code for code in known_permissions() if code.startswith(("membership.", "people.person."))}

    assert (system | security) & personal == set()
    assert "audit.entry.view" not in system | security
    assert [code for code in trail if not code.endswith(".view")] == []


def test_role_changes_are_listed_for_the_trail_administrator(client, world):
    client.force_login(account_of(officer(world.counties[0], "trail.administrator")))

    response = client.get(reverse("administration:role_changes"))

    assert {row[2] for row in shown(response)} == {"任命岗位"}


@pytest.mark.parametrize("role", ["system.administrator", "security.administrator", "county.clerk"])
def test_nobody_else_reads_role_changes(client, world, role):
    client.force_login(account_of(officer(world.counties[0], role)))

    assert client.get(reverse("administration:role_changes")).status_code == 403
