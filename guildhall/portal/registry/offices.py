"""Departments and institutions of a federation: the list, and the forms to set up, rename and close one."""

from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.kernel.organisations import actions as tree
from guildhall.kernel.organisations.models import OFFICE_KINDS, Kind, Organisation
from guildhall.kernel.refusal import Refused
from guildhall.portal.registry import forms, tables
from guildhall.portal.registry.taking import taken
from guildhall.web.pages import ListPage, NewRecord, page

VIEW, KEEP = "organisations.office.view", "organisations.office.keep"
LETTERS = {Kind.DEPARTMENT: "D", Kind.INSTITUTION: "I"}


class OfficeList(ListPage):
    permission = VIEW
    title = "部室和直属单位"
    columns = tables.OFFICES
    orders = (("手工排序", "rank"), ("名称笔画", "strokes"), ("拼音", "letters"))
    new = NewRecord("设立部室", "registry:set_up_office", KEEP)
    empty = "还没有部室和直属单位"

    def records(self):
        found = Organisation.objects.filter(kind__in=OFFICE_KINDS).select_related("parent")
        return found.order_by("rank", "pk")


@page(KEEP)
def set_up_office(request):
    """A new department or institution of the federation for which the officer works."""
    parent = request.actor.home
    form = forms.OfficeForm(request.POST or None, actor=request.actor, initial={"day": timezone.localdate()})
    new = taken(request, form, set_up, parent, form, said="已设立")
    if new:
        return redirect("registry:offices")
    context = {"title": "设立部室", "form": form, "explanation": f"设在{parent}之下。" if parent else ""}
    return render(request, "registry/form.html", context)


def set_up(parent, form, *, actor):
    given = form.cleaned_data
    if parent is None or given["day"] > timezone.localdate():
        raise Refused("设立日期不能晚于今天" if parent else "您的岗位不在总工会，不能设立部室")
    code = next_code(parent, given["kind"])
    return tree.found(
        parent=parent, actor=actor, day=given["day"], founded_on=given["day"], kind=given["kind"], code=code,
        name=given["name"].strip(), short_name=given["short_name"].strip(),
    )  # fmt: skip


def next_code(parent, kind):
    """The next free code of departments or of institutions."""
    known = set(Organisation.objects.filter(code__startswith=f"{parent.code}-").values_list("code", flat=True))
    letter = LETTERS[Kind(kind)]
    return next(code for n in range(1, 1_000) if (code := f"{parent.code}-{letter}{n:02}") not in known)


@page(VIEW, Organisation)
def office(request, office):
    if office.kind not in OFFICE_KINDS:
        return redirect(office)
    reach = request.actor.reach(KEEP) if request.actor.may(KEEP) else None
    context = {
        "title": office.name,
        "office": office,
        "names": office.names.order_by("since", "pk"),
        "may_keep": bool(reach and reach.covers(area=office.area_id, organisation=office.pk)) and office.is_standing,
    }
    return render(request, "registry/office.html", context)


@page(KEEP, Organisation)
def rename_office(request, office):
    if office.kind not in OFFICE_KINDS:
        return redirect(office)
    initial = {"name": office.name, "short_name": office.short_name, "day": timezone.localdate()}
    form = forms.RenameForm(request.POST or None, actor=request.actor, record=office, initial=initial)
    given = form.cleaned_data if form.is_valid() else {}
    if taken(request, form, tree.rename, office, said="已更名", **given):
        return redirect("registry:office", office.pk)
    return render(request, "registry/form.html", {"title": "更名", "form": form, "explanation": office.name})


@page(KEEP, Organisation)
def close_office(request, office):
    if office.kind not in OFFICE_KINDS:
        return redirect(office)
    initial = {"day": timezone.localdate()}
    form = forms.CloseForm(request.POST or None, actor=request.actor, record=office, initial=initial)
    given = form.cleaned_data if form.is_valid() else {}
    if taken(request, form, tree.dissolve, office, said="已撤销", **given):
        return redirect("registry:office", office.pk)
    return render(request, "registry/form.html", {"title": "撤销部室", "form": form, "explanation": office.name})
