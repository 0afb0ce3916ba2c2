import pytest

from guildhall.kernel.audit.models import Entry
from guildhall.kernel.organisations.models import Kind, Organisation
from guildhall.kernel.organisations.order import keep_order, ordered, sort_called
from guildhall.kernel.organisations.tests.factories import TESTER, city, founded
from guildhall.kernel.refusal import Refused

pytestmark = pytest.mark.django_db
AREAS = sort_called("areas")


@pytest.fixture
def root():
    return city()


@pytest.fixture
def counties(root):
    founded(root, Kind.DEPARTMENT, "办公室")
    return [founded(root, Kind.COUNTY, f"{name}总工会") for name in ("甲县", "乙县", "丙县")]


def test_the_order_is_kept_in_one_verb_with_one_entry(root, counties):
    one, two, three = counties

    keep_order(root, AREAS, [three.pk, one.pk, two.pk], actor=TESTER)

    assert list(ordered(root, AREAS)) == [three, one, two]
    assert [o.name for o in Organisation.objects.filter(kind=Kind.COUNTY).in_kept_order()] == [
        "丙县总工会", "甲县总工会", "乙县总工会"
    ]  # fmt: skip
    entry = Entry.objects.get(verb="organisations.order.keep")
    assert entry.after == {"县区": ["丙县总工会", "甲县总工会", "乙县总工会"]}


def test_an_order_of_other_bodies_is_refused(root, counties):
    for keys in ([counties[0].pk], [c.pk for c in counties] + [root.pk], [counties[0].pk] * 3):
        with pytest.raises(Refused, match="请重新打开后再排序"):
            keep_order(root, AREAS, keys, actor=TESTER)

    assert not Entry.objects.filter(verb="organisations.order.keep").exists()


def test_an_order_that_stands_already_is_refused(root, counties):
    with pytest.raises(Refused, match="顺序没有变化"):
        keep_order(root, AREAS, [county.pk for county in counties], actor=TESTER)
