"""Verbs of the page kit: saved views of lists, and how somebody wants a list."""

from collections.abc import Sequence
from datetime import datetime

from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor
from guildhall.web import rules
from guildhall.web.lists.asked import Kept
from guildhall.web.models import ListChoice, SavedView, posts_of

NOT_YOURS = "只有建立人和本单位的负责人可以改动共享的视图"


def save_view(
    list_code: str, *, title: str, name: str, kept: Kept, organisation: Organisation, is_shared: bool, actor: Actor
) -> SavedView:
    """Keep a list as it is now under a name, for oneself or for a body in which one holds a post."""
    person_id = person_of(actor)
    standing = SavedView.objects.standing().filter(person_id=person_id, list_code=list_code)
    reasons = rules.why_not_save(
        name=name,
        values=[value for values in kept.query.values() for value in values],
        kept_count=standing.count(),
        is_of_own_body=organisation.pk in {post.organisation_id for post in posts_of(actor)},
    )
    if reasons:
        raise Refused(*reasons)
    view = SavedView(
        list_code=list_code,
        list_title=title,
        organisation=organisation,
        area_id=organisation.area_id,
        person_id=person_id,
        made_by=actor.label,
        name=name.strip(),
        query=kept.query,
        columns=kept.columns,
        labels=kept.labels,
        is_shared=is_shared,
    )
    return create(view, actor=actor, verb="web.view.save")


def change_view(
    view: SavedView, *, name: str, is_shared: bool, kept: Kept | None, actor: Actor, version: datetime | None = None
) -> SavedView:
    """Rename a view, share it or not, and with `kept` put the list as it is now in its place."""
    require_change(view, actor)
    with change(view, actor=actor, verb="web.view.change", version=version) as changing:
        query = kept.query if kept else changing.query
        reasons = rules.why_not_save(
            name=name,
            values=[value for values in query.values() for value in values],
            kept_count=0,
            is_of_own_body=True,
        )
        if reasons:
            raise Refused(*reasons)
        changing.name, changing.is_shared = name.strip(), is_shared
        if kept is not None:
            changing.query, changing.columns, changing.labels = kept.query, kept.columns, kept.labels
    return view


def void_view(view: SavedView, *, moment: datetime, actor: Actor) -> SavedView:
    """Take a view away from everybody who sees it; its row stays."""
    require_change(view, actor)
    with change(view, actor=actor, verb="web.view.void") as voiding:
        voiding.voided_at = moment
    return view


def require_change(view: SavedView, actor: Actor) -> None:
    if view.voided_at is not None:
        raise Refused("这个视图已经删除")
    if not view.is_changed_by(actor):
        raise Refused(NOT_YOURS)


def choose_columns(list_code: str, *, columns: Sequence[str], actor: Actor) -> ListChoice:
    """Remember the columns that somebody wants in a list; none means the list's own."""
    with change(choice_of(list_code, actor), actor=actor, verb="web.list.choose") as choosing:
        choosing.columns = list(columns)
    return choosing


def choose_default(list_code: str, *, view: SavedView | None, actor: Actor) -> ListChoice:
    """Open a list with a view from now on, or with all its records again."""
    if view is not None and not SavedView.objects.seen_by(actor).filter(pk=view.pk, list_code=list_code).exists():
        raise Refused("没有这个视图")
    with change(choice_of(list_code, actor), actor=actor, verb="web.list.choose") as choosing:
        choosing.default_view = view
    return choosing


def choice_of(list_code: str, actor: Actor) -> ListChoice:
    """The row of somebody's wishes for a list, made at the first one."""
    found, _ = ListChoice.objects.get_or_create(person_id=person_of(actor), list_code=list_code)
    return found


def person_of(actor: Actor) -> int:
    if actor.person_id is None:
        raise Refused("没有登记人员的账号不能保存视图和列")
    return actor.person_id
