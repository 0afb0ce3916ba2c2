from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client

from guildhall.kernel.access.actors import actor_for
from guildhall.kernel.access.tests.factories import SINCE, TESTER, account_of, officer
from guildhall.kernel.files.actions import store
from guildhall.web.guards import NOT_ALLOWED
from guildhall.web.tests import urls

pytestmark = [pytest.mark.django_db, pytest.mark.urls("guildhall.web.tests.urls")]


def test_a_stranger_is_sent_to_sign_in_and_back(client, counties):
    response = client.get(f"/unions/{counties[0].pk}/")

    assert response.status_code == 302
    assert response["Location"] == f"/sign-in/?next=/unions/{counties[0].pk}/"


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(client, counties):
    response = client.get("/unions/", headers={"HX-Request": "true"})

    assert response["HX-Redirect"] == "/sign-in/"


def test_a_record_within_reach_is_handed_over(client, chair, counties):
    response = client.get(f"/unions/{counties[0].pk}/")

    assert response.status_code == 200
    assert "<h1>吉州区总工会</h1>" in response.content.decode()


def test_a_record_of_another_branch_does_not_exist(client, chair, counties):
    response = client.get(f"/unions/{counties[1].pk}/")

    assert response.status_code == 404
    assert "没有找到这个页面" in response.content.decode()


def test_without_the_permission_it_is_refused_in_words(client, counties):
    account = account_of(officer(counties[0], "union.clerk", "张华"))
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[-1])

    response = client.get(f"/unions/{counties[0].pk}/")

    assert response.status_code == 403
    assert "您没有这项权限" in response.content.decode()
    assert NOT_ALLOWED == "您的岗位没有这项权限。"


def test_other_methods_are_refused_in_words(client, chair, counties):
    response = client.delete(f"/unions/{counties[0].pk}/")

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST"
    assert "不能这样打开" in response.content.decode()


def test_guarded_pages_are_never_kept_by_the_browser(client, chair, counties):
    response = client.get(f"/unions/{counties[0].pk}/")

    assert "no-store" in response["Cache-Control"]


def test_a_refusal_that_no_page_caught_is_shown(client, chair):
    response = client.get("/refused/")

    assert response.status_code == 409
    assert "<li>金额超过标准</li><li>没有生效的标准</li>" in response.content.decode()


def test_a_refusal_reaches_the_page_that_asked_for_a_part(client, chair):
    response = client.get("/refused/", headers={"HX-Request": "true"})

    assert response.status_code == 409
    assert '"refused"' in response["HX-Trigger"]


def test_everybody_sees_an_open_page(client, db):
    response = client.get("/public/")

    assert response.status_code == 200


def test_a_form_without_its_token_is_answered_in_words(chair, counties):
    client = Client(enforce_csrf_checks=True)
    client.force_login(chair, backend=settings.AUTHENTICATION_BACKENDS[-1])

    response = client.post(f"/unions/{counties[0].pk}/rename/", {"name": "x"})

    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


def test_views_say_what_guards_them():
    guards = [(view.permission, view.model) for view in (urls.union, urls.own, urls.public, urls.Unions.as_view())]

    assert guards == [
        (urls.VIEW, urls.Organisation),
        ("signed in", None),
        ("open", None),
        (urls.VIEW, None),
    ]


def test_no_page_carries_an_inline_script_or_style(client, chair, counties):
    pages = [
        client.get(address).content.decode()
        for address in ("/unions/", f"/unions/{counties[0].pk}/rename/", "/public/")
    ]

    assert [
        page for page in pages if " style=" in page or "<script>" in page or "<style" in page or " onclick" in page
    ] == []
    assert [page for page in pages if "undefined template variable" in page] == []


def test_a_file_is_given_to_whoever_may_see_it_and_to_nobody_else(client, chair, counties):
    own = store_file(actor_for(chair, SINCE), counties[0])
    other = store_file(TESTER, counties[1])

    given = client.get(f"/desk/files/{own.pk}/")

    assert b"".join(given.streaming_content).startswith(b"%PDF")
    assert given["Content-Disposition"].startswith("attachment")
    assert client.get(f"/desk/files/{other.pk}/").status_code == 404


def store_file(actor, union):
    pdf = BytesIO(b"%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF\n")
    return store(pdf, name="批复.pdf", actor=actor, organisation=union, area=union)
