"""Lists given out and taken back: pre-filled workbooks, a union each."""

from contextlib import ExitStack

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.kernel.files.queries import open_file
from guildhall.mechanisms.workbooks.actions.exchange import splitting as actions
from guildhall.mechanisms.workbooks.models import ReadBack, Split, SplitBook
from guildhall.mechanisms.workbooks.queries.exchange.values import subject_named
from guildhall.portal.exchange.forms import splits as forms
from guildhall.portal.exchange.tables import SPLITS as COLUMNS
from guildhall.portal.exchange.views.shared import SPLIT, SPLITS, on_disk, taken
from guildhall.web.pages import ListPage, NewRecord, page

MOST_BOOKS = 200


class SplitList(ListPage):
    permission = SPLIT
    title = "分发填报"
    description = "按工会拆成预先填好的工作簿，离线填写，收回后只合并改动的格。"
    columns = COLUMNS
    narrowing = forms.SplitFilter
    new = NewRecord("分发填报", "exchange:new_split", SPLIT)
    empty = "还没有分发过填报表"

    def records(self):
        back = SplitBook.objects.filter(split=OuterRef("pk"), returned_at__isnull=False).order_by().values("split")
        counted = Coalesce(Subquery(back.annotate(number=Count("pk")).values("number")), 0)
        return Split.objects.select_related("organisation").annotate(returned_count=counted).order_by("-pk")


@page(SPLIT, steps_up=True)
def new(request):
    form = forms.NewSplit(
        request.POST or None, actor=request.actor, permission=SPLIT, initial={"organisation": request.actor.home}
    )
    if form.is_valid():
        made = taken(form, actions.split, actor=request.actor, **form.given())
        if made:
            return redirect(made)
    facts = {"title": "分发填报", "form": form, "crumbs": [SPLITS]}
    return render(request, "portal/exchange/new_split.html", facts)


@page(SPLIT, Split)
def split(request, split):
    if request.headers.get("HX-Target") == f"job-{split.job_id}" and split.job is not None:
        return render(request, "parts/_progress.html", {"job": split.job})
    subject = subject_named(split.subject)
    missing = split.books.filter(returned_at=None).select_related("organisation").order_by("organisation__path")
    facts = {
        "title": split.title,
        "crumbs": [SPLITS],
        "split": split,
        "job": split.job,
        "subject": subject,
        "fields": "、".join(subject.by_key[key].label for key in split.fields if key in subject.by_key),
        "returned_count": split.books.filter(returned_at__isnull=False).count(),
        "missing": missing[:MOST_BOOKS],
        "missing_count": missing.count(),
        "returns": ReadBack.objects.filter(split=split).order_by("-pk")[:20],
        "has_expired": split.expires_on is not None and timezone.localdate() > split.expires_on,
    }
    return render(request, "portal/exchange/split.html", facts)


@page(SPLIT, Split)
def download(request, split):
    kept = actions.open_made(split, today=timezone.localdate(), actor=request.actor)
    return FileResponse(open_file(kept), as_attachment=True, filename=kept.name, content_type=kept.content_type)


@page(SPLIT, Split)
def give_back(request, split):
    form = forms.GiveBack(request.POST or None, request.FILES or None, actor=request.actor)
    if form.is_valid():
        with ExitStack() as stack:
            files = [(file.name, stack.enter_context(on_disk(file))) for file in form.cleaned_data["books"]]
            read = taken(form, actions.take_in, split, files=files, actor=request.actor)
        if read:
            return redirect(read)
    facts = {"title": "上传交回的工作簿", "form": form, "crumbs": [SPLITS, (split.title, split.get_absolute_url())]}
    return render(request, "portal/exchange/return_books.html", facts)
