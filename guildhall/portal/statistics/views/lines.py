"""Unions and members by industrial union and county: one table of both, every number opens its records."""

from decimal import Decimal

from django.shortcuts import render

from guildhall.kernel.organisations.models import Organisation
from guildhall.mechanisms.indicators import queries as figures
from guildhall.portal.statistics.chosen import VIEW, chosen_in
from guildhall.portal.statistics.showing import may_trace, visible, written
from guildhall.portal.statistics.views.figure import NO_PART
from guildhall.portal.statistics.views.shared import frame_of
from guildhall.web.pages import page

ALL, ZERO = "all", Decimal(0)
SHOWN = ("organising.unions_total", "membership.members_total")


@page(VIEW)
def lines(request):
    return render(request, "portal/statistics/lines.html", frame_of(request, title="产业工会的工会和会员"))


@page(VIEW)
def lines_table(request):
    """The table itself, read when the page asks for it."""
    known = visible(figures.catalogue(), request.actor)
    codes = [code for code in SHOWN if code in known]
    chosen = chosen_in(request.GET, request.actor)
    crossed = figures.by_county_and_line(codes, chosen.period, chosen.reach)
    counties = bodies({area for area, _ in crossed})
    found_lines = [*bodies({line for _, line in crossed if line is not None})]
    columns = [(line.pk, line.printed_name) for line in found_lines]
    if any(line is None for _, line in crossed):
        columns.append((None, figures.NO_LINE))
    opens = {code: may_trace(request.actor, known[code]) for code in codes}

    def cell(area, line):
        return [number(code, area, line) for code in codes]

    def number(code, area, line):
        areas = [county.pk for county in counties] if area is None else [area]
        asked = [key for key, _ in columns] if line == ALL else [line]
        value = sum((crossed.get((a, one), {}).get(code, ZERO) for a in areas for one in asked), ZERO)
        part = {} if line == ALL else {"by": figures.LINE, "part": NO_PART if line is None else line}
        place = {"union": area} if area is not None else {}
        address = chosen.records_address(code, **part, **place) if opens[code] and value else ""
        return {"value": written(value), "address": address}

    keys = [*(key for key, _ in columns), ALL]
    rows = [(county.printed_name, [cell(county.pk, key) for key in keys]) for county in counties]
    context = {
        "codes": [(known[code].name, known[code].unit) for code in codes],
        "columns": [*(name for _, name in columns), "合计"],
        "rows": rows,
        "total": [cell(None, key) for key in keys],
        "chosen": chosen,
    }
    return render(request, "portal/statistics/_lines.html", context)


def bodies(keys):
    return list(Organisation.objects.filter(pk__in=keys).order_by("rank", "path"))
