"""The pages of reports: written, read, opened number by number, made final, printed."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse

from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import TESTER, city, founded
from guildhall.mechanisms.documents import actions
from guildhall.mechanisms.documents.models import Report, ReportTemplate
from guildhall.mechanisms.indicators.rules.periods import year

pytestmark = pytest.mark.django_db

BODY = """累计组建基层工会{{基层工会数}}家，参赛{{手填 33|市体育局通报}}个队。

[[分县区 基层工会数]]

[[分工会类别 基层工会数]]"""


@pytest.fixture
def counties():
    top = city()
    found = [founded(top, Kind.COUNTY, name) for name in ("吉州区总工会", "青原区总工会")]
    for number in range(3):
        founded(found[number // 2], Kind.SINGLE, f"第{number}厂工会", founded_on=date(2012, 5, 1))
    return found


def entered(client, body, role):
    client.force_login(account_of(officer(body, role)))
    return client


def written(organisation, body=BODY):
    template = ReportTemplate.objects.get(code="unions-and-members")
    report = actions.write_report(template, organisation=organisation, period=year(2012), actor=TESTER)
    return actions.rewrite_report(report, title=report.title, body=body, actor=TESTER)


def keyed(response, **values):
    form = response.context["form"]
    hidden = {field.html_name: field.value() or "" for field in form.hidden_fields()}
    return {**hidden, **values}


def at(name, *args):
    return reverse(f"reports:{name}", args=args)


def counted(response):
    """The numbers of the text that are figures, with what they open."""
    cells = []
    for block in response.context["blocks"]:
        cells += block["pieces"] if "pieces" in block else [cell for row in block["rows"] for cell in row]
    return [(cell["piece"].text, cell["address"]) for cell in cells if cell["piece"].is_number]


def test_the_template_of_the_house_is_right_and_a_report_begins_from_it(client, counties):
    entered(client, counties[0].parent, "city.officer")
    template = ReportTemplate.objects.get(code="unions-and-members")
    page = client.get(at("new"))

    response = client.post(
        at("new"), keyed(page, template=template.pk, organisation=counties[0].parent.code, period="2012")
    )
    report = Report.objects.get()
    text = client.get(at("text", report.pk))

    assert response.url == report.get_absolute_url()
    assert report.title == "2012年工会组织建设和会员发展情况报告"
    assert text.context["composed"].faults == []
    assert "【概况】全市累计组建基层工会3家，新增3家" in text.context["composed"].blocks[1].text


def test_every_number_of_a_report_opens_its_records(client, counties):
    report = written(counties[0].parent)
    entered(client, counties[0].parent, "city.officer")

    page = client.get(report.get_absolute_url())
    text = client.get(at("text", report.pk))
    opened = [(number, str(len(client.get(address).context["rows"]))) for number, address in counted(text)]

    assert page.status_code == 200
    assert [number for number, _ in opened] == ["3", "2", "1", "3", "3", "3"]
    assert all(number == rows for number, rows in opened)
    assert 'title="手填，来源：市体育局通报"' in text.content.decode()


def test_a_reader_without_the_names_is_led_to_the_figure(client, counties):
    report = written(counties[0].parent, "会员{{会员人数}}人。")
    entered(client, counties[0].parent, "city.statistician")

    text = client.get(at("text", report.pk))

    assert counted(text) == [
        ("0", f"/desk/statistics/membership.members_total/?period=2012&union={report.organisation_id}")
    ]


def test_a_report_of_another_county_does_not_exist(client, counties):
    report = written(counties[1])
    entered(client, counties[0], "county.clerk")

    for name in ("report", "text", "docx", "edit", "finalise"):
        assert client.get(at(name, report.pk)).status_code == 404
    assert client.get(at("reports")).context["rows"] == []


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("county.leader", ["new", "templates", "new_template"]),
        ("county.clerk", ["templates", "new_template"]),
        ("system.administrator", ["reports", "new", "templates"]),
    ],
)
def test_pages_of_reports_need_their_permission(client, counties, role, names):
    entered(client, counties[0], role)

    assert {name: client.get(at(name)).status_code for name in names} == dict.fromkeys(names, 403)


def test_faults_are_told_line_by_line_and_nothing_is_kept(client, counties):
    report = written(counties[0].parent)
    entered(client, counties[0].parent, "city.officer")
    wrong = "第一行\n{{没有这个}}"

    told = client.post(at("faults"), {"body": wrong})
    page = client.get(at("edit", report.pk))
    refused = client.post(at("edit", report.pk), keyed(page, title=report.title, body=wrong))
    client.post(at("edit", report.pk), keyed(refused, title="改后", body="共{{基层工会数}}家"))

    report.refresh_from_db()
    assert "第 2 行：没有指标“没有这个”" in told.content.decode()
    assert list(refused.context["form"].non_field_errors()) == ["第 2 行：没有指标“没有这个”"]
    assert (report.title, report.body) == ("改后", "共{{基层工会数}}家")
    assert client.get(at("faults")).status_code == 405


def test_a_final_report_stands_and_is_not_changed(client, counties):
    report = written(counties[0].parent)
    entered(client, counties[0].parent, "city.officer")
    client.get(at("finalise", report.pk))
    report.refresh_from_db()
    assert report.state == "draft"

    client.post(at("finalise", report.pk))
    founded(counties[0], Kind.SINGLE, "补录工会", founded_on=date(2012, 6, 1))
    again = client.post(at("finalise", report.pk))
    text = client.get(at("text", report.pk))

    report.refresh_from_db()
    assert report.state == "final"
    assert again.status_code == 409
    assert [number for number, _ in counted(text)] == ["3", "2", "1", "3", "3", "3"]


def test_a_report_is_downloaded_with_its_numbers_as_links(client, counties):
    report = written(counties[0].parent)
    entered(client, counties[0].parent, "city.officer")

    response = client.get(at("docx", report.pk))

    archive = zipfile.ZipFile(BytesIO(response.content))
    assert "累计组建基层工会" in archive.read("word/document.xml").decode()
    assert "http://testserver/desk/statistics/organising.unions_total/records/" in (
        archive.read("word/_rels/document.xml.rels").decode()
    )


def test_templates_are_kept_by_the_statistician(client, counties):
    entered(client, counties[0].parent, "city.statistician")
    page = client.get(at("new_template"))
    given = {"title": "{年}年快报", "code": "flash", "body": "{{基层工会数}}"}

    client.post(at("new_template"), keyed(page, **given))
    template = ReportTemplate.objects.get(code="flash")
    address = at("edit_template", template.pk)
    client.post(address, keyed(client.get(address), **{**given, "title": "{年}年简报"}))

    template.refresh_from_db()
    assert template.title == "{年}年简报"
    assert "{年}年简报" in client.get(at("templates")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_reports_costs_the_same_for_one_and_for_three(client, counties, count, django_assert_num_queries):
    for _ in range(count):
        written(counties[0])
    entered(client, counties[0], "county.clerk")
    client.get(at("reports"))

    with django_assert_num_queries(12):
        client.get(at("reports"))
