from datetime import date
from decimal import Decimal

import pytest

from guildhall.kernel.audit.models import Entry
from guildhall.kernel.organisations import bodies
from guildhall.kernel.organisations.models import Kind, PartnerBody, Place
from guildhall.kernel.organisations.tests.factories import TESTER, city, founded
from guildhall.kernel.refusal import Refused

pytestmark = pytest.mark.django_db


def body(union, name="吉州区人民法院", **values):
    return bodies.register_body(organisation=union, kind="court", name=name, actor=TESTER, **values)


def test_a_body_is_registered_corrected_and_its_phone_is_sealed():
    court = body(city(), phone="0796-8222222")

    bodies.correct_body(court, phone="13800000001", is_personal_phone=True, actor=TESTER)

    assert PartnerBody.objects.get().phone == "13800000001"
    corrected = Entry.objects.get(verb="organisations.body.correct")
    assert corrected.after["phone"] == "（已加密）"


def test_one_name_twice_is_refused_until_merged():
    root = city()
    first, twin = body(root), body(root, name="吉州法院")

    bodies.merge_body(twin, into=first, reason="重复登记", actor=TESTER)
    with pytest.raises(Refused, match="已登记过同名的合作单位"):
        body(root)

    assert twin.merged_into == first
    with pytest.raises(Refused, match="已经合并"):
        bodies.merge_body(twin, into=first, reason="重复登记", actor=TESTER)
    with pytest.raises(Refused, match="另一个没有合并"):
        bodies.merge_body(first, into=twin, reason="重复登记", actor=TESTER)


def test_a_place_follows_its_union_into_another_county():
    root = city()
    one, other = founded(root, Kind.COUNTY, "甲县总工会"), founded(root, Kind.COUNTY, "乙县总工会")
    place = bodies.register_place(organisation=one, kind="station", name="驿站", address="某路 1 号", actor=TESTER)

    bodies.correct_place(place, organisation=other, actor=TESTER)

    assert Place.objects.get().area == other


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"longitude": Decimal("114.99"), "latitude": None}, "经度应在"),
        ({"longitude": Decimal("27.11"), "latitude": Decimal("114.9")}, "纬度"),
        ({"opened_on": date(2012, 1, 1), "closed_on": date(2011, 1, 1)}, "停用日期不能早于启用日期"),
    ],
)
def test_a_wrong_place_is_refused_in_words(values, reason):
    with pytest.raises(Refused, match=reason):
        bodies.register_place(organisation=city(), kind="station", name="驿站", address="某路", actor=TESTER, **values)

    assert not Place.objects.exists()
