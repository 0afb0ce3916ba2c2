"""A list kept as a view and shared with the office, its columns chosen, on paper and in a workbook; and a whole job by keyboard."""

import re

from playwright.sync_api import expect

from guildhall.mechanisms.workbooks.rules.reading import open_table

PATIENCE = 60_000
CLERK, CLERK_ELSEWHERE = "刘小燕", "曾丽萍"
UNION_CLERK, UNION_CHAIR = "黄小芳", "张文斌"
CONDITION = "条件：类别：单独基层工会"
CHOSEN = ["名称", "组织代码", "类别", "县区、上级工会", "会员", "成立日期", "本届届满"]


def heads(page):
    """The headings of the list on the screen."""
    return [text.strip() for text in page.locator(".records thead th").all_inner_texts()]


def opens_views(page):
    page.locator(".head-actions .dropdown-toggle").click()


def keeps_view(page, name, *, shared):
    """Keep the list as it is now under a name."""
    opens_views(page)
    page.get_by_role("link", name="存为常用视图").click()
    page.locator("#id_name").fill(name)
    page.get_by_label("本单位共享").set_checked(shared)
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".head-actions .dropdown-toggle")).to_have_text(name)


def test_a_clerk_keeps_a_view_chooses_columns_prints_and_exports(visit, tmp_path):
    page = visit(CLERK).page
    page.goto("/desk/unions/")
    kinds = page.locator(".field", has=page.locator("#id_kind"))
    kinds.locator(".ts-control").click()
    kinds.locator(".option", has_text="单独基层工会").click()
    expect(page).to_have_url(re.compile("kind=single"))
    expect(page.locator("#records")).to_have_attribute("data-query", "kind=single")
    keeps_view(page, "单独基层工会名单", shared=True)
    count = page.locator(".records tbody tr").count()

    opens_views(page)
    page.get_by_role("link", name="选择列").click()
    page.get_by_label("产业工会", exact=True).uncheck()
    page.get_by_label("本届届满", exact=True).check()
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_text("列已按您的选择排好")).to_be_visible()
    assert heads(page) == CHOSEN

    page.get_by_role("link", name="打印").click()
    expect(page.get_by_role("heading", name="工会组织")).to_be_visible()
    expect(page.get_by_text("填报单位（盖章）：吉州区总工会")).to_be_visible()
    expect(page.get_by_text(CONDITION)).to_be_visible()
    assert page.locator("thead th").all_inner_texts() == ["序号", *CHOSEN]
    assert page.locator("tbody tr").count() == count
    assert [page.get_by_text(who).count() for who in ("填表人：", "审核人：", "负责人：")] == [1, 1, 1]
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.keyboard.press("Escape")

    page.get_by_role("button", name="导出").click()
    with page.expect_download(timeout=PATIENCE) as download:
        page.get_by_role("link", name="下载工作簿").click(timeout=PATIENCE)
    rows = written(download.value, tmp_path)
    assert [row[0] for row in rows[:3]] == [
        "工会组织",
        CONDITION.removeprefix("条件："),
        "填报单位（盖章）：吉州区总工会",
    ]
    assert rows[2][-1] == "单位：个"
    assert rows[3] == CHOSEN
    signatures = next(number for number, row in enumerate(rows) if row[0] == "填表人：")
    assert len([row for row in rows[4:signatures] if row[0]]) == count
    assert rows[-1][0].startswith(f"由 {CLERK} 于 ")


def written(download, folder):
    """The rows of a downloaded workbook as texts."""
    path = folder / "名单.xlsx"
    download.save_as(path)
    return [cells for _, cells in open_table(path).rows()]


def test_an_office_shares_a_view_which_its_head_renames_and_others_never_see(visit):
    clerk = visit(UNION_CLERK).page
    clerk.goto("/desk/people/?sex=2")
    keeps_view(clerk, "本厂女会员", shared=True)
    address = clerk.url

    chair = visit(UNION_CHAIR).page
    chair.goto("/desk/people/")
    opens_views(chair)
    chair.get_by_role("link", name="本厂女会员").click()
    expect(chair.get_by_label("性别")).to_have_value("2")
    chair.goto("/desk/views/")
    chair.get_by_role("link", name="修改").click()
    chair.locator("#id_name").fill("女职工名单")
    chair.get_by_role("button", name="保存").click()
    expect(chair.get_by_role("link", name="女职工名单")).to_be_visible()
    chair.get_by_role("button", name="设为默认").click()
    chair.goto("/desk/people/")
    expect(chair.locator(".head-actions .dropdown-toggle")).to_have_text("女职工名单")

    elsewhere = visit(CLERK_ELSEWHERE).page
    elsewhere.goto(address)
    expect(elsewhere.get_by_text("已经删除，或不再与您共享")).to_be_visible()
    elsewhere.goto("/desk/views/")
    expect(elsewhere.get_by_text("女职工名单")).to_have_count(0)

    clerk.goto("/desk/views/")
    clerk.get_by_role("link", name="删除").click()
    clerk.get_by_role("button", name="删除").click()
    expect(clerk.get_by_text("还没有常用视图")).to_be_visible()
    chair.goto("/desk/people/")
    expect(chair.locator(".head-actions .dropdown-toggle")).to_have_text("常用视图")


def test_a_clerk_does_a_whole_job_without_the_mouse(visit):
    page = visit(CLERK).page
    press = page.keyboard.press
    key = page.locator(".menu [data-key]", has_text="工会组织").first.get_attribute("data-key")
    press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    press("Enter")

    goes(page, key)
    finds(page, "光电")
    press("Enter")
    page.wait_for_url(re.compile(r"/desk/unions/\d+/$"))
    press("e")
    page.wait_for_url("**/correct/")
    tab_to(page, "phone")
    press("Control+a")
    page.keyboard.type("0796-8224567")
    press("Control+Enter")
    page.wait_for_url(re.compile(r"/desk/unions/\d+/$"))
    expect(page.get_by_text("更正工会信息：已办理")).to_be_visible()

    reads_help(page, "?")
    reads_help(page, "F1")
    goes(page, key)
    press("p")
    page.wait_for_url("**print=1")
    press("Escape")
    page.wait_for_url(re.compile(r"/desk/unions/\??$"))
    press("s")
    page.wait_for_url("**/desk/views/save/**")
    tab_to(page, "name")
    page.keyboard.type("全部工会")
    press("Control+Enter")
    expect(page.locator(".head-actions .dropdown-toggle")).to_have_text("全部工会")
    press("n")
    page.wait_for_url("**/desk/unions/new/")


def goes(page, key):
    """To a part of the menu by its letter, which the menu shows meanwhile."""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("g")
    expect(page.locator(".menu-key").first).to_be_visible()
    page.keyboard.press(key)
    page.wait_for_url("**/desk/unions/")


def finds(page, words):
    """A row of the list by typing in its filter, where no letter is a command."""
    page.keyboard.press("/")
    expect(page.get_by_label("名称、代码")).to_be_focused()
    page.keyboard.type("gnpse?")
    expect(page).to_have_url(re.compile("q=gnpse"))
    for _ in "gnpse?":
        page.keyboard.press("Backspace")
    page.keyboard.type(words)
    expect(page.locator(".records tbody tr")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator(".records tr.at")).to_have_count(1)


def reads_help(page, key):
    page.keyboard.press(key)
    expect(page.locator("#help.show")).to_be_visible()
    expect(page.locator("#help-text").get_by_role("heading", name="一个工会")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help.show")).to_have_count(0)
    expect(page.locator("#help")).to_be_hidden()


def tab_to(page, name):
    """Walk with Tab to a field of the form."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"no Tab leads to {name}")
