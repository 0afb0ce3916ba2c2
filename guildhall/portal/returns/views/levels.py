"""What the lower unions have answered together: who is missing, the sum of each cell beside what the platform counts."""

from functools import cached_property

from django.contrib import messages
from django.db.models import F, FilteredRelation, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from guildhall.mechanisms.indicators.actions import returns as actions
from guildhall.mechanisms.indicators.models import Return, ReturnCall, ReturnCell
from guildhall.mechanisms.indicators.queries import returns
from guildhall.portal.returns import tables
from guildhall.portal.returns.showing import (
    CALL,
    CALLS,
    COLOURS,
    CRUMB,
    VIEW,
    Opening,
    Shown,
    calls_below,
    cells_of,
    covers,
    table_of,
)
from guildhall.web.guards import NOT_FOUND
from guildhall.web.pages import ListPage, page

LISTED = 40


@page(CALL, ReturnCall)
def call(request, call):
    return render(request, "portal/returns/level.html", context_of(request, returns.Level(call)))


@page(VIEW, Return)
def lower(request, answer):
    return render(request, "portal/returns/level.html", context_of(request, returns.Level(answer.call, answer)))


def context_of(request, level):
    """Who has answered; the totals come after."""
    today = timezone.localdate()
    found = list(returns.returns_of(level).select_related("organisation").order_by("organisation__path")[: LISTED + 1])
    late = list(returns.late_of(level, today).values_list("organisation__short_name", "organisation__name"))
    upper = level.upper
    return {
        "title": str(level.call),
        "crumbs": [CRUMB, (str(level.call), upper.get_absolute_url())] if upper else [CALLS],
        "level": level,
        "call": level.call,
        "upper": upper,
        "standing": returns.standing_of(level, today),
        "answers": [
            {"answer": one, "colour": COLOURS[one.state], "late": tables.lateness(one)} for one in found[:LISTED]
        ],
        "has_more": len(found) > LISTED,
        "list_address": f"/desk/returns/?call={level.call.pk}" + (f"&upper={upper.pk}" if upper else ""),
        "late_text": returns.list_of_the_late(level, today, [short or name for short, name in late]),
        "may_remind": bool(late) and covers(request.actor, CALL, level.organisation),
        "may_call_lower": upper is not None and calls_below(request.actor, upper),
    }


@page(CALL, ReturnCall)
def call_totals(request, call):
    return totals(request, returns.Level(call))


@page(VIEW, Return)
def lower_totals(request, answer):
    return totals(request, returns.Level(answer.call, answer))


def totals(request, level):
    """The sums of a level beside what the platform counts for its whole part; read when the page asks for it."""
    cells, shown = totals_shown(level, request.actor)
    context = {"table": table_of(cells, shown), "level": level}
    return render(request, "portal/returns/_totals.html", context)


def totals_shown(level, actor):
    cells = cells_of(level.call.form)
    sums = returns.totals_of(level)
    found = returns.count_cells(cells, level.call.period, [level.organisation], level.call.cutoff_at)
    counted = found[level.organisation.pk]
    opening = Opening(actor, level.call.period, level.organisation)
    shown = {cell.pk: total_of(cell, sums, counted, opening, level) for cell in cells}
    return cells, shown


def total_of(cell, sums, counted, opening, level):
    """A cell of the total; rates are not added up."""
    together, now = sums.get(cell.pk), counted.get(cell.pk)
    return Shown(
        cell,
        together.value if together and not opening.is_rate(cell) else None,
        now.value if now else None,
        now.late if now else None,
        opens=opening.of(cell),
        opens_value=f"{level.address}cells/{cell.pk}/",
        is_gone=opening.is_gone(cell),
        given=together.given if together else 0,
        counted_of_given=together.counted if together and not opening.is_rate(cell) else None,
    )


class CellList(ListPage):
    """What each lower union wrote in one cell."""

    columns = tables.IN_A_CELL
    narrowing = None
    empty = "还没有下级报表"
    template_name = "portal/returns/cell.html"

    @cached_property
    def level(self):
        raise NotImplementedError

    @cached_property
    def cell(self):
        found = ReturnCell.objects.filter(form=self.level.call.form_id, pk=self.kwargs["cell"]).first()
        if found is None:
            raise Http404(NOT_FOUND)
        return found

    @property
    def title(self):  # type: ignore[override]
        return f"第 {self.cell.line_number} 行 {self.cell.line}（{self.cell.column}）"

    @property
    def description(self):  # type: ignore[override]
        return f"{self.level.call} · 合计只加已报出和已审收的"

    def records(self):
        of_cell = FilteredRelation("values", condition=Q(values__cell=self.cell.pk))
        found = (
            returns.returns_of(self.level)
            .alias(in_cell=of_cell)
            .annotate(
                of_cell=F("in_cell__value"),
                counted_of_cell=F("in_cell__counted"),
                difference_of_cell=F("in_cell__value") - F("in_cell__counted"),
                note_of_cell=F("in_cell__note"),
            )
        )
        return found.select_related("organisation").order_by("pk")

    def context(self):
        return {**super().context(), "crumbs": [CRUMB, (str(self.level.call), self.level.address)]}


class CallCellList(CellList):
    permission = CALL

    @cached_property
    def level(self):
        visible = ReturnCall.objects.visible_to(self.actor, CALL)
        return returns.Level(get_object_or_404(visible, pk=self.kwargs["pk"]))


class LowerCellList(CellList):
    permission = VIEW

    @cached_property
    def level(self):
        found = get_object_or_404(Return.objects.visible_to(self.actor, VIEW), pk=self.kwargs["pk"])
        return returns.Level(found.call, found)


@page(CALL, ReturnCall)
def remind_call(request, call):
    return remind(request, returns.Level(call))


@page(CALL, Return)
def remind_lower(request, answer):
    return remind(request, returns.Level(answer.call, answer))


def remind(request, level):
    if request.method == "POST":
        count = actions.remind(level, day=timezone.localdate(), actor=request.actor)
        messages.success(request, f"已提醒 {count} 家未报单位的经办人和负责人")
        return redirect(level.address)
    today = timezone.localdate()
    late = [answer.organisation.printed_name for answer in returns.late_of(level, today)]
    context = {"title": "催报", "level": level, "late": late, "crumbs": [CALLS, (str(level.call), level.address)]}
    return render(request, "portal/returns/remind.html", context)
