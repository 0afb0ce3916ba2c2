"""Numbers from outside stand apart from counted ones; small numbers that could name somebody stay hidden; a line sees itself."""

import re

from playwright.sync_api import expect

from tests.journeys.visitor import digits

STATISTICIAN, LEADER, OFFICER, OTHER_CLERK, LINE = "曾志强", "肖国华", "刘晓梅", "曾丽萍", "欧阳婷"
PAPER = b"%PDF-1.4\n" + b"0" * 200 + b"\n%%EOF\n"
MEMBERS, DECEASED = "membership.members_new", "membership.members_deceased"


def declare(visitor, value):
    page = visitor.page
    visitor.goes_to(f"/desk/statistics/declared/new/?code={MEMBERS}&period=2012")
    page.get_by_role("textbox", name="所属单位").fill("吉安市农林水利工会")
    page.get_by_label("申报数", exact=True).fill(value)
    page.get_by_label("来源").fill("驻吉单位统计表")
    page.get_by_label("依据材料").set_input_files(
        {"name": "统计表.pdf", "mimeType": "application/pdf", "buffer": PAPER}
    )
    page.locator("#content").get_by_role("button", name="保存").click()


def value_of(visitor, code, query="period=2012"):
    visitor.goes_to(f"/desk/statistics/{code}/?{query}")
    visitor.waits_for_figures()
    return visitor.page.locator(".headline .figure-value").first.inner_text().split()[0]


def test_a_number_from_outside_is_declared_with_evidence_and_stands_apart(visit):
    visitor = visit(STATISTICIAN)
    page = visitor.page
    counted = value_of(visitor, MEMBERS)

    declare(visitor, "12.5")
    expect(page.get_by_text("以“人”计的数应为整数")).to_be_visible()
    page.get_by_label("申报数", exact=True).fill("85")
    page.get_by_label("依据材料").set_input_files(
        {"name": "统计表.pdf", "mimeType": "application/pdf", "buffer": PAPER}
    )
    page.locator("#content").get_by_role("button", name="保存").click()
    expect(page.get_by_text("已登记，列在统计数旁边")).to_be_visible()
    expect(page.get_by_role("link", name="统计表.pdf")).to_be_visible()
    kept = page.url

    leader = visit(LEADER)
    assert value_of(leader, MEMBERS) == counted
    beside = leader.page.locator(".declared-beside")
    expect(beside).to_contain_text(re.compile(r"另有申报数\s*85\s*人（.*来源：驻吉单位统计表）"))
    expect(beside).to_contain_text(f"含申报共 {digits(counted) + 85:,}：记录 {counted}，申报 85")
    beside.get_by_role("link", name="85").click()
    expect(leader.page.get_by_role("link", name="更正")).to_have_count(0)

    clerk = visit(OTHER_CLERK)
    answer = clerk.goes_to(kept)
    assert answer.status == 404


def test_a_small_sensitive_number_is_hidden_from_who_may_not_see_the_names(visit):
    statistician, leader = visit(STATISTICIAN), visit(LEADER)

    assert value_of(statistician, DECEASED) == "＜5"
    expect(statistician.page.get_by_text("小数保护").first).to_be_visible()
    assert value_of(statistician, DECEASED, "period=2012-06") == "＊"
    assert re.fullmatch(r"[1-4]", value_of(leader, DECEASED))


def test_figures_of_an_industrial_union_open_their_records(visit):
    visitor = visit(OFFICER)
    page = visitor.page

    visitor.goes_to("/desk/statistics/lines/?period=2012")
    visitor.waits_for_figures()
    column = page.locator(".crossed thead th").all_inner_texts().index("卫生工会")
    total = page.locator(".crossed tfoot td").nth(column - 1)
    unions = digits(total.locator(".crossed-1").inner_text())
    total.locator(".crossed-1 a").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("基层工会数的记录")
    visitor.waits_for_figures()
    assert digits(page.locator(".sum .figure-value").inner_text()) == unions


def test_an_officer_of_an_industrial_union_sees_the_line_first(visit):
    visitor = visit(LINE)
    page = visitor.page

    visitor.chooses_in_menu("统计")
    expect(page.get_by_role("heading", level=1)).to_have_text("统计")
    visitor.waits_for_figures()
    expect(page.locator("#content")).to_contain_text("教育工会。点数字看记录")
    assert page.get_by_label("产业工会").locator("option:checked").inner_text().endswith("教育工会")


def test_all_figures_are_exported_in_the_background(visit):
    visitor = visit(STATISTICIAN)
    page = visitor.page

    visitor.chooses_in_menu("统计")
    visitor.waits_for_figures()
    page.get_by_role("button", name="导出 Excel").click()
    link = page.get_by_role("link", name="下载工作簿")
    expect(link).to_be_visible(timeout=90_000)
    with page.expect_download() as given:
        link.click()
    assert given.value.suggested_filename.endswith(".xlsx")
