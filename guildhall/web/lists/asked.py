"""What a list is asked to show: the address itself, or a saved view, and only what the reader may see of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.http import QueryDict

from guildhall.kernel.organisations.models import Organisation, OrganisationQuerySet
from guildhall.web.choosing import unions_like
from guildhall.web.forms import Filter, names_organisation
from guildhall.web.models import ListChoice, SavedView

if TYPE_CHECKING:
    from guildhall.web.lists.page import ListPage

OPEN, WITHIN, NO_VIEW = "view", "in", "0"
NOT_CONDITIONS = {OPEN, WITHIN, "after", "before", "print"}
GONE = "这个常用视图已经删除，或不再与您共享，下面列出全部。"


@dataclass
class Asked:
    """The parameters to follow, the view they come from, and what is no longer as the view has it.

    `is_beyond`: a condition names a union outside the reader's reach, so nothing is listed.
    """

    params: QueryDict
    view: SavedView | None = None
    choice: ListChoice | None = None
    notes: list[str] = field(default_factory=list)
    is_beyond: bool = False
    is_changed: bool = False

    @property
    def columns(self) -> list[str]:
        """The keys of the columns to show, in their order; none where nobody has chosen."""
        if self.view is not None and self.view.columns:
            return list(self.view.columns)
        return list(self.choice.columns) if self.choice else []

    @property
    def has_default(self) -> bool:
        return self.choice is not None and self.choice.default_view_id is not None


def asked_of(page: ListPage, given: QueryDict) -> Asked:
    """Read the address; an address without conditions opens the reader's default view."""
    asked = Asked(given, choice=choice_of(page))
    is_bare = not set(given) - {"print"}
    default = asked.choice.default_view_id if asked.choice and is_bare else None
    key = given.get(OPEN) or given.get(WITHIN) or (str(default) if default else "")
    if not key or key == NO_VIEW:
        return asked
    asked.view = view_at(page, key)
    if asked.view is None:
        if not is_bare:
            asked.notes.append(GONE)
    elif WITHIN in given:
        asked.is_changed = True
    else:
        open_view(page, asked, given)
    return asked


def choice_of(page: ListPage) -> ListChoice | None:
    if page.actor.person_id is None:
        return None
    return ListChoice.objects.filter(person_id=page.actor.person_id, list_code=page.code).first()


def view_at(page: ListPage, key: str) -> SavedView | None:
    if not key.isdecimal() or len(key) > 18:
        return None
    return SavedView.objects.seen_by(page.actor).filter(list_code=page.code, pk=key).first()


def open_view(page: ListPage, asked: Asked, given: QueryDict) -> None:
    """The conditions of a view, with what the address adds; told where they no longer hold."""
    view = asked.view
    assert view is not None  # noqa: S101 - for the type checker
    known = conditions_known(page)
    params = QueryDict(mutable=True)
    for name, values in view.query.items():
        if name in known:
            params.setlist(name, values)
        else:
            asked.notes.append(f"视图里的条件“{view.labels.get(name, name)}”已不再使用。")
    for name in given:
        if name not in (OPEN, "print"):
            params.setlist(name, given.getlist(name))
    params[OPEN] = str(view.pk)
    asked.params = params
    drop_unusable(page, asked, set(view.query) - set(given))
    missing = set(view.columns) - {column.key for column in page.columns}
    asked.notes += [f"视图里的列“{view.labels.get(key, key)}”已经取消。" for key in view.columns if key in missing]


def conditions_known(page: ListPage) -> set[str]:
    """The names that conditions of a list may have in its address."""
    names = {"sort", *page.kept_params}
    if page.narrowing:
        for name in page.narrowing.base_fields:
            names |= {name, f"{name}_0", f"{name}_1"}
    return names


def drop_unusable(page: ListPage, asked: Asked, of_view: set[str]) -> None:
    """Take out what the reader cannot use: a union beyond reach shows nothing, an old choice only goes away."""
    for name in page.beyond(asked.params):
        if name in of_view:
            del asked.params[name]
            asked.is_beyond = True
            asked.notes.append(f"视图的条件“{label_of(page, name)}”不在您的管理范围内，没有列出记录。")
    if page.narrowing is None:
        return
    form = page.narrowing(asked.params, actor=page.actor)
    for name in [name for name in form.errors if name in form.fields]:
        for part in {name, f"{name}_0", f"{name}_1"} & of_view:
            asked.params.pop(part, None)
        if names_organisation(form.fields[name]):
            asked.is_beyond = True
            asked.notes.append(f"视图的条件“{label_of(page, name)}”不在您的管理范围内，没有列出记录。")
        else:
            asked.notes.append(f"视图的条件“{label_of(page, name)}”已不再有原来的选项，没有采用。")


def label_of(page: ListPage, name: str) -> str:
    """How the screen calls a condition."""
    fields = page.narrowing.base_fields if page.narrowing else {}
    base = name if name in fields else name.rpartition("_")[0]
    if base in fields:
        return str(fields[base].label or base)
    return page.kept_params.get(name, "排序" if name == "sort" else name)


def beyond_reach(page: ListPage, params: QueryDict) -> Iterable[str]:
    """The typed names of unions that mean none within the reader's reach."""
    narrowing: type[Filter] | None = page.narrowing
    reach = page.actor.reach(page.permission)
    for name in narrowing.unions if narrowing else ():
        typed = params.get(name, "").strip()
        if typed and not any(found.within(reach).exists() for found in (unions_like(typed), unions_coded(typed))):
            yield name


def unions_coded(text: str) -> OrganisationQuerySet:
    """Unions whose code begins like this."""
    return Organisation.objects.unions().filter(code__istartswith=text)


@dataclass(frozen=True)
class Kept:
    """What a saved view keeps of a list as it is now, and the names of the conditions it leaves out."""

    query: dict[str, list[str]]
    columns: list[str]
    labels: dict[str, str]
    left_out: list[str]


def kept_of(page: ListPage) -> Kept:
    """Filters, sort and columns of an opened list; what names a person is left out."""
    personal = set(page.narrowing.personal) if page.narrowing else set()
    given = {name: page.params.getlist(name) for name in page.params if name in conditions_known(page)}
    given = {name: values for name, values in given.items() if any(values)}
    query = {name: values for name, values in given.items() if name not in personal}
    columns = list(page.asked.columns)
    labels = {name: label_of(page, name) for name in query}
    labels |= {column.key: column.label for column in page.columns if column.key in columns}
    return Kept(query, columns, labels, [label_of(page, name) for name in given if name in personal])
