"""What is decided about a return: completed, confirmed, accepted, sent back, called back; one verb each."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.mechanisms.indicators.actions import returns as actions
from guildhall.mechanisms.indicators.actions.returns.answers import why_not_prepare
from guildhall.mechanisms.indicators.models import Return
from guildhall.portal.returns import forms
from guildhall.portal.returns.showing import ACCEPT, CALL, CONFIRM, CRUMB, FILL, VIEW
from guildhall.portal.statistics.views.shared import taken
from guildhall.web.pages import page


def decided(request, answer, form, verb, done, *, title, explain="", reasons=(), danger=False):
    """The page of one decision: its form, its one verb, and back to the return."""
    if form.is_valid() and taken(form, verb, answer, actor=request.actor, **given(form)):
        messages.success(request, done)
        return redirect(answer)
    context = {
        "title": title,
        "crumbs": [CRUMB, (str(answer.call), answer.get_absolute_url())],
        "answer": answer,
        "form": form,
        "explain": explain,
        "reasons": reasons,
        "danger": danger,
    }
    return render(request, "portal/returns/decide.html", context)


def given(form):
    return dict(form.cleaned_data)


@page(FILL, Return)
def prepare(request, answer):
    initial = {
        "filler": answer.filler or request.actor.label,
        "phone": answer.filler_phone,
        "reviewer": answer.reviewer,
    }
    form = forms.Preparing(request.POST or None, actor=request.actor, record=answer, initial=initial)
    return decided(
        request, answer, form, actions.prepare, "已提交，等主席或负责人审核报出",
        title="提交审核", reasons=why_not_prepare(answer),
        explain="提交后不能再改；由本单位主席或负责人审核后报给上级。",
    )  # fmt: skip


@page(VIEW, Return)
def give_back(request, answer):
    form = forms.WithReason(request.POST or None, actor=request.actor, record=answer)
    return decided(request, answer, form, actions.give_back, "已退回经办人", title="退回经办人", danger=True)


@page(CONFIRM, Return, steps_up=True)
def confirm(request, answer):
    initial = {"reviewer": answer.reviewer, "head": request.actor.label}
    form = forms.Confirming(request.POST or None, actor=request.actor, record=answer, initial=initial)
    return decided(
        request, answer, form, actions.confirm, "已审核报出",
        title="审核报出", explain=f"由{answer.filler}填表。报出后要改，须请{answer.asked_by.printed_name}退回。",
    )  # fmt: skip


@page(ACCEPT, Return, steps_up=True)
def accept(request, answer):
    form = forms.VersionedForm(request.POST or None, actor=request.actor, record=answer)
    return decided(
        request, answer, form, actions.accept, "已审收",
        title="审收报表", explain=f"审收{answer.organisation.printed_name}的报表；县区报表的取数随之定稿，以后点开还是这些记录。",
    )  # fmt: skip


@page(ACCEPT, Return)
def send_back(request, answer):
    form = forms.WithReason(request.POST or None, actor=request.actor, record=answer)
    return decided(
        request, answer, form, actions.send_back, "已退回补正",
        title="退回补正", danger=True, explain="请写明哪一行、为什么；对方会看到原因，改好后重新报出。",
    )  # fmt: skip


@page(CALL, Return)
def recall(request, answer):
    form = forms.WithReason(request.POST or None, actor=request.actor, record=answer)
    filling = "对方正在填报，没有保存的内容会留在他的屏幕上供复制。" if answer.state == Return.State.FILLING else ""
    return decided(
        request, answer, form, actions.recall, "已收回",
        title="收回报表", danger=True, explain=f"收回后对方不能再填，这张报表不计入汇总。{filling}",
    )  # fmt: skip


@page(CALL, Return)
def reissue(request, answer):
    initial = {"due_on": max(answer.due_on, timezone.localdate())}
    form = forms.Reissuing(request.POST or None, actor=request.actor, record=answer, initial=initial)
    return decided(request, answer, form, actions.reissue, "已重新布置", title="重新布置报表")
