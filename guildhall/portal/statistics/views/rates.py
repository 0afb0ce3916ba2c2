"""Rates, shares and growths that a statistician defines from figures."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from guildhall.mechanisms.indicators import actions
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.models import Indicator, Rate, Ratio
from guildhall.portal.statistics import forms
from guildhall.portal.statistics.chosen import VIEW
from guildhall.portal.statistics.showing import visible
from guildhall.portal.statistics.views.deciding import DEFINE
from guildhall.portal.statistics.views.shared import CRUMB, taken
from guildhall.web.pages import page


@page(VIEW)
def rates(request):
    """All rates, shares and growths: those that come with the house, and those that officers defined."""
    known = visible(figures.catalogue(), request.actor)
    defined = {rate.code: rate for rate in Rate.objects.filter(is_retired=False).order_by("code")}
    context = {
        "title": "比率和增幅",
        "crumbs": [CRUMB],
        "lines": [line_of(f, known, defined.get(f.code)) for f in known.values() if not isinstance(f, Indicator)],
        "retired": Rate.objects.filter(is_retired=True).order_by("code"),
        "may_define": request.actor.may(DEFINE),
    }
    return render(request, "portal/statistics/rates.html", context)


def line_of(figure, known, rate):
    """One definition as a line: its type, what is measured, against what."""
    kind = rate.get_kind_display() if rate else "比率" if isinstance(figure, Ratio) else f"比{figure.against.label}增幅"
    if isinstance(figure, Ratio):
        over, under = known.get(figure.numerator), known.get(figure.denominator)
        under_text, basis = under.name if under else "—", figure.basis
    else:
        over, under_text, basis = known.get(figure.of), figure.against.label, "—"
    return {
        "figure": figure,
        "kind": kind,
        "over": over.name if over else "—",
        "under": under_text,
        "basis": basis,
        "pk": rate.pk if rate else None,
    }


@page(DEFINE)
def new_rate(request):
    form = forms.RateForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        rate = taken(form, actions.define_rate, actor=request.actor, **form.values)
        if rate:
            messages.success(request, f"已定义“{rate.name}”")
            return redirect(rate)
    return render(request, "pages/form.html", {"title": "定义比率或增幅", "form": form})


@page(DEFINE)
def edit_rate(request, pk):
    rate = get_object_or_404(Rate, pk=pk, is_retired=False)
    names = ("kind", "name", "numerator", "denominator", "basis", "scale", "places")
    initial = {name: getattr(rate, name) for name in names}
    form = forms.RateForm(request.POST or None, actor=request.actor, record=rate, initial=initial)
    if form.is_valid() and taken(
        form, actions.define_rate, rate=rate, actor=request.actor, version=form.version, **form.values
    ):
        messages.success(request, "已保存；定义变了的，口径版本加一")
        return redirect(rate)
    return render(request, "pages/form.html", {"title": f"修改：{rate.name}", "form": form})


@page(DEFINE)
def retire_rate(request, pk):
    rate = get_object_or_404(Rate, pk=pk)
    form = forms.Reason(request.POST or None)
    if form.is_valid() and taken(form, actions.retire_rate, rate, actor=request.actor, **form.cleaned_data):
        messages.success(request, f"“{rate.name}”已停用")
        return redirect("statistics:rates")
    return render(
        request, "portal/statistics/retire_rate.html", {"title": "停用比率或增幅", "rate": rate, "form": form}
    )
