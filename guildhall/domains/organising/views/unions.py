"""Unions: the list, one union, and the forms of its verbs."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from guildhall.domains.organising import queries, tables
from guildhall.domains.organising.actions import contact as contacts
from guildhall.domains.organising.actions import unions as actions
from guildhall.domains.organising.forms.unions import (
    ContactForm,
    CorrectForm,
    DissolveForm,
    FoundForm,
    MoveForm,
    RenameForm,
    UnionFilter,
)
from guildhall.kernel.access.queries import role_names
from guildhall.kernel.organisations.aliases import aliases_of
from guildhall.kernel.organisations.models import FEDERATION_KINDS, Organisation
from guildhall.kernel.refusal import Refused
from guildhall.mechanisms.indicators.queries import reach_below
from guildhall.web.choosing import choose_within
from guildhall.web.context import address_of
from guildhall.web.pages import ListPage, NewRecord, page

VIEW, EDIT = "organising.union.view", "organising.union.edit"
FOUND, MOVE, JOIN = "organising.union.found", "organising.union.move", "organising.line.keep"
PREPARE = "organising.contact.prepare"
POWERS = {"may_edit": EDIT, "may_prepare": PREPARE, "may_found": FOUND, "may_move": MOVE, "may_join": JOIN}
FIGURES = (
    "organising.unions_total", "organising.unions_new", "membership.members_total", "membership.members_new",
    "organising.formation_rate", "organising.joining_rate",
)  # fmt: skip
FIGURES_OF_ONE = (
    "membership.members_total", "membership.members_women", "membership.members_new", "membership.members_gone",
)  # fmt: skip
SHOWN = 20


class UnionList(ListPage):
    permission = VIEW
    title = "工会组织"
    columns = tables.UNIONS
    orders = (("层级", "path"), ("手工排序", "rank"), ("名称笔画", "strokes"), ("拼音", "letters"))
    narrowing = UnionFilter
    unit = "个"
    new = NewRecord("新建工会", "organising:found", FOUND)
    empty = "还没有工会"

    def records(self):
        return queries.unions()


@page(VIEW, Organisation)
def union(request, union):
    day = timezone.localdate()
    employers = union.employers.order_by("name", "pk")
    children = union.children.filter(dissolved_on=None).order_by("rank", "path")
    names = role_names()
    context = {
        "title": union.name,
        "union": union,
        "names": union.names.order_by("since", "pk"),
        "placements": union.placements.select_related("parent").order_by("since", "pk"),
        "employers": employers[:SHOWN] if request.actor.may("organising.employer.view") else [],
        "employer_count": employers.count(),
        "children": children[:SHOWN],
        "child_count": children.count(),
        "officers": [(post, names.get(post.role, post.role)) for post in queries.officers_of(union, day)],
        "figures": figures_of(request, union, day),
        "year": day.year,
        "sees_parent": sees_parent(request.actor, union),
        "aliases": aliases_of(union),
        "stays": queries.stays_of(union),
        "statistics": address_of("statistics:overview"),
        **(may := powers(request.actor, union)),
        "alias_address": reverse("organising:union_aliases", args=[union.pk]) if may["may_edit"] else "",
    }
    return render(request, "organising/union.html", context)


def figures_of(request, union, day):
    """The union's own figures this year, for whoever reads figures."""
    if not request.actor.may("indicators.figure.view"):
        return []
    codes = FIGURES if union.kind in FEDERATION_KINDS else FIGURES_OF_ONE
    return queries.readings_of(codes, reach_below(union), day)


def sees_parent(actor, union):
    above = union.parent
    return above is not None and actor.reach(VIEW).covers(area=above.area_id, organisation=above.pk)


def powers(actor, union):
    """Which verbs the actor may use on this union."""
    return {
        name: actor.may(permission) and actor.reach(permission).covers(area=union.area_id, organisation=union.pk)
        for name, permission in POWERS.items()
    }


@page(FOUND)
def found(request):
    initial = {"parent": request.GET.get("parent", ""), "day": timezone.localdate()}
    if not initial["parent"] and request.actor.home:
        initial["parent"] = request.actor.home.code
    form = FoundForm(request.POST or None, actor=request.actor, initial=initial)
    choose_within(form, "parent", Organisation.objects.visible_to(request.actor, FOUND))
    if request.method == "POST" and form.is_valid():
        try:
            new = actions.found(**form.cleaned_data, today=timezone.localdate(), actor=request.actor)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, f"{new.name}已建立，组织代码 {new.code}")
            return redirect(new)
    return render(request, "organising/form.html", {"form": form, "title": "新建工会"})


@page(EDIT, Organisation)
def correct(request, union):
    form = CorrectForm(request.POST or None, actor=request.actor, record=union)
    return changed(request, union, form, actions.correct, "更正工会信息")


@page(PREPARE, Organisation)
def contact(request, union):
    """A clerk asks for a new address or telephone; the chair confirms."""
    form = ContactForm(request.POST or None, actor=request.actor, record=union)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            contacts.prepare(union, note=given.pop("note"), values=given, actor=request.actor)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, "已报主席确认，确认后生效")
            return redirect(union)
    return render(request, "organising/contact.html", {"form": form, "title": "报送联系方式变更", "record": union})


@page(EDIT, Organisation)
def rename(request, union):
    initial = {"name": union.name, "short_name": union.short_name, "day": timezone.localdate()}
    form = RenameForm(request.POST or None, actor=request.actor, record=union, initial=initial)
    return changed(request, union, form, actions.rename, "更名", today=timezone.localdate())


@page(MOVE, Organisation)
def move(request, union):
    form = MoveForm(request.POST or None, actor=request.actor, record=union, initial={"day": timezone.localdate()})
    choose_within(form, "parent", Organisation.objects.visible_to(request.actor, MOVE))
    return changed(request, union, form, actions.move, "移交隶属", today=timezone.localdate())


@page(FOUND, Organisation)
def dissolve(request, union):
    form = DissolveForm(request.POST or None, actor=request.actor, record=union, initial={"day": timezone.localdate()})
    return changed(request, union, form, actions.dissolve, "撤销工会", today=timezone.localdate())


def changed(request, union, form, verb, title, **given):
    """The shape of every form about one union: one call to a verb, refusals in words."""
    if request.method == "POST" and form.is_valid():
        try:
            verb(union, **form.cleaned_data, **given, actor=request.actor, version=form.version)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, f"{title}：已办理")
            return redirect(union)
    return render(request, "organising/form.html", {"form": form, "title": title, "record": union})
