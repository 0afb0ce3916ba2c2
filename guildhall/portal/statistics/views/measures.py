"""The dictionary of measures: units, and the named quantities that are declared in them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from guildhall.mechanisms.indicators import actions
from guildhall.mechanisms.indicators.models import Measure, Unit
from guildhall.portal.statistics import forms
from guildhall.portal.statistics.chosen import VIEW
from guildhall.portal.statistics.views.shared import CRUMB, taken
from guildhall.web.pages import page

DEFINE = "indicators.measure.define"
LIST = ("计量单位和项目", "/desk/statistics/measures/")


@page(VIEW)
def measures(request):
    context = {
        "title": "计量单位和项目",
        "crumbs": [CRUMB],
        "units": Unit.objects.order_by("is_retired", "rank", "name"),
        "measures": Measure.objects.select_related("unit").order_by("is_retired", "name"),
        "may_define": request.actor.may(DEFINE),
    }
    return render(request, "portal/statistics/measures.html", context)


@page(DEFINE)
def new_unit(request):
    form = forms.UnitForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        unit = taken(form, actions.add_unit, actor=request.actor, **form.cleaned_data)
        if unit:
            messages.success(request, f"已增加单位“{unit.name}”")
            return redirect("statistics:measures")
    return render(request, "pages/form.html", {"title": "增加计量单位", "crumbs": [CRUMB, LIST], "form": form})


@page(DEFINE)
def retire_unit(request, pk):
    unit = get_object_or_404(Unit, pk=pk)
    return retired(request, unit, actions.retire_unit, f"停用单位“{unit.name}”？")


@page(DEFINE)
def resume_unit(request, pk):
    unit = get_object_or_404(Unit, pk=pk, is_retired=True)
    if request.method == "POST":
        actions.resume_unit(unit, actor=request.actor)
        messages.success(request, f"“{unit.name}”已恢复使用")
        return redirect("statistics:measures")
    context = {"title": "恢复计量单位", "question": f"恢复使用单位“{unit.name}”？", "is_resuming": True}
    return render(request, "portal/statistics/retire_measure.html", context)


@page(DEFINE)
def new_measure(request):
    return saved(request, None, "增加计量项目")


@page(DEFINE)
def edit_measure(request, pk):
    return saved(request, get_object_or_404(Measure, pk=pk, is_retired=False), "修改计量项目")


def saved(request, measure, title):
    names = ("name", "unit", "definition", "adds_up")
    initial = {name: getattr(measure, name) for name in names} if measure else {}
    form = forms.MeasureForm(request.POST or None, actor=request.actor, record=measure, initial=initial)
    if form.is_valid() and taken(
        form, actions.define_measure, measure=measure, actor=request.actor, version=form.version, **form.cleaned_data
    ):
        messages.success(request, "计量项目已保存，可以申报它的数了")
        return redirect("statistics:measures")
    return render(request, "pages/form.html", {"title": title, "crumbs": [CRUMB, LIST], "form": form})


@page(DEFINE)
def retire_measure(request, pk):
    measure = get_object_or_404(Measure, pk=pk)
    return retired(request, measure, actions.retire_measure, f"停用计量项目“{measure.name}”？")


def retired(request, record, verb, question):
    form = forms.Reason(request.POST or None)
    if form.is_valid() and taken(form, verb, record, actor=request.actor, **form.cleaned_data):
        messages.success(request, f"“{record.name}”已停用")
        return redirect("statistics:measures")
    context = {"title": "停用", "question": question, "form": form, "is_resuming": False}
    return render(request, "portal/statistics/retire_measure.html", context)
