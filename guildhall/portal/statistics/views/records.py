"""The very records that a figure counts."""

from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from urllib.parse import urlencode

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.http import Http404, QueryDict
from django.shortcuts import render

from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.models import Indicator
from guildhall.portal.statistics.chosen import VIEW, chosen_in
from guildhall.portal.statistics.showing import written
from guildhall.portal.statistics.views.figure import NO_PART, ways_of
from guildhall.portal.statistics.views.shared import CRUMB, figure_or_404, may_open
from guildhall.web.columns import Column
from guildhall.web.guards import NOT_FOUND
from guildhall.web.pages import ListPage, page

KINDS = ((models.DateTimeField, "moment"), (models.DateField, "date"), (models.DecimalField, "amount"))


def columns_of(indicator):
    """The trace of a figure as columns of a list; the first one opens the record."""
    return tuple(
        Column(label, path, link=position == 0, kind=kind_of(indicator.base, path))
        for position, (label, path) in enumerate(indicator.trace)
    )


def kind_of(model, path):
    """How a field is written, from its type."""
    field = field_at(model, path)
    if getattr(field, "choices", None):
        return "choice"
    return next((kind for type_, kind in KINDS if isinstance(field, type_)), "text")


def field_at(model, path):
    field = None
    for step in path.split("__"):
        try:
            field = model._meta.get_field(step)
        except FieldDoesNotExist:
            return None
        model = field.related_model or model
    return field


def owners_of(indicator):
    """What of other tables the trace and the record's own address need."""
    paths = {path.rpartition("__")[0] for _, path in indicator.trace if "__" in path}
    return sorted(path for path in paths if isinstance(field_at(indicator.base, path), models.ForeignKey))


def address_of_record(record):
    """The page of a record, or of the person or union whose record it is."""
    if hasattr(record, "get_absolute_url"):
        return record.get_absolute_url()
    for name in ("person", "organisation"):
        owner = getattr(record, name, None) if name in record._state.fields_cache else None
        if owner is not None and hasattr(owner, "get_absolute_url"):
            return owner.get_absolute_url()
    return ""


class RecordList(ListPage):
    """The records behind a number; whoever may read the number may not always read the names."""

    permission = VIEW
    template_name = "portal/statistics/records.html"
    empty = "这个数没有记录"

    kept_params = MappingProxyType(
        {"period": "统计期", "union": "范围", "line": "产业工会", "by": "分组", "part": "部分"}
    )

    def refusal(self, request):
        if self.may_trace:
            return None
        context = {"figure": self.figure, "chosen": self.selection, "title": self.title}
        return render(request, "portal/statistics/no_names.html", context, status=403)

    def beyond(self, params):
        return [name for name in ("union", "line") if not self.is_within_reach(name, params.get(name, ""))]

    def is_within_reach(self, name, key):
        try:
            chosen_in(QueryDict(urlencode({name: key})), self.actor)
        except Http404:
            return False
        return True

    @property
    def conditions(self):
        return [self.selection.words, *([self.part_name] if self.part_name else [])]

    @cached_property
    def figure(self):
        figure, _ = figure_or_404(self.kwargs["code"], self.actor)
        if not isinstance(figure, Indicator):
            raise Http404(NOT_FOUND)
        return figure

    @cached_property
    def selection(self):
        return chosen_in(self.params, self.actor)

    @property
    def may_trace(self):
        return self.actor.may(self.figure.trace_permission)

    @property
    def title(self):  # type: ignore[override]
        return f"{self.figure.name}的记录"

    @cached_property
    def columns(self):  # type: ignore[override]
        return columns_of(self.figure)

    @cached_property
    def part(self):
        """The breakdown and the part that the address asks for."""
        by = self.params.get("by", "")
        if by and by not in dict(ways_of(self.figure, {})):
            raise Http404(NOT_FOUND)
        part = self.params.get("part", NO_PART)
        return by, None if part == NO_PART else part

    @property
    def is_late(self):
        """Whether only what was entered after the cut-off is asked for."""
        return bool(self.params.get("late")) and self.selection.moment is not None

    @property
    def is_hidden(self):
        """Whether the number itself may be too small for this reader."""
        sees = figures.sees_all(self.actor, self.figure, self.selection.reach)
        return figures.is_guarded(self.figure, self.part[0]) and not sees

    @cached_property
    def part_name(self):
        by, part = self.part
        if not by:
            return ""
        key = int(part) if part is not None and part.isdecimal() and self.is_keyed(by) else part
        return figures.part_names(self.figure.code, by, [key], {self.figure.code: self.figure})[key]

    @property
    def late_words(self):
        return f"{self.selection.cutoff:%Y-%m-%d} 之后登记的" if self.is_late else ""

    def is_keyed(self, by):
        """Whether the parts of a breakdown are organisations."""
        return by in (figures.AREA, figures.LINE) or not self.figure.breakdowns[by].choices

    def counted_records(self):
        """All records that the number counts, whether or not their names may be read today."""
        by, part = self.part
        selection = self.selection
        try:
            found = figures.records(self.figure, selection.period, selection.reach, by=by, part=part)
            return found.filter(self.figure.entered_after(selection.moment)) if self.is_late else found
        except (ValueError, ValidationError) as error:
            raise Http404(NOT_FOUND) from error

    def records(self):
        return self.counted_records().select_related(*owners_of(self.figure)).order_by("pk")

    @property
    def reach(self):
        return self.actor.reach(self.figure.trace_permission)

    def visible(self):
        return self.chosen().order_by(*self.order).visible_to(self.actor, self.figure.trace_permission)

    def address_of(self, record):
        address = address_of_record(record)
        return address if address and may_open(self.actor, address) else ""

    def context(self):
        figure_address = self.selection.figure_address(self.figure.code)
        return {
            **super().context(),
            "figure": self.figure,
            "chosen": self.selection,
            "part_name": "、".join(filter(None, (self.part_name, self.late_words))),
            "crumbs": [CRUMB, (self.figure.name, figure_address)],
            "sum_address": f"{self.request.path}sum/?{self.query_without('after', 'before', 'sort')}",
        }


@page(VIEW)
def records_sum(request, code):
    """The number itself beside the list: how many records give it, and how many of them lie elsewhere today."""
    opened = RecordList.opened_by(request.actor, request.GET.urlencode(), code=code)
    if opened.is_hidden:
        context = {"figure": opened.figure, "value": "＊", "records": 0, "is_count": True, "elsewhere": 0}
        return render(request, "portal/statistics/_sum.html", context)
    counted = opened.counted_records()
    measured = counted.aggregate(value=opened.figure.measure, records=models.Count("pk"))
    named = opened.visible().order_by().count() if opened.may_trace else 0
    context = {
        "figure": opened.figure,
        "value": written(measured["value"] or Decimal(0)),
        "records": measured["records"],
        "is_count": measured["value"] == measured["records"],
        "elsewhere": measured["records"] - named if opened.may_trace else 0,
    }
    return render(request, "portal/statistics/_sum.html", context)
