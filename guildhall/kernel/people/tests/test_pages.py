"""Pages over many unions are the pages of one wide list, however unevenly people lie."""

import pytest

from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.tests.factories import person
from guildhall.kernel.scope import Reach, pages
from guildhall.kernel.scope.pages import keyset_page

pytestmark = pytest.mark.django_db
ORDERS = [("pinyin", "pk"), ("-pinyin", "-pk"), ("-pk",)]
EVEN = [3] * 8
UNEVEN = [14, 0, 1, 1, 0, 2, 1, 3]


def peopled(counts):
    """A county of unions with so many people each, and the reach of somebody over all but the last union."""
    root = city()
    county, other = founded(root, Kind.COUNTY, "吉州区总工会"), founded(root, Kind.COUNTY, "青原区总工会")
    unions = [founded(county, Kind.SINGLE, f"第{number}工会") for number in range(len(counts))]
    for number, (union, count) in enumerate(zip(unions, counts, strict=True)):
        for place in range(count):
            person(union, "赵钱孙李周吴郑王"[(number + place) % 8] + "小明")
    person(other, "郑小明")
    return Reach(areas=frozenset({other.pk}), organisations=frozenset(union.pk for union in unions[:-1]))


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize("counts", [EVEN, UNEVEN], ids=["even", "uneven"])
def test_pages_over_many_unions_are_those_of_one_wide_list(counts, order, monkeypatch):
    monkeypatch.setattr(pages, "FEW", 2)
    reach = peopled(counts)
    whole = list(Person.objects.within(reach).order_by(*order).values_list("pk", flat=True))

    found, key = [], None
    while True:
        page = keyset_page(Person.objects.all(), reach, order=order, after=key, limit=4)
        found += [row.pk for row in page.rows]
        key = page.last_key
        if not page.has_next:
            break

    assert found == whole
    back = keyset_page(Person.objects.all(), reach, order=order, before=key, limit=4)
    assert [row.pk for row in back.rows] == whole[-5:-1]


def test_few_rows_of_many_branches_are_read_and_all_of_few():
    shares = [pages._share(51, branches) for branches in (1, 16, 50, 300, 3_000)]

    assert shares == [51, 51, 6, 4, 3]
