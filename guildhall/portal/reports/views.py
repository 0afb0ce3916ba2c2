"""Reports whose numbers are figures: write, read, print, make final, and the templates they begin from."""

from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from guildhall.mechanisms.documents import actions
from guildhall.mechanisms.documents import queries as documents
from guildhall.mechanisms.documents.models import Report, ReportTemplate
from guildhall.mechanisms.documents.rules import word
from guildhall.mechanisms.documents.rules.composed import Grid
from guildhall.mechanisms.documents.rules.language import TREATMENTS
from guildhall.mechanisms.documents.rules.proof import proof_of
from guildhall.mechanisms.indicators import queries as figures
from guildhall.portal.reports import forms, tables
from guildhall.portal.statistics.chosen import default_period
from guildhall.portal.statistics.showing import groups_of, may_trace, visible
from guildhall.portal.statistics.views.shared import taken
from guildhall.web.formats import chinese_day
from guildhall.web.pages import ListPage, NewRecord, page

VIEW, WRITE, SAVE_TEMPLATE = "documents.report.view", "documents.report.write", "documents.template.save"
CRUMB = ("报告", "/desk/reports/")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class ReportList(ListPage):
    permission = VIEW
    title = "报告"
    description = "报告里的数取自指标，点开就是记录；定稿后不再变动。"
    columns = tables.REPORTS
    narrowing = forms.ReportFilter
    new = NewRecord("写报告", "reports:new", WRITE)
    empty = "还没有报告"
    template_name = "portal/reports/list.html"

    def records(self):
        return Report.objects.select_related("organisation").defer("body", "readings").order_by("-pk")

    def context(self):
        return {**super().context(), "may_save_template": self.actor.may(SAVE_TEMPLATE)}


@page(WRITE)
def new(request):
    initial = {"organisation": request.actor.home, "period": default_period().code}
    form = forms.NewReport(request.POST or None, actor=request.actor, permission=WRITE, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        written = taken(form, actions.write_report, given.pop("template"), actor=request.actor, **given)
        if written:
            return redirect(written)
    return render(request, "pages/form.html", {"title": "写报告", "form": form})


@page(VIEW, Report)
def report(request, report):
    is_draft = report.state == Report.State.DRAFT
    context = {
        "title": report.title,
        "crumbs": [CRUMB],
        "report": report,
        "is_draft": is_draft,
        "may_write": is_draft and request.actor.may(WRITE),
    }
    return render(request, "portal/reports/report.html", context)


def filled(report, actor):
    """The report with its numbers, as the reader may read them; a final one as it stood."""
    reach = figures.common_reach(actor.reach(VIEW), report.organisation)
    stood = report.readings if report.state == Report.State.FINAL else None
    composed, _ = documents.compose(
        report.body,
        title=report.title,
        period=report.period,
        organisation=report.organisation,
        reach=reach,
        stood=stood,
        reader=actor,
    )
    return composed


def address_for(actor):
    """How the numbers of a report are opened: the records for whoever may see them, else the figure."""
    known = figures.catalogue()

    def address(piece):
        figure = known.get(piece.figure)
        if figure is None or not actor.may(figure.permission):
            return ""
        place = "records/" if may_trace(actor, figure) else ""
        asked = {"period": piece.period, "union": piece.union, "by": piece.by, "part": piece.part}
        query = urlencode({name: value for name, value in asked.items() if value not in (None, "")})
        return f"/desk/statistics/{piece.figure}/{place}?{query}"

    return address


@page(VIEW, Report)
def text(request, report):
    """The text with its numbers, read when the page asks for it."""
    composed = filled(report, request.actor)
    address = address_for(request.actor)

    def linked(pieces):
        return [{"piece": piece, "address": address(piece) if piece.is_number else ""} for piece in pieces]

    blocks = [
        {"headings": block.headings, "rows": [linked(row) for row in block.rows]}
        if isinstance(block, Grid)
        else {"level": block.level, "pieces": linked(block.pieces)}
        for block in composed.blocks
    ]
    context = {"report": report, "composed": composed, "blocks": blocks, "dated": dated(report)}
    return render(request, "portal/reports/_text.html", context)


@page(VIEW, Report)
def proof(request, report):
    context = {
        "title": f"校核：{report.title}",
        "crumbs": [CRUMB, (report.title, report.get_absolute_url())],
        "report": report,
    }
    return render(request, "portal/reports/proof.html", context)


@page(VIEW, Report)
def proof_found(request, report):
    """What proof-reading found: where each number comes from, what does not add up, where figures contradict one another."""
    composed = filled(report, request.actor)
    used = {piece.figure for piece in composed.pieces() if piece.is_number}
    reach = figures.common_reach(request.actor.reach(VIEW), report.organisation)
    names = {figure.name for code, figure in figures.catalogue().items() if code in used}
    breaches = [
        breach
        for breach in figures.breaches(report.period, reach, reader=request.actor)
        if any(name in f"{breach.left}＋{breach.right}" for name in names)
    ]
    context = {"report": report, "proof": proof_of(composed), "breaches": breaches, "faults": composed.faults}
    return render(request, "portal/reports/_proof.html", context)


def dated(report):
    return chinese_day(report.final_on or timezone.localdate())


@page(VIEW, Report)
def docx(request, report):
    address = address_for(request.actor)

    def absolute(piece):
        found = address(piece)
        return request.build_absolute_uri(found) if found else ""

    composed = filled(report, request.actor)
    content = word.write(composed, issuer=report.organisation.name, dated=dated(report), address=absolute)
    response = HttpResponse(content, content_type=DOCX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(report.title)}.docx"
    return response


@page(WRITE, Report)
def edit(request, report):
    initial = {"title": report.title, "body": report.body}
    form = forms.ReportText(request.POST or None, actor=request.actor, record=report, initial=initial)
    if form.is_valid() and taken(
        form, actions.rewrite_report, report, actor=request.actor, version=form.version, **form.cleaned_data
    ):
        return redirect(report)
    return render(request, "portal/reports/edit.html", writing(request, form, f"修改：{report.title}"))


def writing(request, form, title):
    """The page of a text with the figures that may be inserted."""
    groups = groups_of(visible(figures.catalogue(), request.actor))
    return {"title": title, "crumbs": [CRUMB], "form": form, "groups": groups, "treatments": TREATMENTS}


@page(WRITE, methods=("POST",))
def faults(request):
    """What is wrong with a text, line by line, while it is written."""
    return render(request, "portal/reports/_faults.html", {"faults": documents.faults_of(request.POST.get("body", ""))})


@page(WRITE, Report, steps_up=True)
def finalise(request, report):
    if request.method == "POST":
        actions.finalise(report, day=timezone.localdate(), actor=request.actor)
        messages.success(request, "报告已定稿，数不再变动")
        return redirect(report)
    return render(request, "portal/reports/finalise.html", {"title": "报告定稿", "report": report})


@page(SAVE_TEMPLATE)
def templates(request):
    found = ReportTemplate.objects.order_by("is_retired", "pk")
    context = {"title": "报告模板", "crumbs": [CRUMB], "templates": found}
    return render(request, "portal/reports/templates.html", context)


@page(SAVE_TEMPLATE)
def new_template(request):
    return saved_template(request, None, "新建模板")


@page(SAVE_TEMPLATE)
def edit_template(request, pk):
    return saved_template(request, get_object_or_404(ReportTemplate, pk=pk), "修改模板")


def saved_template(request, template, title):
    initial = {name: getattr(template, name) for name in ("title", "code", "body")} if template else {}
    form = forms.TemplateText(request.POST or None, actor=request.actor, record=template, initial=initial)
    if form.is_valid() and taken(
        form, actions.save_template, template, actor=request.actor, version=form.version, **form.cleaned_data
    ):
        messages.success(request, "模板已保存")
        return redirect("reports:templates")
    return render(request, "portal/reports/edit.html", writing(request, form, title))
