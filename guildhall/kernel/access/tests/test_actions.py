from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from guildhall.kernel.access import actions, queries
from guildhall.kernel.access.models import Account, DemoMark, NamedUnion, Post, SecondFactor
from guildhall.kernel.access.rules import SEPARATED
from guildhall.kernel.access.second_factor import code_at, new_secret, step_of
from guildhall.kernel.access.tests.factories import PASSWORD, TESTER, account_of, actor, officer, post
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.kernel.people.tests.factories import person
from guildhall.kernel.refusal import Refused

pytestmark = pytest.mark.django_db
DAY = date(2012, 5, 1)
NOON = datetime(2012, 5, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def county():
    return founded(city(), Kind.COUNTY, "吉州区总工会")


def test_an_appointment_is_recorded_with_its_reason(county):
    holder = person(county)

    held = actions.appoint(
        holder,
        organisation=county,
        role="county.clerk",
        day=DAY,
        actor=TESTER,
        title="干事",
        reason="吉工发〔2012〕3号",
    )

    entry = Entry.objects.get(verb="access.post.appoint")
    assert (held.role, held.since, held.until, held.area_id) == ("county.clerk", DAY, None, county.pk)
    assert (entry.subject_id, entry.organisation_id, entry.reason) == (held.pk, county.pk, "吉工发〔2012〕3号")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"role": "nobody"}, "没有这个角色"),
        ({"until": DAY}, "离任日期要晚于任职日期"),
        ({"reaches": "line"}, "只有产业工会的岗位可以管辖本产业"),
    ],
)
def test_an_impossible_appointment_changes_nothing(county, values, reason):
    holder = person(county)

    with pytest.raises(Refused) as refusal:
        actions.appoint(
            holder, **{"organisation": county, "role": "county.clerk", "day": DAY, "actor": TESTER} | values
        )

    assert refusal.value.reasons == (reason,)
    assert Post.objects.count() == 0
    assert not Entry.objects.filter(verb="access.post.appoint").exists()


def test_nobody_is_two_of_the_three_administrators_at_a_time(county):
    holder = person(county)
    post(holder, county, "system.administrator", day=DAY, until=date(2013, 1, 1))

    with pytest.raises(Refused) as refusal:
        post(holder, county, "trail.administrator", day=date(2012, 12, 31))
    later = post(holder, county, "trail.administrator", day=date(2013, 1, 1))

    assert refusal.value.reasons == (SEPARATED,)
    assert later.pk


def test_the_database_keeps_the_administrators_apart(county):
    holder = person(county)
    post(holder, county, "system.administrator")

    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(person=holder, organisation=county, area=county, role="security.administrator", since=DAY)


def test_a_security_administrator_appoints_within_reach_but_never_himself(county):
    other = founded(county.parent, Kind.COUNTY, "青原区总工会")
    keeper = officer(county, "security.administrator")
    acting = actor(keeper, DAY)

    actions.appoint(person(county), organisation=county, role="county.clerk", day=DAY, actor=acting)

    for holder, place, reason in (
        (person(other), other, "不在您的管理范围内"),
        (keeper.person, county, "不能任免自己的岗位"),
    ):
        with pytest.raises(Refused) as refusal:
            actions.appoint(holder, organisation=place, role="county.clerk", day=DAY, actor=acting)
        assert refusal.value.reasons == (reason,)


def test_who_may_not_appoint_is_refused(county):
    clerk = officer(county, "county.clerk")

    with pytest.raises(Refused) as refusal:
        actions.appoint(person(county), organisation=county, role="union.clerk", day=DAY, actor=actor(clerk, DAY))

    assert refusal.value.reasons == ("您的岗位没有这项权限",)


def test_a_post_ends_once(county):
    held = officer(county, "county.clerk")

    actions.end_post(held, day=DAY, actor=TESTER, reason="退休")

    assert held.until == DAY
    with pytest.raises(Refused) as refusal:
        actions.end_post(held, day=date(2012, 6, 1), actor=TESTER)
    assert refusal.value.reasons == ("这个岗位已经结束",)


def test_a_union_is_named_once_and_only_for_posts_by_name(county):
    union = founded(county, Kind.SINGLE, "电机厂工会")
    by_branch, by_name = officer(county, "county.clerk"), officer(county, "union.clerk", reaches="named")

    actions.name_union(by_name, organisation=union, day=DAY, actor=TESTER, reference="建会指导组")

    for held, reason in ((by_branch, "这个岗位按组织管辖，不能另行指定工会"), (by_name, "该工会已经指定给这个岗位")):
        with pytest.raises(Refused) as refusal:
            actions.name_union(held, organisation=union, day=DAY, actor=TESTER)
        assert refusal.value.reasons == (reason,)
    assert NamedUnion.objects.get().organisation_id == union.pk


def test_an_account_is_opened_once_and_its_hash_stays_out_of_the_trail(county):
    holder = person(county, "王芳")

    opened = actions.open_account(holder, username=" ＷangFang ", day=DAY, actor=TESTER, password=PASSWORD)

    entry = Entry.objects.get(verb="access.account.open")
    assert (opened.username, opened.display_name, opened.password_expires_on) == ("wangfang", "王芳", DAY)
    assert entry.after["password"] == "（已加密）"
    with pytest.raises(Refused) as refusal:
        actions.open_account(holder, username="WANGFANG", day=DAY, actor=TESTER)
    assert refusal.value.reasons == ("这个账号已有人使用", "此人已有账号")


def test_a_weak_password_opens_no_account(county):
    with pytest.raises(Refused) as refusal:
        actions.open_account(person(county), username="weak", day=DAY, actor=TESTER, password="12345678")

    assert refusal.value.reasons[0] == "密码要含大写字母、小写字母、数字、符号中的至少三种"
    assert Account.objects.count() == 0


def test_an_own_password_holds_its_term_and_a_given_one_until_the_next_sign_in(county):
    account = account_of(officer(county, "county.clerk"))

    actions.set_password(account, password=PASSWORD, day=DAY, actor=TESTER)
    given = account.password_expires_on
    own = actor(account.person.posts.get(), DAY)
    actions.set_password(account, password="Wugong-2012", day=DAY, actor=own)

    assert given == DAY
    assert account.password_expires_on == date(2012, 7, 30)
    with pytest.raises(Refused) as refusal:
        actions.set_password(account, password="Wugong-2012", day=DAY, actor=own)
    assert refusal.value.reasons == ("新密码不能与现在的密码相同",)


def test_a_clerk_sets_no_password_of_others(county):
    clerk, other = officer(county, "county.clerk"), officer(county, "union.chair")

    with pytest.raises(Refused) as refusal:
        actions.set_password(account_of(other), password=PASSWORD, day=DAY, actor=actor(clerk, DAY))

    assert refusal.value.reasons == ("您的岗位没有这项权限",)


def test_a_role_that_demands_it_makes_the_second_factor_a_duty_and_ends_sessions(county):
    held = officer(county, "union.chair")
    before = account_of(held)

    post(held.person, county, "county.leader")

    after = account_of(held)
    assert (before.needs_second_factor, after.needs_second_factor) == (False, True)
    assert before.get_session_auth_hash() != after.get_session_auth_hash()


def test_a_code_is_good_once(county):
    account = account_of(officer(county, "county.clerk"))
    secret = new_secret()
    first, second = code_at(secret, step_of(NOON)), code_at(secret, step_of(NOON) + 1)

    actions.set_up_second_factor(account, secret=secret, code=first, moment=NOON, actor=TESTER)

    tried = [actions.check_second_factor(account, code=code, moment=NOON) for code in (first, second, second, "123456")]
    assert tried == [False, True, False, False]
    assert Entry.objects.get(verb="access.second_factor.set_up").after["secret"] == "（已加密）"


def test_a_bound_phone_is_replaced_only_after_a_reset(county):
    account = account_of(officer(county, "county.clerk"))
    secret = new_secret()
    code = code_at(secret, step_of(NOON))
    actions.set_up_second_factor(account, secret=secret, code=code, moment=NOON, actor=TESTER)

    with pytest.raises(Refused) as refusal:
        actions.set_up_second_factor(account, secret=secret, code=code, moment=NOON, actor=TESTER)
    actions.reset_second_factor(account, actor=TESTER, reason="手机遗失")

    assert refusal.value.reasons == ("已经绑定了手机；更换手机请联系系统管理员",)
    assert not SecondFactor.objects.exists()


def test_only_an_empty_database_becomes_a_demo():
    mark = actions.mark_as_demo(place="吉安市", actor=TESTER)

    assert actions.mark_as_demo(place="吉安市", actor=TESTER) == mark
    assert queries.is_demo()


def test_a_database_with_a_union_never_becomes_a_demo(county):
    with pytest.raises(Refused):
        actions.mark_as_demo(place="吉安市", actor=TESTER)

    assert not DemoMark.objects.exists()
    assert queries.people_offered(DAY) == []


def test_the_demo_offers_one_of_each_role_and_two_counties(today):
    actions.mark_as_demo(place="吉安市", actor=TESTER)
    root = city()
    counties = [founded(root, Kind.COUNTY, name) for name in ("吉州区总工会", "青原区总工会", "吉安县总工会")]
    clerks = [officer(county, "county.clerk") for county in counties]
    officer(counties[0], "county.clerk")
    leader = officer(root, "city.leader")

    offered = queries.people_offered(today)

    assert [(one.account.person_id, one.role) for one in offered] == [
        (leader.person_id, "市总领导"),
        (clerks[0].person_id, "县区总工会干事"),
        (clerks[1].person_id, "县区总工会干事"),
    ]
