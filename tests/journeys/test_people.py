"""People's records: a fact shown for a reason, a limit that warns, two records merged and parted, a family written down."""

import re

from playwright.sync_api import expect

OFFICER, CLERK, TRAIL = "刘晓梅", "刘小燕", "谢文"
WHOLE_PHONE = re.compile(r"^1\d{10}$")
REVEALED = "SELECT count(*), count(*) FILTER (WHERE is_over) FROM people_reveal WHERE day = current_date AND %s"
PAIR = "SELECT id, first_id, second_id FROM people_duplicate WHERE ground = 'name_birth_phone' ORDER BY id LIMIT 1"
ALONE = """
    SELECT p.id, p.name FROM people_person p JOIN organisations_organisation o ON o.id = p.area_id
    WHERE o.name = '吉州区总工会' AND p.voided_at IS NULL AND p.phone_index IS NOT NULL
    AND EXISTS (SELECT FROM people_spell s WHERE s.person_id = p.id AND s.until IS NULL)
    AND NOT EXISTS (SELECT FROM people_householdmember m WHERE m.person_id = p.id)
    AND (SELECT count(*) FROM people_person n WHERE n.name_key = p.name_key AND n.voided_at IS NULL) = 1
    ORDER BY p.id LIMIT 2 OFFSET 100
"""

LOWER_LIMIT = """
from datetime import date
from guildhall.kernel.parameters.actions import set_value
from guildhall.kernel.scope import system
set_value("people.reveals_a_day", 1, since=date(2012, 1, 1), source="试行", actor=system("测试"), is_confirmed=True)
"""


def shows_phone(page, reason):
    page.get_by_role("link", name="显示手机号码").click()
    page.get_by_label("理由").select_option(reason)
    page.locator("#reveal-phone").get_by_role("button", name="显示").click()


def test_a_clerk_sees_a_number_for_a_reason_and_is_warned_of_too_many(visit, house):
    house.manage("shell", "-c", LOWER_LIMIT)
    visitor = visit(CLERK)
    page = visitor.page
    (first, _), (second, _) = house.rows(ALONE)

    visitor.goes_to(f"/desk/people/{first}/")
    expect(page.locator("#reveal-phone .number")).to_contain_text("****")
    shows_phone(page, "联系本人")
    expect(page.locator("#reveal-phone strong.number")).to_have_text(WHOLE_PHONE)
    expect(page.locator("#reveal-phone")).to_contain_text("一分钟后隐去")
    visitor.goes_to(f"/desk/people/{second}/")
    shows_phone(page, "联系本人")

    expect(page.locator("#reveal-phone [role=alert]")).to_contain_text("已列入安全管理员的清单")
    assert house.rows(REVEALED, True)[0] == (2, 1)
    administrator = visit(TRAIL)
    administrator.goes_to("/desk/people-records/reveals/?over=on")
    expect(administrator.page.locator(".records tbody")).to_contain_text("联系本人")


def test_two_records_of_one_person_become_one_and_two_again(visit, house):
    visitor = visit(CLERK)
    page = visitor.page
    pair, first, second = house.rows(PAIR)[0]

    visitor.goes_to(f"/desk/people-records/duplicates/{pair}/")
    page.get_by_label("依据").fill("电话核实本人，护照为同一人所持")
    page.get_by_role("button", name="合并", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已合并")
    visitor.goes_to(f"/desk/people/{second}/")
    expect(page).to_have_url(re.compile(rf"/desk/people/{first}/$"))

    visitor.goes_to("/desk/people-records/merges/")
    page.locator(".records tbody tr .is-link a").first.click()
    page.get_by_role("link", name="撤销合并").click()
    page.get_by_label("理由").fill("核实为两人")
    page.get_by_role("button", name="撤销合并").click()

    expect(page.get_by_role("status").first).to_contain_text("已撤销合并")
    assert house.rows(
        "SELECT count(*) FROM people_person WHERE id = ANY(%s) AND voided_at IS NULL", [first, second]
    ) == [(2,)]


def test_a_family_is_written_down(visit, house):
    visitor = visit(CLERK)
    page = visitor.page
    (head, _), (other, name) = house.rows(ALONE)

    visitor.goes_to(f"/desk/people/{head}/")
    visitor.follows("现在登记")
    page.get_by_label("家庭住址").fill("江西省吉安市吉州区文山路18号")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="增加成员").click()
    page.get_by_label("成员").fill(name)
    page.get_by_role("combobox", name="与户主关系").fill("兄弟姐妹")
    page.locator(".ts-dropdown").get_by_role("option", name="兄弟姐妹").click()
    page.get_by_role("button", name="保存").click()

    expect(page.locator(".records")).to_contain_text("兄弟姐妹")
    expect(page.locator("#reveal-address")).to_contain_text("吉州区****")
    visitor.goes_to(f"/desk/people/{other}/")
    expect(page.locator("#content")).to_contain_text("兄弟姐妹")
