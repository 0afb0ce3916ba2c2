from datetime import date

import pytest
from django.urls import reverse

from guildhall.domains.membership.tests.test_event_views import posted
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.people import actions
from guildhall.kernel.people.models import Household, HouseholdMember
from guildhall.kernel.people.queries.households import household_of, living_in
from guildhall.kernel.people.tests.factories import TESTER, member, number
from guildhall.kernel.refusal import Refused

DAY, LATER = date(2012, 6, 1), date(2012, 9, 1)
ADDRESS = "江西省吉安市吉州区文山路1号"


@pytest.fixture
def family(unions):
    """A head, a wife and a son."""
    head, wife, son = (member(unions[0], name).person for name in ("王大明", "李小红", "王小明"))
    household = actions.found_household(head, day=DAY, actor=TESTER, address=ADDRESS)
    for person, relation in ((wife, "12"), (son, "20")):
        actions.join_household(household, person, relation=relation, day=DAY, actor=TESTER)
    return household


def relations(household):
    return {each.person.name: each.get_relation_display() for each in living_in(household)}


def of(household, name):
    return living_in(household).get(person__name=name)


def test_a_household_has_a_head_and_members(family):
    assert relations(family) == {"王大明": "户主", "李小红": "妻", "王小明": "子"}
    assert household_of(of(family, "李小红").person) == family
    assert Entry.objects.filter(verb="people.household.found", subject_id=family.pk).exists()


def test_nobody_lives_in_two_households(family, unions):
    other = actions.found_household(member(unions[0], "赵大力").person, day=DAY, actor=TESTER)

    with pytest.raises(Refused) as refusal:
        actions.join_household(other, of(family, "王小明").person, relation="90", day=LATER, actor=TESTER)

    assert refusal.value.reasons == ("一个人只能在一个家庭里，请先从原来的家庭退出",)
    assert relations(other) == {"赵大力": "户主"}


def test_the_head_leaves_last(family):
    with pytest.raises(Refused) as refusal:
        actions.leave_household(of(family, "王大明"), day=LATER, actor=TESTER)
    for name in ("王小明", "李小红", "王大明"):
        actions.leave_household(of(family, name), day=LATER, actor=TESTER, reason="搬走")

    family.refresh_from_db()
    assert refusal.value.reasons == ("户主退出前，请先变更户主",)
    assert family.ended_on == LATER
    assert HouseholdMember.objects.filter(until=LATER).count() == 3


def test_another_head_restates_the_relations_and_keeps_the_old_ones(family):
    wife = of(family, "李小红")
    given = {of(family, "王大明").pk: "11"}

    with pytest.raises(Refused) as refusal:
        actions.change_head(family, head=wife, relations=given, day=LATER, actor=TESTER, reason="户主外出")
    given[of(family, "王小明").pk] = "20"
    actions.change_head(family, head=wife, relations=given, day=LATER, actor=TESTER, reason="户主外出")

    assert refusal.value.reasons == ("请选择王小明与新户主的关系",)
    assert relations(family) == {"李小红": "户主", "王大明": "夫", "王小明": "子"}
    assert family.head.name == "李小红"
    assert HouseholdMember.objects.filter(until=LATER).count() == 3


def test_some_members_found_a_household_of_their_own(family, unions):
    daughter = member(unions[0], "赵小云").person
    actions.join_household(family, daughter, relation="80", day=DAY, actor=TESTER)
    son = of(family, "王小明")

    new = actions.split_household(
        family, head=son, relations={of(family, "赵小云").pk: "12"}, day=LATER, actor=TESTER, reason="成家"
    )

    assert relations(new) == {"王小明": "户主", "赵小云": "妻"}
    assert relations(family) == {"王大明": "户主", "李小红": "妻"}


def test_a_household_follows_its_head(family, unions):
    person = family.head
    actions.close_spell(person.spells.get(), day=LATER, closed_by="transferred", actor=TESTER)
    actions.open_spell(person, organisation=unions[2], day=LATER, actor=TESTER, opened_by="transferred")

    family.refresh_from_db()
    assert (family.organisation, family.area) == (unions[2], unions[2].area)


def test_a_clerk_registers_a_family_on_the_pages(client, unions, sign_in):
    sign_in(unions[0], "union.clerk")
    head = member(unions[0], "王大明").person
    member(unions[0], "李小红", document_number=number(77))

    posted(client, reverse("membership:found_household", args=[head.pk]), day="2012-06-01", address=ADDRESS)
    family = Household.objects.get()
    posted(
        client,
        reverse("membership:join_household", args=[family.pk]),
        person=number(77),
        relation="12",
        day="2012-06-01",
    )

    page = client.get(family.get_absolute_url()).content.decode()
    file = client.get(head.get_absolute_url()).content.decode()
    assert ("李小红" in page, "李小红" in file) == (True, True)
    assert (ADDRESS in page, "吉州区****" in page) == (False, True)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("leave_household", {"member": "王大明", "day": "2012-09-01", "reason": "搬走"}),
        ("change_head", {"head": "李小红", "day": "2012-09-01", "reason": "外出"}),
        ("split_household", {"head": "王小明", "day": "2012-05-01", "reason": "成家"}),
    ],
)
def test_refusals_are_shown(client, family, unions, sign_in, name, given):
    sign_in(unions[0], "union.chair")
    values = {key: of(family, value).pk if key in {"member", "head"} else value for key, value in given.items()}

    answer = posted(client, reverse(f"membership:{name}", args=[family.pk]), **values)

    assert answer.context["form"].non_field_errors()
    assert relations(family) == {"王大明": "户主", "李小红": "妻", "王小明": "子"}


def test_others_are_turned_away(client, family, unions, sign_in):
    sign_in(unions[2], "union.chair")
    assert client.get(family.get_absolute_url()).status_code == 404
    sign_in(unions[0].parent, "county.leader")
    assert client.get(reverse("membership:join_household", args=[family.pk])).status_code == 403
