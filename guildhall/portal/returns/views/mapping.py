"""The upper level's own workbook: uploaded, and each cell of the form laid to a cell of it."""

from contextlib import suppress

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render

from guildhall.kernel.files.actions import store
from guildhall.kernel.files.queries import path_decrypted
from guildhall.kernel.files.rules import MB, Limits
from guildhall.kernel.refusal import Refused
from guildhall.mechanisms.indicators.actions import returns as actions
from guildhall.mechanisms.indicators.models import ReturnForm
from guildhall.mechanisms.workbooks.rules import filling
from guildhall.mechanisms.workbooks.rules.tables import Unreadable
from guildhall.portal.returns import forms
from guildhall.portal.returns.showing import DESIGN, FORMS, cells_of
from guildhall.portal.statistics.views.shared import taken
from guildhall.web.pages import page

ONLY_XLSX = Limits({"xlsx": 20 * MB})


@page(DESIGN)
def attach_workbook(request, pk):
    found = get_object_or_404(ReturnForm, pk=pk)
    form = forms.UpperWorkbook(request.POST or None, request.FILES or None, actor=request.actor, record=found)
    if form.is_valid() and taken(form, stored, found, form.cleaned_data["file"], actor=request.actor):
        messages.success(request, "已上传，请核对各行对到哪一格")
        return redirect("returns:map", found.pk)
    crumbs = [FORMS, (found.name, found.get_absolute_url())]
    return render(request, "portal/returns/attach.html", {"title": "上传上级表格", "crumbs": crumbs, "form": form})


def stored(form, upload, *, actor):
    """Keep an upload with the form, once it has been opened to see that its sheets can be read."""
    with transaction.atomic():
        home = actor.home
        limits = ONLY_XLSX
        file = store(upload, name=upload.name, actor=actor, organisation=home, area=home.area, limits=limits)
        try:
            with path_decrypted(file) as path:
                filling.Workbook(path)
        except Unreadable as unreadable:
            raise Refused(str(unreadable)) from unreadable
        return actions.attach_workbook(form, file, actor=actor)


@page(DESIGN)
def map_cells(request, pk):
    found = get_object_or_404(ReturnForm, pk=pk)
    if found.workbook is None:
        return redirect("returns:attach_workbook", found.pk)
    with path_decrypted(found.workbook) as path:
        workbook = filling.Workbook(path)
        suggested = suggestions(found, workbook)
        formulas = {(name, address) for name in workbook.sheets for address in workbook.sheet(name).formulas()}
        grids = [{"name": name, "rows": lettered(workbook.sheet(name).grid())} for name in workbook.sheets]
    known = {"sheets": workbook.sheets, "suggested": suggested, "formulas": formulas}
    form = forms.Mapping(request.POST or None, form=found, **known)
    if form.is_valid():
        given = form.cleaned_data
        column = {"unit_sheet": given["unit_sheet"], "unit_column": given["unit_column"].upper()}
        if taken(form, actions.map_cells, found, form.places, actor=request.actor, **column):
            messages.success(request, "已保存对应关系")
            return redirect(found)
    missing = sorted({cell.sheet for cell in form.cells if cell.sheet and cell.sheet not in workbook.sheets})
    context = {
        "title": "对应上级表格",
        "crumbs": [FORMS, (found.name, found.get_absolute_url())],
        "of": found,
        "form": form,
        "grids": grids,
        "missing": missing,
    }
    return render(request, "portal/returns/map.html", context)


def suggestions(form, workbook):
    """For each cell the first sheet in which its line's label stands."""
    labels = [(cell.pk, cell.line, cell.column) for cell in cells_of(form)]
    found = {}
    for name in reversed(workbook.sheets):
        with suppress(Unreadable):
            sheet = workbook.sheet(name)
            found |= {key: (name, address) for key, address in filling.suggested(sheet, labels).items()}
    return found


def lettered(grid):
    """Rows of a sheet with the address of each cell."""
    width = max((len(row) for row in grid), default=0)
    heads = [filling.column_letters(number) for number in range(1, width + 1)]
    rows = [
        {"number": at, "cells": [(f"{heads[index]}{at}", text) for index, text in enumerate(row)]}
        for at, row in enumerate(grid, 1)
    ]
    return {"heads": heads, "rows": rows}
