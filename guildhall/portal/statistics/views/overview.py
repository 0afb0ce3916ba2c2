"""All figures of a period, group by group."""

from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render

from guildhall.kernel.audit.verbs import note
from guildhall.kernel.jobs.work import enqueue
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.rules.periods import years_until
from guildhall.portal.statistics.chosen import VIEW, chosen_in
from guildhall.portal.statistics.showing import groups_of, shown_figures, spark_points, text_of, visible
from guildhall.portal.statistics.views.shared import figure_or_404, frame_of
from guildhall.web.choosing import unions_like
from guildhall.web.guards import NOT_FOUND
from guildhall.web.pages import page

FOUND = 20
SPARK_YEARS = 5
EXPORT = "portal.export_figures"


@page(VIEW)
def statistics(request):
    known = visible(figures.catalogue(), request.actor)
    context = frame_of(request, title="统计", groups={name: len(found) for name, found in groups_of(known).items()})
    context["crumbs"] = []
    chosen = context["chosen"]
    context["measured"] = figures.declared_of_measures(chosen.period, chosen.reach)
    return render(request, "portal/statistics/overview.html", context)


@page(VIEW)
def group(request):
    """The figures of one group, read when the page asks for them."""
    known = figures.catalogue()
    found = groups_of(visible(known, request.actor)).get(request.GET.get("group", ""), [])
    chosen = chosen_in(request.GET, request.actor)
    lines = shown_figures(found, known, chosen, request.actor)
    context = {"name": request.GET.get("group", ""), "lines": lines, "chosen": chosen}
    context["has_hidden"] = any(line.is_hidden for line in lines)
    return render(request, "portal/statistics/_group.html", context)


@page(VIEW)
def spark(request, code):
    """The last years of one figure as a small line."""
    _, known = figure_or_404(code, request.actor)
    chosen = chosen_in(request.GET, request.actor)
    periods = years_until(chosen.period.end.year, SPARK_YEARS)
    trend = figures.read_over([code], periods, chosen.reach, figures=known, reader=request.actor)
    context = {
        "points": spark_points([readings.value(code) for readings in trend]),
        "years": [(readings.period.label, text_of(readings.whole[code])) for readings in trend],
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


@page(VIEW, methods=("POST",))
def workbook(request):
    """Ask for all figures of the chosen period as a workbook; the page of the job shows its progress and gives it."""
    chosen = chosen_in(request.GET, request.actor)
    if not visible(figures.catalogue(), request.actor):
        raise Http404(NOT_FOUND)
    asked = enqueue(
        EXPORT, actor=request.actor, title=f"导出{chosen.place}{chosen.period.label}统计", query=chosen.query
    )
    note(actor=request.actor, verb="web.list.export", subject=asked, after={"list": EXPORT})
    return redirect("web:job", asked.pk)
