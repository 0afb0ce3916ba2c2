"""Calling returns in: from the counties of a city, from the unions of a county."""

from datetime import datetime, time

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.mechanisms.indicators.actions import returns as actions
from guildhall.mechanisms.indicators.models import Return, ReturnCall
from guildhall.portal.returns import forms, tables
from guildhall.portal.returns.showing import CALL, CALLS, CRUMB
from guildhall.portal.statistics.chosen import default_period
from guildhall.portal.statistics.views.shared import taken
from guildhall.web.pages import ListPage, NewRecord, page


class CallList(ListPage):
    permission = CALL
    title = "报表布置"
    description = "向下级布置的报表：谁报了，谁没报，合计多少。"
    columns = tables.CALLS
    narrowing = forms.CallFilter
    new = NewRecord("布置报表", "returns:new_call", CALL)
    empty = "还没有布置过报表"

    def records(self):
        return ReturnCall.objects.select_related("form", "organisation").order_by("-pk")


@page(CALL)
def new_call(request):
    home = request.actor.home
    initial = {"period": default_period().code, "form": request.GET.get("form")}
    form = forms.NewCall(request.POST or None, actor=request.actor, organisation=home, initial=initial)
    if form.is_valid():
        given = dict(form.cleaned_data)
        cutoff, chosen = given.pop("cutoff_on"), given.pop("form")
        given.pop("whom")
        called = taken(
            form, actions.call_in, chosen, organisation=home, cutoff_at=end_of(cutoff), actor=request.actor, **given
        )
        if called:
            messages.success(request, f"已布置给 {len(given['unions'])} 家，各单位的数已按记录填好")
            return redirect(called)
    return render(request, "portal/returns/new_call.html", {"title": "布置报表", "crumbs": [CALLS], "form": form})


def end_of(day):
    """The last moment of a cut-off day."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59))) if day else None


@page(CALL, Return)
def call_lower(request, answer):
    initial = {"due_on": answer.due_on}
    form = forms.CallLower(request.POST or None, actor=request.actor, organisation=answer.organisation, initial=initial)
    if form.is_valid():
        given = dict(form.cleaned_data)
        given.pop("whom")
        count = taken(form, actions.call_lower, answer, actor=request.actor, **given)
        if count:
            messages.success(request, f"已布置给 {count} 家下级工会")
            return redirect("returns:lower", answer.pk)
    context = {
        "title": "向下级布置",
        "crumbs": [CRUMB, (str(answer.call), answer.get_absolute_url())],
        "form": form,
        "answer": answer,
    }
    return render(request, "portal/returns/new_call.html", context)
