"""The status page of the administrators, and how long personal data are kept."""

from dataclasses import dataclass

from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.kernel.jobs.work import enqueue
from guildhall.kernel.parameters import retention
from guildhall.kernel.parameters.queries import count
from guildhall.portal.operations import facts
from guildhall.portal.operations.health_words import Card, cards
from guildhall.web.forms import VersionedForm
from guildhall.web.pages import page

SEE_STATUS, SEE_RETENTION, RUN_RETENTION = "portal.status.view", "portal.retention.view", "portal.retention.run"
MOST_COUNTED = 100_000


@page(SEE_STATUS)
def status(request):
    now = facts.now()
    allowed = count("portal.backup_days", timezone.localdate())
    found: list[Card] = cards(now, backup_days=allowed)
    context = {
        "title": "运行状况",
        "cards": found,
        "worst": max((card.level for card in found), default=0),
        "failures": facts.jobs(now).failures,
        "now": now,
    }
    return render(request, "portal/status.html", context)


@dataclass(frozen=True)
class Line:
    """A rule of retention as the page lists it."""

    kept: retention.Kept
    due: int


@page(SEE_RETENTION)
def retained(request):
    lines = [
        Line(kept, retention.due(kept).order_by()[:MOST_COUNTED].count())
        for kept in retention.rules_on(timezone.localdate())
    ]
    context = {"title": "个人信息保存期限", "lines": lines, "may_run": request.actor.may(RUN_RETENTION)}
    return render(request, "portal/retention.html", context)


@page(RUN_RETENTION, steps_up=True)
def blank_expired(request):
    form = VersionedForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        return redirect("web:job", enqueue("portal.blank_expired", actor=request.actor).pk)
    return render(request, "portal/blank_expired.html", {"title": "清除保存期满的个人信息", "form": form})
