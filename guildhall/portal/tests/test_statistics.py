"""The pages of figures: who may open them, and that a number and its records never disagree."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.jobs import work
from guildhall.kernel.jobs.models import Job
from guildhall.kernel.organisations import actions as tree
from guildhall.kernel.organisations.employers import link_union, register_employer
from guildhall.kernel.organisations.models import Kind, Organisation, Ownership
from guildhall.kernel.organisations.tests.factories import TESTER, city, founded
from guildhall.kernel.people import actions as people
from guildhall.kernel.people.models import Spell
from guildhall.kernel.people.tests.factories import member
from guildhall.mechanisms.indicators import actions
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.models import FrozenReading, PrintedRate, Rate, Target, Unit
from guildhall.mechanisms.indicators.rules.periods import year

pytestmark = pytest.mark.django_db

UNIONS, NEW, MEMBERS = "organising.unions_total", "organising.unions_new", "membership.members_total"
FORMATION, JOINING = "organising.formation_rate", "organising.joining_rate"


@pytest.fixture
def counties():
    """Two counties: three unions and one with members in the first, one union in the second."""
    root = city()
    first, second = (founded(root, Kind.COUNTY, name) for name in ("吉州区总工会", "青原区总工会"))
    unions = [founded(first, Kind.SINGLE, f"甲{n}厂工会", founded_on=date(2011 + n % 2, 5, 1)) for n in range(3)]
    other = founded(second, Kind.JOINT, "乙联合工会", founded_on=date(2012, 6, 1))
    for name, union, since in (
        ("王一", unions[0], date(2011, 7, 1)),
        ("王二", unions[0], date(2012, 7, 1)),
        ("王三", other, date(2012, 8, 1)),
    ):
        member(union, name, since=since)
    return first, second


def units(county, *, covered, uncovered):
    """Enterprises of ten people, some covered by the county's first union."""
    union = Organisation.objects.filter(area=county).grassroots().order_by("path").first()
    for number in range(covered + uncovered):
        unit = register_employer(
            federation=county,
            actor=TESTER,
            name=f"{county.name}第{number}公司",
            ownership=Ownership.NON_PUBLIC,
            head_count=10,
            founded_on=date(2005, 1, 1),
        )
        if number < covered:
            link_union(unit, union=union, day=date(2012, 3, 1), actor=TESTER)


def entered(client, body, role, name="李建国"):
    client.force_login(account_of(officer(body, role, name)))
    return client


def declared_for(county, code=UNIONS, value=120):
    return actions.declare(
        code,
        organisation=county,
        period=year(2012),
        value=Decimal(value),
        unit=Unit.objects.get(name="家"),
        source="县年报表",
        actor=TESTER,
    )


def rows_of(address, client):
    content = b"".join(client.get(address).streaming_content)
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def root():
    return Organisation.objects.get(depth=1)


def at(name, *args, **query):
    return reverse(f"statistics:{name}", args=args, query={"period": "2012", **query})


def names(response):
    return sorted(row[0].text for row in response.context["rows"])


def keyed(response, **values):
    form = response.context["form"]
    hidden = {field.html_name: field.value() or "" for field in form.hidden_fields()}
    return {**hidden, **values}


def values_of(response):
    return {line.figure.code: line.reading.value for line in response.context["lines"]}


def test_all_figures_are_shown_for_a_period_and_a_part(client, counties):
    entered(client, root(), "city.officer")

    overview = client.get(at("overview"))
    whole = client.get(at("group", group="工会组织"))
    part = client.get(at("group", group="工会组织", union=counties[0].pk))

    assert "工会组织" in overview.context["groups"]
    assert (values_of(whole)[UNIONS], values_of(whole)[NEW]) == (4, 2)
    assert (values_of(part)[UNIONS], values_of(part)[NEW]) == (3, 1)


def test_the_year_shown_first_is_the_last_complete_one(client, counties):
    founded(counties[0], Kind.SINGLE, "次年工会", founded_on=date(2013, 3, 1))

    response = entered(client, root(), "city.officer").get(reverse("statistics:overview"))

    assert response.context["chosen"].period == year(2012)


@pytest.mark.parametrize("by", ["area", "kind"])
def test_every_number_of_a_breakdown_opens_just_its_records(client, counties, by):
    entered(client, root(), "city.officer")

    rows = client.get(at("parts", UNIONS, by=by)).context["rows"]
    opened = {row["name"]: len(client.get(row["address"]).context["rows"]) for row in rows}

    assert opened == {row["name"]: row["number"] for row in rows}
    assert sum(opened.values()) == 4


def test_the_records_of_a_figure_are_what_it_counts(client, counties):
    entered(client, root(), "city.officer")

    listed = client.get(at("records", MEMBERS))
    told = client.get(at("records_sum", MEMBERS))

    assert names(listed) == ["王一", "王三", "王二"]
    assert (told.context["value"], told.context["records"], told.context["elsewhere"]) == ("3", 3, 0)


def test_an_officer_of_one_county_reads_and_opens_only_it(client, counties):
    entered(client, counties[0], "county.clerk")

    listed = client.get(at("records", MEMBERS))

    assert names(listed) == ["王一", "王二"]
    assert values_of(client.get(at("group", group="工会组织")))[UNIONS] == 3
    assert client.get(at("group", group="工会组织", union=counties[1].pk)).status_code == 404
    assert client.get(at("records", MEMBERS, union=counties[1].pk)).status_code == 404
    assert client.get(at("records", MEMBERS, by="area", part=counties[1].pk)).context["rows"] == []


def test_who_may_read_a_number_may_not_always_read_the_names(client, counties):
    entered(client, root(), "city.statistician")

    refused = client.get(at("records", MEMBERS))

    assert client.get(at("value", MEMBERS)).context["line"].value == "3"
    assert refused.status_code == 403
    assert "可以看到数，不能看到名单" in refused.content.decode()
    assert client.post(at("records", MEMBERS)).status_code == 403
    assert client.get(at("value", MEMBERS)).context["line"].opens == ""


def test_records_that_have_moved_away_are_counted_and_not_named(client, counties):
    moving = Organisation.objects.get(name="甲0厂工会")
    tree.move(moving, parent=counties[1], day=date(2013, 3, 1), actor=TESTER, reason="区划调整")
    entered(client, counties[0], "county.clerk")

    listed = client.get(at("records", UNIONS))
    told = client.get(at("records_sum", UNIONS))

    assert names(listed) == ["甲1厂工会", "甲2厂工会"]
    assert (told.context["value"], told.context["elsewhere"]) == ("3", 1)


@pytest.mark.parametrize(
    "address",
    [
        ("figure", "none.such"),
        ("records", "none.such"),
        ("records", FORMATION),
        ("enter_printed_rate", UNIONS),
    ],
)
def test_what_is_not_there_is_not_found(client, counties, address):
    assert entered(client, root(), "city.statistician").get(at(*address)).status_code == 404


@pytest.mark.parametrize("query", [{"by": "colour"}, {"by": "area", "part": "x"}, {"union": "x"}, {"line": "999999"}])
def test_an_address_made_by_hand_is_not_found(client, counties, query):
    assert entered(client, root(), "city.officer").get(at("records", UNIONS, **query)).status_code == 404


def test_a_wrong_period_is_answered_in_words(client, counties):
    response = entered(client, root(), "city.officer").get(at("figure", UNIONS, period="去年"))

    assert response.status_code == 409
    assert "统计期写作" in response.content.decode()


@pytest.mark.parametrize(
    "name", ["overview", "ledger", "checks", "rates", "frozen_list", "unions", "lines", "declared_list", "measures"]
)
def test_pages_of_figures_need_the_permission(client, counties, name):
    assert entered(client, root(), "system.administrator").get(reverse(f"statistics:{name}")).status_code == 403
    assert entered(client, counties[0], "county.leader").get(reverse(f"statistics:{name}")).status_code == 200


@pytest.mark.parametrize("name", ["new_rate", "freeze", "set_target", "enter_printed_rate"])
def test_verbs_on_figures_need_their_permission(client, counties, name):
    address = at(name, FORMATION) if name != "new_rate" else reverse("statistics:new_rate")

    assert entered(client, counties[0], "county.clerk").get(address).status_code == 403


def test_the_trend_and_the_spark_read_the_years(client, counties):
    entered(client, root(), "city.officer")

    trend = client.get(at("trend", UNIONS))
    spark = client.get(at("spark", UNIONS))

    assert [(label, value) for label, value, _ in trend.context["years"]][-2:] == [("2011年", "2"), ("2012年", "4")]
    assert spark.context["years"][-1] == ("2012年", "4")
    assert trend.context["options"]["series"][0]["data"][-2:] == [2.0, 4.0]


def test_unions_are_found_for_the_picker_within_reach(client, counties):
    entered(client, counties[0], "county.clerk")

    found = client.get(reverse("statistics:unions"), {"q": "工会"}).json()["results"]

    assert {one["text"] for one in found} == {"吉州区总工会", "甲0厂工会", "甲1厂工会", "甲2厂工会"}


def test_the_workbook_of_all_figures_is_written_in_the_background(client, counties):
    declared_for(founded(root(), Kind.COUNTY, "遂川县总工会"))
    entered(client, root(), "city.officer")

    assert client.get(at("workbook")).status_code == 405
    response = client.post(at("workbook"))
    asked = Job.objects.get()
    work.run(asked.pk)
    asked.refresh_from_db()
    rows = rows_of(asked.result["address"], client)

    assert response["Location"] == reverse("web:job", args=[asked.pk])
    assert (asked.state, asked.done_count) == ("done", asked.total_count)
    assert rows[0][0] == "全市2012年工会统计"
    assert rows[1][0] == "填报单位（盖章）：全市"
    unions = next(row for row in rows if row[1] == "基层工会数")
    assert (unions[2], unions[8]) == (4, 120)
    assert unions[9] == "遂川县总工会 120 家，县年报表"
    assert any(str(row[0]).startswith("统计期：2012年") for row in rows)


@pytest.mark.parametrize("areas", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("group", 11), ("parts", 9), ("ledger_account", 11)])
def test_pages_cost_the_same_for_one_county_and_for_three(client, areas, name, queries, django_assert_num_queries):
    top = city()
    for number in range(areas):
        county = founded(top, Kind.COUNTY, f"第{number}县总工会")
        member(founded(county, Kind.SINGLE, f"第{number}厂工会", founded_on=date(2012, 5, 1)), since=date(2012, 6, 1))
    entered(client, top, "city.officer")
    address = {
        "group": at("group", group="工会组织"), "parts": at("parts", MEMBERS), "ledger_account": at("ledger_account", 1),
    }[name]  # fmt: skip
    client.get(address)

    with django_assert_num_queries(queries):
        client.get(address)


def test_a_figure_is_frozen_and_opens_its_records_and_what_changed(client, counties):
    entered(client, root(), "city.officer")
    page = client.get(at("freeze", UNIONS))
    assert FrozenReading.objects.count() == 0

    client.post(at("freeze", UNIONS), keyed(page, note="用于年鉴"))
    reading = FrozenReading.objects.get()
    gone = Organisation.objects.get(name="甲1厂工会")
    tree.dissolve(gone, day=date(2012, 12, 1), actor=TESTER, reason="关停")
    founded(counties[1], Kind.SINGLE, "补录工会", founded_on=date(2012, 12, 1))
    shown = client.get(reverse("statistics:frozen", args=[reading.pk]))
    drift = client.get(reverse("statistics:drift", args=[reading.pk]))

    assert (reading.value, reading.note) == (4, "用于年鉴")
    assert names(shown) == ["乙联合工会", "甲0厂工会", "甲1厂工会", "甲2厂工会"]
    assert [(kind["label"], kind["count"]) for kind in drift.context["kinds"]] == [
        ("不再计入", 1),
        ("新计入", 1),
        ("有改动", 0),
    ]
    assert [row[0].text for row in drift.context["kinds"][1]["rows"]] == ["补录工会"]


def test_a_frozen_reading_is_paged_by_its_keys(client, counties, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("guildhall.portal.statistics.views.frozen.PAGE", 3)
    reading = actions.freeze(UNIONS, organisation=root(), period=year(2012), actor=TESTER)
    entered(client, root(), "city.officer")
    address = reverse("statistics:frozen", args=[reading.pk])

    first, second = client.get(address), client.get(address, {"page": 2})
    part = client.get(address, {"page": 2}, headers={"HX-Target": "records"})

    assert (len(first.context["rows"]), len(second.context["rows"]), first.context["next"]) == (3, 1, 2)
    assert names(second) == names(part)
    assert "<html" not in part.content.decode()


def test_a_frozen_reading_of_the_city_is_not_for_a_county(client, counties):
    whole = actions.freeze(UNIONS, organisation=root(), period=year(2012), actor=TESTER)
    own = actions.freeze(UNIONS, organisation=counties[0], period=year(2012), actor=TESTER)
    entered(client, counties[0], "county.clerk")

    assert client.get(reverse("statistics:frozen", args=[whole.pk])).status_code == 404
    assert client.get(reverse("statistics:drift", args=[whole.pk])).status_code == 404
    assert client.get(reverse("statistics:frozen", args=[own.pk])).status_code == 200


def test_names_of_a_frozen_reading_follow_the_reach_of_today(client, counties):
    own = actions.freeze(UNIONS, organisation=counties[0], period=year(2012), actor=TESTER)
    moving = Organisation.objects.get(name="甲0厂工会")
    tree.move(moving, parent=counties[1], day=date(2013, 3, 1), actor=TESTER, reason="区划调整")

    shown = entered(client, counties[0], "county.clerk").get(reverse("statistics:frozen", args=[own.pk]))

    assert (names(shown), shown.context["elsewhere"]) == (["甲1厂工会", "甲2厂工会"], 1)


def test_a_county_leader_freezes_only_the_own_county(client, counties):
    entered(client, counties[0], "county.leader")
    page = client.get(at("freeze", UNIONS))

    client.post(at("freeze", UNIONS), keyed(page, note=""))

    assert FrozenReading.objects.get().organisation_id == counties[0].pk
    assert client.get(at("freeze", UNIONS, union=counties[1].pk)).status_code == 404


def test_a_target_is_set_and_its_progress_shown(client, counties):
    entered(client, root(), "city.officer")
    page = client.get(at("set_target", UNIONS))
    given = {"organisation": root().code, "period": "2012", "value": "8", "source": "2012年工作要点"}

    refused = client.post(at("set_target", UNIONS), keyed(page, **{**given, "value": "0"}))
    client.post(at("set_target", UNIONS), keyed(refused, **given))

    assert list(refused.context["form"].non_field_errors()) == ["目标值应大于 0"]
    assert Target.objects.get().value == 8
    assert client.get(at("value", UNIONS)).context["line"].progress == Decimal("50.0")


@pytest.mark.system("union-member-growth-ledger")
def test_stock_and_flow_are_reconciled_by_county_and_every_number_opens_its_records(client, counties):
    leaving = Spell.objects.get(person__name="王一")
    people.close_spell(leaving, day=date(2012, 9, 1), closed_by="left", actor=TESTER)
    entered(client, root(), "city.officer")

    page = client.get(at("ledger"))
    unions, members = (client.get(at("ledger_account", number)).context["account"] for number in (0, 1))

    def flat(account):
        rows = [*account.rows, account.total]
        return [
            (row.name, row.opening.value, *(n.value for n in (*row.added, *row.taken)), row.closing.value)
            for row in rows
        ]

    assert [name for _, name in page.context["kinds"]] == ["基层工会", "会员"]
    assert flat(unions) == [("吉州区总工会", 2, 1, 0, 3), ("青原区总工会", 0, 1, 0, 1), ("合计", 2, 2, 0, 4)]
    assert flat(members) == [
        ("吉州区总工会", 1, 1, 0, 1, 0, 1),
        ("青原区总工会", 0, 1, 0, 0, 0, 1),
        ("合计", 1, 2, 0, 1, 0, 2),
    ]
    assert unions.broken == members.broken == []
    for row in (*unions.rows, *members.rows):
        for number in (row.opening, *row.added, *row.taken, row.closing):
            assert len(client.get(number.address).context["rows"]) == number.value


def test_what_the_flows_leave_unexplained_is_shown(client, counties):
    moving = Organisation.objects.get(name="甲0厂工会")
    tree.move(moving, parent=counties[1], day=date(2012, 7, 1), actor=TESTER, reason="区划调整")
    entered(client, root(), "city.officer")

    account = client.get(at("ledger_account", 0)).context["account"]
    breaches = client.get(at("breaches")).context["breaches"]

    assert [(row.name, row.difference) for row in account.broken] == [("吉州区总工会", -1), ("青原区总工会", 1)]
    assert [(b.where, b.left_value, b.right_value) for b in breaches if b.rule.startswith("上期工会")] == [
        ("吉州区总工会", 3, 2),
        ("青原区总工会", 1, 2),
    ]


@pytest.mark.system("formation-joining-rate-statistics")
def test_formation_and_joining_rates_are_read_by_county_with_both_sides(client, counties):
    units(counties[0], covered=3, uncovered=1)
    units(counties[1], covered=1, uncovered=1)
    entered(client, root(), "city.officer")

    formation = client.get(at("value", FORMATION))
    by_county = client.get(at("parts", FORMATION)).context["rows"]
    history = client.get(at("trend", FORMATION)).context["years"]
    joining = client.get(at("value", JOINING))

    assert formation.context["line"].value == "66.7"
    assert [
        (side["value"], len(client.get(side["address"]).context["rows"])) for side in formation.context["sides"]
    ] == [
        ("4", 4),
        ("6", 6),
    ]
    assert [(row["name"], row["value"]) for row in by_county] == [("吉州区总工会", "75.0"), ("青原区总工会", "50.0")]
    assert [(label, value) for label, value, _ in history][-2:] == [("2011年", "0.0"), ("2012年", "66.7")]
    assert (joining.context["line"].value, [side["value"] for side in joining.context["sides"]]) == ("7.5", ["3", "40"])
    assert "期末单位数" in client.get(at("figure", FORMATION)).content.decode()


@pytest.mark.system("coverage-rate-indicators")
def test_a_rate_is_defined_from_two_figures_and_a_printed_one_that_differs_is_told(client, counties):
    entered(client, root(), "city.statistician")
    page = client.get(reverse("statistics:new_rate"))
    given = {
        "kind": "ratio",
        "name": "新建占比",
        "numerator": NEW,
        "denominator": UNIONS,
        "basis": "期末基层工会数",
        "scale": "100",
        "places": "1",
    }

    refused = client.post(reverse("statistics:new_rate"), keyed(page, **{**given, "name": "建会率"}))
    client.post(reverse("statistics:new_rate"), keyed(refused, **given))
    rate = Rate.objects.get()
    value = client.get(at("value", rate.code))
    printing = client.get(at("enter_printed_rate", rate.code))
    told = client.post(
        at("enter_printed_rate", rate.code),
        keyed(printing, organisation=root().code, period="2012", value="95.2", source="年鉴第112页"),
        follow=True,
    )
    beside = client.get(at("value", rate.code)).context["printed"]
    listed = client.get(at("breaches")).context["printed"]

    assert list(refused.context["form"].non_field_errors()) == ["已有指标叫“建会率”，请另取名称"]
    assert (value.context["line"].value, [s["value"] for s in value.context["sides"]]) == ("50.0", ["2", "4"])
    assert "已登记，与计算不符：公布 95.2%，计算 2 ÷ 4 = 50.0%" in told.content.decode()
    assert [(one["value"], one["holds"]) for one in beside] == [("95.2", False)]
    assert [(one["value"], one["over"], one["under"], one["computed"]) for one in listed] == [
        ("95.2", "2", "4", "50.0")
    ]
    assert PrintedRate.objects.get().source == "年鉴第112页"


def test_a_rate_is_changed_under_a_new_version_and_retired(client, counties):
    rate = actions.define_rate(name="新建占比", numerator=NEW, denominator=UNIONS, basis="工会数", actor=TESTER)
    entered(client, root(), "city.statistician")
    address = reverse("statistics:edit_rate", args=[rate.pk])
    given = {
        "kind": "ratio",
        "name": "新建率",
        "numerator": NEW,
        "denominator": MEMBERS,
        "basis": "会员数",
        "scale": "1000",
        "places": "2",
    }

    client.post(address, keyed(client.get(address), **given))
    rate.refresh_from_db()
    client.post(reverse("statistics:retire_rate", args=[rate.pk]), {"reason": "不再使用"})

    assert (rate.name, rate.version, rate.unit, rate.places) == ("新建率", 2, "‰", 2)
    assert rate.code not in figures.catalogue()
    assert client.get(at("figure", rate.code)).status_code == 404
    assert "新建率" in client.get(reverse("statistics:rates")).content.decode()


def test_opening_pages_changes_nothing(client, counties):
    rate = actions.define_rate(name="新建占比", numerator=NEW, denominator=UNIONS, basis="工会数", actor=TESTER)
    entered(client, root(), "city.statistician")

    for name in ("freeze", "set_target", "enter_printed_rate"):
        client.get(at(name, rate.code))
    client.get(reverse("statistics:edit_rate", args=[rate.pk]))
    client.get(reverse("statistics:retire_rate", args=[rate.pk]))

    rate.refresh_from_db()
    assert (FrozenReading.objects.count(), Target.objects.count(), PrintedRate.objects.count()) == (0, 0, 0)
    assert (rate.is_retired, rate.version) == (False, 1)
