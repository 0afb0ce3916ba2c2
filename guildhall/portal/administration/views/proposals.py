"""What clerks prepared: the list, one, and its confirming, sending back, taking back."""

import json

from django.apps import apps
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.kernel.access import actions
from guildhall.kernel.access.models import Proposal
from guildhall.portal.administration import forms, tables
from guildhall.portal.administration.views.shared import taken
from guildhall.web.pages import ListPage, page

VIEW, CONFIRM = "access.proposal.view", "access.proposal.confirm"


class ProposalList(ListPage):
    permission = VIEW
    title = "待确认事项"
    description = "经办人报送、由主席确认后才生效的事项。"
    columns = tables.PROPOSALS
    narrowing = forms.ProposalFilter
    empty = "没有报送的事项"

    def records(self):
        return Proposal.objects.select_related("organisation", "prepared_by", "decided_by").order_by("-pk")


def lines_of(proposal):
    """What is to be done, in lines; nothing of a record that is gone."""
    model = apps.get_model(proposal.subject_type)
    subject = model._base_manager.filter(pk=proposal.subject_id).first()
    if subject is None:
        return []
    return actions.confirmable(proposal.kind).describe(subject, json.loads(proposal.values))


@page(VIEW, Proposal)
def proposal(request, proposal):
    is_own = proposal.prepared_by_id == request.actor.person_id
    is_waiting = proposal.state == Proposal.State.WAITING
    context = {
        "title": f"{tables.kind_of_proposal(proposal)}：{proposal.subject_name}",
        "proposal": proposal,
        "lines": lines_of(proposal),
        "may_decide": is_waiting and not is_own and request.actor.may(CONFIRM),
        "may_withdraw": is_waiting and is_own,
    }
    return render(request, "portal/proposal.html", context)


@page(CONFIRM, Proposal, steps_up=True)
def confirm(request, proposal):
    form = forms.Decision(request.POST or None, actor=request.actor, record=proposal)
    verb = {"day": timezone.localdate(), "actor": request.actor}
    return decided(request, proposal, form, actions.confirm, "确认", "确认后立即生效，并记入留痕。", **verb)


@page(CONFIRM, Proposal, steps_up=True)
def decline(request, proposal):
    form = forms.Decision(request.POST or None, actor=request.actor, record=proposal)
    return decided(
        request, proposal, form, actions.decline, "退回", "退回后由经办人修改再报，请写明理由。", actor=request.actor
    )


@page(VIEW, Proposal)
def withdraw(request, proposal):
    form = forms.Decision(request.POST or None, actor=request.actor, record=proposal)
    return decided(
        request, proposal, form, actions.withdraw, "撤回", "撤回后不再等待确认，可以重新报送。", actor=request.actor
    )


def decided(request, proposal, form, verb, title, consequence, **values):
    if form.is_valid() and taken(form, verb, proposal, version=form.version, **values, **form.cleaned_data):
        messages.success(request, f"已{title}")
        return redirect("administration:proposals")
    context = {
        "title": f"{title}：{proposal.subject_name}",
        "act": title,
        "consequence": consequence,
        "lines": lines_of(proposal),
        "form": form,
    }
    return render(request, "portal/decide_proposal.html", context)
