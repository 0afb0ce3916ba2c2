"""A post changes hands: activated by the county, entered by phone, prepared by a clerk, confirmed by the chair."""

import re
from datetime import date

from django.utils import timezone
from playwright.sync_api import expect

from guildhall.kernel.access.second_factor import code_at, step_of
from guildhall.kernel.people.rules.identity import resident_number
from tests.journeys.visitor import Visitor

COUNTY_CLERK, CLERK, KEEPER = "刘小燕", "黄小芳", "彭雪"
PHONE = "13870009527"
FACTORY = "江西庐陵光电有限公司工会委员会"
CONFIRMED = "SELECT count(*) FROM access_proposal WHERE state = 'confirmed'"
NAME = "郑新民"


def enters_by_phone(visitor: Visitor, phone: str) -> None:
    """The demo shows on the page what the phone would receive."""
    page = visitor.page
    visitor.goes_to("/sign-in/")
    page.locator("#id_phone").fill(phone)
    page.get_by_role("button", name="发送验证码").click()
    told = page.locator(".alert-info").inner_text()
    found = re.search(r"\d{6}", told)
    assert found
    page.locator("#id_code").fill(found[0])
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/desk/")


def gives_six_digits(visitor: Visitor) -> None:
    """The first time the phone is bound on the way."""
    page = visitor.page
    expect(page.get_by_role("heading", name="绑定手机动态口令")).to_be_visible()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.locator("#id_code").fill(code_at(secret, step_of(timezone.now())))
    page.get_by_role("button", name="绑定").click()


def test_a_new_chair_is_activated_confirms_what_was_prepared_and_ends_a_session(visit, house):
    county = visit(COUNTY_CLERK)
    page = county.page
    county.goes_to(f"/desk/administration/posts/activate/?union={code_of(house)}")
    page.locator("#id_person").fill(resident_number("999981", date(1979, 5, 4), 7))
    page.locator("#id_name").fill(NAME)
    page.locator("#id_phone").fill(PHONE)
    page.locator("#id_reason").fill("吉州工字〔2013〕2号")
    page.get_by_role("button", name="启用岗位").click()
    expect(page.get_by_text("确认后其岗位同时结束")).to_be_visible()
    page.get_by_role("button", name="确认启用并交接").click()
    expect(page.get_by_role("heading", name="岗位工作交接清单")).to_be_visible()
    expect(page.locator(".facts")).to_contain_text(NAME)

    clerk = visit(CLERK)
    clerk.goes_to("/desk/administration/proposals/?state=waiting")
    waiting = clerk.page.locator(".records tbody tr").count()
    assert waiting >= 1

    chair = visit()
    enters_by_phone(chair, PHONE)
    chair.goes_to("/desk/administration/proposals/?state=waiting")
    chair.page.locator(".records tbody tr .is-link a").first.click()
    chair.page.get_by_role("link", name="确认", exact=True).click()
    before = house.rows(CONFIRMED)[0][0]
    chair.page.locator("#id_reason").fill("同意")
    chair.page.get_by_role("button", name="确认", exact=True).click()
    gives_six_digits(chair)
    expect(chair.page.get_by_text("身份已核对，刚才的操作还没有提交")).to_be_visible()
    assert house.rows(CONFIRMED)[0][0] == before
    chair.page.get_by_role("button", name="继续提交").click()
    expect(chair.page.get_by_text("已确认").first).to_be_visible()
    assert house.rows(CONFIRMED)[0][0] == before + 1

    keeper = visit(KEEPER)
    [(account,)] = house.rows("SELECT id FROM access_account WHERE display_name = %s", NAME)
    keeper.goes_to(f"/desk/administration/accounts/{account}/")
    keeper.page.get_by_role("button", name="全部结束").click()
    expect(keeper.page.get_by_text("已结束 1 处登录")).to_be_visible()
    chair.goes_to("/desk/")
    expect(chair.page.get_by_role("heading", name="登录")).to_be_visible()


def code_of(house) -> str:
    """The factory whose clerk has prepared something, and whose chair is about to change."""
    return house.rows("SELECT code FROM organisations_organisation WHERE name = %s", FACTORY)[0][0]
