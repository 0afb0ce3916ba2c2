"""The city's officer reads the year's report, stands before the records of a number, and fixes it."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from guildhall.kernel.people.rules.identity import resident_number
from tests.journeys.visitor import digits

OFFICER = "刘晓梅"
UNION = """
    SELECT id, name, code FROM organisations_organisation
    WHERE kind = 'single' AND dissolved_on IS NULL AND founded_on < '2012-01-01' ORDER BY id LIMIT 1
"""


def write_report(visitor):
    page = visitor.page
    visitor.chooses_in_menu("报告")
    page.get_by_role("link", name="写报告").click()
    page.get_by_role("textbox", name="单位").fill("吉安市总工会")
    page.get_by_label("统计期").fill("2012")
    page.get_by_role("button", name="保存").click()
    visitor.waits_for_figures()


def freeze(visitor, note):
    page = visitor.page
    page.get_by_role("link", name="定稿").click()
    page.get_by_label("说明").fill(note)
    page.locator("#content").get_by_role("button", name="定稿").click()
    expect(page.get_by_text("已定稿")).to_be_visible()
    visitor.waits_for_figures()


def admit(visitor, union, name, number):
    page = visitor.page
    visitor.goes_to(f"/desk/people/new/?union={union[2]}")
    page.get_by_label("入会日期").fill("2012-10-08")
    page.get_by_label("姓名", exact=True).fill(name)
    page.get_by_label("证件号码").fill(number)
    page.locator("#content").get_by_role("button", name=re.compile("登记|保存")).click()
    expect(page.get_by_text(f"{name}已登记入会")).to_be_visible()


def test_the_officer_opens_a_number_of_the_report_and_fixes_it(visit, house):
    visitor = visit(OFFICER)
    page = visitor.page
    union = house.rows(UNION)[0]

    write_report(visitor)
    expect(page.locator(".sheet-title")).to_have_text("2012年工会组织建设和会员发展情况报告")
    said = page.locator(".sheet a.counted")
    assert said.first.inner_text() == "70"
    said.filter(has_text=re.compile(r"^8$")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("新建基层工会数的记录")
    visitor.waits_for_figures()
    assert digits(page.locator(".sum .figure-value").inner_text()) == 8
    assert page.locator(".records tbody tr").count() == 8

    visitor.goes_to("/desk/statistics/membership.members_new/?period=2012")
    visitor.waits_for_figures()
    assert digits(page.locator(".headline .figure-value").first.inner_text()) == 1_367
    freeze(visitor, "用于年鉴")
    fixed = page.url
    expect(page.get_by_text("没有变化：记录与定稿时完全一致。")).to_be_visible()
    admit(visitor, union, "左丘明远", resident_number("997001", date(1985, 3, 5), 11))

    page.goto(fixed)
    visitor.waits_for_figures()
    assert digits(page.locator(".headline .figure-value").inner_text()) == 1_367
    expect(page.get_by_text("按同一口径，现在是 1,368 条记录。")).to_be_visible()
    expect(page.locator("details.drift", has_text="新计入")).to_contain_text("左丘明远")


@pytest.mark.system("union-member-growth-ledger")
def test_the_ledger_of_the_year_adds_up_and_opens_what_came(visit):
    visitor = visit(OFFICER)
    page = visitor.page

    visitor.chooses_in_menu("增减对账")
    visitor.waits_for_figures()
    accounts = page.locator("section", has=page.get_by_role("heading", name="基层工会", exact=True))
    expect(accounts).to_contain_text("全部对上，差额为 0。")
    last = accounts.locator("tr", has_text="合计")
    assert [digits(cell) for cell in last.locator("td").all_inner_texts()] == [62, 8, 0, 70, 0]
    last.get_by_role("link", name="8", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("新建基层工会数的记录")
    expect(page.locator(".records tbody tr")).to_have_count(8)


@pytest.mark.system("formation-joining-rate-statistics")
def test_a_rate_shows_its_two_sides_and_each_opens_its_records(visit):
    visitor = visit(OFFICER)
    page = visitor.page

    visitor.chooses_in_menu("统计")
    visitor.waits_for_figures()
    for rate in ("建会率", "入会率"):
        visitor.follows(rate)
        visitor.waits_for_figures()
        value = float(page.locator(".headline .figure-value").first.inner_text().split()[0])
        sides = page.locator("a.side")
        upper, lower = (digits(text) for text in sides.locator("b").all_inner_texts())
        assert value == round(100 * upper / lower, 1)

        sides.last.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("的记录")
        visitor.waits_for_figures()
        assert digits(page.locator(".sum .figure-value").inner_text()) == lower
        visitor.chooses_in_menu("统计")
        visitor.waits_for_figures()
