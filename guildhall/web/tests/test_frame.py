from datetime import date

import pytest
from django.conf import settings
from django.template import Context, Template

from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.organisations import actions as tree
from guildhall.kernel.scope import system
from guildhall.web.context import Frame

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
