"""All figures of a period, group by group."""

import tempfile
from pathlib import Path
from urllib.parse import quote

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.rules.periods import years_until
from guildhall.mechanisms.workbooks.rules.writing import OutColumn, write_table
from guildhall.portal.statistics.chosen import VIEW, chosen_in
from guildhall.portal.statistics.showing import groups_of, shown, spark_points, targets_of, visible, written
from guildhall.portal.statistics.views.shared import figure_or_404, frame_of
from guildhall.web.choosing import unions_like
from guildhall.web.formats import chinese_moment
from guildhall.web.guards import NOT_FOUND
from guildhall.web.pages import page

FOUND = 20
SPARK_YEARS = 5
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(VIEW)
def statistics(request):
    known = visible(figures.catalogue(), request.actor)
    context = frame_of(request, title="统计", groups={name: len(found) for name, found in groups_of(known).items()})
    context["crumbs"] = []
    return render(request, "portal/statistics/overview.html", context)


def shown_figures(found, known, chosen, actor):
    """Figures of the chosen period beside the year before, in one scan a base."""
    codes = [figure.code for figure in found]
    before, now = figures.read_over(codes, [chosen.period.previous, chosen.period], chosen.reach, figures=known)
    targets = targets_of(chosen, codes)
    return [
        shown(f, now.whole[f.code], before.whole[f.code], chosen=chosen, actor=actor, target=targets.get(f.code))
        for f in found
    ]


@page(VIEW)
def group(request):
    """The figures of one group, read when the page asks for them."""
    known = figures.catalogue()
    found = groups_of(visible(known, request.actor)).get(request.GET.get("group", ""), [])
    chosen = chosen_in(request.GET, request.actor)
    lines = shown_figures(found, known, chosen, request.actor)
    context = {"name": request.GET.get("group", ""), "lines": lines, "chosen": chosen}
    return render(request, "portal/statistics/_group.html", context)


@page(VIEW)
def spark(request, code):
    """The last years of one figure as a small line."""
    figure, known = figure_or_404(code, request.actor)
    chosen = chosen_in(request.GET, request.actor)
    periods = years_until(chosen.period.end.year, SPARK_YEARS)
    trend = figures.read_over([code], periods, chosen.reach, figures=known)
    values = [readings.value(code) for readings in trend]
    context = {
        "points": spark_points(values),
        "years": [(period.label, written(value, figure.places)) for period, value in zip(periods, values, strict=True)],
    }
    return render(request, "portal/statistics/_spark.html", context)


@page(VIEW)
def unions(request):
    """Unions within reach for the picker, by name or code."""
    typed = request.GET.get("q", "").strip()
    if not typed:
        return JsonResponse({"results": []})
    found = unions_like(typed).within(request.actor.reach(VIEW)).order_by("path")[:FOUND]
    return JsonResponse({"results": [{"value": union.pk, "text": union.printed_name} for union in found]})


COLUMNS = [
    OutColumn("组别", 12), OutColumn("指标", 26), OutColumn("数值", 14), OutColumn("单位", 8), OutColumn("上年同期", 14),
    OutColumn("比上年", 16), OutColumn("目标", 14), OutColumn("完成%", 10), OutColumn("口径", 70),
]  # fmt: skip


@page(VIEW)
def workbook(request):
    """All figures of the chosen period as a workbook."""
    known = figures.catalogue()
    groups = groups_of(visible(known, request.actor))
    if not groups:
        raise Http404(NOT_FOUND)
    chosen = chosen_in(request.GET, request.actor)
    found = [figure for group in groups.values() for figure in group]
    lines = shown_figures(found, known, chosen, request.actor)
    rows = [
        [
            line.figure.group, line.figure.name, line.reading.value, line.figure.unit, line.before, line.change_text,
            line.target.value if line.target else None, line.progress, line.figure.definition,
        ]
        for line in lines
    ]  # fmt: skip
    title = f"{chosen.place}{chosen.period.label}工会统计"
    mark = f"由 {request.actor.label} 于 {chinese_moment(timezone.now())} 导出"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "figures.xlsx"
        write_table(path, COLUMNS, rows, title=title, unit=chosen.place, notes=[mark], sheet_name="统计")
        response = HttpResponse(path.read_bytes(), content_type=WORKBOOK)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.xlsx"
    return response
