"""A final reading: what it was, the very records it counted, and what has become of them since."""

from functools import cached_property

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render

from guildhall.kernel.organisations.models import Organisation
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.models import FrozenReading, Indicator
from guildhall.mechanisms.indicators.rules.protection import are_withheld
from guildhall.portal.statistics.chosen import VIEW
from guildhall.portal.statistics.protected import cell_text, frozen_cells, frozen_text, is_hidden
from guildhall.portal.statistics.showing import written
from guildhall.portal.statistics.views.records import address_of_record, columns_of, owners_of
from guildhall.portal.statistics.views.shared import CRUMB, may_open
from guildhall.web.columns import Column
from guildhall.web.guards import NOT_FOUND
from guildhall.web.lists import Cell
from guildhall.web.pages import ListPage, page

PAGE = 50
LISTED = 20


class FrozenList(ListPage):
    permission = VIEW
    title = "定稿"
    description = "定稿保留当时的数、口径和记录，以后记录变了，定稿不变。"
    empty = "还没有定稿的数"
    template_name = "portal/statistics/frozen_list.html"

    @cached_property
    def columns(self):  # type: ignore[override]
        known = figures.catalogue()
        return (
            Column("指标", "name", link=True),
            Column("统计期", "period.label"),
            Column("范围", place_of),
            Column("数值", lambda reading: frozen_text(reading, self.actor, known)),
            Column("单位", "unit"),
            Column("定稿时间", "frozen_at", kind="moment"),
            Column("定稿人", "frozen_by"),
            Column("说明", "note"),
        )

    def records(self):
        return FrozenReading.objects.select_related("organisation").defer("keys").order_by("-pk")

    def context(self):
        return {**super().context(), "crumbs": [CRUMB]}


def place_of(reading):
    name = reading.organisation.printed_name
    return f"{name}（全部所属工会）" if reading.is_of_line else name


def indicator_of(reading):
    """The figure that a reading was made of, if it is still counted."""
    found = figures.catalogue().get(reading.code)
    return found if isinstance(found, Indicator) else None


@page(VIEW, FrozenReading)
def frozen(request, reading):
    indicator = indicator_of(reading)
    known = figures.catalogue()
    hides = is_hidden(reading, request.actor, known)
    may_name = indicator is not None and request.actor.may(indicator.trace_permission)
    _, counties = frozen_cells(reading, request.actor, known)
    kept = Organisation.objects.filter(pk__in=counties).order_by("rank", "path")
    context = {
        "title": f"{reading.name} · {reading.period.label}",
        "crumbs": [CRUMB, ("定稿", "/desk/statistics/frozen/")],
        "reading": reading,
        "place": place_of(reading),
        "value": frozen_text(reading, request.actor, known),
        "hides": hides,
        "sides": []
        if hides
        else [written(side) for side in (reading.numerator, reading.denominator) if side is not None],
        "counties": [] if are_withheld(counties) else [(one.printed_name, cell_text(counties[one.pk])) for one in kept],
        "is_current": indicator is None or indicator.version == reading.version,
        "indicator": indicator,
        "may_name": may_name,
        "figure_exists": reading.code in known,
    }
    if may_name:
        context |= rows_of(request, reading, indicator)
    template = "portal/statistics/_frozen_records.html" if wants_rows(request) else "portal/statistics/frozen.html"
    return render(request, template, context)


def wants_rows(request):
    return request.headers.get("HX-Target") == "records"


def rows_of(request, reading, indicator):
    """One page of the reading's records, found by rank and place in its bitmap."""
    keys = reading.bitmap
    asked = request.GET.get("page", "1")
    number = Paginator(range(len(keys)), PAGE).get_page(asked).number
    wanted = list(keys[(number - 1) * PAGE : number * PAGE]) if len(keys) else []
    rows = cells_of(request.actor, indicator, wanted)
    last = max(1, -(-len(keys) // PAGE))
    return {
        "columns": columns_of(indicator),
        "rows": rows,
        "elsewhere": len(wanted) - len(rows),
        "number": number,
        "last": last,
        "previous": number - 1 if number > 1 else None,
        "next": number + 1 if number < last else None,
    }


def cells_of(actor, indicator, keys):
    """The records with these keys that the reader may see today, as cells of a table."""
    visible = indicator.base._default_manager.visible_to(actor, indicator.trace_permission)
    found = visible.filter(pk__in=keys).select_related(*owners_of(indicator)).order_by("pk")
    columns = columns_of(indicator)
    return [[cell_of(actor, column, record) for column in columns] for record in found]


def cell_of(actor, column, record):
    address = address_of_record(record) if column.link else ""
    return Cell(column, column.shown(record), address if address and may_open(actor, address) else "")


@page(VIEW, FrozenReading)
def drift(request, reading):
    """What has changed since: records that no longer count, that count now, that were edited."""
    indicator = indicator_of(reading)
    if indicator is None or is_hidden(reading, request.actor, {indicator.code: indicator}):
        raise Http404(NOT_FOUND)
    found = figures.drift(reading)
    may_name = request.actor.may(indicator.trace_permission)
    kinds = (
        ("不再计入", "现在按同一口径不再计入的记录", found.gone),
        ("新计入", "定稿后补登、现在按同一口径计入的记录", found.added),
        ("有改动", "仍计入，但定稿后改过内容的记录", found.edited),
    )
    context = {
        "indicator": indicator,
        "columns": columns_of(indicator),
        "may_name": may_name,
        "kinds": [
            {
                "label": label,
                "help": explained,
                "count": len(keys),
                "rows": cells_of(request.actor, indicator, keys[:LISTED]) if may_name else [],
                "more": max(0, len(keys) - LISTED),
            }
            for label, explained, keys in kinds
        ],
        "now": written(reading.key_count - len(found.gone) + len(found.added)),
        "is_same": not (found.gone or found.added or found.edited),
    }
    return render(request, "portal/statistics/_drift.html", context)
