"""The registers beside the unions: counties put in order by keyboard, a place on a phone, an alias that finds its union."""

from playwright.sync_api import expect

OFFICER, CLERK = "刘晓梅", "刘小燕"
PHONE = {"width": 390, "height": 844}
COUNTIES = "SELECT name FROM organisations_organisation WHERE kind IN ('county', 'zone') ORDER BY rank, path"
ROOT = "SELECT id FROM organisations_organisation WHERE depth = 1"
OWN_UNION = """
    SELECT u.id, u.name FROM organisations_organisation u JOIN organisations_organisation a ON a.id = u.area_id
    WHERE a.code = '360802' AND u.kind = 'single' AND u.dissolved_on IS NULL ORDER BY u.id LIMIT 1
"""


def test_the_order_of_counties_is_kept_by_keyboard(visit, house):
    (root,) = house.rows(ROOT)[0]
    before = [name for (name,) in house.rows(COUNTIES)]
    visitor = visit(OFFICER)

    visitor.goes_to(f"/desk/registry/order/{root}/?of=areas")
    button = visitor.page.get_by_role("button", name=f"{before[1]}上移")
    button.focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_role("spinbutton", name=before[-1]).fill("3")
    visitor.page.keyboard.press("Tab")
    visitor.page.get_by_role("button", name="保存次序").click()

    expect(visitor.page.locator("body")).to_contain_text("县区的顺序已保存")
    expected = [before[1], before[0], before[-1], *before[2:-1]]
    assert [name for (name,) in house.rows(COUNTIES)] == expected


def test_a_place_is_registered_on_a_phone(visit):
    visitor = visit(CLERK, **PHONE)
    page = visitor.page

    visitor.goes_to("/desk/registry/places/new/")
    content = page.locator("#content")
    content.get_by_label("类别").select_option("station")
    content.get_by_label("名称").fill("吉州区快递员驿站")
    content.get_by_label("地址").fill("吉州区阳明路 9 号")
    content.get_by_role("button", name="保存").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("吉州区快递员驿站")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_an_alias_finds_its_union(visit, house):
    union, name = house.rows(OWN_UNION)[0]
    visitor = visit(CLERK)

    visitor.goes_to(f"/desk/unions/{union}/aliases/")
    visitor.page.locator("#content").get_by_role("textbox", name="别名").fill("老厂子工会")
    visitor.page.get_by_role("button", name="登记", exact=True).click()
    expect(visitor.page.locator(".records")).to_contain_text("老厂子工会")
    visitor.goes_to("/desk/unions/?q=老厂子")

    expect(visitor.page.locator(".records tbody tr .is-link")).to_have_text([name])
