"""Returns on paper and as workbooks: the page for signature and seal, one's own table, the upper level's own file."""

import tempfile
from pathlib import Path
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from guildhall.kernel.audit.verbs import note
from guildhall.mechanisms.indicators.models import Return, ReturnCall
from guildhall.mechanisms.indicators.queries import returns
from guildhall.mechanisms.workbooks.rules.writing import OutColumn, write_table
from guildhall.portal.returns import upper as upper_workbook
from guildhall.portal.returns.showing import CALL, VIEW, cells_of, shown_values, table_of
from guildhall.portal.returns.views.levels import totals_shown
from guildhall.web.formats import chinese_day
from guildhall.web.pages import page

POST = ("POST",)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(VIEW, Return)
def print_return(request, answer):
    cells = cells_of(answer.call.form)
    shown = shown_values(answer, cells, request.actor)
    signed = {
        "filler": answer.filler,
        "phone": answer.filler_phone,
        "reviewer": answer.reviewer,
        "head": answer.head,
        "on": answer.submitted_on,
    }
    return printed(request, answer.call, answer.organisation, cells, shown, signed=signed, answer=answer)


@page(CALL, ReturnCall)
def print_call(request, call):
    cells, shown = totals_shown(returns.Level(call), request.actor)
    return printed(
        request,
        call,
        call.organisation,
        cells,
        shown,
        signed=dict.fromkeys(("filler", "phone", "reviewer", "head", "on")),
    )


def printed(request, call, organisation, cells, shown, *, signed, answer=None):
    context = {
        "title": call.form.name,
        "call": call,
        "form": call.form,
        "organisation": organisation,
        "table": table_of(cells, shown),
        "signed": signed,
        "answer": answer,
        "notes": [one for one in shown.values() if one.note and one.differs],
        "back": answer.get_absolute_url() if answer else call.get_absolute_url(),
    }
    return render(request, "portal/returns/print.html", context)


@page(VIEW, Return)
def table(request, answer):
    """The return as a workbook of one's own."""
    cells = cells_of(answer.call.form)
    shown = shown_values(answer, cells, request.actor)
    laid = table_of(cells, shown)
    heads = [
        column
        for name in laid["columns"]
        for column in (OutColumn(name, 14), OutColumn(f"{name}平台取数", 14), OutColumn(f"{name}差异说明", 24))
    ]
    rows = [
        [line["number"], line["name"], line["unit"], *(part for one in line["cells"] for part in parts_of(one))]
        for line in laid["rows"]
    ]
    columns = [OutColumn("行次", 6), OutColumn("指标名称", 32), OutColumn("计量单位", 10), *heads]
    return written(str(answer.call), answer.organisation, columns, rows, signed_by(answer))


def parts_of(one):
    return (one.value, one.counted, one.note) if one else (None, None, None)


def signed_by(answer):
    told = [("填表人", answer.filler), ("审核人", answer.reviewer), ("负责人", answer.head)]
    reported = chinese_day(answer.submitted_on) if answer.submitted_at else ""
    return ["　".join([*(f"{what}：{name}" for what, name in told), f"填报日期：{reported}"])]


def written(title, organisation, columns, rows, notes=()):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        write_table(path, columns, rows, title=title, unit=organisation.name, notes=notes, sheet_name="报表")
        return download(path, f"{title}（{organisation.printed_name}）")


def download(path, title):
    response = HttpResponse(path.read_bytes(), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.xlsx"
    return response


@page(CALL, ReturnCall)
def all_of_call(request, call):
    return all_of(returns.Level(call))


@page(VIEW, Return)
def all_of_lower(request, answer):
    return all_of(returns.Level(answer.call, answer))


def all_of(level):
    """All lower returns as one table: a line each, a column for each cell."""
    cells = cells_of(level.call.form)
    columns_shown = len({cell.column_number for cell in cells}) > 1
    heads = [
        OutColumn(f"{cell.line_number}. {cell.line}{f'（{cell.column}）' if columns_shown else ''}", 16)
        for cell in cells
    ]
    answers = list(returns.returns_of(level).select_related("organisation").order_by("organisation__path"))
    rows = [
        [answer.organisation.name, answer.get_state_display(), *(row.values.get(cell.pk) for cell in cells)]
        for answer, row in zip(answers, upper_workbook.rows_of(answers), strict=True)
    ]
    columns = [OutColumn("填报单位", 30), OutColumn("状态", 10), *heads]
    return written(f"{level.call}（下级汇集）", level.organisation, columns, rows)


@page(VIEW, Return, methods=POST, steps_up=True)
def upper(request, answer):
    """One return in the upper level's own workbook, with a row for each of its own lower unions where it has one."""
    cells = cells_of(answer.call.form)
    values = {key: value.value for key, value in returns.values_of(answer).items()}
    level = returns.Level(answer.call, answer)
    return filled(request, level, cells, values, answer.organisation, answer)


@page(CALL, ReturnCall, methods=POST, steps_up=True)
def upper_of_call(request, call):
    """The sum of the lower returns, or what the platform counts, in the upper level's own workbook."""
    level = returns.Level(call)
    cells, shown = totals_shown(level, request.actor)
    by_count = request.POST.get("by") == "counted"
    values = {key: one.counted if by_count or one.value is None else one.value for key, one in shown.items()}
    return filled(request, level, cells, values, call.organisation, call)


def filled(request, level, cells, values, organisation, subject):
    answers = returns.returns_of(level).select_related("organisation").order_by("organisation__path")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upper.xlsx"
        done = upper_workbook.fill(level.call.form, cells, values, upper_workbook.rows_of(answers), path)
        response = download(path, f"{organisation.printed_name}{level.call}")
    for remark in done.remarks:
        messages.warning(request, f"上级表格：{remark}")
    note(actor=request.actor, verb="indicators.return.fill_upper", subject=subject, after={"cells": done.count})
    return response
