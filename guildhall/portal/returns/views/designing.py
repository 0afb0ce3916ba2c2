"""The forms of returns, made in pages: facts, lines, checks, put in force, followed by a next version."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.actions import returns as actions
from guildhall.mechanisms.indicators.actions.returns.designing import why_not_enforce
from guildhall.mechanisms.indicators.models import Indicator, ReturnCell, ReturnForm
from guildhall.mechanisms.indicators.queries import returns
from guildhall.portal.returns import forms, tables
from guildhall.portal.returns.showing import DESIGN, FORMS, cells_of
from guildhall.portal.statistics.views.shared import taken
from guildhall.web.pages import ListPage, NewRecord, page

FACTS = ("name", "issuer", "document_number", "unit_line", "period_kind", "checks", "note")
CELL = (
    "line_number", "line", "column_number", "column", "unit", "kind", "figure", "at", "formula", "is_required", "places",
)  # fmt: skip


class FormList(ListPage):
    permission = DESIGN
    title = "报表制度"
    description = "报表有哪些行、哪些列，数从哪里来，行与行之间应有什么关系。用过的报表要改，生成下一版本。"
    columns = tables.FORMS
    narrowing = forms.FormFilter
    new = NewRecord("新建报表", "returns:new_form", DESIGN)
    empty = "还没有报表"
    is_scoped = False

    def records(self):
        return ReturnForm.objects.order_by("-pk")


@page(DESIGN)
def form(request, pk):
    found = get_object_or_404(ReturnForm, pk=pk)
    cells = cells_of(found)
    columns, lines = returns.lines_of(cells)
    known = figures.catalogue()
    described = {cell.pk: described_cell(cell, known) for cell in cells}
    rows = [
        {"line": line, "cells": [cell and {"cell": cell, "says": described[cell.pk]} for cell in line.cells]}
        for line in lines
    ]
    context = {
        "title": found.name,
        "crumbs": [FORMS],
        "form": found,
        "columns": [name for _, name in columns],
        "rows": rows,
        "checks": [relation.written for relation in found.relations],
        "reasons": why_not_enforce(found) if found.is_draft and cells else [],
        "versions": ReturnForm.objects.filter(code=found.code).exclude(pk=found.pk).order_by("-version"),
        "mapped": sum(1 for cell in cells if cell.address),
        "count": len(cells),
    }
    return render(request, "portal/returns/form.html", context)


def described_cell(cell, known):
    """Where a cell's number comes from, in words."""
    if cell.is_computed:
        return f"＝{cell.formula}"
    if not cell.is_counted:
        return "手工填报" if cell.is_required else "手工填报，可不填"
    figure = known.get(cell.figure)
    if figure is None:
        return "指标已停用"
    part = ""
    if cell.by and isinstance(figure, Indicator) and cell.by in figure.breakdowns:
        breakdown = figure.breakdowns[cell.by]
        part = f"，{breakdown.label}：{dict(breakdown.choices).get(cell.part, cell.part)}"
    at = "" if cell.at == ReturnCell.At.WHOLE else f"（{cell.get_at_display()}）"
    return f"取“{figure.name}”{part}{at}"


@page(DESIGN)
def new_form(request):
    given = forms.FormFacts(request.POST or None, actor=request.actor)
    if given.is_valid():
        drafted = taken(given, actions.draft_form, actor=request.actor, **given.cleaned_data)
        if drafted:
            messages.success(request, "已建草稿，请加行")
            return redirect(drafted)
    return render(request, "pages/form.html", {"title": "新建报表", "form": given})


@page(DESIGN)
def edit_form(request, pk):
    found = get_object_or_404(ReturnForm, pk=pk)
    initial = {name: getattr(found, name) for name in FACTS}
    given = forms.FormFacts(request.POST or None, actor=request.actor, record=found, initial=initial)
    if given.is_valid() and taken(
        given, actions.save_form, found, actor=request.actor, version=given.version, **given.cleaned_data
    ):
        messages.success(request, "已保存")
        return redirect(found)
    return render(request, "pages/form.html", {"title": f"修改：{found.name}", "form": given})


@page(DESIGN)
def new_cell(request, pk):
    found = get_object_or_404(ReturnForm, pk=pk)
    last = found.cells.order_by("-line_number").first()
    initial = {"line_number": last.line_number + 1 if last else 1, "column": last.column if last else "本期"}
    return saved_cell(request, found, None, initial, "加一项")


@page(DESIGN)
def edit_cell(request, pk):
    cell = get_object_or_404(ReturnCell.objects.select_related("form"), pk=pk)
    initial = {name: getattr(cell, name) for name in CELL} | {"part": f"{cell.by}:{cell.part}" if cell.by else ""}
    return saved_cell(request, cell.form, cell, initial, f"第 {cell.line_number} 行 {cell.line}")


def saved_cell(request, form, cell, initial, title):
    given = forms.CellFacts(request.POST or None, actor=request.actor, record=cell, initial=initial)
    if given.is_valid() and taken(given, actions.save_cell, form, cell, actor=request.actor, **given.cleaned_data):
        messages.success(request, "已保存")
        return redirect("returns:new_cell", form.pk) if "again" in request.POST else redirect(form)
    crumbs = [FORMS, (form.name, form.get_absolute_url())]
    context = {"title": title, "crumbs": crumbs, "form": given, "cell": cell, "of": form}
    return render(request, "portal/returns/cell_facts.html", context)


@page(DESIGN)
def add_figures(request, pk):
    found = get_object_or_404(ReturnForm, pk=pk)
    given = forms.ChooseFigures(request.POST or None, actor=request.actor)
    if given.is_valid():
        count = taken(given, actions.add_figures, found, given.cleaned_data["figures"], actor=request.actor)
        if count:
            messages.success(request, f"已加 {count} 行")
            return redirect(found)
    return render(request, "pages/form.html", {"title": f"从指标加行：{found.name}", "form": given})


@page(DESIGN)
def remove_cell(request, pk):
    cell = get_object_or_404(ReturnCell.objects.select_related("form"), pk=pk)
    if request.method == "POST":
        form = actions.remove_cell(cell, actor=request.actor)
        messages.success(request, f"已删去第 {cell.line_number} 行“{cell.line}”")
        return redirect(form)
    return render(request, "portal/returns/remove_cell.html", {"title": "删去一项", "cell": cell})


@page(DESIGN)
def enforce(request, pk):
    found = get_object_or_404(ReturnForm, pk=pk)
    given = forms.Since(request.POST or None, initial={"since": timezone.localdate()})
    if given.is_valid() and taken(given, actions.enforce, found, actor=request.actor, **given.cleaned_data):
        messages.success(request, "已启用，可以布置了")
        return redirect(found)
    return render(request, "portal/returns/enforce.html", {"title": "启用报表", "of": found, "form": given})


@page(DESIGN)
def retire(request, pk):
    found = get_object_or_404(ReturnForm, pk=pk)
    given = forms.Until(request.POST or None, initial={"until": timezone.localdate()})
    if given.is_valid() and taken(given, actions.retire, found, actor=request.actor, **given.cleaned_data):
        messages.success(request, "已停用")
        return redirect(found)
    return render(request, "portal/returns/retire.html", {"title": "停用报表", "of": found, "form": given})


@page(DESIGN)
def next_version(request, pk):
    found = get_object_or_404(ReturnForm, pk=pk)
    if request.method == "POST":
        following = actions.next_version(found, actor=request.actor)
        messages.success(request, f"已生成第 {following.version} 版草稿")
        return redirect(following)
    return render(request, "portal/returns/next_version.html", {"title": "生成下一版本", "of": found})
