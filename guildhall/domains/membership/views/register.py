"""The roll, and the page, the file and the facts of one member."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.domains.membership.actions import events as actions
from guildhall.domains.membership.forms.register import AdmitForm, CorrectForm, MemberFilter, PaperForm
from guildhall.domains.membership.queries import events as queries
from guildhall.domains.membership.tables.register import MEMBERS
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.queries import open_spell_of
from guildhall.kernel.people.queries.households import household_of, living_in
from guildhall.kernel.people.queries.privacy import reveals_of
from guildhall.kernel.refusal import Refused
from guildhall.web.choosing import choose_within
from guildhall.web.pages import ListPage, NewRecord, page
from guildhall.web.views.reveals import reveals

VIEW, EDIT = "membership.member.view", "membership.member.edit"
SEEN_BY = "people.reveal.view"


class MemberList(ListPage):
    permission = VIEW
    title = "会员名册"
    columns = MEMBERS
    orders = (("拼音", "pinyin"), ("姓氏笔画", "strokes"))
    narrowing = MemberFilter
    unit = "人"
    new = NewRecord("登记会员", "membership:admit", EDIT)
    empty = "名册里还没有会员，可以登记或导入"

    def records(self):
        return queries.people()


@page(VIEW, Person)
def member(request, person):
    if person.merged_into_id:
        messages.info(request, f"{person.name}的这份档案（编号 {person.pk}）已并入本档案")
        return redirect(person.merged_into)
    return render(request, "membership/member.html", {**life_of(request, person), "title": person.name})


reveal = reveals(VIEW, Person)


@page(VIEW, Person)
def life_file(request, person):
    facts = {**life_of(request, person), "title": "会员会籍档案", "today": timezone.localdate()}
    return render(request, "membership/life_file.html", facts)


def life_of(request, person):
    """What the page and the printed file of a member show."""
    reach = request.actor.reach(EDIT) if request.actor.may(EDIT) else None
    household = household_of(person)
    return {
        "household": household,
        "relatives": list(living_in(household)) if household else [],
        "person": person,
        "spell": open_spell_of(person),
        "spells": queries.spells_of(person),
        "events": queries.events_of(person),
        "papers": queries.papers_of(person),
        "transfer": queries.open_transfer_of(person),
        "seen_by": list(reveals_of(person)) if request.actor.may(SEEN_BY) else None,
        "may_edit": bool(reach and reach.covers(area=person.area_id, organisation=person.home_union_id)),
    }


@page(EDIT)
def admit(request):
    initial = {"organisation": request.GET.get("union", ""), "day": timezone.localdate()}
    if not initial["organisation"] and request.actor.home and not request.actor.home.is_area:
        initial["organisation"] = request.actor.home.code
    form = AdmitForm(request.POST or None, request.FILES or None, actor=request.actor, initial=initial)
    choose_within(form, "organisation", Organisation.objects.visible_to(request.actor, EDIT))
    if request.method == "POST" and form.is_valid():
        try:
            spell = actions.admit(**form.cleaned_data, today=timezone.localdate(), actor=request.actor)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, f"{spell.person.name}已登记入会")
            return redirect(spell.person)
    return render(request, "membership/admit.html", {"form": form, "title": "登记会员"})


@page(EDIT, Person)
def correct(request, person):
    form = CorrectForm(request.POST or None, request.FILES or None, actor=request.actor, record=person)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(
                person,
                **form.cleaned_data,
                today=timezone.localdate(),
                actor=request.actor,
                version=form.version,
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, "已更正")
            return redirect(person)
    return render(request, "membership/person_form.html", {"form": form, "person": person, "title": "更正会员信息"})


@page(EDIT, Person)
def attach(request, person):
    form = PaperForm(request.POST or None, request.FILES or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            actions.attach(person, **form.cleaned_data, actor=request.actor)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, "附件已存入会籍档案")
            return redirect(person)
    return render(request, "membership/person_form.html", {"form": form, "person": person, "title": "上传附件"})
