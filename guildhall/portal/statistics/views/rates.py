"""Rates that a statistician defines from two figures."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from guildhall.mechanisms.indicators import actions
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.models import Rate, Ratio
from guildhall.portal.statistics import forms
from guildhall.portal.statistics.chosen import VIEW
from guildhall.portal.statistics.showing import visible
from guildhall.portal.statistics.views.deciding import DEFINE
from guildhall.portal.statistics.views.shared import CRUMB, taken
from guildhall.web.pages import page


@page(VIEW)
def rates(request):
    """All rates: those that come with the house, and those that officers defined."""
    known = visible(figures.catalogue(), request.actor)
    keys = dict(Rate.objects.filter(is_retired=False).order_by("code").values_list("code", "pk"))
    lines = [
        {
            "ratio": figure,
            "numerator": known.get(figure.numerator),
            "denominator": known.get(figure.denominator),
            "pk": keys.get(figure.code),
        }
        for figure in known.values()
        if isinstance(figure, Ratio)
    ]
    context = {
        "title": "比率",
        "crumbs": [CRUMB],
        "lines": lines,
        "retired": Rate.objects.filter(is_retired=True).order_by("code"),
        "may_define": request.actor.may(DEFINE),
    }
    return render(request, "portal/statistics/rates.html", context)


@page(DEFINE)
def new_rate(request):
    form = forms.RateForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        rate = taken(form, actions.define_rate, actor=request.actor, **form.values)
        if rate:
            messages.success(request, f"已定义“{rate.name}”")
            return redirect(rate)
    return render(request, "pages/form.html", {"title": "定义比率", "form": form})


@page(DEFINE)
def edit_rate(request, pk):
    rate = get_object_or_404(Rate, pk=pk, is_retired=False)
    names = ("name", "numerator", "denominator", "basis", "scale", "places")
    initial = {name: getattr(rate, name) for name in names}
    form = forms.RateForm(request.POST or None, actor=request.actor, record=rate, initial=initial)
    if form.is_valid() and taken(
        form, actions.define_rate, rate=rate, actor=request.actor, version=form.version, **form.values
    ):
        messages.success(request, "已保存；分子或分母变了，口径版本随之加一")
        return redirect(rate)
    return render(request, "pages/form.html", {"title": f"修改比率：{rate.name}", "form": form})


@page(DEFINE)
def retire_rate(request, pk):
    rate = get_object_or_404(Rate, pk=pk)
    form = forms.Reason(request.POST or None)
    if form.is_valid() and taken(form, actions.retire_rate, rate, actor=request.actor, **form.cleaned_data):
        messages.success(request, f"“{rate.name}”已停用")
        return redirect("statistics:rates")
    return render(request, "portal/statistics/retire_rate.html", {"title": "停用比率", "rate": rate, "form": form})
