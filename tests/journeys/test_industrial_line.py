"""The industrial line: a county's union joins it, its officer files the year's work, and every list and figure shows it."""

import pytest
from playwright.sync_api import expect

CLERK, OFFICER, CITY, STATISTICIAN, CHAIR = "刘小燕", "欧阳婷", "刘晓梅", "曾志强", "张文斌"
LINE = "吉安市教育工会"
UNION_WITHOUT_LINE = """
    SELECT u.id, u.name FROM organisations_organisation u JOIN organisations_organisation a ON a.id = u.area_id
    WHERE a.code = '360802' AND u.line_id IS NULL AND u.kind = 'single' AND u.dissolved_on IS NULL
    AND EXISTS (SELECT FROM people_spell s WHERE s.organisation_id = u.id AND s.until IS NULL) ORDER BY u.id LIMIT 1
"""
MEMBERS = "SELECT count(*) FROM people_spell WHERE organisation_id = %s AND until IS NULL AND voided_at IS NULL"
AT_THE_END_OF_2012 = """
    SELECT count(*) FROM people_spell WHERE organisation_id = %s AND voided_at IS NULL
    AND since <= '2012-12-31' AND (until IS NULL OR until > '2012-12-31')
"""
LINE_KEY = "SELECT id FROM organisations_organisation WHERE name = %s"
VERBS = "SELECT verb FROM audit_entry WHERE verb LIKE 'organisations.line.%%' OR verb LIKE 'organising.work.%%' ORDER BY id DESC LIMIT 3"


def files_an_activity(officer):
    officer.chooses_in_menu("产业工会工作")
    officer.follows("登记工作")
    officer.page.locator("#content").get_by_label("类别").select_option("activity")
    officer.page.locator("#content").get_by_label("名称").fill("教职工合唱节")
    officer.page.locator("#content").get_by_label("开始日期").fill("2012-09-10")
    officer.page.locator("#content").get_by_label("参加人次").fill("1234")
    officer.page.locator("#content").get_by_role("button", name="保存").click()
    expect(officer.page.get_by_role("heading", level=1)).to_have_text("教职工合唱节")


@pytest.mark.system("industrial-trade-union-work")
def test_a_union_joins_a_line_whose_officer_files_the_years_work(visit, house):
    union, name = house.rows(UNION_WITHOUT_LINE)[0]
    (members,) = house.rows(MEMBERS, union)[0]
    (then,) = house.rows(AT_THE_END_OF_2012, union)[0]
    (line,) = house.rows(LINE_KEY, LINE)[0]

    clerk = visit(CLERK)
    clerk.goes_to(f"/desk/unions/{union}/line/")
    clerk.page.get_by_role("combobox", name="产业工会").fill("教育")
    clerk.page.get_by_role("listbox").get_by_role("option", name="教育工会").click()
    clerk.page.locator("#content").get_by_label("加入日期").fill("2012-06-01")
    clerk.page.locator("#content").get_by_label("依据").fill("行业归口")
    clerk.page.locator("#content").get_by_role("button", name="保存").click()
    expect(clerk.page.locator("#content")).to_contain_text("待确认")

    officer = visit(OFFICER)
    officer.chooses_in_menu("产业工会")
    officer.page.locator("#content").get_by_role("link", name="→").first.click()
    officer.follows("确认归入")
    officer.page.locator("#content").get_by_role("button", name="保存").click()
    expect(officer.page.locator("#content")).to_contain_text("在产业内")
    officer.chooses_in_menu("会员名册")
    expect(officer.page.locator(".records tbody tr").first).to_contain_text(name)

    files_an_activity(officer)

    city = visit(CITY)
    city.goes_to(f"/desk/people/?line={line}")
    expect(city.page.locator("#records")).to_contain_text(f"共 {members} 条")
    statistician = visit(STATISTICIAN)
    statistician.goes_to(f"/desk/statistics/membership.members_total/?period=2012&line={line}")
    expect(statistician.page.locator("#content")).to_contain_text(f"{then}")
    statistician.goes_to(f"/desk/statistics/organising.line_participants/records/?period=2012&line={line}")
    expect(statistician.page.locator("#content")).to_contain_text("教职工合唱节")
    statistician.goes_to(f"/desk/lines/{line}/")
    expect(statistician.page.locator("#content")).to_contain_text("吉州区总工会")

    chair = visit(CHAIR)
    assert chair.goes_to("/desk/lines/works/").status == 403
    assert [verb for (verb,) in house.rows(VERBS)] == [
        "organising.work.file", "organisations.line.confirm", "organisations.line.propose"
    ]  # fmt: skip


def test_bad_input_of_a_work_is_answered_in_words(visit):
    officer = visit(OFFICER)

    officer.goes_to("/desk/lines/works/new/")
    officer.page.locator("#content").get_by_label("类别").select_option("plan")
    officer.page.locator("#content").get_by_label("名称").fill("工作要点")
    officer.page.locator("#content").get_by_label("开始日期").fill("2012-09-10")
    officer.page.locator("#content").get_by_label("结束日期").fill("2012-09-01")
    officer.page.locator("#content").get_by_label("参加人次").fill("5")
    officer.page.locator("#content").get_by_role("button", name="保存").click()

    expect(officer.page.locator("#content")).to_contain_text("结束日期不能早于开始日期")
    expect(officer.page.locator("#content")).to_contain_text("只有活动填写参加人次")
    expect(officer.page.locator("#content").get_by_label("名称")).to_have_value("工作要点")
