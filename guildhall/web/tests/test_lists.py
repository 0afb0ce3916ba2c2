import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from guildhall.kernel.access.actors import actor_for
from guildhall.kernel.access.tests.factories import SINCE
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.jobs.models import Job
from guildhall.kernel.jobs.work import Work, job
from guildhall.kernel.offers import offered
from guildhall.kernel.organisations.models import Kind, Organisation
from guildhall.kernel.organisations.tests.factories import founded
from guildhall.kernel.scope import system
from guildhall.web import counts
from guildhall.web.lists import EXPORT_JOB
from guildhall.web.tests.urls import Unions

pytestmark = [pytest.mark.django_db, pytest.mark.urls("guildhall.web.tests.urls")]
NAMES = ["电机厂工会", "纺织厂工会", "水泥厂工会", "粮油公司工会"]
PAGE, COUNT_WITHIN_ITS_PATIENCE = 1, 5
QUERIES = PAGE + COUNT_WITHIN_ITS_PATIENCE

if all(work.name != EXPORT_JOB for work in offered(Work)):
    job(EXPORT_JOB, title="导出名单")(lambda run, **arguments: None)


@pytest.fixture
def unions(counties):
    return [founded(counties[0], Kind.SINGLE, name, code=f"A{number}") for number, name in enumerate(NAMES)]


def names_on(response):
    return re.findall(
        r'<td class="is-text is-link" data-label="名称"><a href="[^"]*">([^<]*)</a>', response.content.decode()
    )


def link(response, rel):
    return re.search(rf'rel="{rel}" href="([^"]*)"', response.content.decode())[1].replace("&amp;", "&")


def test_only_what_lies_within_reach_is_listed(client, chair, counties):
    response = client.get("/unions/")

    assert names_on(response) == ["吉州区总工会"]
    assert "共 1 条" in response.content.decode()


def test_pages_go_on_and_back_without_losing_a_row(client, chair, unions):
    first = client.get("/unions/?sort=name")
    second = client.get(f"/unions/{link(first, 'next')}")
    third = client.get(f"/unions/{link(second, 'next')}")
    back = client.get(f"/unions/{link(third, 'prev')}")

    everything = names_on(first) + names_on(second) + names_on(third)
    assert everything == sorted(["吉州区总工会", *NAMES])
    assert names_on(back) == names_on(second)


def test_a_page_link_made_by_hand_or_of_another_order_leads_to_the_first_page(client, chair, unions):
    first = client.get("/unions/?sort=name")
    key = parse_qs(urlsplit(link(first, "next")).query)["after"][0]

    responses = [client.get("/unions/?sort=name&after=x"), client.get(f"/unions/?sort=-name&after={key}")]

    assert names_on(responses[0]) == names_on(first)
    assert names_on(responses[1]) == names_on(client.get("/unions/?sort=-name"))


def test_an_undeclared_sort_is_not_followed(client, chair, unions):
    response = client.get("/unions/?sort=phone")

    assert names_on(response) == names_on(client.get("/unions/"))


def test_filters_narrow_and_stay_in_the_links(client, chair, unions):
    response = client.get("/unions/?kind=single")

    assert len(names_on(response)) == 2
    assert "kind=single" in link(response, "next")
    assert "共 4 条" in response.content.decode()


def test_a_wrong_filter_is_told_and_lists_nothing(client, chair, unions):
    response = client.get("/unions/?kind=nonsense")

    assert names_on(response) == []
    assert 'class="invalid-feedback"' in response.content.decode()


def test_nothing_found_offers_to_clear_the_filters(client, chair, unions):
    response = client.get("/unions/?name=没有这样的工会")

    assert "没有符合条件的记录" in response.content.decode()


def test_the_table_alone_is_given_to_whoever_asks_for_it(client, chair, unions):
    part = client.get("/unions/", headers={"HX-Request": "true", "HX-Target": "records"}).content.decode()
    restored = client.get(
        "/unions/", headers={"HX-Request": "true", "HX-Target": "records", "HX-History-Restore-Request": "true"}
    )

    assert part.startswith('<div class="records-box"')
    assert "<!doctype html>" in restored.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_one_and_three_rows_take_the_same_queries(counties, rows, django_assert_num_queries):
    for number in range(rows):
        founded(counties[0], Kind.SINGLE, f"工会{number}")
    opened = Unions.opened_by(system("测试"), "kind=single")
    opened.page_size = 50

    with django_assert_num_queries(QUERIES):
        context = opened.context()

    assert len(context["rows"]) == rows


def test_an_export_is_a_job_of_the_one_who_asked(client, chair, unions):
    response = client.post("/unions/?kind=single&after=x")

    asked = Job.objects.get(name=EXPORT_JOB)
    assert response["Location"] == reverse("web:job", args=[asked.pk])
    assert (asked.account_id, asked.title) == (chair.pk, "导出工会")
    assert asked.arguments == {"page": "guildhall.web.tests.urls.Unions", "query": "kind=single", "arguments": {}}
    assert Entry.objects.get(verb="web.list.export").after["narrowed_by"] == ["类别"]


def test_the_export_holds_the_whole_list_within_reach(chair, unions):
    opened = Unions.opened_by(actor_for(chair, SINCE), "kind=single&sort=name")

    rows = list(opened.exported_rows())

    assert [row[0] for row in rows] == sorted(NAMES)
    assert rows[0][1:3] == ["单独基层工会", "吉州区总工会"]


def test_somebody_elses_job_does_not_exist(client, chair):
    other = Job.objects.create(name="x", title="导出", account_id=chair.pk + 1, actor_label="别人")

    statuses = [
        client.get(f"/desk/jobs/{other.pk}/").status_code,
        client.post(f"/desk/jobs/{other.pk}/cancel/").status_code,
    ]

    assert statuses == [404, 404]


def test_the_page_of_a_job_shows_its_progress_and_asks_again(client, chair):
    own = Job.objects.create(
        name="x",
        title="导出工会",
        account_id=chair.pk,
        actor_label="李",
        state="running",
        done_count=430,
        total_count=1000,
    )

    page = client.get(f"/desk/jobs/{own.pk}/").content.decode()

    assert '<progress class="bar" value="43" max="100"' in page
    assert 'hx-trigger="every 1s"' in page
    assert client.get("/desk/jobs/").status_code == 200


def test_counting_stops_and_says_so(counties, unions, monkeypatch):
    monkeypatch.setattr(counts, "EXACT_UP_TO", 3)
    found = counts.counted(Organisation.objects.all())

    assert (found.number, found.is_exact, found.words) == (3, False, "超过 3 条")


def test_counting_that_takes_too_long_becomes_an_estimate(counties, monkeypatch):
    monkeypatch.setattr(counts, "PATIENCE", "SET LOCAL statement_timeout = '50ms'")
    slow = Organisation.objects.extra(where=["pg_sleep(0.2) IS NOT NULL"])

    found = counts.counted(slow)

    assert found.is_estimate
    assert found.words.startswith("约 ")
    assert Unions.opened_by(system("测试")).count().words == "共 3 条"
