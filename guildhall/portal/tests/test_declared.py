"""Declared numbers, small numbers and industrial unions on the pages of figures."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from guildhall.kernel.access.models import Post
from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.files.queries import files_of
from guildhall.kernel.organisations.employers import link_union, register_employer
from guildhall.kernel.organisations.models import Kind, Organisation, Ownership
from guildhall.kernel.organisations.tests.factories import TESTER, city, founded
from guildhall.kernel.people import actions as people
from guildhall.kernel.people.tests.factories import member
from guildhall.mechanisms.indicators import actions
from guildhall.mechanisms.indicators.models import DeclaredReading, FrozenReading, Measure, Rate, Unit
from guildhall.mechanisms.indicators.rules.periods import year
from guildhall.portal.tests.test_statistics import at, entered, keyed, root

pytestmark = pytest.mark.django_db

UNIONS, MEMBERS, EXPELLED = "organising.unions_total", "membership.members_total", "membership.members_expelled"
NEW, EVENTS, EMPLOYERS = "organising.unions_new", "membership.events_total", "organising.employers_with_union"

GIVEN = "建国志强春华秋实海燕"


@pytest.fixture
def counties():
    top = city()
    return [founded(top, Kind.COUNTY, name) for name in ("吉州区总工会", "青原区总工会", "遂川县总工会")]


def paper():
    return SimpleUploadedFile("年报表.pdf", b"%PDF-1.4 \n" + b"0" * 200 + b"\n%%EOF\n", "application/pdf")


def unit(name):
    return Unit.objects.get(name=name)


def declared(county, value=120, code=UNIONS):
    return actions.declare(
        code,
        organisation=county,
        period=year(2012),
        value=Decimal(value),
        unit=unit("家"),
        source="年报表",
        actor=TESTER,
    )


def given(county, **values):
    asked = {
        "what": UNIONS, "organisation": county.code, "period": "2012", "value": "120", "unit": unit("家").pk,
        "source": "遂川县年报表第3页", "note": "", "evidence": paper(),
    }  # fmt: skip
    return asked | values


def test_a_statistician_declares_with_evidence_and_corrects(client, counties):
    entered(client, root(), "city.statistician")
    address = reverse("statistics:declare")
    page = client.get(address, {"code": UNIONS})
    assert DeclaredReading.objects.count() == 0

    refused = client.post(address, keyed(page, **given(counties[2], unit=unit("元").pk)))
    client.post(address, keyed(refused, **given(counties[2])))
    reading = DeclaredReading.objects.get()
    fixing = reverse("statistics:correct_declared", args=[reading.pk])
    client.post(
        fixing, keyed(client.get(fixing), value="125", unit=unit("家").pk, source="年报表", note="", reason="漏报五家")
    )
    shown = client.get(at("value", UNIONS)).content.decode()

    assert list(refused.context["form"].non_field_errors()) == ["“元”不能折合为“家”"]
    assert [file.name for file in files_of(reading)] == ["年报表.pdf"]
    assert DeclaredReading.objects.standing().get().value == 125
    assert "另有申报数" in shown
    assert "含申报共 125：记录 0，申报 125" in shown
    assert client.get(at("group", group="工会组织")).context["lines"][0].reading.value == 0
    assert "漏报五家" in client.get(reading.get_absolute_url()).content.decode()


def test_a_declared_number_is_withdrawn(client, counties):
    reading = declared(counties[2])
    entered(client, root(), "city.statistician")
    address = reverse("statistics:withdraw_declared", args=[reading.pk])

    client.post(address, keyed(client.get(address), reason="来源有误"))

    reading.refresh_from_db()
    assert (reading.state, reading.ended_reason) == ("withdrawn", "来源有误")
    assert "另有申报数" not in client.get(at("value", UNIONS)).content.decode()


def test_a_clerk_declares_within_the_own_county_only(client, counties):
    reading = declared(counties[2])
    entered(client, counties[0], "county.clerk")
    address = reverse("statistics:declare")

    refused = client.post(address, keyed(client.get(address), **given(counties[2])))

    assert refused.context["form"].errors["organisation"] == ["没有找到这个工会，或不在您的管理范围内"]
    assert client.get(reading.get_absolute_url()).status_code == 404
    assert client.get(reverse("statistics:correct_declared", args=[reading.pk])).status_code == 404


@pytest.mark.parametrize("name", ["declare", "new_unit", "new_measure"])
def test_who_may_only_read_declares_nothing(client, counties, name):
    entered(client, root(), "city.leader")

    assert client.get(reverse(f"statistics:{name}")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, counties, count, django_assert_num_queries):
    for county in counties[:count]:
        declared(county)
    entered(client, root(), "city.statistician")
    client.get(reverse("statistics:declared_list"))

    with django_assert_num_queries(13):
        response = client.get(reverse("statistics:declared_list"))

    assert len(response.context["rows"]) == count


def test_a_part_with_records_and_a_declared_number_is_listed(client, counties):
    founded(counties[0], Kind.SINGLE, "甲厂工会", founded_on=date(2012, 5, 1))
    declared(counties[0], 3)
    entered(client, root(), "city.officer")

    listed = client.get(at("breaches")).context["declared"]

    assert [(one["figure"].code, one["value"], one["counted"]) for one in listed] == [(UNIONS, "3", "1")]


def test_the_dictionary_is_kept_on_its_pages(client, counties):
    entered(client, root(), "city.statistician")
    new = reverse("statistics:new_measure")

    client.post(
        new,
        keyed(client.get(new), name="全省考核名次", unit=unit("名").pk, definition="省总年度考核的名次。", adds_up=""),
    )
    measure = Measure.objects.get()
    client.post(reverse("statistics:retire_measure", args=[measure.pk]), {"reason": "不再考核"})
    adding = reverse("statistics:new_unit")
    client.post(adding, keyed(client.get(adding), name="批", kind="count", factor="1", places="0"))

    measure.refresh_from_db()
    assert (measure.adds_up, measure.is_retired, Unit.objects.get(name="批").places) == (False, True, 0)
    assert "全省考核名次" in client.get(reverse("statistics:measures")).content.decode()


def test_growth_and_share_are_defined_on_the_page_and_used(client, counties):
    founded(counties[0], Kind.SINGLE, "甲厂工会", founded_on=date(2011, 5, 1))
    founded(counties[0], Kind.SINGLE, "乙厂工会", founded_on=date(2012, 11, 1))
    entered(client, root(), "city.statistician")
    new = reverse("statistics:new_rate")
    growth = {"kind": "period_growth", "name": "工会比上期增幅", "numerator": UNIONS, "scale": "100", "places": "1"}
    share = {"kind": "share", "name": "会员占工会", "numerator": MEMBERS, "denominator": UNIONS, "basis": "工会数"}

    client.post(new, keyed(client.get(new), **growth))
    refused = client.post(new, keyed(client.get(new), **share, scale="100", places="1"))
    rate = Rate.objects.get()
    by_year = client.get(at("value", rate.code)).context
    by_month = client.get(at("value", rate.code, period="2012-11")).context

    assert (by_year["line"].value, by_month["line"].value) == ("100.0", "100.0")
    assert [side["label"] for side in by_month["sides"]] == ["2012年11月", "2012年10月"]
    assert list(refused.context["form"].non_field_errors()) == [
        "占比的两边单位应相同：“会员人数”以人计，“基层工会数”以家计"
    ]
    assert "比上期增幅" in client.get(reverse("statistics:rates")).content.decode()


def expel(union, count):
    for number in range(count):
        spell = member(union, f"王{GIVEN[number]}", since=date(2010, 1, 1))
        people.close_spell(spell, day=date(2012, 6, 1), closed_by="expelled", actor=TESTER)


@pytest.fixture
def expelled(counties):
    """Two, seven and nine members expelled in three counties."""
    for county, count in zip(counties, (2, 7, 9), strict=True):
        expel(founded(county, Kind.SINGLE, f"{county.name}厂工会", founded_on=date(2005, 1, 1)), count)
    return counties


def test_a_small_number_of_a_sensitive_figure_cannot_be_worked_out(client, expelled):
    entered(client, root(), "city.statistician")

    whole = client.get(at("value", EXPELLED)).context["line"].value
    parts = {row["name"]: row["value"] for row in client.get(at("parts", EXPELLED)).context["rows"]}
    one_by_one = [client.get(at("value", EXPELLED, union=county.pk)).context["line"].value for county in expelled]
    within = [client.get(at("parts", EXPELLED, union=county.pk, by="kind")).context["rows"] for county in expelled]
    unions = Organisation.objects.filter(kind=Kind.SINGLE).order_by("pk")
    finest = {client.get(at("value", EXPELLED, union=union.pk)).context["line"].value for union in unions}
    month = client.get(at("value", EXPELLED, period="2012-06")).context["line"].value
    summed = client.get(at("records_sum", EXPELLED, by="area", part=expelled[0].pk)).context["value"]
    years = dict(pair[:2] for pair in client.get(at("trend", EXPELLED)).context["years"])

    assert whole == "18"
    assert parts == {"吉州区总工会": "＜5", "青原区总工会": "＊", "遂川县总工会": "＊"} or sorted(parts.values()) == [
        "9", "＊", "＜5"
    ]  # fmt: skip
    assert one_by_one == list(parts.values())
    assert within == [[], [], []]
    assert (finest, month, summed, years["2012年"]) == ({"＊"}, "＊", "＊", "18")


def test_whoever_may_see_the_names_sees_the_numbers(client, expelled):
    entered(client, root(), "city.leader")

    parts = {row["name"]: row["value"] for row in client.get(at("parts", EXPELLED)).context["rows"]}

    assert parts == {"吉州区总工会": "2", "青原区总工会": "7", "遂川县总工会": "9"}


def test_a_small_whole_is_hidden_everywhere(client, counties):
    expel(founded(counties[0], Kind.SINGLE, "甲厂工会", founded_on=date(2005, 1, 1)), 3)
    frozen = actions.freeze(EXPELLED, organisation=root(), period=year(2012), actor=TESTER)
    share = actions.define_rate(
        name="开除占离会",
        kind="share",
        numerator=EXPELLED,
        denominator="membership.members_gone",
        basis="离会",
        actor=TESTER,
    )
    entered(client, root(), "city.statistician")

    overview = {line.figure.code: line.value for line in client.get(at("group", group="会员")).context["lines"]}
    page = client.get(frozen.get_absolute_url()).content.decode()
    ratio = client.get(at("value", share.code)).context

    assert overview[EXPELLED] == "＜5"
    assert client.get(at("parts", EXPELLED)).context["rows"] == []
    assert "＜5" in page
    assert "3 条" not in page
    assert client.get(reverse("statistics:drift", args=[frozen.pk])).status_code == 404
    assert [row[3].text for row in client.get(reverse("statistics:frozen_list")).context["rows"]] == ["＜5"]
    assert (ratio["line"].value, [side["value"] for side in ratio["sides"]]) == ("＊", ["＜5", "3"])
    assert EXPELLED not in [
        line.code for line in client.get(at("breaches")).context["breaches"] if hasattr(line, "code")
    ]


def test_what_is_shown_of_every_table_never_gives_a_small_number(client, expelled):
    """By every way of dividing, the shown numbers and the whole leave at least two unknown."""
    entered(client, root(), "city.statistician")

    for by in ("area", "line", "kind", "ownership", "industry", "sex", "education"):
        context = client.get(at("parts", EXPELLED, by=by)).context
        hidden = [row for row in context["rows"] if row["is_hidden"]]
        assert len(hidden) != 1, by


@pytest.fixture
def line(counties):
    """An industrial union with unions in two counties."""
    own = founded(root(), Kind.INDUSTRIAL, "市教育工会")
    for number, county in enumerate(counties[:2]):
        union = founded(county, Kind.SINGLE, f"{county.name}小学工会", founded_on=date(2011 + number, 3, 1), line=own)
        member(union, f"李{GIVEN[number]}", since=date(2012, 7, 1))
    founded(counties[0], Kind.SINGLE, "机械厂工会", founded_on=date(2012, 3, 1))
    return own


def test_figures_are_divided_by_industrial_union_and_open_their_records(client, line):
    entered(client, root(), "city.officer")

    for code, expected in ((UNIONS, {"市教育工会": 2, "未归入产业工会": 1}), (EVENTS, {})):
        rows = client.get(at("parts", code, by="line")).context["rows"]
        assert {row["name"]: row["number"] for row in rows} == expected
        assert {row["name"]: len(client.get(row["address"]).context["rows"]) for row in rows} == expected


def test_unions_and_members_stand_in_one_table_by_county_and_line(client, line):
    entered(client, root(), "city.officer")

    context = client.get(at("lines_table")).context

    assert context["columns"] == ["市教育工会", "未归入产业工会", "合计"]
    numbers = {name: [[one["value"] for one in cell] for cell in cells] for name, cells in context["rows"]}
    assert numbers["吉州区总工会"] == [["1", "1"], ["1", "0"], ["2", "1"]]
    assert [[one["value"] for one in cell] for cell in context["total"]] == [["2", "2"], ["1", "0"], ["3", "2"]]
    for _, cells in context["rows"]:
        for number in (one for cell in cells for one in cell if one["address"]):
            assert len(client.get(number["address"]).context["rows"]) == int(number["value"])


def test_an_officer_of_a_line_looks_at_it_first(client, line):
    unit_of_line = register_employer(
        federation=Organisation.objects.get(name="吉州区总工会"), actor=TESTER, name="小学", ownership=Ownership.PUBLIC,
        head_count=10, founded_on=date(2000, 1, 1),
    )  # fmt: skip
    link_union(
        unit_of_line, union=Organisation.objects.get(name="吉州区总工会小学工会"), day=date(2012, 1, 1), actor=TESTER
    )
    held = officer(line, "industrial.officer", "欧阳婷", reaches=Post.Reaches.LINE)
    client.force_login(account_of(held))

    overview = client.get(at("overview")).context
    values = {
        one.figure.code: one.value
        for group in ("工会组织", "单位与建会")
        for one in client.get(at("group", group=group)).context["lines"]
    }

    assert (overview["chosen"].line, overview["chosen"].place) == (line, "市教育工会")
    assert (values[UNIONS], values[EMPLOYERS]) == ("2", "1")
    assert client.get(at("lines_table")).context["columns"] == ["市教育工会", "合计"]
    assert client.get(at("ledger_account", 0)).context["account"].total.closing.value == 2


def test_a_figure_of_a_line_is_frozen_with_its_records(client, line):
    entered(client, root(), "city.officer")
    address = at("freeze", UNIONS, line=line.pk)

    client.post(address, keyed(client.get(address), note=""))
    reading = FrozenReading.objects.get()
    page = client.get(reading.get_absolute_url())

    assert (reading.value, reading.is_of_line, reading.organisation) == (2, True, line)
    assert len(page.context["rows"]) == 2
    assert client.get(reverse("statistics:drift", args=[reading.pk])).context["is_same"]


def test_what_was_entered_after_the_cut_off_is_told_and_opened(client, line):
    entered(client, root(), "city.officer")
    today = timezone.localdate()

    before = client.get(at("value", UNIONS, cutoff="2013-01-20")).context["late"]
    after = client.get(at("value", UNIONS, cutoff=today.isoformat())).context["late"]

    assert (before["value"], after["value"]) == ("3", "0")
    assert len(client.get(before["address"]).context["rows"]) == 3
    assert client.get(at("figure", UNIONS, cutoff="x")).status_code == 409
