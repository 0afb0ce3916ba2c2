import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template

from guildhall.kernel.access.offers import Domain
from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.offers import offered
from guildhall.kernel.organisations import actions as tree
from guildhall.kernel.scope import system
from guildhall.web.context import Frame

ROOT = Path(__file__).parents[3]
pytestmark = [pytest.mark.django_db, pytest.mark.urls("guildhall.web.tests.urls")]


def test_the_menu_shows_only_what_one_may_open(client, counties):
    account = account_of(officer(counties[0], "county.leader", "刘晓敏"))
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[-1])

    page = client.get("/own/").content.decode()

    assert 'href="/posts/"' in page
    assert 'href="/posts/trail/"' not in page
    assert "刘晓敏" in page


def test_the_nearest_line_of_the_menu_is_marked(rf, counties):
    request = rf.get("/posts/trail/5/")
    request.actor = system("测试")

    links = [link for group in Frame(request).menu for link in group.links]

    assert [(link.address, link.is_active) for link in links] == [("/posts/", False), ("/posts/trail/", True)]


def test_the_trail_of_a_record_is_told_in_words(counties):
    tree.rename(counties[0], name="吉州区工会", short_name="", actor=system("周志远"), day=date(2012, 5, 1))

    drawn = Template("{% load web %}{% history record %}").render(Context({"record": counties[0]}))

    assert "<strong>更名</strong> 周志远" in drawn
    assert "名称：吉州区总工会 → 吉州区工会" in drawn


def test_every_icon_that_is_asked_for_is_in_the_sprite():
    known = set((ROOT / "setup/frontend/icons.txt").read_text().split())
    templates = [path.read_text() for path in (ROOT / "guildhall").rglob("templates/**/*.html")]

    asked = {name for text in templates for name in re.findall(r'{% icon "([^"]+)"', text)}
    asked |= {part.icon for part in offered(Domain)}

    assert asked - known == set()


def test_an_error_of_ours_is_answered_in_words(client, chair):
    client.raise_request_exception = False

    response = client.get("/broken/")

    assert response.status_code == 500
    assert "<h1>系统出错了</h1>" in response.content.decode()
    assert "undefined" not in response.content.decode()
