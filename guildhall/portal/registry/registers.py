"""Partner bodies and places: the lists, one row, and the forms of their verbs."""

from django.shortcuts import redirect, render

from guildhall.kernel.organisations import bodies as verbs
from guildhall.kernel.organisations.models import Organisation, PartnerBody, Place
from guildhall.portal.registry import forms, tables
from guildhall.portal.registry.taking import taken
from guildhall.web.choosing import choose_within
from guildhall.web.pages import ListPage, NewRecord, page

VIEW_BODIES, KEEP_BODIES = "organisations.body.view", "organisations.body.keep"
VIEW_PLACES, KEEP_PLACES = "organisations.place.view", "organisations.place.keep"


class BodyList(ListPage):
    permission = VIEW_BODIES
    title = "合作单位"
    description = "和工会一起办事的法院、部门、学校、医院、商家、银行等。"
    columns = tables.BODIES
    narrowing = forms.BodyFilter
    new = NewRecord("登记合作单位", "registry:register_body", KEEP_BODIES)
    empty = "还没有登记合作单位"

    def records(self):
        return PartnerBody.objects.filter(merged_into=None).select_related("organisation").order_by("name", "pk")


class PlaceList(ListPage):
    permission = VIEW_PLACES
    title = "场所"
    description = "职工驿站、书屋、妈咪小屋、文化宫、会馆等服务职工的场所。"
    columns = tables.PLACES
    narrowing = forms.PlaceFilter
    new = NewRecord("登记场所", "registry:register_place", KEEP_PLACES)
    empty = "还没有登记场所"

    def records(self):
        return Place.objects.select_related("organisation").order_by("name", "pk")


@page(VIEW_BODIES, PartnerBody)
def body(request, body):
    context = {**shown(request, body, KEEP_BODIES), "merged": body.merged.order_by("name", "pk")}
    return render(request, "registry/body.html", context)


@page(VIEW_PLACES, Place)
def place(request, place):
    return render(request, "registry/place.html", shown(request, place, KEEP_PLACES))


def shown(request, record, keep):
    reach = request.actor.reach(keep) if request.actor.may(keep) else None
    may_keep = bool(reach and reach.covers(area=record.area_id, organisation=record.organisation_id))
    return {"title": record.name, "record": record, "phone": tables.phone(record), "may_keep": may_keep}


@page(KEEP_BODIES)
def register_body(request):
    form = forms.BodyForm(request.POST or None, actor=request.actor, initial=at_home(request))
    return kept(request, form, verbs.register_body, (), KEEP_BODIES, "登记合作单位")


@page(KEEP_BODIES, PartnerBody)
def correct_body(request, body):
    form = forms.BodyForm(request.POST or None, actor=request.actor, record=body)
    return kept(request, form, verbs.correct_body, (body,), KEEP_BODIES, "更正合作单位")


@page(KEEP_BODIES, PartnerBody)
def merge_body(request, body):
    """One of two that are the same body points at the other."""
    others = PartnerBody.objects.visible_to(request.actor, KEEP_BODIES).filter(merged_into=None).exclude(pk=body.pk)
    form = forms.MergeForm(request.POST or None, actor=request.actor, record=body, bodies=others.order_by("name", "pk"))
    given = {**form.cleaned_data, "version": form.version} if form.is_valid() else {}
    if taken(request, form, verbs.merge_body, body, said="已合并", **given):
        return redirect(body)
    context = {"title": "合并合作单位", "form": form, "explanation": f"{body.name}是重复登记的，并入另一个。"}
    return render(request, "registry/form.html", context)


@page(KEEP_PLACES)
def register_place(request):
    form = forms.PlaceForm(request.POST or None, actor=request.actor, initial=at_home(request))
    return kept(request, form, verbs.register_place, (), KEEP_PLACES, "登记场所")


@page(KEEP_PLACES, Place)
def correct_place(request, place):
    form = forms.PlaceForm(request.POST or None, actor=request.actor, record=place)
    return kept(request, form, verbs.correct_place, (place,), KEEP_PLACES, "更正场所")


def at_home(request):
    return {"organisation": request.actor.home.code if request.actor.home else ""}


def kept(request, form, verb, subject, permission, title):
    """A form of a register: the union is chosen within reach, a correction carries the version it saw."""
    choose_within(form, "organisation", Organisation.objects.visible_to(request.actor, permission))
    given = dict(form.cleaned_data) if form.is_valid() else {}
    if subject:
        given["version"] = form.version
    record = taken(request, form, verb, *subject, said=f"{title}：已办理", **given)
    if record:
        return redirect(record)
    return render(request, "registry/form.html", {"title": title, "form": form, "explanation": str(*subject)})
