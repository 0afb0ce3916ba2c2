"""The desk's first page: what waits for me, my figures, my work, in the order that suits my post."""

from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.portal.desk import opening
from guildhall.portal.statistics.chosen import default_period, place_of
from guildhall.web.pages import open_page, page, signed_in_page

WEEKDAYS = "一二三四五六日"


@open_page
def front(request):
    return redirect("portal:home")


@signed_in_page
def home(request):
    """Quick to come: the figures follow by themselves."""
    actor, now = request.actor, timezone.localtime()
    tasks = opening.tasks_of(actor)
    context = {
        "title": f"{actor.label}，{opening.greeting(now.hour)}",
        "today": now.date(),
        "weekday": WEEKDAYS[now.weekday()],
        "tasks": tasks,
        "has_tasks": opening.has_any(tasks),
        "may_read": actor.may(opening.VIEW),
        "figures_first": opening.puts_figures_first(actor),
        "own": opening.own_union(actor),
        "jobs": opening.jobs_of(actor),
        "shortcuts": opening.shortcuts_of(actor),
        "has_post": bool(actor.posts),
    }
    return render(request, "portal/home.html", context)


@page(opening.VIEW)
def figures(request):
    """The headline figures, asked for by the first page once it stands."""
    period = default_period()
    context = {
        "title": "我的指标",
        "period": period,
        "place": place_of(request.actor, request.actor.reach(opening.VIEW)),
        "cards": opening.cards_of(request.actor, period),
    }
    is_part = request.headers.get("HX-Target") == "figures"
    return render(request, "portal/_figures.html" if is_part else "portal/figures.html", context)
