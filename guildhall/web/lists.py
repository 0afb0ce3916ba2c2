"""The list page: filter, sort, keyset pages, a bounded count, export as a job."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View
from django.views.decorators.cache import never_cache

from guildhall.kernel.audit.verbs import note
from guildhall.kernel.jobs.work import enqueue
from guildhall.kernel.scope import EVERYTHING, Actor, Reach
from guildhall.kernel.scope.models import ScopedQuerySet
from guildhall.kernel.scope.pages import Page, keyset_page
from guildhall.web.columns import Column
from guildhall.web.counts import Counted, counted
from guildhall.web.forms import Filter
from guildhall.web.guards import admit, marked, refuse_method
from guildhall.web.step_up import turned_back

EXPORT_JOB = "workbooks.export_list"
PLACE = ("after", "before")


class MomentEncoder(DjangoJSONEncoder):
    """Keys keep their microseconds, or the row at the edge of a page would be shown twice."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


class KeySerializer:
    def dumps(self, obj: Any) -> bytes:
        return json.dumps(obj, cls=MomentEncoder, separators=(",", ":")).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


@dataclass(frozen=True)
class Heading:
    """A column's head as the screen shows it; `direction` is its part in the order, `address` turns it."""

    column: Column
    address: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Cell:
    column: Column
    text: str
    address: str = ""


@dataclass(frozen=True)
class NewRecord:
    """The button that begins a new record, for whoever may."""

    label: str
    url_name: str
    permission: str


class ListPage(View):
    """One list: subclasses name the permission, the columns and the records; scoping, pages and export are done here."""

    http_method_names = ["get", "head", "post"]
    permission: str = ""
    title: str = ""
    description: str = ""
    columns: Sequence[Column] = ()
    narrowing: type[Filter] | None = None
    new: NewRecord | None = None
    empty: str = "还没有记录"
    is_scoped: bool = True
    is_exportable: bool = True
    page_size: int = 50
    template_name: str = "pages/list.html"

    actor: Actor
    params: QueryDict

    def records(self) -> ScopedQuerySet:
        """All records of this list, unscoped, in the order shown at first."""
        raise NotImplementedError

    def address_of(self, record: Any) -> str:
        """Where the linked column leads."""
        return record.get_absolute_url()

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        return marked(never_cache(super().as_view(**initkwargs)), permission=cls.permission, model=None)

    @classmethod
    def opened_by(cls, actor: Actor, query: str = "", **arguments: Any) -> Self:
        """The list as somebody sees it with these filters, without a request; the export job opens it so."""
        opened = cls()
        opened.actor, opened.params, opened.kwargs = actor, QueryDict(query), arguments
        return opened

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        turned_away = admit(request, self.permission, ("GET", "HEAD", "POST"))
        if turned_away:
            return turned_away
        self.actor, self.params = request.actor, request.GET  # type: ignore[attr-defined]
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wants_table = (
            request.headers.get("HX-Target") == "records" and "HX-History-Restore-Request" not in request.headers
        )
        template = "parts/_records.html" if wants_table else self.template_name
        response = render(request, template, self.context())
        response["Vary"] = "HX-Request, HX-Target"
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for the export; the page of the job shows its progress and gives the file."""
        if not self.is_exportable:
            return refuse_method(request, ("GET", "HEAD"))
        to_step_up = turned_back(request)
        if to_step_up:
            return to_step_up
        place = f"{type(self).__module__}.{type(self).__qualname__}"
        job = enqueue(
            EXPORT_JOB,
            actor=self.actor,
            title=f"导出{self.title}",
            page=place,
            query=self.query_without(*PLACE),
            arguments=self.kwargs,
        )
        note(
            actor=self.actor,
            verb="web.list.export",
            subject=job,
            after={"list": place, "narrowed_by": self.narrowed_by},
        )
        return redirect(reverse("web:job", args=[job.pk]))

    @cached_property
    def filter(self) -> Filter | None:
        return self.narrowing(self.params, actor=self.actor) if self.narrowing else None

    @property
    def narrowed_by(self) -> list[str]:
        """The labels of the filters in use."""
        return self.filter.in_use() if self.filter else []

    def chosen(self) -> ScopedQuerySet:
        """The records within the filters; none while a filter is wrong."""
        records = self.records()
        if self.filter is None:
            return records
        return self.filter.narrow(records) if self.filter.is_valid() else records.none()

    @property
    def reach(self) -> Reach:
        return self.actor.reach(self.permission) if self.is_scoped else EVERYTHING

    def visible(self) -> ScopedQuerySet:
        """The chosen records within the actor's reach, in the order chosen."""
        chosen = self.chosen().order_by(*self.order)
        return chosen.visible_to(self.actor, self.permission) if self.is_scoped else chosen

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The declared sort asked for, or the list's own order; always ends in the key."""
        asked = self.params.get("sort", "")
        if asked.removeprefix("-") in {column.sort for column in self.columns if column.sort}:
            return (asked, "-pk" if asked.startswith("-") else "pk")
        own = tuple(str(name) for name in self.records().query.order_by) or ("-pk",)
        return own if own[-1].lstrip("-") in {"pk", "id"} else (*own, "pk")

    def page(self) -> Page:
        place = {name: self.key_in(name) for name in PLACE}
        return keyset_page(self.chosen(), self.reach, order=self.order, limit=self.page_size, **place)

    def key_in(self, name: str) -> list[Any] | None:
        """The key a pager link carried; one of another order or made by hand leads to the first page."""
        try:
            order, key = signing.loads(self.params.get(name, ""), salt="list", serializer=KeySerializer)
        except (signing.BadSignature, ValueError):
            return None
        return key if order == list(self.order) else None

    def count(self) -> Counted:
        return counted(self.visible())

    def exported_rows(self) -> Iterator[list[Any]]:
        """The rows of the whole list as a workbook keeps them."""
        for record in self.visible().iterator(chunk_size=2000):
            yield [column.exported(record) for column in self.columns]

    def query_without(self, *names: str, **other: str) -> str:
        params = self.params.copy()
        for name in names:
            params.pop(name, None)
        for name, value in other.items():
            params[name] = value
        for name in [name for name, value in params.items() if value == ""]:
            del params[name]
        return params.urlencode()

    def headings(self) -> list[Heading]:
        return [self.heading(column) for column in self.columns]

    def heading(self, column: Column) -> Heading:
        if not column.sort:
            return Heading(column)
        leading = self.order[0]
        turned = f"-{column.sort}" if leading == column.sort else column.sort
        direction = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(leading, "")
        return Heading(column, f"?{self.query_without(*PLACE, sort=turned)}", direction)

    def rows(self, page: Page) -> list[list[Cell]]:
        return [
            [
                Cell(column, column.shown(record), self.address_of(record) if column.link else "")
                for column in self.columns
            ]
            for record in page.rows
        ]

    def place_address(self, name: str, key: tuple[Any, ...] | None) -> str:
        signed = signing.dumps(
            [list(self.order), list(key or ())], salt="list", serializer=KeySerializer, compress=True
        )
        return f"?{self.query_without(*PLACE, **{name: signed})}"

    def context(self) -> dict[str, Any]:
        page = self.page()
        return {
            "list": self,
            "title": self.title,
            "filter": self.filter,
            "headings": self.headings(),
            "rows": self.rows(page),
            "count": self.count(),
            "next_address": self.place_address("after", page.last_key) if page.has_next else "",
            "previous_address": self.place_address("before", page.first_key) if page.has_previous else "",
            "first_address": f"?{self.query_without(*PLACE)}",
            "may_begin": self.new is not None and self.actor.may(self.new.permission),
            "sort": self.params.get("sort", ""),
        }
