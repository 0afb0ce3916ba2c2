"""Industrial unions: every line with its figures, leading to its unions."""

from django.shortcuts import render
from django.utils import timezone

from guildhall.domains.organising import queries
from guildhall.web.context import address_of
from guildhall.web.pages import page

VIEW = "organising.union.view"
FIGURES = (
    "organising.unions_total", "organising.unions_new", "membership.members_total", "membership.members_new",
    "organising.joining_rate",
)  # fmt: skip


@page(VIEW)
def lines(request):
    day = timezone.localdate()
    headings, rows = queries.figures_by_line(FIGURES, request.actor.reach(VIEW), day)
    context = {
        "title": "产业工会",
        "headings": headings,
        "rows": rows,
        "year": day.year,
        "statistics": address_of("statistics:overview") if request.actor.may("indicators.figure.view") else "",
    }
    return render(request, "organising/lines.html", context)
