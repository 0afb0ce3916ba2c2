"""A newcomer opens the address of a fresh demo city and finds his way to the records behind a number."""

import re

from playwright.sync_api import expect

from tests.journeys.visitor import digits

DESK = {"基层工会数": 70, "新建基层工会数": 8, "会员人数": 5_026, "新发展会员人数": 1_367}


def test_a_newcomer_signs_in_by_role_and_opens_a_number(visit):
    visitor = visit()
    page = visitor.page

    visitor.goes_to("/")
    expect(page).to_have_url(re.compile("/sign-in/"))
    expect(page.get_by_role("heading", name="演示城市：选一个人进入")).to_be_visible()
    page.get_by_role("button", name="刘晓梅").click()
    expect(page.locator(".figures-card")).to_have_count(6)

    shown = [
        (card.locator(".figures-name"), card.locator(".figure-value")) for card in page.locator(".figures-card").all()
    ]
    cards = {name.inner_text(): digits(value.inner_text()) for name, value in shown}
    assert {name: cards.get(name) for name in DESK} == DESK

    visitor.chooses_in_menu("统计")
    visitor.waits_for_figures()
    line = page.locator("table.figures tr", has=page.get_by_role("link", name="新发展会员人数", exact=True))
    line.locator(".is-value a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("新发展会员人数的记录")
    visitor.waits_for_figures()
    assert digits(page.locator(".sum .figure-value").inner_text()) == DESK["新发展会员人数"]
    expect(page.locator(".records-foot")).to_contain_text("共 1,367 条")
    page.locator(".records tbody tr .is-link a").first.click()
    expect(page.get_by_role("heading", name="实名信息")).to_be_visible()


def test_somebody_who_is_not_signed_in_sees_only_the_sign_in_page(visit):
    visitor = visit()

    for address in ("/desk/", "/desk/people/", "/desk/statistics/", "/desk/rosters/new/"):
        visitor.goes_to(address)
        expect(visitor.page).to_have_url(re.compile(r"/sign-in/\?next="))


def test_a_script_within_the_page_is_refused_and_noticed(visit):
    """The watch that every journey keeps over the browser is awake."""
    visitor = visit()
    visitor.goes_to("/sign-in/")

    visitor.page.evaluate("document.body.appendChild(document.createElement('script')).textContent = 'window.ran = 1'")

    assert visitor.page.evaluate("window.ran") is None
    assert [line for line in visitor.noticed if "Content Security Policy" in line] == visitor.noticed != []
    visitor.noticed.clear()
