import pytest
from django.core.exceptions import ValidationError

from guildhall.kernel.organisations.models import Kind, Organisation
from guildhall.kernel.organisations.tests.factories import founded
from guildhall.web import choosing
from guildhall.web.choosing import UnionField, few_or_all, unions_like


@pytest.fixture
def field(counties):
    for county in counties:
        founded(county, Kind.SINGLE, f"{county.name[:3]}机械厂工会", code=f"C{county.pk}")
    founded(counties[0], Kind.SINGLE, "吉州区机械厂工会分会")
    field = UnionField()
    field.within = Organisation.objects.filter(area=counties[0])
    return field


def test_a_union_is_chosen_by_code_name_or_a_part_that_only_it_has(field, counties):
    chosen = [field.clean(typed).name for typed in (f"c{counties[0].pk}", "吉州区机械厂工会", "分会")]

    assert chosen == ["吉州区机械厂工会", "吉州区机械厂工会", "吉州区机械厂工会分会"]


def test_one_out_of_reach_or_not_the_only_one_is_told(field):
    with pytest.raises(ValidationError) as outside:
        field.clean("青原区机械厂工会")
    with pytest.raises(ValidationError) as several:
        field.clean("机械厂")

    assert outside.value.messages == ["没有找到这个工会，或不在您的管理范围内"]
    assert several.value.messages[0].startswith("有不止一个工会符合，请填组织代码：吉州区机械厂工会（")


def test_nothing_is_none_where_nothing_may_be(db):
    assert UnionField(required=False).clean("") is None


@pytest.mark.parametrize("typed", ["机械厂", "jixiechang", "JXC"])
def test_unions_are_found_by_a_part_of_their_name_or_its_letters(field, typed):
    assert sorted(unions_like(typed).values_list("name", flat=True)) == [
        "吉州区机械厂工会",
        "吉州区机械厂工会分会",
        "青原区机械厂工会",
    ]


def test_a_list_is_narrowed_to_the_numbers_of_a_few_unions_and_to_the_search_of_many(counties, monkeypatch):
    unions = Organisation.objects.filter(pk__in=[county.pk for county in counties])

    assert set(few_or_all(unions)) == {county.pk for county in counties}
    monkeypatch.setattr(choosing, "MANY", 1)
    assert set(Organisation.objects.filter(pk__in=few_or_all(unions))) == set(counties)
