from datetime import date

import pytest

from guildhall.domains.organising.actions import employers, unions
from guildhall.kernel.access.tests.factories import actor, officer
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.organisations.models import Employer, Kind, Organisation
from guildhall.kernel.people.rules.codes import complete_credit_code
from guildhall.kernel.people.tests.factories import member
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import system

TESTER = system("测试")
TODAY = date(2012, 12, 1)
DAY = date(2012, 6, 1)
CODE = complete_credit_code("91360800", "M000100Y")


def found(parent, **values):
    given = {"kind": Kind.SINGLE, "name": "新厂工会", "day": DAY, "today": TODAY, "actor": TESTER, **values}
    return unions.found(parent=parent, **given)


def test_a_union_is_founded_with_the_next_code_of_its_county(counties):
    first, second = found(counties[0]), found(counties[0], name="二厂工会")

    assert (first.parent, first.area_id, first.founded_on) == (counties[0], counties[0].pk, DAY)
    assert [first.code, second.code] == [f"{counties[0].code}-00001", f"{counties[0].code}-00002"]
    assert Entry.objects.filter(verb="organisations.organisation.found", subject_id=first.pk).count() == 1


def test_a_code_in_use_and_a_day_to_come_are_refused(counties):
    found(counties[0], code="X1")

    with pytest.raises(Refused) as taken:
        found(counties[0], code="X1")
    with pytest.raises(Refused) as later:
        found(counties[0], day=date(2013, 1, 1))

    assert taken.value.reasons == ("这个组织代码已经有工会使用",)
    assert later.value.reasons == ("日期不能晚于今天",)
    assert Organisation.objects.grassroots().count() == 1


def test_a_clerk_founds_only_in_the_own_county(counties):
    clerk = actor(officer(counties[0], "county.clerk"), TODAY)

    with pytest.raises(Refused) as refusal:
        found(counties[1], actor=clerk)

    assert refusal.value.reasons == ("不在您的管理范围内",)


def test_facts_are_corrected_and_a_term_that_ends_before_it_begins_is_not(unions_):
    unions.correct(unions_[0], actor=TESTER, address="城北路1号", term_starts_on=DAY, term_ends_on=date(2017, 6, 1))

    with pytest.raises(Refused) as refusal:
        unions.correct(unions_[0], actor=TESTER, term_ends_on=DAY)

    union = Organisation.objects.get(pk=unions_[0].pk)
    assert (union.address, union.term_ends_on) == ("城北路1号", date(2017, 6, 1))
    assert refusal.value.reasons == ("本届届满应晚于本届开始",)


def test_a_new_name_leaves_the_old_one_in_the_history(unions_):
    unions.rename(unions_[0], name="吉州重机厂工会", short_name="", day=DAY, today=TODAY, actor=TESTER)

    assert list(unions_[0].names.order_by("pk").values_list("name", "until")) == [
        ("吉州机械厂工会", DAY),
        ("吉州重机厂工会", None),
    ]
    with pytest.raises(Refused) as refusal:
        unions.rename(unions_[0], name="吉州重机厂工会", short_name="", day=DAY, today=TODAY, actor=TESTER)
    assert refusal.value.reasons == ("名称没有变化",)


def test_a_union_is_handed_over_only_by_who_leads_both_sides(unions_, counties):
    clerk = actor(officer(counties[0], "county.clerk"), TODAY)
    given = {"parent": counties[1], "day": DAY, "today": TODAY, "reason": "区划调整"}

    with pytest.raises(Refused) as refusal:
        unions.move(unions_[0], **given, actor=clerk)
    unions.move(unions_[0], **given, actor=TESTER)

    assert refusal.value.reasons == ("不在您的管理范围内",)
    assert Organisation.objects.get(pk=unions_[0].pk).area == counties[1]


def test_a_union_with_members_is_not_dissolved(unions_):
    member(unions_[0])

    with pytest.raises(Refused) as refusal:
        unions.dissolve(unions_[0], day=DAY, today=TODAY, actor=TESTER, reason="关停")
    unions.dissolve(unions_[1], day=DAY, today=TODAY, actor=TESTER, reason="关停")

    assert refusal.value.reasons == ("还有 1 名会员，请先办理转会或终止会籍",)
    assert list(Organisation.objects.grassroots().standing().values_list("pk", flat=True)) == [
        unions_[0].pk,
        unions_[2].pk,
    ]


def test_a_form_that_showed_an_older_version_is_refused(unions_):
    old = unions_[0].changed_at
    unions.correct(unions_[0], actor=TESTER, address="城北路1号")

    with pytest.raises(Refused) as refusal:
        unions.rename(unions_[0], name="新名", short_name="", day=DAY, today=TODAY, actor=TESTER, version=old)

    assert refusal.value.reasons == ("这条记录刚被别人改过，请重新打开后再操作",)


def test_an_employer_is_registered_once_with_a_right_code(counties):
    employer = employers.register(
        federation=counties[0], actor=TESTER, credit_code=f" {CODE.lower()}", name="甲厂", head_count=30
    )

    with pytest.raises(Refused) as twice:
        employers.register(federation=counties[0], actor=TESTER, credit_code=CODE, name="乙厂")
    with pytest.raises(Refused) as wrong:
        employers.register(federation=counties[0], actor=TESTER, credit_code=CODE[:-1] + "0", name="丙厂")
    with pytest.raises(Refused) as counts:
        employers.register(federation=counties[0], actor=TESTER, name="丁厂", head_count=1, women_count=2)

    assert (employer.credit_code, employer.area_id) == (CODE, counties[0].pk)
    assert twice.value.reasons == ("已有单位使用这个统一社会信用代码",)
    assert wrong.value.reasons == ("统一社会信用代码的校验码不对，请核对每一位",)
    assert counts.value.reasons == ("女职工人数不能多于职工人数",)
    assert Employer.objects.count() == 1


def test_an_employer_is_covered_by_a_grassroots_union_from_a_day_on(counties, unions_):
    employer = employers.register(federation=counties[0], actor=TESTER, name="甲厂", head_count=30)

    with pytest.raises(Refused) as refusal:
        employers.link(employer, union=counties[0], day=None, actor=TESTER)
    employers.link(employer, union=unions_[0], day=DAY, actor=TESTER)
    covered = (employer.union, employer.union_since)
    employers.link(employer, union=None, day=DAY, actor=TESTER)

    assert refusal.value.reasons == ("只有基层工会可以作为单位所建的工会", "请填写建会日期")
    assert covered == (unions_[0], DAY)
    assert (employer.union, employer.union_since) == (None, None)


def test_correcting_an_employer_moves_it_to_another_county(counties):
    employer = employers.register(federation=counties[0], actor=TESTER, name="甲厂", head_count=30)

    employers.correct(employer, actor=TESTER, federation=counties[1], name="甲厂", head_count=40)

    employer.refresh_from_db()
    assert (employer.federation, employer.area, employer.head_count) == (counties[1], counties[1], 40)
