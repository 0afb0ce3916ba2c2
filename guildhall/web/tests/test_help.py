import pytest
from django.conf import settings
from django.urls import reverse

from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.web.screens import explained, screen_at

pytestmark = pytest.mark.django_db
UNIONS, TRAIL = "/desk/help/organising/unions/", "/desk/help/administration/trail/"


@pytest.fixture
def clerk(client, counties):
    client.force_login(account_of(officer(counties[0], "county.clerk")))
    return client


def test_a_screen_leads_to_its_own_help_and_another_to_all_help(clerk):
    listed, home = clerk.get(reverse("organising:unions")).content.decode(), clerk.get("/account/").content.decode()

    assert f'href="{UNIONS}" data-help' in listed
    assert 'href="/desk/help/signing/account/" data-help' in home


def test_the_page_of_a_help_text_has_its_title_and_its_keys(clerk):
    page = clerk.get(UNIONS).content.decode()

    assert f"<h1>{screen_at('organising', 'unions').title}</h1>" in page
    assert "<h3>键盘</h3>" in page


def test_the_panel_gets_the_text_alone(clerk):
    part = clerk.get(UNIONS, headers={"HX-Request": "true", "HX-Target": "help-text"}).content.decode()

    assert part.startswith('<article class="help-text"')


def test_there_is_no_help_for_what_is_no_screen(clerk):
    assert clerk.get("/desk/help/organising/nothing/").status_code == 404


def test_the_index_and_the_manual_hold_what_concerns_the_reader(clerk):
    pages = [clerk.get(reverse(f"web:{name}")).content.decode() for name in ("help_index", "help_manual")]

    unions, trail = screen_at("organising", "unions").title, screen_at("administration", "trail").title
    assert [(unions in page, f">{trail}<" in page) for page in pages] == [(True, False), (True, False)]


def test_the_search_finds_texts_by_their_words(clerk):
    found = clerk.get(reverse("web:help_index"), {"q": "转会 退回"}).content.decode()
    nothing = clerk.get(reverse("web:help_index"), {"q": "飞机票"}).content.decode()

    assert reverse("web:help", args=["membership", "refuse"]) in found
    assert UNIONS not in found
    assert "没有提到“飞机票”的帮助" in nothing


def test_help_about_signing_in_is_read_before_signing_in(client):
    assert client.get("/desk/help/signing/sign_in/").status_code == 200
    assert client.get(reverse("web:help_index")).status_code == 302


def test_every_text_lies_in_a_group_of_the_menu_or_of_everyday_things():
    groups = {screen.group for screen in explained(settings.ROOT_URLCONF).values()}

    assert {"工会组织", "会员", "统计和报告", "工作台和查找", "登录和账号"} <= groups
