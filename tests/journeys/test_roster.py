"""A county clerk takes a roster with faults from the file to the register and back; a colleague elsewhere sees none of it."""

import re

import pytest
from playwright.sync_api import expect

from guildhall.kernel.crypto import decrypt_many
from guildhall.mechanisms.workbooks.rules.reading import open_table
from tests.journeys import rosters
from tests.journeys.rosters import Member
from tests.journeys.visitor import digits

ROWS = 100_000
PATIENCE = 120_000
CLERK, CLERK_ELSEWHERE = "刘小燕", "曾丽萍"
UNIONS = """
    SELECT u.id, u.name, a.id FROM organisations_organisation u JOIN organisations_organisation a ON a.id = u.area_id
    WHERE a.name = %s AND u.kind = 'single' AND u.dissolved_on IS NULL AND u.founded_on < '2012-01-01' ORDER BY u.id LIMIT 2
"""
MEMBERS = """
    SELECT p.name, p.document_number FROM people_person p JOIN people_spell s ON s.person_id = p.id
    WHERE s.organisation_id = %s AND s.until IS NULL AND s.standing = 'full' AND p.document_type = '01' ORDER BY p.id DESC LIMIT %s
"""


@pytest.fixture
def unions(house):
    """Two unions of the clerk's county and one of another, by key, name and county."""
    own, foreign = house.rows(UNIONS, "吉州区总工会"), house.rows(UNIONS, "青原区总工会")
    return own[0], own[1], foreign[0]


def members(house, union, count):
    found = house.rows(MEMBERS, union[0], count)
    numbers = decrypt_many([bytes(sealed) for _, sealed in found], label="people.person.document_number")
    return [Member(name, number) for (name, _), number in zip(found, numbers, strict=True)]


def upload(visitor, path, union):
    """Upload a roster and say which column holds the names."""
    page = visitor.page
    visitor.goes_to("/desk/rosters/new/")
    page.get_by_label("导入到工会").fill(union[1])
    page.get_by_label("花名册文件").set_input_files(path)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("heading", name="核对表头")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("没有认出必填的列")
    page.get_by_label("姓名", exact=True).select_option("0")
    page.get_by_role("button", name="确认并检查").click()
    expect(page.locator("#roster-progress")).to_be_visible()


def tabs(page):
    """The outcomes on the screen with their numbers."""
    lines = [" ".join(line.split()) for line in page.locator(".nav-tabs .nav-link").all_inner_texts()]
    return {label: digits(number) for label, _, number in (line.rpartition(" ") for line in lines)}


def figures_of(visitor):
    """The headline figures of the desk."""
    visitor.goes_to("/desk/")
    cards = visitor.page.locator(".figures-card")
    expect(cards.first).to_be_visible()
    return {
        card.locator(".figures-name").inner_text(): card.locator(".figure-value").inner_text() for card in cards.all()
    }


@pytest.mark.system("member-real-name-collection")
def test_a_county_clerk_imports_a_roster_with_faults_and_takes_it_back(visit, house, unions, tmp_path):
    own, neighbour, foreign = unions
    elsewhere = members(house, neighbour, 4) + members(house, foreign, 2)
    roster = rosters.full_of_faults(
        ROWS, own[1], foreign[1], division=7_000, unchanged=members(house, own, 5), elsewhere=elsewhere
    )
    path = roster.saved(tmp_path / "吉州区花名册.xlsx")
    visitor = visit(CLERK)
    page = visitor.page
    before = figures_of(visitor)

    page.get_by_role("link", name="导入名册").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载模板").click()
    assert download.value.suggested_filename == "会员花名册模板.xlsx"
    headings = open_table(download.value.path()).head(1)[0]
    assert [heading for heading in headings if heading.endswith("*")] == ["姓名*", "证件号码*"]

    upload(visitor, path, own)
    expect(page.get_by_text("尚未写入名册")).to_be_visible(timeout=PATIENCE)
    assert tabs(page) == roster.outcomes
    assert figures_of(visitor) == before

    page.go_back()
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("导入完成")).to_be_visible(timeout=PATIENCE)
    place = page.url
    with page.expect_download() as download:
        page.get_by_role("link", name="下载结果").click()
    told = reasons_in(download.value, tmp_path)
    assert told.keys() == roster.reasons.keys()
    assert [row for row, reason in roster.reasons.items() if reason not in told[row]] == []
    assert digits(figures_of(visitor)["会员人数"]) == digits(before["会员人数"]) + roster.outcomes["新增"]

    upload(visitor, path, own)
    expect(page.get_by_text("没有需要写入的行")).to_be_visible(timeout=PATIENCE)
    again = tabs(page)
    assert (again.get("新增", 0), again["未导入"]) == (0, roster.outcomes["未导入"])
    assert again["无变化"] == sum(roster.outcomes[name] for name in ("新增", "无变化", "在其他工会，提出转会"))
    page.get_by_role("button", name="放弃").click()

    page.goto(place)
    page.get_by_role("link", name="撤回导入").click()
    page.get_by_label("撤回原因").fill("传错了文件")
    page.get_by_role("button", name="撤回", exact=True).click()
    expect(page.get_by_text("已整体撤回")).to_be_visible(timeout=PATIENCE)
    assert figures_of(visitor) == before


def reasons_in(download, folder):
    """The reasons beside the refused rows of a result workbook, by row number."""
    path = folder / "结果.xlsx"
    download.save_as(path)
    rows = [cells for _, cells in open_table(path, sheet="未导入的行").rows()][1:]
    return {int(cells[0]): cells[2] for cells in rows if cells[1] == "未导入"}


def test_a_clerk_of_another_county_sees_nothing_of_an_import(visit, house, unions, tmp_path):
    own, _, foreign = unions
    roster = rosters.full_of_faults(300, own[1], foreign[1], division=7_001)
    somebody = roster.rows[0]
    colleague = visit(CLERK_ELSEWHERE)
    before = figures_of(colleague)
    clerk = visit(CLERK)
    upload(clerk, roster.saved(tmp_path / "名册.xlsx"), own)
    clerk.page.get_by_role("button", name="确认导入").click(timeout=PATIENCE)
    expect(clerk.page.get_by_text("导入完成")).to_be_visible(timeout=PATIENCE)
    addresses = what_is_there(clerk, somebody, own[2])

    for asked in somebody[:3]:
        colleague.goes_to("/desk/")
        colleague.page.locator(".seek input[name=q]").fill(asked)
        colleague.page.keyboard.press("Enter")
        expect(colleague.page.get_by_text("没有找到", exact=True)).to_be_visible()
    for address in addresses:
        assert (address, colleague.goes_to(address).status) == (address, 404)
        expect(colleague.page.get_by_role("heading", name="没有找到这个页面")).to_be_visible()

    assert figures_of(colleague) == before


def what_is_there(clerk, somebody, area):
    """The addresses of the import, its result, the person, the file and the records, each of which opens for the clerk."""
    page = clerk.page
    import_ = page.url.removeprefix(clerk.address)
    number = re.search(r"/desk/rosters/(\d+)/", import_)[1]
    clerk.goes_to("/desk/")
    page.locator(".seek input[name=q]").fill(somebody[1])
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/people/*/")
    expect(page.get_by_role("heading", name=somebody[0])).to_be_visible()
    person = page.url.removeprefix(clerk.address)
    found = [
        import_,
        f"/desk/rosters/{number}/take-back/",
        person,
        f"{person}file/",
        f"{person}correct/",
        f"/desk/statistics/membership.members_total/records/?union={area}",
    ]
    for address in found:
        assert (address, clerk.goes_to(address).status) == (address, 200)
    return [*found, f"/desk/rosters/{number}/result/"]
