"""The list page itself."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any, Self

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View
from django.views.decorators.cache import never_cache

from guildhall.kernel.audit.verbs import note
from guildhall.kernel.jobs.work import enqueue
from guildhall.kernel.scope import EVERYTHING, Actor, Reach
from guildhall.kernel.scope.models import ScopedQuerySet
from guildhall.kernel.scope.pages import Page, keyset_page
from guildhall.web import formats
from guildhall.web.columns import Column, arranged
from guildhall.web.counts import Counted, counted
from guildhall.web.forms import Filter
from guildhall.web.guards import admit, marked, refuse_method
from guildhall.web.lists import asked as asking
from guildhall.web.lists.known import code_of
from guildhall.web.lists.rows import Cell, Heading, KeySerializer, NewRecord, Order
from guildhall.web.models import SavedView
from guildhall.web.step_up import turned_back

EXPORT_JOB = "workbooks.export_list"
PLACE = ("after", "before")
ON_PAPER = 2_000
WIDE_FROM = 6


class ListPage(View):
    """One list: subclasses name the permission, the columns and the records; scoping, pages and export are done here.

    `unit` is what its rows are counted in, on paper; `kept_params` are conditions in the address beside the filters, with
    their labels.
    """

    http_method_names = ["get", "head", "post"]
    permission: str = ""
    title: str = ""
    description: str = ""
    columns: Sequence[Column] = ()
    orders: Sequence[tuple[str, str]] = ()
    narrowing: type[Filter] | None = None
    new: NewRecord | None = None
    empty: str = "还没有记录"
    unit: str = ""
    kept_params: Mapping[str, str] = MappingProxyType({})
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
        opened.begin(actor, QueryDict(query), arguments)
        return opened

    def begin(self, actor: Actor, given: QueryDict, keys: dict[str, Any]) -> None:
        """Take what was asked for: by the address, or by a saved view that it names."""
        self.actor, self.kwargs, self.params = actor, keys, given
        self.asked = asking.asked_of(self, given)
        self.params = self.asked.params

    def refusal(self, request: HttpRequest) -> HttpResponseBase | None:
        """An answer instead of the list, for a list that asks for more than its permission."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        turned_away = admit(request, self.permission, ("GET", "HEAD", "POST"))
        if turned_away:
            return turned_away
        self.begin(request.actor, request.GET, kwargs)  # type: ignore[attr-defined]
        return self.refusal(request) or super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "print" in request.GET:
            return render(request, "pages/list_print.html", self.printed())
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
    def code(self) -> str:
        """The name under which views and columns of this list are kept."""
        return code_of(type(self), self.kwargs)

    @property
    def has_views(self) -> bool:
        return bool(self.code) and self.actor.person_id is not None

    @cached_property
    def views(self) -> list[SavedView]:
        """The reader's own views of this list and those of the office, to choose from."""
        if not self.has_views:
            return []
        return list(
            SavedView.objects.seen_by(self.actor).filter(list_code=self.code).order_by("is_shared", "name", "pk")
        )

    @cached_property
    def may_change_view(self) -> bool:
        return self.asked.view is not None and self.asked.view.is_changed_by(self.actor)

    def beyond(self, params: QueryDict) -> list[str]:
        """The names of conditions that name something outside the reader's reach."""
        return list(asking.beyond_reach(self, params))

    @cached_property
    def shown_columns(self) -> list[Column]:
        """The columns in the order chosen, alike on the page, on paper and in the workbook."""
        return arranged(self.columns, self.asked.columns)

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
        if self.asked.is_beyond:
            return records.none()
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
        declared = {column.sort for column in self.columns if column.sort} | {sort for _, sort in self.orders}
        if asked.removeprefix("-") in declared:
            return (asked, "-pk" if asked.startswith("-") else "pk")
        own = tuple(str(name) for name in self.records().query.order_by) or ("-pk",)
        return own if own[-1].lstrip("-") in {"pk", "id"} else (*own, "pk")

    def page(self, limit: int | None = None) -> Page:
        place = {name: self.key_in(name) for name in PLACE}
        return keyset_page(self.chosen(), self.reach, order=self.order, limit=limit or self.page_size, **place)

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
            yield [column.exported(record) for column in self.shown_columns]

    @property
    def conditions(self) -> list[str]:
        """The filters in use, in words."""
        return self.filter.in_words() if self.filter else []

    @property
    def filler(self) -> str:
        """The body that fills the list in, on paper: the one for which the reader works."""
        home = getattr(self.actor, "home", None)
        return str(home.name) if home is not None else ""

    def printed(self) -> dict[str, Any]:
        """The list for paper: its first two thousand rows, and whether there are more."""
        page = self.page(ON_PAPER)
        columns = self.shown_columns
        return {
            "list": self,
            "title": self.title,
            "columns": columns,
            "rows": [[(column, column.shown(record)) for column in columns] for record in page.rows],
            "row_count": len(page.rows),
            "has_more": page.has_next,
            "most": ON_PAPER,
            "is_wide": len(columns) > WIDE_FROM,
            "address": f"?{self.query_without(*PLACE, 'print')}",
            "moment": formats.chinese_moment(timezone.now()),
        }

    def query_without(self, *names: str, **other: str) -> str:
        params = self.params.copy()
        for name in (*names, "print"):
            params.pop(name, None)
        for name, value in other.items():
            params[name] = value
        for name in [name for name, value in params.items() if value == ""]:
            del params[name]
        return params.urlencode()

    @property
    def cleared_address(self) -> str:
        """The list without conditions, also for one whose reader opens it with a view."""
        return f"{self.request.path}{'?view=0' if self.asked.has_default or self.asked.view else ''}"

    def headings(self) -> list[Heading]:
        return [self.heading(column) for column in self.shown_columns]

    def heading(self, column: Column) -> Heading:
        if not column.sort:
            return Heading(column)
        leading = self.order[0]
        turned = f"-{column.sort}" if leading == column.sort else column.sort
        direction = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(leading, "")
        return Heading(column, f"?{self.query_without(*PLACE, sort=turned)}", direction)

    def ways_to_order(self) -> list[Order]:
        """The choice above the list: by the kept order, by strokes, by pinyin; `orders` names indexed, non-null columns."""
        leading = self.order[0]
        return [
            Order(label, f"?{self.query_without(*PLACE, sort=sort)}", leading == sort) for label, sort in self.orders
        ]

    def rows(self, page: Page) -> list[list[Cell]]:
        return [
            [
                Cell(column, column.shown(record), self.address_of(record) if column.link else "")
                for column in self.shown_columns
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
            "orders": self.ways_to_order(),
            "rows": self.rows(page),
            "count": self.count(),
            "next_address": self.place_address("after", page.last_key) if page.has_next else "",
            "previous_address": self.place_address("before", page.first_key) if page.has_previous else "",
            "first_address": f"?{self.query_without(*PLACE)}",
            "may_begin": self.new is not None and self.actor.may(self.new.permission),
            "sort": self.params.get("sort", ""),
            "query": self.query_without(*PLACE),
        }
