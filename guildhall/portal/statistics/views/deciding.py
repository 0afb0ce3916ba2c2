"""What is decided about a figure: a final reading, a target, a rate as it was printed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render

from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.refusal import Refused
from guildhall.mechanisms.indicators import actions
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.models import Ratio
from guildhall.mechanisms.indicators.rules import arithmetic
from guildhall.portal.statistics import forms
from guildhall.portal.statistics.chosen import chosen_in
from guildhall.portal.statistics.showing import side_texts, text_of
from guildhall.portal.statistics.views.shared import figure_or_404, taken
from guildhall.web.guards import NOT_ALLOWED, NOT_FOUND
from guildhall.web.pages import page

FREEZE, SET_TARGET, DEFINE = "indicators.reading.freeze", "indicators.target.set", "indicators.rate.define"
DECLARE = "indicators.reading.declare"


def body_of(chosen, actor, permission):
    """The one organisation that the chosen part stands for, within a permission's reach."""
    reach = actor.reach(permission)
    if chosen.line is not None and chosen.union is not None:
        raise Refused("定稿时请只选一个范围，或只选一个产业工会")
    found = chosen.body
    if found is None and reach.everything:
        found = Organisation.objects.filter(depth=1).first()
    elif found is None:
        keys = [*reach.areas, *reach.organisations]
        found = Organisation.objects.filter(pk__in=keys[:1]).first() if len(keys) == 1 else None
    if found is None:
        raise Refused("请先选定一个工会的范围")
    if not reach.covers(area=found.area_id, organisation=found.pk):
        raise PermissionDenied(NOT_ALLOWED)
    return found


@page(FREEZE, steps_up=True)
def freeze(request, code):
    found, _ = figure_or_404(code, request.actor)
    chosen = chosen_in(request.GET, request.actor)
    body = body_of(chosen, request.actor, FREEZE)
    form = forms.Freezing(request.POST or None, actor=request.actor)
    if form.is_valid():
        given = form.cleaned_data
        reading = taken(
            form, actions.freeze, code, organisation=body, period=chosen.period, actor=request.actor,
            of_line=chosen.line is not None, **given,
        )  # fmt: skip
        if reading:
            messages.success(request, f"{reading.name}（{reading.period.label}）已定稿")
            return redirect(reading)
    context = {"title": f"定稿：{found.name}", "figure": found, "chosen": chosen, "body": body, "form": form}
    return render(request, "portal/statistics/freeze.html", context)


@page(SET_TARGET)
def set_target(request, code):
    found, _ = figure_or_404(code, request.actor)
    chosen = chosen_in(request.GET, request.actor)
    initial = {"organisation": chosen.body, "period": chosen.period.code}
    form = forms.TargetForm(request.POST or None, actor=request.actor, permission=SET_TARGET, initial=initial)
    if form.is_valid() and taken(form, actions.set_target, code, actor=request.actor, **form.cleaned_data):
        messages.success(request, "目标已保存")
        return redirect(chosen.figure_address(code))
    return render(request, "pages/form.html", {"title": f"下达目标：{found.name}（{found.unit}）", "form": form})


@page(DEFINE)
def enter_printed_rate(request, code):
    found, known = figure_or_404(code, request.actor)
    if not isinstance(found, Ratio):
        raise Http404(NOT_FOUND)
    chosen = chosen_in(request.GET, request.actor)
    initial = {"organisation": chosen.body, "period": chosen.period.code}
    form = forms.PrintedRateForm(request.POST or None, actor=request.actor, permission=DEFINE, initial=initial)
    if form.is_valid():
        printed = taken(form, actions.enter_printed_rate, code, actor=request.actor, **form.cleaned_data)
        if printed:
            tell_difference(request, printed, found, known)
            return redirect(chosen.figure_address(code, period=printed.period.code, union=printed.organisation_id))
    return render(request, "pages/form.html", {"title": f"登记公布的比率：{found.name}", "form": form})


def tell_difference(request, printed, found, known):
    """Say at once whether what was printed follows from its two sides."""
    reach = figures.reach_below(printed.organisation)
    reading = figures.read([found.code], printed.period, reach, figures=known, reader=request.actor).whole[found.code]
    if reading.hidden:
        messages.success(request, "已登记；两边的数受小数保护，不作比较")
        return
    over, under = side_texts(reading, known)
    sides = f"{over} ÷ {under} = {text_of(reading)}{found.unit}"
    if reading.denominator and arithmetic.printed_rate_holds(
        printed.value, reading.numerator or 0, reading.denominator, scale=found.scale
    ):
        messages.success(request, f"已登记，与计算一致：{sides}")
    else:
        messages.warning(
            request, f"已登记，与计算不符：公布 {arithmetic.plain(printed.value)}{found.unit}，计算 {sides}"
        )
