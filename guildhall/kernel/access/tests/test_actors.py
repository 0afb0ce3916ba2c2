from datetime import date

import pytest

from guildhall.kernel.access import actions
from guildhall.kernel.access.offers import Domain
from guildhall.kernel.access.tests.factories import TESTER, actor, officer, post
from guildhall.kernel.offers import offer
from guildhall.kernel.organisations import actions as tree
from guildhall.kernel.organisations.models import Kind, Organisation
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.tests.factories import person

pytestmark = pytest.mark.django_db
VIEW = "tried.person.view"
CHANGE = "tried.person.change"
offer(
    Domain(
        code="tried",
        name="试验",
        permissions={VIEW: "查看", CHANGE: "更改"},
        roles={
            "city.officer": [VIEW],
            "county.clerk": [VIEW, CHANGE],
            "industrial.officer": [VIEW],
            "union.chair": [VIEW],
        },
    )
)


@pytest.fixture
def tree_of_two():
    """A city of two counties, each with one union of one person."""
    root = city()
    counties = [founded(root, Kind.COUNTY, name) for name in ("吉州区总工会", "青原区总工会")]
    unions = [founded(county, Kind.SINGLE, f"{county.name}电机厂工会") for county in counties]
    return root, counties, unions, [person(union) for union in unions]


def seen(held, day, permission=VIEW):
    return set(Person.objects.visible_to(actor(held, day), permission).order_by("pk").values_list("pk", flat=True))


def test_a_county_clerk_sees_only_the_own_county(tree_of_two, today):
    _, counties, _, people = tree_of_two

    clerk = officer(counties[0], "county.clerk")

    assert seen(clerk, today) == {people[0].pk, clerk.person_id}


def test_a_department_of_the_city_sees_the_whole_city(tree_of_two, today):
    root, _, _, people = tree_of_two
    department = founded(root, Kind.DEPARTMENT, "组织部")

    held = officer(department, "city.officer")

    assert seen(held, today) == {people[0].pk, people[1].pk, held.person_id}
    assert actor(held, today).home == root


def test_a_chair_sees_the_own_union_and_what_is_beneath(tree_of_two, today):
    _, _, unions, people = tree_of_two
    branch = founded(unions[0], Kind.BRANCH, "一车间分工会")
    below = person(branch)

    chair = officer(unions[0], "union.chair")

    assert seen(chair, today) == {people[0].pk, below.pk, chair.person_id}


def test_an_industrial_officer_sees_the_line_in_all_counties_and_the_own_branch(tree_of_two, today):
    root, counties, _, _ = tree_of_two
    education = founded(root, Kind.INDUSTRIAL, "市教育工会")
    school = founded(counties[1], Kind.SINGLE, "青原中学工会", line=education)
    college = founded(education, Kind.SINGLE, "市一中工会")
    teacher, lecturer = person(school), person(college)

    held = officer(education, "industrial.officer", reaches="line")

    assert seen(held, today) == {teacher.pk, lecturer.pk, held.person_id}


def test_a_post_by_name_sees_the_named_unions_while_they_are_named(tree_of_two, today):
    root, _, unions, people = tree_of_two
    held = officer(root, "city.officer", reaches="named")

    named = actions.name_union(held, organisation=unions[1], day=date(2012, 1, 1), actor=TESTER)
    during = seen(held, today)
    actions.release_union(named, day=today, actor=TESTER)

    assert during == {people[1].pk}
    assert seen(held, today) == set()


def test_ended_and_future_posts_give_nothing(tree_of_two, today):
    _, counties, _, _ = tree_of_two
    past = officer(counties[0], "county.clerk", until=today)
    coming = officer(counties[1], "county.clerk", day=date(2013, 1, 16))

    assert not actor(past, today).may(VIEW)
    assert actor(past, date(2013, 1, 14)).may(VIEW)
    assert not actor(coming, today).may(VIEW)
    assert seen(coming, today) == set()


def test_a_closed_account_may_nothing(tree_of_two, today):
    _, counties, _, _ = tree_of_two
    clerk = officer(counties[0], "county.clerk")

    actions.close_account(clerk.person.account, actor=TESTER, reason="调离")

    assert not actor(clerk, today).may(VIEW)


def test_two_posts_reach_as_far_as_both_but_each_permission_only_as_its_own(tree_of_two, today):
    _, counties, unions, people = tree_of_two
    clerk = officer(counties[0], "county.clerk")

    post(clerk.person, unions[1], "union.chair")

    assert seen(clerk, today) == {people[0].pk, people[1].pk, clerk.person_id}
    assert seen(clerk, today, CHANGE) == {people[0].pk, clerk.person_id}


def test_a_union_that_moves_to_another_county_takes_its_access_along(tree_of_two, today):
    _, counties, unions, _ = tree_of_two
    old, new = officer(counties[0], "county.clerk"), officer(counties[1], "county.clerk")
    chair = officer(unions[0], "union.chair")
    before = Organisation.objects.visible_to(actor(old, today), VIEW).filter(pk=unions[0].pk).exists()

    tree.move(unions[0], parent=counties[1], day=today, actor=TESTER, reason="区划调整")

    after = {
        held: Organisation.objects.visible_to(actor(held, today), VIEW).filter(pk=unions[0].pk).exists()
        for held in (old, new, chair)
    }
    chair.refresh_from_db()
    assert before
    assert after == {old: False, new: True, chair: True}
    assert chair.area_id == counties[1].pk


def test_a_reach_is_resolved_once(tree_of_two, today, django_assert_num_queries):
    _, counties, unions, _ = tree_of_two
    clerk = officer(counties[0], "county.clerk")
    post(clerk.person, unions[1], "union.chair")
    acting = actor(clerk, today)

    with django_assert_num_queries(2):
        for _ in range(3):
            acting.may(VIEW)
            acting.reach(VIEW)
