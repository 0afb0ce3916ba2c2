from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Q

from guildhall.kernel.organisations.models import GRASSROOTS_KINDS, Kind, Organisation
from guildhall.kernel.organisations.tests.factories import TESTER, city, founded
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import EVERYTHING
from guildhall.mechanisms.documents import actions, queries
from guildhall.mechanisms.documents.models import Report, ReportTemplate
from guildhall.mechanisms.documents.rules.composed import Grid
from guildhall.mechanisms.documents.rules.proof import proof_of
from guildhall.mechanisms.indicators import actions as declaring
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.models import DeclaredReading, Indicator, TraceColumn, Unit
from guildhall.mechanisms.indicators.queries import reach_below
from guildhall.mechanisms.indicators.rules.periods import year

UNIONS = Indicator(
    code="tests.unions",
    name="工会总数",
    unit="家",
    definition="期末存在的基层工会；每个工会计一次。",
    base=Organisation,
    where=lambda period: Q(kind__in=GRASSROOTS_KINDS, founded_on__lte=period.end),
    trace=(TraceColumn("名称", "name"),),
    trace_permission="organising.union.view",
)
BODY = """全市工会{{工会总数}}家，比上年增长{{工会总数|增幅}}%，吉州区{{工会总数@JZ}}家。

[[分县区 工会总数]]"""


@pytest.fixture
def root(db, monkeypatch):
    monkeypatch.setattr(figures, "catalogue", lambda: {UNIONS.code: UNIONS})
    top = city()
    for name, code, number in (("吉州区总工会", "JZ", 3), ("青原区总工会", "QY", 1)):
        county = founded(top, Kind.COUNTY, name, code=code)
        for index in range(number):
            founded(county, Kind.SINGLE, f"{name}{index}厂工会", founded_on=date(2011 + index % 2, 5, 1))
    return top


def declared(county, value):
    return declaring.declare(
        UNIONS.code, organisation=Organisation.objects.get(code=county), period=year(2012), value=Decimal(value),
        unit=Unit.objects.get(name="家"), source="年报表", actor=TESTER,
    )  # fmt: skip


def test_a_declared_number_is_printed_as_declared_and_stands_in_a_final_report(root):
    founded(root, Kind.COUNTY, "遂川县总工会", code="SC")
    declared("SC", 120)
    body = "遂川县{{工会总数@SC|申报}}家，全市含申报{{工会总数|含申报}}家。"
    template = actions.save_template(None, code="year", title="报告", body=body, actor=TESTER)
    report = actions.write_report(template, organisation=root, period=year(2012), actor=TESTER)

    draft = _composed(report, reach=reach_below(root))
    actions.finalise(report, day=date(2013, 1, 5), actor=TESTER)
    DeclaredReading.objects.update(value=999)
    final = _composed(report, reach=reach_below(root), stood=report.readings)

    assert draft.blocks[0].text == "遂川县120（申报）家，全市含申报124（其中申报120）家。"
    assert [piece.declared_source for piece in draft.declared] == ["遂川县总工会，年报表", "遂川县总工会，年报表"]
    assert len(proof_of(draft).declared) == 2
    assert proof_of(draft).loose == ()
    assert final.blocks[0].text == draft.blocks[0].text


def test_what_overlaps_with_records_is_not_added(root):
    declared("JZ", 5)
    template = actions.save_template(None, code="year", title="报告", body="全市{{工会总数|含申报}}家。", actor=TESTER)
    report = actions.write_report(template, organisation=root, period=year(2012), actor=TESTER)

    with pytest.raises(Refused) as refusal:
        actions.finalise(report, day=date(2013, 1, 5), actor=TESTER)

    assert refusal.value.reasons == ("第 1 行：“工会总数”没有可用的申报数",)


def test_a_small_number_of_a_sensitive_figure_is_hidden_in_a_report_also_in_a_final_one(root, monkeypatch):
    secret = replace(UNIONS, is_sensitive=True)
    monkeypatch.setattr(figures, "catalogue", lambda: {secret.code: secret})
    template = actions.save_template(None, code="year", title="报告", body=BODY, actor=TESTER)
    report = actions.write_report(template, organisation=root, period=year(2012), actor=TESTER)
    reader = Unnamed()

    draft = _composed(report, reach=EVERYTHING, reader=reader)
    actions.finalise(report, day=date(2013, 1, 5), actor=TESTER)
    final = _composed(report, reach=EVERYTHING, stood=report.readings, reader=reader)
    seen = _composed(report, reach=EVERYTHING, stood=report.readings, reader=TESTER)

    assert draft.blocks[0].text == "全市工会＜5家，比上年增长＜5%，吉州区＊家。"
    assert final.blocks[0].text == draft.blocks[0].text
    for composed in (draft, final):
        assert [row[1].text for row in composed.blocks[1].rows] == ["＊", "＊", "＜5"]
    assert seen.blocks[0].text == "全市工会4家，比上年增长33.3%，吉州区3家。"


class Unnamed:
    """A reader of every number and of no name."""

    account_id = person_id = None
    label = "统计员"

    def may(self, permission):
        return permission != UNIONS.trace_permission

    def reach(self, permission):
        return EVERYTHING


def _composed(report, **values):
    return queries.compose(
        report.body, title=report.title, period=report.period, organisation=report.organisation, **values
    )[0]


def test_a_report_is_filled_from_figures(root):
    template = actions.save_template(None, code="year", title="{年}年度报告", body=BODY, actor=TESTER)
    report = actions.write_report(template, organisation=root, period=year(2012), actor=TESTER)

    composed = _composed(report, reach=reach_below(root))

    assert composed.blocks[0].text == "全市工会4家，比上年增长33.3%，吉州区3家。"
    grid = composed.blocks[1]
    assert isinstance(grid, Grid)
    assert [[piece.text for piece in row] for row in grid.rows] == [
        ["吉州区总工会", "3"],
        ["青原区总工会", "1"],
        ["合计", "4"],
    ]
    assert composed.number_count == 6
    assert (composed.title, composed.faults) == ("2012年度报告", [])


def test_a_final_report_stays_as_it_stood(root):
    template = actions.save_template(None, code="year", title="{年}年度报告", body=BODY, actor=TESTER)
    report = actions.write_report(template, organisation=root, period=year(2012), actor=TESTER)
    actions.finalise(report, day=date(2013, 1, 15), actor=TESTER)
    founded(Organisation.objects.get(code="QY"), Kind.SINGLE, "补录工会", founded_on=date(2012, 6, 1))

    stood = _composed(report, reach=reach_below(root), stood=report.readings)
    now = _composed(report, reach=reach_below(root))

    assert stood.blocks[0].text.startswith("全市工会4家")
    assert now.blocks[0].text.startswith("全市工会5家")
    assert [row[1].text for row in stood.blocks[1].rows] == ["3", "1", "4"]
    with pytest.raises(Refused) as refusal:
        actions.rewrite_report(report, title="改", body="", actor=TESTER)
    assert refusal.value.reasons == ("已定稿的报告不能修改",)


def test_faults_of_a_text_are_refused_line_by_line(root):
    with pytest.raises(Refused) as refusal:
        actions.save_template(None, code="x", title="报告", body="{{会员数}}\n{{工会总数@XX}}", actor=TESTER)

    assert refusal.value.reasons == ("第 1 行：没有指标“会员数”", "第 2 行：没有组织代码“XX”")
    assert not ReportTemplate.objects.filter(code="x").exists()


def test_a_reader_of_one_county_reads_nothing_of_another(root):
    template = actions.save_template(None, code="year", title="报告", body="{{工会总数@QY}}", actor=TESTER)
    county = Organisation.objects.get(code="JZ")
    report = actions.write_report(template, organisation=county, period=year(2012), actor=TESTER)

    composed = _composed(report, reach=reach_below(county))

    assert composed.blocks[0].text == "0"
    assert Report.objects.get().period == year(2012)
    assert Decimal(composed.blocks[0].text) == 0
