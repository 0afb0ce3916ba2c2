"""The pages of returns: made, called in, filled, confirmed, accepted, totalled, written into the upper workbook, printed."""

import io
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.files.models import File
from guildhall.kernel.notifications.models import Message
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import TESTER, founded
from guildhall.mechanisms.documents.actions import rewrite_report, write_report
from guildhall.mechanisms.documents.models import ReportTemplate
from guildhall.mechanisms.indicators.actions import returns as actions
from guildhall.mechanisms.indicators.models import Return, ReturnCall, ReturnCell, ReturnForm
from guildhall.mechanisms.indicators.rules.periods import year
from guildhall.mechanisms.indicators.tests import returns as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return made.place()


def entered(client, body, role, name="李建国"):
    client.force_login(account_of(officer(body, role, name)))
    return client


def at(name, *args):
    return reverse(f"returns:{name}", args=args)


def keyed(response, **values):
    form = response.context["form"]
    hidden = {field.html_name: field.value() or "" for field in form.hidden_fields()}
    return {**hidden, **values}


def filled_in(page, given=None, notes=None):
    """What the page of filling sends, with other numbers and reasons by line."""
    form = page.context["filling"]
    sent = {"version_shown": form["version_shown"].value()}
    for cell in form.cells:
        sent[f"value-{cell.pk}"] = (given or {}).get(cell.line_number, form[f"value-{cell.pk}"].value())
        sent[f"note-{cell.pk}"] = (notes or {}).get(cell.line_number, "")
    return sent


def book(*sheets):
    """An upper workbook with the lines of the form in column A, the counties on a second sheet."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as made_book:
        for name in sheets:
            sheet = made_book.add_worksheet(name)
            sheet.write_row("A1", ["指标名称", "行次", "本期"])
            lines = ("基层工会数", "新建基层工会数", "会员人数", "女会员人数", "专职干部", "男会员")
            for row, line in enumerate(lines, 1):
                sheet.write_row(row, 0, [f"{row}. {line}", row])
    return SimpleUploadedFile("年报.xlsx", written.getvalue())


def read(response, sheet=0):
    return CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(sheet).to_python()


def test_a_form_is_made_in_pages_and_put_in_force(client, place):
    entered(client, place.root, "city.statistician")
    new = client.get(at("new_form"))
    facts = {"name": "女职工情况季报", "issuer": "市总工会", "period_kind": "quarter", "checks": "2≤1"}
    client.post(at("new_form"), keyed(new, **facts))
    form = ReturnForm.objects.get()

    client.post(at("add_figures", form.pk), {"figures": ["membership.members_total", "membership.members_women"]})
    page = client.get(at("new_cell", form.pk))
    cell = {
        "line_number": 3,
        "line": "女职工小组",
        "column_number": 1,
        "column": "本期",
        "kind": "declared",
        "at": "whole",
        "places": 0,
    }
    client.post(at("new_cell", form.pk), keyed(page, **cell))
    client.post(at("enforce", form.pk), {"since": "2012-01-01"})

    form.refresh_from_db()
    kinds = list(form.cells.order_by("line_number").values_list("line", "kind"))
    assert kinds == [("会员人数", "counted"), ("女会员人数", "counted"), ("女职工小组", "declared")]
    assert (form.state, form.since) == ("in_force", date(2012, 1, 1))


def test_a_check_that_cannot_be_read_is_told(client, place):
    entered(client, place.root, "city.statistician")

    answer = client.post(
        at("new_form"), keyed(client.get(at("new_form")), name="表", issuer="省总", period_kind="year", checks="2大于1")
    )

    assert answer.context["form"].non_field_errors() == ["审核关系：“2大于1”应有一个 ≤、≥ 或 =，如 2≤1、1=2+3"]
    assert not ReturnForm.objects.exists()


def test_a_return_is_called_in_and_its_officers_are_told(client, place):
    form = made.form()
    clerk = officer(place.first, "county.clerk", "刘小燕")
    entered(client, place.root, "city.statistician")

    page = client.get(at("new_call"))
    sent = keyed(page, form=form.pk, period="2012", due_on="2013-01-20", cutoff_on="2013-01-10", whom="all")
    answer = client.post(at("new_call"), sent)

    call = ReturnCall.objects.get()
    assert answer.url == call.get_absolute_url()
    assert [one.organisation for one in call.returns.order_by("pk")] == [place.first, place.second]
    assert call.cutoff_at.isoformat() == "2013-01-10T15:59:59+00:00"
    told = Message.objects.filter(person=clerk.person_id).get()
    assert told.body == "吉安市总工会布置《工会组织和会员基本情况》（2012年），请于2013年1月20日前填报。"


def test_named_unions_that_are_not_below_are_told(client, place):
    form = made.form()
    entered(client, place.first, "county.clerk")

    page = client.get(at("new_call"))
    sent = keyed(
        page, form=form.pk, period="2012", due_on="2013-01-20", whom="named", unions="机械厂工会\n商贸联合工会"
    )
    answer = client.post(at("new_call"), sent)

    assert answer.context["form"].errors["unions"] == [
        "没有找到：商贸联合工会；请填下级工会的全称、简称或组织代码，每行一个"
    ]
    assert not ReturnCall.objects.exists()


def test_a_clerk_fills_the_leader_confirms_and_the_city_accepts(client, place):
    answer = made.return_of(made.called(place), place.first)
    entered(client, place.first, "county.clerk", "刘小燕")
    page = client.get(at("fill", answer.pk))
    assert page.context["filling"].cells[2].line == "会员人数"

    sent = client.post(
        at("fill", answer.pk), {**filled_in(page, {3: "６", 5: "1,203"}, {3: "两人的材料在途"}), "prepare": "1"}
    )
    assert sent.url == at("prepare", answer.pk)
    page = client.get(sent.url)
    client.post(sent.url, keyed(page, filler="刘小燕", phone="8230000"))

    entered(client, place.first, "county.leader", "罗建华")
    client.post(at("confirm", answer.pk), keyed(client.get(at("confirm", answer.pk)), head="罗建华"))
    entered(client, place.root, "city.statistician")
    client.post(at("accept", answer.pk), keyed(client.get(at("accept", answer.pk))))

    answer.refresh_from_db()
    assert (answer.state, answer.filler, answer.head) == ("accepted", "刘小燕", "罗建华")
    shown = client.get(answer.get_absolute_url()).context["table"]["rows"]
    members = shown[2]["cells"][0]
    assert (members.value_text, members.counted_text, members.difference_text, members.note) == (
        "6",
        "4",
        "+2",
        "两人的材料在途",
    )
    assert members.opens == f"/desk/statistics/frozen/{made.values(answer)[3].frozen_id}/"


def test_a_number_that_cannot_be_read_is_said_at_its_cell(client, place):
    answer = made.return_of(made.called(place), place.first)
    entered(client, place.first, "county.clerk")

    page = client.post(at("fill", answer.pk), filled_in(client.get(at("fill", answer.pk)), {5: "三个"}))

    cell = ReturnCell.objects.get(line_number=5)
    assert page.context["filling"].errors == {f"value-{cell.pk}": ["请填数字，如 1234"]}


def test_a_number_with_more_decimals_than_its_cell_is_said_at_it(client, place):
    answer = made.return_of(made.called(place), place.first)
    entered(client, place.first, "county.clerk")

    page = client.post(at("fill", answer.pk), filled_in(client.get(at("fill", answer.pk)), {5: "3.5"}))

    cell = ReturnCell.objects.get(line_number=5)
    assert page.context["filling"].errors == {f"value-{cell.pk}": ["请填整数，不带小数"]}
    assert made.values(answer)[5].value is None


def test_what_was_typed_in_a_return_called_back_meanwhile_is_not_lost(client, place):
    answer = made.return_of(made.called(place), place.first)
    entered(client, place.first, "county.clerk")
    page = client.get(at("fill", answer.pk))
    actions.recall(answer, reason="表式有改动", actor=TESTER)

    refused = client.post(at("fill", answer.pk), filled_in(page, {5: "31"}, {5: "含挂职"}))

    assert refused.status_code == 409
    assert refused.context["reasons"] == ("这张报表已被上级工会收回，不能再填", "收回原因：表式有改动")
    assert refused.context["typed"].splitlines()[-1] == "5\t专职干部\t本期\t31\t含挂职"
    assert made.values(answer)[5].value is None


def test_a_second_window_is_refused_and_its_text_kept(client, place):
    answer = made.return_of(made.called(place), place.first)
    entered(client, place.first, "county.clerk")
    page = client.get(at("fill", answer.pk))
    client.post(at("fill", answer.pk), filled_in(page, {5: "31"}))

    refused = client.post(at("fill", answer.pk), filled_in(page, {5: "32"}))

    assert (refused.status_code, made.values(answer)[5].value) == (409, 31)
    assert "5\t专职干部\t本期\t32" in refused.context["typed"]


def test_opening_the_pages_changes_nothing(client, place):
    answer = made.return_of(made.called(place), place.first)
    entered(client, place.first, "county.clerk")
    before = Return.objects.get(pk=answer.pk).changed_at

    for name in ("return", "fill", "prepare", "print", "table", "lower", "call_lower"):
        assert client.get(at(name, answer.pk)).status_code == 200
    for name in ("refresh", "take_totals", "upper"):
        assert client.get(at(name, answer.pk)).status_code == 405

    assert Return.objects.get(pk=answer.pk).changed_at == before


@pytest.mark.parametrize("role", ["union.clerk", "county.leader"])
def test_who_may_not_call_in_gets_no_call_page(client, place, role):
    body = place.union if role.startswith("union") else place.first

    assert entered(client, body, role).get(at("new_call")).status_code == 403


def test_a_county_sees_only_its_own_return(client, place):
    call = made.called(place)
    other = made.return_of(call, place.second)
    entered(client, place.first, "county.clerk")

    listed = client.get(at("returns")).content.decode()

    assert client.get(other.get_absolute_url()).status_code == 404
    assert client.get(at("call", call.pk)).status_code == 404
    assert client.get(at("call_cell", call.pk, call.form.cells.order_by("pk")[0].pk)).status_code == 404
    assert ("吉州区总工会" in listed, "青原区总工会" in listed) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_returns_takes_as_many_queries_for_three_as_for_one(
    client, place, django_assert_num_queries, count
):
    call = made.called(place)
    unions = [founded(place.root, Kind.COUNTY, f"第{number}县总工会") for number in range(count)]
    actions.calls.open_returns(call, unions, asked_by=place.root, due_on=made.DUE)
    entered(client, place.root, "city.statistician")
    client.get(at("returns"))

    with django_assert_num_queries(12):
        client.get(at("returns"))


def test_the_totals_stand_beside_what_the_platform_counts(client, place):
    call = made.called(place)
    made.submitted(made.return_of(call, place.first), {3: 7}, {3: "含外派"})
    entered(client, place.root, "city.statistician")

    page = client.get(call.get_absolute_url())
    rows = client.get(at("call_totals", call.pk)).context["table"]["rows"]

    standing = page.context["standing"]
    assert (standing.answered, standing.expected, standing.outstanding) == (1, 2, 1)
    unions, members = rows[0]["cells"][0], rows[2]["cells"][0]
    assert (unions.value_text, unions.counted_text, unions.difference_text, unions.gap_text) == ("2", "3", "-1", "0")
    assert (members.value_text, members.counted_text, members.difference_text, members.gap_text) == (
        "7",
        "4",
        "+3",
        "+3",
    )
    opened = client.get(members.opens_value)
    assert [[cell.text for cell in row] for row in opened.context["rows"]] == [
        ["吉州区总工会", "已报出", "7", "4", "3", "含外派"],
        ["青原区总工会", "待填报", "0", "0", "0", "—"],
    ]


def test_the_late_are_reminded_and_listed_without_anybodys_name(client, place):
    call = made.called(place)
    made.submitted(made.return_of(call, place.first))
    late = officer(place.second, "county.clerk", "曾丽萍")
    officer(place.first, "county.clerk", "刘小燕")
    entered(client, place.root, "city.statistician")

    text = client.get(call.get_absolute_url()).context["late_text"]
    client.post(at("remind_call", call.pk))

    assert "未报 1 家：青原区总工会。" in text
    assert "曾丽萍" not in text
    told = Message.objects.filter(channel="in_app", template="indicators.return.late")
    assert [message.person_id for message in told.order_by("pk")] == [late.person_id]
    assert Return.objects.get(call=call, organisation=place.second).reminded_at is not None


def uploaded(client, form, *sheets):
    page = client.get(at("attach_workbook", form.pk))
    return client.post(at("attach_workbook", form.pk), keyed(page, file=book(*sheets)))


def mapped(client, form):
    """Save the mapping as the page suggests it."""
    page = client.get(at("map", form.pk))
    given = page.context["form"]
    client.post(at("map", form.pk), {name: given[name].value() or "" for name in given.fields})


def test_the_upper_workbook_is_mapped_by_its_labels_and_filled_with_the_totals(client, place):
    call = made.called(place)
    made.submitted(made.return_of(call, place.first))
    entered(client, place.root, "city.statistician")
    uploaded(client, call.form, "工基1表")
    mapped(client, call.form)

    filled = client.post(at("upper_of_call", call.pk))

    assert [row[2] for row in read(filled)] == ["本期", 2, 1, 4, 2, 3, 2]
    assert [row[0] for row in read(filled)][1] == "1. 基层工会数"


def test_a_cell_with_the_upper_levels_formula_is_no_place_to_write(client, place):
    call = made.called(place)
    entered(client, place.root, "city.statistician")
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as made_book:
        made_book.add_worksheet("附表").write_formula("C9", "=C1+C2")
    page = client.get(at("attach_workbook", call.form.pk))
    client.post(
        at("attach_workbook", call.form.pk), keyed(page, file=SimpleUploadedFile("年报.xlsx", written.getvalue()))
    )
    cell = ReturnCell.objects.get(form=call.form, line_number=5)

    refused = client.post(at("map", call.form.pk), {f"sheet-{cell.pk}": "附表", f"address-{cell.pk}": "c9"})

    assert refused.context["form"].errors == {f"address-{cell.pk}": ["C9 是上级的公式，不能写，请另选一格"]}


def test_a_workbook_without_the_mapped_sheet_is_told(client, place):
    call = made.called(place)
    entered(client, place.root, "city.statistician")
    uploaded(client, call.form, "工基1表")
    mapped(client, call.form)
    uploaded(client, call.form, "附表")

    page = client.get(at("map", call.form.pk))
    refused = client.post(at("upper_of_call", call.pk))

    assert page.context["missing"] == ["工基1表"]
    assert refused.status_code == 409
    assert "表格里没有工作表“工基1表”。现有：附表；请改对应关系，或换上原来的表格" in refused.content.decode()


def test_a_file_that_is_no_workbook_is_not_kept(client, place):
    form = made.form()
    entered(client, place.root, "city.statistician")
    page = client.get(at("attach_workbook", form.pk))

    answer = client.post(
        at("attach_workbook", form.pk), keyed(page, file=SimpleUploadedFile("年报.xlsx", b"name,number"))
    )

    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
    assert not File.objects.exists()


def test_the_page_for_signature_and_seal_has_all_its_lines(client, place):
    answer = made.submitted(made.return_of(made.called(place), place.first))
    entered(client, place.first, "county.clerk")

    text = client.get(at("print", answer.pk)).content.decode()

    for said in (
        "填报单位（盖章）：吉州区总工会",
        "制表机关：江西省总工会",
        "赣工统〔2012〕1号",
        "填表人：",
        "审核人：",
        "负责人：",
        "填报日期：",
    ):
        assert said in text


def test_all_lower_returns_are_one_table(client, place):
    call = made.called(place)
    made.submitted(made.return_of(call, place.first))
    entered(client, place.root, "city.statistician")

    rows = read(client.get(at("all_of_call", call.pk)))

    assert rows[3][:6] == ["吉州区总工会", "已报出", 2, 1, 4, 2]
    assert rows[4][:3] == ["青原区总工会", "待填报", 1]


def test_a_county_calls_in_from_its_unions_and_takes_their_sum(client, place):
    call = made.called(place)
    upper = made.return_of(call, place.first)
    entered(client, place.first, "county.clerk")
    page = client.get(at("call_lower", upper.pk))
    client.post(at("call_lower", upper.pk), keyed(page, due_on="2013-01-12", whom="all"))
    for answer in Return.objects.filter(upper=upper).order_by("pk"):
        made.submitted(answer)

    client.post(at("take_totals", upper.pk))

    level = client.get(at("lower", upper.pk))
    assert level.context["standing"].answered == 2
    assert made.values(upper)[5].value == 6


def test_a_retired_form_cannot_be_called_in(client, place):
    form = made.form()
    entered(client, place.root, "city.statistician")
    client.post(at("retire", form.pk), {"until": "2013-01-01", "reason": "省里改了表"})

    with pytest.raises(Exception, match="只有使用中的报表可以布置"):
        actions.call_in(
            ReturnForm.objects.get(), organisation=place.root, period=year(2012), due_on=made.DUE, unions=[place.first],
            actor=TESTER,
        )  # fmt: skip


def test_the_total_is_printed_for_signature_too(client, place):
    call = made.called(place)
    entered(client, place.root, "city.statistician")

    text = client.get(at("print_call", call.pk)).content.decode()

    assert "填报单位（盖章）：吉安市总工会" in text
    assert "填报日期：" in text


def test_the_figures_of_a_return_are_those_of_the_years_report(client, place):
    call = made.called(place)
    answer = made.return_of(call, place.first)
    template = ReportTemplate.objects.get(code="unions-and-members")
    report = write_report(template, organisation=place.first, period=year(2012), actor=TESTER)
    body = "{{基层工会数}} {{新建基层工会数}} {{会员人数}} {{女会员人数}}"
    report = rewrite_report(report, title="与报表比对", body=body, actor=TESTER)
    entered(client, place.root, "city.statistician")

    text = client.get(reverse("reports:text", args=[report.pk])).context["composed"].blocks[0].text

    assert text.split() == [f"{made.values(answer)[line].value:.0f}" for line in (1, 2, 3, 4)]
