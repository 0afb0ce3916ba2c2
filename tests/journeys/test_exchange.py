"""A file goes up and comes back without retyping, and a county's list is filled in by unions that have no net."""

import zipfile

import pytest
import xlsxwriter
from playwright.sync_api import expect

from guildhall.mechanisms.workbooks.rules.reading import open_table
from tests.journeys.visitor import digits

PATIENCE = 120_000
OFFICER, CLERK = "刘晓梅", "刘小燕"
HEAD = ("会员编号", "姓名*", "性别*", "身份证号码*", "文化程度", "联系电话", "是否农民工", "工会名称*", "入会时间")
EXAMPLE = ("", "张三", "1", "990001198001010016", "大学本科", "13800000000", "是", "某某工会", "20130501")
TITLE = "会员实名信息表2013"
COUNTY = "遂川县总工会"


def workbook(path, rows):
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("会员")
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return path


def downloaded(page, link, path):
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    download.value.save_as(path)
    return path


def finished(page, link):
    """Wait for the job on the page, then open what it made."""
    page.locator("#content").get_by_role("link", name=link).click(timeout=PATIENCE)


def builds_a_profile(page, visitor, folder):
    visitor.chooses_in_menu("交换方案")
    visitor.follows("新建交换方案")
    page.get_by_label("内容").select_option(label="会员")
    page.get_by_label("年度").fill("2013")
    page.get_by_label("方案名称").fill(TITLE)
    example = workbook(folder / "样表.xlsx", [("江西省会员实名信息表（2013年）",), HEAD, EXAMPLE])
    page.get_by_label("上级系统的样表").set_input_files(example)
    page.get_by_role("button", name="上传并识别").click()
    expect(page.get_by_label("身份证号码*：对应栏目")).to_have_value("document_number")
    expect(page.get_by_label("入会时间：日期写法")).to_have_value("%Y%m%d")
    page.get_by_label("联系电话：最多字数").fill("11")
    page.get_by_role("button", name="保存").click()
    visitor.follows("启用")
    page.locator("#content").get_by_role("button", name="启用").click()
    expect(page.get_by_text("已启用")).to_be_visible()


def fills_and_sends(page, visitor, folder):
    visitor.follows("生成上报文件")
    page.get_by_label("范围").fill(COUNTY)
    page.get_by_label("用途").fill("2013 年实名制上报")
    page.get_by_role("button", name="生成文件").click()
    finished(page, "查看文件")
    path = downloaded(page, "下载文件", folder / "上报.xlsx")
    visitor.follows("登记报送")
    page.get_by_label("回执").fill("JX-2013-07")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("JX-2013-07").first).to_be_visible()
    return path


def what_comes_back(path, folder):
    """Their export of the same people: each with a number, three phones and one education changed."""
    title, head, *rows = open_table(path).head(5000)
    assert head == list(HEAD)
    for place, row in enumerate(rows):
        row[0] = f"SC{place:06}"
    for place in range(3):
        rows[place][5] = f"1390796000{place}"
    rows[3][4] = "初中" if rows[3][4] != "初中" else "大学专科"
    return workbook(folder / "省导出.xlsx", [title, head, *rows]), len(rows)


@pytest.mark.system("member-real-name-collection")
def test_an_officer_sends_a_file_up_reads_it_back_and_settles_what_differs(visit, tmp_path):
    visitor = visit(OFFICER)
    page = visitor.page
    builds_a_profile(page, visitor, tmp_path)
    sent = fills_and_sends(page, visitor, tmp_path)
    export, count = what_comes_back(sent, tmp_path)

    visitor.follows("核对上级导出")
    page.get_by_label("上级系统导出的文件").set_input_files(export)
    page.get_by_role("button", name="上传并核对").click()
    finished(page, "查看差异")
    tally = page.locator(".tally").inner_text().split()
    assert digits(tally[tally.index("文件行数") + 1]) == count
    assert digits(tally[tally.index("内容不一致") + 1]) == 4

    page.locator(".differences tbody tr", has_text="学历").get_by_role("link").click()
    page.get_by_label("保留本级").check()
    page.get_by_label("处理意见").fill("档案为准")
    page.get_by_role("button", name="确定处理").click()
    expect(page.get_by_text("内容不一致待处理 3 项")).to_be_visible()
    first = page.locator(".differences tbody tr").first
    first.get_by_role("checkbox").check()
    page.get_by_role("button", name="所选采用上级").click()
    expect(page.get_by_text("已处理 1 项：采用上级")).to_be_visible()
    page.get_by_role("link", name="都采用上级").click()
    page.get_by_role("button", name="都采用上级").click()
    finished(page, "回到差异")
    expect(page.get_by_role("link", name="内容不一致")).to_have_count(0)
    page.get_by_role("link", name="已处理").click()
    expect(page.locator(".differences tbody tr")).to_have_count(4)


def edited(path):
    """One workbook as a union fills it in without the net: another phone in the first row."""
    rows = open_table(path, sheet="填报").head(600)
    place = rows[2].index("手机号码")
    rows[3][place] = "13907961234"
    return workbook(path, rows), rows[3][1]


def test_a_county_clerk_gives_out_workbooks_and_merges_what_comes_back(visit, tmp_path):
    visitor = visit(CLERK)
    page = visitor.page
    visitor.chooses_in_menu("分发填报")
    visitor.follows("分发填报")
    page.get_by_label("名称", exact=True).fill("吉州区会员手机核对")
    page.get_by_role("button", name="生成工作簿").click()
    finished(page, "查看分发")
    packed = downloaded(page, "下载压缩包", tmp_path / "分发.zip")
    with zipfile.ZipFile(packed) as package:
        names = package.namelist()
        package.extract(names[0], tmp_path)
    book, name = edited(tmp_path / names[0])

    visitor.follows("上传交回的工作簿")
    page.get_by_label("交回的工作簿").set_input_files(book)
    page.get_by_role("button", name="上传并合并").click()
    finished(page, "查看更改")
    row = page.locator(".differences tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(name)
    expect(row).to_contain_text("139****1234")
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name="所选采用填报").click()
    expect(page.get_by_text("没有待处理的差异")).to_be_visible()
