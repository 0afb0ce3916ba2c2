"""The roster import: upload, match, preview, merge, result, taking back."""

import tempfile
from pathlib import Path

from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRefresh

from guildhall.domains.membership.actions.roster.upload import upload as take_in
from guildhall.domains.membership.forms.roster import MatchRoster, RosterFilter, TakeBackRoster, UploadRoster
from guildhall.domains.membership.queries.roster import KIND, is_staged, rows_of
from guildhall.domains.membership.rules.roster.columns import CODE, NOTES, OUTCOMES, PERMISSION, TITLE, WRITTEN, columns
from guildhall.domains.membership.tables.roster import ROSTERS
from guildhall.kernel.files.queries import open_file
from guildhall.kernel.refusal import Refused
from guildhall.mechanisms.workbooks.actions import imports as actions
from guildhall.mechanisms.workbooks.models import Import
from guildhall.mechanisms.workbooks.queries import imports as queries
from guildhall.mechanisms.workbooks.rules.templates import write_template
from guildhall.web.guards import NOT_FOUND
from guildhall.web.pages import ListPage, NewRecord, page

POST = ("POST",)
ROWS_SHOWN = 50


class RosterList(ListPage):
    permission = PERMISSION
    title = "名册导入"
    columns = ROSTERS
    narrowing = RosterFilter
    new = NewRecord("导入名册", "membership:upload_roster", PERMISSION)
    empty = "还没有导入过名册"
    is_exportable = False

    def records(self):
        return Import.objects.of(CODE).select_related("organisation").order_by("-pk")

    def address_of(self, record):
        return reverse("membership:roster", args=[record.pk])


@page(PERMISSION)
def upload(request):
    initial = {"union": request.actor.home.name if request.actor.home else ""}
    form = UploadRoster(request.POST or None, request.FILES or None, actor=request.actor, initial=initial)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            with on_disk(file) as path:
                import_ = take_in(
                    path, file_name=file.name, organisation=form.cleaned_data["union"], actor=request.actor
                )
        except Refused as refusal:
            form.add_error("file", list(refusal.reasons))
        else:
            return redirect("membership:roster", import_.pk)
    return render(request, "membership/roster_upload.html", {"form": form, "title": "导入名册"})


def on_disk(file):
    """An upload as a file with its own extension, gone afterwards."""
    kept = tempfile.NamedTemporaryFile(prefix="guildhall-", suffix=Path(file.name).suffix[:10])  # noqa: SIM115
    for piece in file.chunks():
        kept.write(piece)
    kept.flush()
    return Kept(kept)


class Kept:
    """A temporary file that gives its path."""

    def __init__(self, file):
        self.file = file

    def __enter__(self):
        return Path(self.file.name)

    def __exit__(self, *_):
        self.file.close()


@page(PERMISSION)
def template(request):
    with tempfile.NamedTemporaryFile(prefix="guildhall-", suffix=".xlsx") as file:
        write_template(Path(file.name), columns(), title=TITLE, notes=NOTES)
        return FileResponse(Path(file.name).open("rb"), as_attachment=True, filename="会员花名册模板.xlsx")


@page(PERMISSION, Import)
def roster(request, import_):
    own_kind(import_)
    if request.headers.get("HX-Target") == "roster-progress":
        if not import_.is_running:
            return HttpResponseClientRefresh()
        return render(request, "membership/_roster_progress.html", {"roster": import_, "job": import_.job})
    if import_.state == Import.State.MATCHING:
        return redirect("membership:match_roster", import_.pk)
    return render(request, "membership/roster.html", {"title": TITLE, **shown(request, import_)})


def shown(request, import_):
    """Everything the page of one import tells."""
    facts = {"roster": import_, "job": import_.job, "tabs": [], "rows": [], "next_row": None}
    if import_.is_running or not is_staged(import_.pk):
        return facts
    counted = [(code, label, import_.counts.get(code, 0)) for code, label in OUTCOMES.items()]
    tabs = [tab for tab in counted if tab[2]]
    codes = [code for code, _, _ in tabs]
    asked = request.GET.get("outcome", "")
    chosen = asked if asked in codes else "refused" if "refused" in codes else next(iter(codes), "")
    after = request.GET.get("after", "")
    rows = rows_of(import_.pk, chosen, after=int(after) if after.isdecimal() else 0, limit=ROWS_SHOWN + 1)
    facts |= {"tabs": tabs, "chosen": chosen, "rows": rows[:ROWS_SHOWN]}
    facts["next_row"] = rows[ROWS_SHOWN - 1].row_no if len(rows) > ROWS_SHOWN else None
    facts["good_count"] = sum(import_.counts.get(code, 0) for code in WRITTEN)
    return facts


def own_kind(import_):
    if import_.kind != CODE:
        raise Http404(NOT_FOUND)


@page(PERMISSION, Import)
def match(request, import_):
    own_kind(import_)
    if import_.state not in (Import.State.MATCHING, Import.State.PREVIEWED):
        return redirect("membership:roster", import_.pk)
    form = MatchRoster(request.POST or None, import_=import_)
    if form.is_valid():
        try:
            actions.confirm_match(
                import_, heading_row=form.cleaned_data["heading_row"], mapping=form.mapping(), actor=request.actor
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            return redirect("membership:roster", import_.pk)
    facts = {"title": "核对表头", "form": form, "roster": import_, "match": queries.match_of(import_), "kind": KIND}
    return render(request, "membership/roster_match.html", facts)


@page(PERMISSION, Import, methods=POST, steps_up=True)
def confirm(request, import_):
    own_kind(import_)
    actions.confirm_merge(import_, actor=request.actor)
    return redirect("membership:roster", import_.pk)


@page(PERMISSION, Import, methods=POST)
def cancel(request, import_):
    own_kind(import_)
    actions.cancel(import_, actor=request.actor)
    return redirect("membership:roster", import_.pk)


@page(PERMISSION, Import, methods=POST)
def resume(request, import_):
    own_kind(import_)
    actions.resume(import_, actor=request.actor)
    return redirect("membership:roster", import_.pk)


@page(PERMISSION, Import, steps_up=True)
def take_back(request, import_):
    own_kind(import_)
    form = TakeBackRoster(request.POST or None, actor=request.actor, record=import_)
    if form.is_valid():
        try:
            actions.take_back(import_, reason=form.cleaned_data["reason"], actor=request.actor)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            return redirect("membership:roster", import_.pk)
    return render(request, "membership/roster_take_back.html", {"title": "撤回导入", "form": form, "roster": import_})


@page(PERMISSION, Import)
def result(request, import_):
    own_kind(import_)
    if import_.result is None:
        raise Http404(NOT_FOUND)
    return FileResponse(open_file(import_.result), as_attachment=True, filename=import_.result.name)
