"""Declared numbers: the list, entering one with its evidence, correcting it, taking it back."""

from functools import cached_property

from django.contrib import messages
from django.shortcuts import redirect, render

from guildhall.kernel.files.queries import files_of
from guildhall.mechanisms.indicators import actions
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.models import DeclaredReading
from guildhall.mechanisms.indicators.rules.arithmetic import grouped
from guildhall.portal.statistics import forms
from guildhall.portal.statistics.chosen import VIEW, chosen_in
from guildhall.portal.statistics.protected import hides_declared
from guildhall.portal.statistics.views.deciding import DECLARE
from guildhall.portal.statistics.views.shared import CRUMB, taken
from guildhall.web.columns import Column
from guildhall.web.history import entries_of
from guildhall.web.pages import ListPage, NewRecord, page

RECENT = 20
LIST = ("申报数", "/desk/statistics/declared/")


def name_in(known):
    def name(reading):
        return (
            reading.measure.name
            if reading.measure
            else known[reading.code].name
            if reading.code in known
            else reading.code
        )

    return name


def amount(reading, actor, known):
    """The declared number; a small one of a sensitive figure only for whoever may see the names."""
    return "＊" if hides_declared(reading, actor, known) else grouped(reading.value)


class DeclaredList(ListPage):
    permission = VIEW
    title = "申报数"
    description = "系统里没有记录、由单位申报的数。它们列在统计数旁边，不会悄悄加进去。"
    narrowing = forms.DeclaredFilter
    new = NewRecord("登记申报数", "statistics:declare", DECLARE)
    empty = "还没有申报数"
    template_name = "portal/statistics/declared_list.html"

    @cached_property
    def columns(self):  # type: ignore[override]
        known = figures.catalogue()
        return (
            Column("指标或计量项目", name_in(known), link=True),
            Column("统计期", "period.label"),
            Column("所属单位", "organisation.printed_name"),
            Column("申报数", lambda reading: amount(reading, self.actor, known)),
            Column("单位", "unit.name"),
            Column("来源", "source"),
            Column("状态", "state", kind="choice"),
            Column("申报人", "declared_by"),
            Column("申报时间", "declared_at", kind="moment"),
        )

    def records(self):
        return DeclaredReading.objects.select_related("organisation", "unit", "measure").order_by("-pk")

    def context(self):
        return {**super().context(), "crumbs": [CRUMB]}


@page(VIEW, DeclaredReading)
def declared(request, reading):
    known = figures.catalogue()
    within = request.actor.may(DECLARE) and request.actor.reach(DECLARE).covers(
        area=reading.area_id, organisation=reading.organisation_id
    )
    context = {
        "title": f"申报数：{name_in(known)(reading)}",
        "crumbs": [CRUMB, LIST],
        "reading": reading,
        "amount": amount(reading, request.actor, known),
        "hides": hides_declared(reading, request.actor, known),
        "figure": known.get(reading.code),
        "files": files_of(reading),
        "may_change": within and reading.is_standing,
        "corrected_by": DeclaredReading.objects.filter(corrects=reading).first(),
        "entries": entries_of(reading, RECENT),
    }
    return render(request, "portal/statistics/declared.html", context)


@page(DECLARE)
def declare(request):
    chosen = chosen_in(request.GET, request.actor)
    body = chosen.body or getattr(request.actor, "home", None)
    figure = figures.catalogue().get(request.GET.get("code", ""))
    initial = {
        "what": request.GET.get("code", ""),
        "organisation": body,
        "period": chosen.period.code,
        "unit": figures.units().get(figure.unit) if figure else None,
    }
    form = forms.DeclaredForm(
        request.POST or None, request.FILES or None, actor=request.actor, permission=DECLARE, initial=initial
    )
    if form.is_valid():
        reading = taken(form, actions.declare, actor=request.actor, **form.values)
        if reading:
            messages.success(request, "已登记，列在统计数旁边")
            return redirect(reading)
    return render(request, "pages/form.html", {"title": "登记申报数", "crumbs": [CRUMB, LIST], "form": form})


@page(DECLARE, DeclaredReading)
def correct(request, reading):
    initial = {name: getattr(reading, name) for name in ("value", "unit", "source", "note")}
    initial["value"] = figures_text(reading)
    form = forms.CorrectionForm(
        request.POST or None, request.FILES or None, actor=request.actor, record=reading, initial=initial
    )
    if form.is_valid():
        fresh = taken(
            form, actions.correct_declared, reading, actor=request.actor, version=form.version, **form.cleaned_data
        )
        if fresh:
            messages.success(request, "已更正，原数保留")
            return redirect(fresh)
    title = f"更正申报数：{name_in(figures.catalogue())(reading)}"
    return render(request, "pages/form.html", {"title": title, "crumbs": [CRUMB, LIST], "form": form})


def figures_text(reading):
    return grouped(reading.value).replace(",", "")


@page(DECLARE, DeclaredReading)
def withdraw(request, reading):
    form = forms.WithdrawalForm(request.POST or None, actor=request.actor, record=reading)
    if form.is_valid() and taken(
        form, actions.withdraw_declared, reading, actor=request.actor, version=form.version, **form.cleaned_data
    ):
        messages.success(request, "已撤回，记录保留")
        return redirect(reading)
    context = {"title": "撤回申报数", "reading": reading, "name": name_in(figures.catalogue())(reading), "form": form}
    return render(request, "portal/statistics/withdraw_declared.html", context)
