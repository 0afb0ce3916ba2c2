"""Messages: a text is edited, a transfer is told to the union that receives, the bell shows it, the outbox tells of phones."""

import re
from datetime import date

from playwright.sync_api import expect

OFFICER, CLERK, RECEIVING = "刘晓梅", "刘小燕", "曾丽萍"
NEW_TEXT = "{转入工会}：{转出工会}申请转入会员{会员}，请及时办理。"
SOMEBODY = """
    SELECT p.id FROM people_person p JOIN people_spell s ON s.person_id = p.id AND s.until IS NULL AND s.voided_at IS NULL
    JOIN organisations_organisation o ON o.id = s.organisation_id JOIN organisations_organisation a ON a.id = o.area_id
    WHERE a.name = %s AND NOT EXISTS (SELECT FROM access_post t WHERE t.person_id = p.id) AND s.since < '2012-01-01'
    ORDER BY p.id LIMIT 1
"""
WITHOUT_CHAIR = "青原区总工会机关工会委员会"


def test_a_transfer_reaches_the_receiving_clerk_in_the_officers_words(visit, house):
    officer = visit(OFFICER)
    page = officer.page
    officer.chooses_in_menu("消息模板")
    officer.follows("转会待接收")
    officer.follows("修改正文")
    page.get_by_label("正文").fill("{姓名}您好")
    expect(page.locator("#preview")).to_contain_text("没有这样的变量：姓名")
    page.get_by_label("正文").fill(NEW_TEXT)
    expect(page.locator("#preview")).to_contain_text("吉州纺织厂工会：吉州机械厂工会申请转入会员王*")
    page.get_by_label("修改说明").fill("改为及时办理")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("的正文已保存")).to_be_visible()
    page.get_by_role("button", name="复制").click()
    expect(page.locator(".copy-said")).to_have_text(re.compile("已复制|已选中"))

    clerk = visit(CLERK)
    ((person,),) = house.rows(SOMEBODY, "吉州区总工会")
    clerk.goes_to(f"/desk/people/{person}/transfer/")
    proposes(clerk, WITHOUT_CHAIR)

    receiving = visit(RECEIVING)
    bell = receiving.page.locator(".bell")
    expect(bell).to_have_attribute("aria-label", re.compile(r"我的消息，\d+ 条未读"))
    bell.click()
    line = receiving.page.locator(".inbox .is-unread").first
    expect(line).to_contain_text("请及时办理。")
    line.get_by_role("button").click()
    receiving.page.wait_for_url("**/desk/transfers/*/")
    expect(receiving.page.get_by_role("heading", level=1)).to_contain_text("转会")


def proposes(visitor, union):
    page = visitor.page
    page.get_by_label("转入工会").fill(union)
    page.get_by_label(re.compile("日期")).first.fill(date.today().isoformat())  # noqa: DTZ011 - the day on screen
    page.locator("#content").get_by_role("button", name=re.compile("保存|提出|转会")).first.click()
    expect(page.get_by_text("转会已提出，等待对方接收")).to_be_visible()


def test_the_outbox_shows_what_went_to_phones_masked_and_what_failed(visit):
    visitor = visit(OFFICER)
    page = visitor.page
    visitor.chooses_in_menu("发送记录")
    page.get_by_label("方式").select_option("sms")
    page.get_by_label("状态").select_option("failed")
    page.get_by_role("button", name="查询").click()
    row = page.locator(".records tbody tr").first
    expect(row).to_contain_text(re.compile(r"\d{3}\*{4}\d{4}"))
    expect(row).to_contain_text("通道不接受这条消息")
    row.locator(".is-link a").click()

    visitor.follows("重发")
    page.get_by_label("原因").fill("号码已恢复使用")
    page.locator("#content").get_by_role("button", name="重发").click()

    expect(page.get_by_text("已重发")).to_be_visible()
    sent = page.locator(".facts").first
    for _ in range(30):
        if "已发出" in sent.inner_text():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(sent).to_contain_text("已发出")
    visitor.goes_to("/demo/messages/")
    expect(page.locator(".inbox")).to_contain_text("短信")
