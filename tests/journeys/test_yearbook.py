"""A clerk writes the year's yearbook entry: its numbers are figures, what was typed is marked and checked, the share that opens records is a figure."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import digits

OFFICER, CHAIR = "刘晓梅", "张文斌"
TYPED = "  【民主管理】厂务公开建制率{{手填 95.2|市总综述|1120/1174}}%，建制企业{{手填 1120|市总综述|980+140}}家，慰问职工356人次。"


def starts_from(visitor, template):
    page = visitor.page
    visitor.chooses_in_menu("报告")
    page.get_by_role("link", name="写报告").click()
    page.locator("#id_template + .ts-wrapper .ts-control").click()
    page.locator(".ts-dropdown").get_by_role("option", name=template).click()
    page.get_by_role("textbox", name="单位").fill("吉安市总工会")
    page.get_by_label("统计期").fill("2012")
    page.get_by_role("button", name="保存").click()
    visitor.waits_for_figures()


def proof_reads(visitor):
    visitor.page.get_by_role("link", name="校核").click()
    visitor.waits_for_figures()
    return [digits(text) for text in visitor.page.locator(".proof-count").all_inner_texts()]


@pytest.mark.system("yearbook-and-annual-review")
def test_the_yearbook_entry_is_written_proof_read_and_fixed(visit, house):
    visitor = visit(OFFICER)
    page = visitor.page

    starts_from(visitor, "年鉴条目：总工会")
    expect(page.locator(".sheet-title")).to_have_text("2012年年鉴条目：总工会")
    entry = page.url
    total, traced, typed, loose, wrong = proof_reads(visitor)
    assert (total, typed, loose) == (traced, 0, 0)
    assert traced > 20

    visitor.goes_to(f"{entry}edit/")
    body = page.locator("textarea[name=body]")
    body.fill(f"{body.input_value()}\n\n{TYPED}")
    page.get_by_role("button", name="保存").click()
    visitor.waits_for_figures()
    assert page.locator(".sheet .typed").all_inner_texts() == ["95.2", "1120"]
    assert proof_reads(visitor) == [total + 3, traced, 2, 1, wrong + 1]
    expect(page.get_by_role("row", name=re.compile("95.2.*1120÷1174＝95.4.*不符"))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("1120.*980＋140＝1120.*相符"))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("356"))).to_be_visible()

    visitor.goes_to(f"{entry}edit/")
    body.fill(body.input_value().replace("慰问职工356人次", "慰问职工{{手填 356|困难帮扶中心}}人次"))
    body.fill(body.input_value().replace("手填 95.2|", "手填 95.4|"))
    page.get_by_role("button", name="保存").click()
    visitor.waits_for_figures()
    assert proof_reads(visitor) == [total + 3, traced, 3, 0, wrong]

    visitor.goes_to(entry)
    visitor.waits_for_figures()
    page.locator(".sheet a.counted").filter(has_text=re.compile(r"^8$")).first.click()
    visitor.waits_for_figures()
    expect(page.get_by_role("heading", level=1)).to_contain_text("的记录")
    assert digits(page.locator(".sum .figure-value").inner_text()) == page.locator(".records tbody tr").count()

    visitor.goes_to(f"{entry}finalise/")
    page.locator("#content").get_by_role("button", name="定稿").click()
    expect(page.get_by_text("报告已定稿，数不再变动")).to_be_visible()
    kept = house.rows(
        "SELECT traced_count, number_count FROM documents_report WHERE state = 'final' ORDER BY id DESC LIMIT 1"
    )
    assert kept == [(traced, total + 3)]
    year = house.rows(
        "SELECT extract(year FROM final_on)::int FROM documents_report WHERE state = 'final' ORDER BY id DESC LIMIT 1"
    )[0][0]
    visitor.goes_to(f"/desk/statistics/documents.numbers_traced/?period={year}")
    visitor.waits_for_figures()
    assert digits(page.locator(".headline .figure-value").first.inner_text()) >= traced


@pytest.mark.system("yearbook-and-annual-review")
def test_who_only_leads_a_grassroots_union_writes_no_entry(visit):
    visitor = visit(CHAIR)

    refused = visitor.page.request.get(f"{visitor.address}/desk/reports/new/")

    assert refused.status == 403
