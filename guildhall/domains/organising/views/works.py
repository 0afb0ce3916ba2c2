"""What industrial unions plan and do: the list, one piece of work, and the forms of its verbs."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.domains.organising import queries, tables
from guildhall.domains.organising.actions import lines as actions
from guildhall.domains.organising.forms.lines import WithdrawForm, WorkFilter, WorkForm
from guildhall.domains.organising.models import LineWork
from guildhall.kernel.refusal import Refused
from guildhall.web.pages import ListPage, NewRecord, page

VIEW, FILE = "organising.work.view", "organising.work.file"


class WorkList(ListPage):
    permission = VIEW
    title = "产业工会工作"
    description = "各产业工会的工作计划、活动和牵头的项目，由产业工会登记。"
    columns = tables.WORKS
    narrowing = WorkFilter
    new = NewRecord("登记工作", "organising:file_work", FILE)
    empty = "还没有登记产业工会的工作"

    def records(self):
        return queries.works()


@page(VIEW, LineWork)
def work(request, work):
    may = request.actor.may(FILE) and request.actor.reach(FILE).covers(area=work.area_id, organisation=work.line_id)
    context = {"title": work.title, "work": work, "may_file": may and work.withdrawn_at is None}
    return render(request, "organising/work.html", context)


@page(FILE)
def file_work(request):
    lines = queries.lines().standing().visible_to(request.actor, FILE)
    initial = {"line": request.GET.get("line") or lines.first(), "since": timezone.localdate()}
    form = WorkForm(request.POST or None, actor=request.actor, lines=lines, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            filed = actions.file_work(**form.cleaned_data, actor=request.actor)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, f"“{filed.title}”已登记")
            return redirect(filed)
    return render(request, "organising/form.html", {"form": form, "title": "登记产业工会工作"})


@page(FILE, LineWork)
def correct_work(request, work):
    form = WorkForm(request.POST or None, actor=request.actor, record=work, lines=None)
    return changed(request, work, form, actions.correct_work, "更正产业工会工作")


@page(FILE, LineWork)
def withdraw_work(request, work):
    form = WithdrawForm(request.POST or None, actor=request.actor, record=work)
    return changed(request, work, form, actions.withdraw_work, "撤回产业工会工作")


def changed(request, work, form, verb, title):
    if request.method == "POST" and form.is_valid():
        try:
            verb(work, **form.cleaned_data, actor=request.actor, version=form.version)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, f"{title}：已办理")
            return redirect(work)
    return render(request, "organising/form.html", {"form": form, "title": title, "explanation": work.title})
