"""A return goes its way: made and called in by the city, filled and confirmed in a county, totalled, written into the
upper level's own workbook, printed; one that is called back while it is being filled loses nothing."""

import io
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests.journeys.visitor import digits

STATISTICIAN, CLERK, LEADER = "曾志强", "曾丽萍", "王志平"
COUNTY = "青原区总工会"
NAME = "工会会员情况半年报"
LINES = ("会员人数", "女会员人数", "专职工会干部")


@pytest.fixture
def upper_workbook(tmp_path: Path) -> Path:
    """The province's empty workbook: a title, headings, lines in its own order, a formula, a table of counties."""
    path = tmp_path / "省总附表.xlsx"
    with xlsxwriter.Workbook(path) as book:
        framed = book.add_format({"border": 1})
        sheet = book.add_worksheet("附表二")
        sheet.merge_range("A1:D1", "工会会员情况", book.add_format({"bold": True, "align": "center"}))
        sheet.write_row("A3", ["项目", "单位", "本期", "备注"], framed)
        for row, line in enumerate(("二、专职工会干部", "一、会员人数", "  其中：女会员人数"), 3):
            sheet.write_row(row, 0, [line, "人"], framed)
            sheet.write_blank(row, 2, None, framed)
        sheet.write_formula("C8", "=C4+C5", framed, 0)
    return path


def make_form(page, visitor):
    visitor.chooses_in_menu("报表制度")
    page.get_by_role("link", name="新建报表").click()
    page.get_by_label("报表名称").fill(NAME)
    page.get_by_label("制表机关").fill("江西省总工会")
    page.get_by_label("文号").fill("赣工统〔2012〕9号")
    page.get_by_label("报告期别").select_option("half")
    page.get_by_label("审核关系").fill("2≤1")
    page.get_by_role("button", name="保存").click()
    visitor.follows("从指标加行")
    for code in ("membership.members_total", "membership.members_women"):
        page.locator(f'input[value="{code}"]').check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已加 2 行")).to_be_visible()
    visitor.follows("加一项")
    page.get_by_label("指标名称").fill("专职工会干部")
    page.get_by_label("来源").select_option("declared")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".return-table tbody th")).to_have_text(list(LINES))


def map_workbook(page, visitor, path):
    page.get_by_role("link", name="上级表格").click()
    page.get_by_label("上级的空表").set_input_files(path)
    page.get_by_role("button", name="上传").click()
    addresses = page.locator(".mapping tbody input[name^=address]")
    expect(addresses.nth(0)).to_have_value("C5")
    expect(addresses.nth(1)).to_have_value("C6")
    addresses.nth(2).fill("")
    addresses.nth(2).click()
    page.locator('.sheet-grid [data-address="C4"]').click()
    expect(addresses.nth(2)).to_have_value("C4")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存对应关系")).to_be_visible()


def call_in(page, visitor):
    visitor.follows("启用")
    page.get_by_role("button", name="启用").click()
    expect(page.get_by_text("已启用，可以布置了")).to_be_visible()
    visitor.follows("布置")
    page.get_by_label("统计期").fill("2012-01-01..2012-06-30")
    page.get_by_label("报送期限").fill("2012-07-20")
    page.get_by_role("button", name="布置", exact=True).click()
    expect(page.get_by_text("已布置给 14 家")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{NAME} 2012年上半年")
    return page.url


def open_own(visitor):
    visitor.chooses_in_menu("报表填报")
    row = visitor.page.locator(".records tbody tr", has_text=NAME)
    row.filter(has_text="青原区").get_by_role("link").first.click()


def fill_in(clerk):
    """The clerk writes another number with its reason and what no record holds; says what the platform had counted."""
    page = clerk.page
    open_own(clerk)
    clerk.follows("填报")
    members = page.get_by_label("第 1 行 会员人数 本期", exact=True)
    counted = int(members.input_value())
    members.fill(str(counted + 3))
    expect(page.locator("[data-gap]").first).to_have_text("，差 +3")
    page.get_by_role("button", name="保存并提交审核").click()
    expect(page.get_by_role("alert")).to_contain_text("第 3 行“专职工会干部”没有填")
    clerk.follows("去填")
    page.get_by_label("第 1 行 会员人数 本期 说明").fill("三人的登记表在途")
    page.get_by_label("第 3 行 专职工会干部 本期", exact=True).fill("12")
    page.get_by_role("button", name="保存并提交审核").click()
    page.get_by_label("填表人").fill("曾丽萍")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("已提交，等主席或负责人审核报出")).to_be_visible()
    return counted


def confirm(leader):
    open_own(leader)
    expect(leader.page.locator(".return-table")).to_contain_text("三人的登记表在途")
    leader.follows("审核报出")
    leader.page.get_by_label("负责人").fill("王志平")
    leader.page.get_by_role("button", name="审核报出").click()
    expect(leader.page.get_by_text("已审核报出", exact=True).first).to_be_visible()


def written_into(page):
    """The rows of the upper workbook as the city downloads it."""
    with page.expect_download() as downloading:
        page.get_by_role("button", name="写入上级表格").click()
    written = CalamineWorkbook.from_filelike(io.BytesIO(Path(downloading.value.path()).read_bytes()))
    return written.get_sheet_by_name("附表二").to_python()


def test_a_return_is_called_in_filled_confirmed_totalled_and_written_into_the_upper_workbook(visit, upper_workbook):
    city, clerk = visit(STATISTICIAN), visit(CLERK)
    make_form(city.page, city)
    map_workbook(city.page, city, upper_workbook)
    call = call_in(city.page, city)
    counted = fill_in(clerk)
    confirm(visit(LEADER))

    city.page.goto(call)
    city.waits_for_figures()
    cells = city.page.locator(".return-table tbody tr").first.locator("td.is-count")
    assert digits(cells.nth(0).inner_text()) == counted + 3
    assert "已报单位差 +3" in cells.nth(2).inner_text()
    expect(city.page.get_by_label("未报名单")).to_contain_text("未报 13 家")
    rows = written_into(city.page)
    assert rows[0][0] == "工会会员情况"
    assert [row[2] for row in rows[2:5]] == ["本期", 12, counted + 3]
    assert [row[0] for row in rows[3:6]] == ["二、专职工会干部", "一、会员人数", "  其中：女会员人数"]

    clerk.page.reload()
    clerk.follows("打印")
    paper = clerk.page.locator(".paper")
    for said in (f"填报单位（盖章）：{COUNTY}", "填表人：曾丽萍", "负责人：王志平"):
        expect(paper).to_contain_text(said)


def test_what_was_typed_when_a_return_is_called_back_stands_there_to_copy(visit):
    clerk, city = visit("刘小燕", width=390), visit(STATISTICIAN)
    page = clerk.page
    page.goto("/desk/returns/?mine=own&standing=open")
    page.locator(".records tbody tr", has_text="基本情况").get_by_role("link").first.click()
    address = page.url
    clerk.follows("填报")
    page.get_by_label("第 8 行 专职工会干部 本年", exact=True).fill("17")

    city.page.goto(address)
    city.follows("收回")
    city.page.get_by_label("原因").fill("省里改了表")
    city.page.get_by_role("button", name="收回报表").click()
    expect(city.page.get_by_text("已收回", exact=True).first).to_be_visible()

    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("收回原因：省里改了表")
    assert "8\t专职工会干部\t本年\t17" in page.get_by_label("您刚才填的").input_value()
