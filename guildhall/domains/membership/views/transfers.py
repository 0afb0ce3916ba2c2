"""Transfers: those that wait, one of them, and the forms that begin and decide them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.domains.membership.actions import transfers as actions
from guildhall.domains.membership.forms.transfers import AcceptForm, RefuseForm, TransferFilter, TransferForm
from guildhall.domains.membership.models import TransferProposal
from guildhall.domains.membership.tables.transfers import TRANSFERS
from guildhall.kernel.people.models import Person, Spell
from guildhall.kernel.people.queries import open_spell_of
from guildhall.kernel.refusal import Refused
from guildhall.web.pages import ListPage, page

EDIT, DECIDE = "membership.member.edit", "membership.transfer.decide"


class TransferList(ListPage):
    permission = DECIDE
    title = "转会待办"
    columns = TRANSFERS
    narrowing = TransferFilter
    empty = "没有等待接收的转会"

    def records(self):
        found = TransferProposal.objects.select_related("person", "from_union", "to_union")
        return found.order_by("-pk")


@page(DECIDE, TransferProposal)
def proposal(request, proposal):
    is_open = proposal.state == TransferProposal.State.PROPOSED
    return render(
        request,
        "membership/proposal.html",
        {"proposal": proposal, "title": f"{proposal.person.name}转会", "is_open": is_open},
    )


@page(DECIDE, TransferProposal, steps_up=True)
def accept(request, proposal):
    form = AcceptForm(request.POST or None, actor=request.actor, record=proposal, initial={"day": timezone.localdate()})
    return decide(request, proposal, form, actions.accept, "接收转会")


@page(DECIDE, TransferProposal, steps_up=True)
def refuse(request, proposal):
    form = RefuseForm(request.POST or None, actor=request.actor, record=proposal)
    return decide(request, proposal, form, actions.refuse, "退回转会", day=timezone.localdate())


def decide(request, proposal, form, verb, title, **given):
    if request.method == "POST" and form.is_valid():
        try:
            verb(proposal, **given, **form.cleaned_data, actor=request.actor, version=form.version)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, f"{proposal.person.name}：{title}已办理")
            return redirect("membership:transfers")
    return render(request, "membership/decide.html", {"form": form, "proposal": proposal, "title": title})


@page(EDIT, Person)
def transfer(request, person):
    spell = open_spell_of(person)
    if spell is None:
        raise Refused("该人员没有在册的会籍")
    form = TransferForm(request.POST or None, actor=request.actor, record=spell, initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.transfer(
                person, **form.cleaned_data, today=timezone.localdate(), actor=request.actor, version=form.version
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            words = "已转入新工会" if isinstance(done, Spell) else "转会已提出，等待对方接收"
            messages.success(request, f"{person.name}：{words}")
            return redirect("membership:members")
    explain = "转入工会在您的管理范围内的，当即办结；否则由对方接收后生效，会籍在此之前不变。"
    context = {"form": form, "person": person, "spell": spell, "title": "转会", "explain": explain}
    return render(request, "membership/event.html", context)
