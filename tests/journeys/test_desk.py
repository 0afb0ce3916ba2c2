"""The frame that everybody works in: a phone, two windows, the keyboard, a wrong password."""

import re

import pytest
from playwright.sync_api import expect

from guildhall.demo.officers import PASSWORD

OFFICER, CLERK, CHAIR = "刘晓梅", "刘小燕", "张文斌"
STALE, REPEATED = "这条记录刚被别人改过，请重新打开后再操作", "已经提交过了，请勿重复提交"
PHONE = {"width": 390, "height": 844}
WITH_EVENTS = """
    SELECT p.name FROM people_person p JOIN organisations_organisation o ON o.id = p.home_union_id
    WHERE o.name = %s AND EXISTS (SELECT FROM membership_event e WHERE e.person_id = p.id)
    AND EXISTS (SELECT FROM people_spell s WHERE s.person_id = p.id AND s.until IS NULL) ORDER BY p.id LIMIT 1
"""
SENT_ONCE_MORE = "async form => { await fetch(form.action, { method: 'POST', body: new FormData(form) }); }"


def fits(page):
    """Nothing is wider than the phone; a browser that emulates one widens its window to what does not fit."""
    return page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.system("membership-file")
def test_a_union_chair_opens_a_life_file_of_the_own_roster_on_a_phone(visit, house):
    visitor = visit(CHAIR, **PHONE)
    page = visitor.page
    name, *_ = house.rows(WITH_EVENTS, "江西庐陵光电有限公司工会委员会")[0]

    assert fits(page)
    page.get_by_role("button", name="打开菜单").click()
    expect(page.locator("#menu")).to_be_visible()
    visitor.chooses_in_menu("会员名册")
    expect(page.get_by_role("heading", name="会员名册")).to_be_visible()
    assert fits(page)
    page.get_by_label("姓名、拼音、号码").fill(name)
    page.get_by_role("button", name="查询").click()
    expect(page.locator(".records tbody tr .is-link").first).to_have_text(name)
    page.locator(".records tbody tr .is-link a").first.click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    assert fits(page)
    page.get_by_role("link", name="会籍档案").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("会员会籍档案")
    expect(page.locator(".life-file")).to_contain_text("三、会籍变动")
    expect(page.locator(".life-file")).to_contain_text("江西庐陵光电有限公司工会委员会")
    assert fits(page)


def opens_somebody(visitor):
    visitor.goes_to("/desk/people/")
    visitor.page.locator(".records tbody tr").nth(3).locator(".is-link a").click()
    visitor.page.wait_for_url("**/desk/people/*/")


def corrects(page, title):
    page.get_by_label("岗位").fill(title)
    page.get_by_label("更正依据").fill("劳动合同")
    page.locator("#content").get_by_role("button", name="保存").click()


def test_of_two_windows_the_second_save_is_refused_in_words(visit):
    visitor = visit(CLERK)
    opens_somebody(visitor)
    person = visitor.page.url
    windows = visitor.page, visitor.new_window()
    for window in windows:
        window.goto(f"{person}correct/")

    corrects(windows[0], "质检员")
    expect(windows[0].get_by_text("已更正")).to_be_visible()
    corrects(windows[1], "仓管员")

    expect(windows[1].get_by_text(STALE)).to_be_visible()
    windows[0].goto(person)
    expect(windows[0].locator(".facts").first).to_contain_text("质检员")


def test_a_form_sent_twice_is_taken_once(visit, house):
    visitor = visit(CLERK)
    page = visitor.page
    opens_somebody(visitor)
    page.get_by_role("link", name="上传附件").click()
    page.get_by_label("附件").set_input_files(
        {"name": "入会申请书.txt", "mimeType": "text/plain", "buffer": "申请".encode()}
    )
    before = house.rows("SELECT count(*) FROM files_file")[0][0]

    page.locator("form.form-body").evaluate(SENT_ONCE_MORE)
    page.locator("#content").get_by_role("button", name="保存").click()

    expect(page.get_by_text(REPEATED)).to_be_visible()
    assert house.rows("SELECT count(*) FROM files_file")[0][0] == before + 1


def test_a_list_and_the_search_box_are_used_by_keyboard(visit):
    visitor = visit(CLERK)
    page = visitor.page
    visitor.goes_to("/desk/people/")
    names = page.locator(".records tbody tr .is-link a").all_inner_texts()

    page.keyboard.press("/")
    expect(page.locator(".filters input[name=q]")).to_be_focused()
    page.keyboard.press("Escape")
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url("**/desk/people/*/")
    expect(page.get_by_role("heading", level=1)).to_have_text(names[1])

    page.keyboard.press("/")
    expect(page.locator(".seek input[name=q]")).to_be_focused()
    page.keyboard.type(names[2])
    expect(page.locator(".seek-hit").first).to_contain_text(names[2])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(names[2])


def test_five_wrong_passwords_lock_the_account(visit):
    visitor = visit()
    page = visitor.page
    visitor.goes_to("/sign-in/")
    page.get_by_role("link", name="密码", exact=True).click()

    for _ in range(5):
        page.get_by_label("账号").fill("pengxue")
        page.get_by_label("密码").fill("wrong-wrong-1")
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_text(re.compile("账号或密码不对|账号已锁定"))).to_be_visible()
    expect(page.get_by_text("连续输错五次，账号已锁定")).to_be_visible()
    page.get_by_label("账号").fill("pengxue")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_text("连续输错五次，账号已锁定")).to_be_visible()
