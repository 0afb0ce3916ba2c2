import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from guildhall.kernel.audit.models import Entry
from guildhall.kernel.organisations import actions
from guildhall.kernel.organisations.models import Kind, Organisation, OrganisationName, Placement
from guildhall.kernel.organisations.tests.factories import FOUNDED, TESTER, city, founded
from guildhall.kernel.refusal import Refused

DAY = date(2012, 7, 1)


@pytest.mark.django_db
def test_a_new_union_stands_under_its_parent_in_its_county():
    root = city()
    county = founded(root, Kind.COUNTY, "吉州区总工会")

    union = founded(county, Kind.SINGLE, "某厂工会")

    assert union.path.startswith(county.path)
    assert (union.depth, union.area, root.area, county.area) == (3, county, root, county)
    assert Organisation.objects.get(pk=county.pk).numchild == 1
    assert Placement.objects.get(organisation=union).since == FOUNDED
    assert Entry.objects.filter(subject_id=union.pk, verb="organisations.organisation.found").count() == 1


@pytest.mark.django_db
def test_moving_a_subtree_moves_areas_and_keeps_history():
    root = city()
    old, new = founded(root, Kind.COUNTY, "吉州区总工会"), founded(root, Kind.COUNTY, "青原区总工会")
    town = founded(old, Kind.TOWN, "某街道总工会")
    union = founded(town, Kind.SINGLE, "某厂工会")

    moved = actions.move(town, parent=new, day=DAY, actor=TESTER, reason="区划调整")

    union.refresh_from_db()
    assert (moved.parent, moved.area, union.area) == (new, new, new)
    assert union.path.startswith(moved.path)
    assert moved.path.startswith(new.path)
    history = list(Placement.objects.filter(organisation=union).order_by("since").values_list("area", "since", "until"))
    assert history == [(old.pk, FOUNDED, DAY), (new.pk, DAY, None)]


@pytest.mark.django_db
def test_a_cycle_is_refused_in_words():
    county = founded(city(), Kind.COUNTY, "吉州区总工会")
    zone = founded(county, Kind.ZONE, "园区工会")

    with pytest.raises(Refused) as refusal:
        actions.move(county, parent=zone, day=DAY, actor=TESTER, reason="误操作")

    assert refusal.value.reasons[0] == "不能移到自己或自己的下级之下"


@pytest.mark.django_db
def test_the_database_refuses_a_path_outside_its_parent():
    county = founded(city(), Kind.COUNTY, "吉州区总工会")
    union = founded(county, Kind.SINGLE, "某厂工会")

    with pytest.raises(IntegrityError):
        _misplace(union)


def _misplace(union):
    with transaction.atomic(), connection.cursor() as cursor:
        Organisation.objects.filter(pk=union.pk).update(path="0002" + union.path[4:])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db
def test_a_new_name_keeps_the_old_one():
    county = founded(city(), Kind.COUNTY, "北宁市总工会")

    actions.rename(county, name="北镇市总工会", short_name="北镇市总", day=DAY, actor=TESTER)

    names = list(OrganisationName.objects.filter(organisation=county).order_by("since").values_list("name", "until"))
    assert names == [("北宁市总工会", DAY), ("北镇市总工会", None)]


@pytest.mark.django_db
def test_a_union_with_standing_branches_is_not_dissolved():
    county = founded(city(), Kind.COUNTY, "吉州区总工会")
    founded(county, Kind.SINGLE, "某厂工会")

    with pytest.raises(Refused) as refusal:
        actions.dissolve(county, day=DAY, actor=TESTER, reason="撤并")

    assert refusal.value.reasons == ("还有 1 个下级组织，请先撤销或移交",)


def _ends_of_writers(work, writers: int) -> list[BaseException]:
    errors: list[BaseException] = []

    def one(number: int) -> None:
        try:
            work(number)
        except Refused:
            pass
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_eight_writers_leave_no_cycle_and_no_orphan(cloned_database):
    root = city()
    towns = [founded(root, Kind.TOWN, f"第{number}街道总工会") for number in range(8)]
    representatives = [founded(town, Kind.REPRESENTATIVE, f"{town.name}工委") for town in towns]

    def work(number: int) -> None:
        for step in range(6):
            founded(representatives[number], Kind.SINGLE, f"第{number}-{step}厂工会", code=f"W{number}{step}")
            target = representatives[(number * 5 + step * 3) % 8]
            actions.move(representatives[number], parent=towns[target.pk % 8], day=DAY, actor=TESTER, reason="并发")

    errors = _ends_of_writers(work, 8)

    assert errors == []
    by_key = {organisation.pk: organisation for organisation in Organisation.objects.all()}
    assert len(by_key) == 1 + 8 + 8 + 48
    for organisation in by_key.values():
        above = by_key.get(organisation.parent_id)
        assert organisation.path[:-4] == (above.path if above else "")
        assert organisation.depth == len(organisation.path) // 4
    for organisation in by_key.values():
        assert organisation.numchild == sum(other.parent_id == organisation.pk for other in by_key.values())
