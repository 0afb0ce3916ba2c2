"""Employers: the list, one unit, and the forms of its verbs."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from guildhall.domains.organising import queries, tables
from guildhall.domains.organising.actions import employers as actions
from guildhall.domains.organising.forms.employers import EmployerFilter, EmployerForm, LinkForm
from guildhall.kernel.organisations.aliases import aliases_of
from guildhall.kernel.organisations.models import Employer, Organisation
from guildhall.kernel.refusal import Refused
from guildhall.web.choosing import choose_within
from guildhall.web.pages import ListPage, NewRecord, page

VIEW, EDIT = "organising.employer.view", "organising.employer.edit"


class EmployerList(ListPage):
    permission = VIEW
    title = "单位"
    columns = tables.EMPLOYERS
    narrowing = EmployerFilter
    unit = "个"
    new = NewRecord("登记单位", "organising:register_employer", EDIT)
    empty = "还没有登记单位"

    def records(self):
        return queries.employers()


@page(VIEW, Employer)
def employer(request, employer):
    reach = request.actor.reach(EDIT) if request.actor.may(EDIT) else None
    may_edit = bool(reach and reach.covers(area=employer.area_id, organisation=employer.federation_id))
    context = {"title": employer.name, "employer": employer, "may_edit": may_edit, "aliases": aliases_of(employer)}
    context["alias_address"] = reverse("organising:employer_aliases", args=[employer.pk]) if may_edit else ""
    return render(request, "organising/employer.html", context)


@page(EDIT)
def register(request):
    initial = {"federation": request.actor.home.code if request.actor.home else ""}
    form = EmployerForm(request.POST or None, actor=request.actor, initial=initial)
    choose_within(form, "federation", Organisation.objects.visible_to(request.actor, EDIT))
    if request.method == "POST" and form.is_valid():
        try:
            new = actions.register(**form.cleaned_data, actor=request.actor)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, f"{new.name}已登记")
            return redirect(new)
    return render(request, "organising/form.html", {"form": form, "title": "登记单位"})


@page(EDIT, Employer)
def correct(request, employer):
    form = EmployerForm(request.POST or None, actor=request.actor, record=employer)
    choose_within(form, "federation", Organisation.objects.visible_to(request.actor, EDIT))
    return changed(request, employer, form, actions.correct, "更正单位信息")


@page(EDIT, Employer)
def link(request, employer):
    initial = {"union": employer.union, "day": employer.union_since or timezone.localdate()}
    form = LinkForm(request.POST or None, actor=request.actor, record=employer, initial=initial)
    choose_within(form, "union", Organisation.objects.visible_to(request.actor, EDIT))
    return changed(request, employer, form, actions.link, "建会登记")


def changed(request, employer, form, verb, title):
    if request.method == "POST" and form.is_valid():
        try:
            verb(employer, **form.cleaned_data, actor=request.actor, version=form.version)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, f"{title}：已办理")
            return redirect(employer)
    return render(request, "organising/form.html", {"form": form, "title": title, "record": employer})
