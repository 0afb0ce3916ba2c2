"""Industrial unions: every line with its figures, one line with its unions, officers and work, and who joins or leaves."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.domains.organising import queries
from guildhall.domains.organising.actions import lines as actions
from guildhall.domains.organising.forms.lines import AnswerForm, JoinForm, LeaveForm, RefuseForm, TakeInForm
from guildhall.domains.organising.views.unions import changed
from guildhall.kernel.access.queries import role_names
from guildhall.kernel.organisations.models import Kind, LineStay, Organisation
from guildhall.kernel.refusal import Refused
from guildhall.web.context import address_of
from guildhall.web.pages import page

VIEW, KEEP, WORKS = "organising.union.view", "organising.line.keep", "organising.work.view"
FIGURES = (
    "organising.unions_total", "organising.unions_new", "membership.members_total", "membership.members_new",
    "organising.joining_rate",
)  # fmt: skip
FIGURES_OF_ONE = (
    "organising.unions_total", "membership.members_total", "membership.members_new", "organising.employers_with_union",
)  # fmt: skip
SHOWN = 10


@page(VIEW)
def lines(request):
    day = timezone.localdate()
    reach = request.actor.reach(VIEW)
    headings, rows = queries.figures_by_line(FIGURES, reach, day)
    context = {
        "title": "产业工会",
        "headings": headings,
        "rows": rows,
        "open_lines": {row.line.pk for row in rows if reach.covers(area=row.line.area_id, organisation=row.line.pk)},
        "year": day.year,
        "statistics": statistics_for(request),
        "waiting": queries.waiting_stays(request.actor, KEEP)[:SHOWN],
    }
    return render(request, "organising/lines.html", context)


def statistics_for(request):
    return address_of("statistics:overview") if request.actor.may("indicators.figure.view") else ""


@page(VIEW, Organisation)
def line(request, line):
    if line.kind != Kind.INDUSTRIAL:
        return redirect(line)
    day = timezone.localdate()
    whole, parts = queries.figures_of_line(FIGURES_OF_ONE, line, day)
    names = role_names()
    sees_works = request.actor.may(WORKS)
    context = {
        "title": line.name,
        "line": line,
        "year": day.year,
        "whole": whole,
        "parts": parts,
        "statistics": statistics_for(request),
        "members": address_of("membership:members") if request.actor.may("membership.member.view") else "",
        "officers": [(post, names.get(post.role, post.role)) for post in queries.officers_of(line, day)],
        "works": queries.works().filter(line=line)[:SHOWN] if sees_works else [],
        "sees_works": sees_works,
        "stays": LineStay.objects.waiting().filter(line=line).select_related("organisation").order_by("pk")[:SHOWN],
        "may_keep": actions.reaches(request.actor, line),
    }
    return render(request, "organising/line.html", context)


@page(KEEP, Organisation)
def join(request, union):
    """A union of the territory joins a line."""
    form = JoinForm(request.POST or None, actor=request.actor, record=union, initial={"day": timezone.localdate()})
    return changed(request, union, form, actions.join, "归入产业工会", today=timezone.localdate())


@page(KEEP, Organisation)
def take_in(request, line):
    """An industrial union names a union that belongs to its line."""
    if line.kind != Kind.INDUSTRIAL:
        return redirect(line)
    form = TakeInForm(request.POST or None, actor=request.actor, initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            stay = actions.join(given.pop("union"), line=line, today=timezone.localdate(), actor=request.actor, **given)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            stands = stay.state == LineStay.State.STANDING
            messages.success(request, "已归入" if stands else "已提出，待工会所在地方的总工会确认")
            return redirect("organising:line", line.pk)
    context = {"form": form, "title": "提出归入", "record": line, "explanation": "由工会所在地方的总工会确认后归入。"}
    return render(request, "organising/form.html", context)


@page(VIEW, LineStay)
def stay(request, stay):
    waits = stay.state == LineStay.State.PROPOSED
    may_answer = waits and request.actor.may(KEEP) and not actions.why_not_answer(stay, request.actor)
    reaches = actions.reaches(request.actor, stay.line) or actions.reaches(request.actor, stay.organisation)
    context = {
        "title": f"{stay.organisation.printed_name}归入{stay.line.printed_name}",
        "stay": stay,
        "may_answer": may_answer,
        "may_leave": stay.state == LineStay.State.STANDING and reaches,
    }
    return render(request, "organising/stay.html", context)


@page(KEEP, LineStay)
def confirm_stay(request, stay):
    form = AnswerForm(request.POST or None, actor=request.actor, record=stay)
    return answered(request, stay, form, actions.confirm, "确认归入")


@page(KEEP, LineStay)
def refuse_stay(request, stay):
    form = RefuseForm(request.POST or None, actor=request.actor, record=stay)
    return answered(request, stay, form, actions.refuse, "不同意归入")


@page(KEEP, LineStay)
def leave_stay(request, stay):
    form = LeaveForm(request.POST or None, actor=request.actor, record=stay, initial={"day": timezone.localdate()})
    return answered(request, stay, form, actions.leave, "退出产业工会", today=timezone.localdate())


def answered(request, stay, form, verb, title, **given):
    if request.method == "POST" and form.is_valid():
        try:
            verb(stay, **form.cleaned_data, **given, actor=request.actor, version=form.version)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, f"{title}：已办理")
            return redirect(stay)
    context = {"form": form, "title": title, "stay": stay, "record": None, "explanation": str(stay.organisation)}
    return render(request, "organising/form.html", context)
