"""Figures of the reports themselves: how many of their numbers open their records."""

from __future__ import annotations

from django.db.models import Q, Sum

from guildhall.mechanisms.documents.models import Report
from guildhall.mechanisms.indicators.models import Indicator, Ratio, TraceColumn
from guildhall.mechanisms.indicators.rules.periods import Period

GROUP = "报告"
TRACE = (
    TraceColumn("标题", "title"),
    TraceColumn("单位", "organisation__name"),
    TraceColumn("定稿日期", "final_on"),
    TraceColumn("可追溯的数", "traced_count"),
    TraceColumn("全部数", "number_count"),
)


def final_in(period: Period) -> Q:
    return Q(state=Report.State.FINAL, final_on__range=(period.start, period.end))


NUMBERS = Indicator(
    code="documents.numbers",
    name="报告中的数",
    unit="个",
    definition="统计期内定稿的报告里的数，不含年份、日期、序号和文号；同一个数在一篇里出现几次计几次。",
    base=Report,
    where=final_in,
    measure=Sum("number_count"),
    trace=TRACE,
    trace_permission="documents.report.view",
    group=GROUP,
)
TRACED = Indicator(
    code="documents.numbers_traced",
    name="报告中可追溯的数",
    unit="个",
    definition="统计期内定稿的报告里取自指标、点开就是记录的数；同一个数在一篇里出现几次计几次。",
    base=Report,
    where=final_in,
    measure=Sum("traced_count"),
    trace=TRACE,
    trace_permission="documents.report.view",
    group=GROUP,
)
SHARE = Ratio(
    code="documents.traced_share",
    name="报告数字可追溯率",
    numerator=TRACED.code,
    denominator=NUMBERS.code,
    definition="定稿的报告里可追溯的数占全部数的比率。",
    basis="统计期内定稿的报告里的全部数",
    group=GROUP,
)
ALL = (NUMBERS, TRACED, SHARE)
