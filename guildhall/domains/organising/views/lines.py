"""Industrial unions: every line with its figures, leading to its unions."""

from django.shortcuts import render
from django.utils import timezone

from guildhall.domains.organising import queries
from guildhall.web.pages import page

VIEW = "organising.union.view"
FIGURES = (
    "organising.unions_total", "organising.unions_new", "membership.members_total", "membership.members_new",
    "organising.joining_rate",
)  # fmt: skip


@page(VIEW)
def lines(request):
    headings, rows = queries.figures_by_line(FIGURES, request.actor.reach(VIEW), timezone.localdate())
    return render(request, "organising/lines.html", {"title": "产业工会", "headings": headings, "rows": rows})
