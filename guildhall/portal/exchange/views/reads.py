"""Exports read back: uploaded, compared, their differences by kind."""

from django.contrib import messages
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.mechanisms.workbooks.actions.exchange import feeding
from guildhall.mechanisms.workbooks.actions.exchange import reading as actions
from guildhall.mechanisms.workbooks.models import Difference, ReadBack
from guildhall.mechanisms.workbooks.queries.exchange.values import subject_named
from guildhall.portal.exchange.forms import reads as forms
from guildhall.portal.exchange.listing import shown
from guildhall.portal.exchange.tables import READS as COLUMNS
from guildhall.portal.exchange.views.shared import READS, SETTLE, on_disk, taken
from guildhall.web.pages import ListPage, NewRecord, page


class ReadList(ListPage):
    permission = SETTLE
    title = "回读核对"
    description = "上级系统的导出与本级登记逐条比对，差异一条条或成批处理，各自留痕。"
    columns = COLUMNS
    narrowing = forms.ReadFilter
    new = NewRecord("上传上级导出", "exchange:new_read", SETTLE)
    empty = "还没有核对过上级导出"

    def records(self):
        waiting = Difference.objects.open().filter(source=OuterRef("pk")).order_by().values("source")
        counted = Coalesce(Subquery(waiting.annotate(number=Count("pk")).values("number")), 0)
        return ReadBack.objects.select_related("organisation").annotate(open_count=counted).order_by("-pk")


@page(SETTLE)
def new(request):
    initial = {
        "organisation": request.GET.get("union") or request.actor.home,
        "as_of": timezone.localdate(),
        "profile": request.GET.get("profile"),
        "is_whole": True,
    }
    form = forms.NewRead(
        request.POST or None, request.FILES or None, actor=request.actor, permission=SETTLE, initial=initial
    )
    if form.is_valid():
        given = form.cleaned_data
        upload = given.pop("file")
        with on_disk(upload) as path:
            read = taken(
                form,
                actions.take_in,
                given.pop("profile"),
                path=path,
                file_name=upload.name,
                actor=request.actor,
                **given,
            )
        if read:
            return redirect(read)
    facts = {"title": "上传上级导出", "form": form, "crumbs": [READS]}
    return render(request, "portal/exchange/new_read.html", facts)


@page(SETTLE, ReadBack)
def read(request, read):
    if request.headers.get("HX-Target") == f"job-{read.job_id}" and read.job is not None:
        return render(request, "parts/_progress.html", {"job": read.job})
    subject = subject_named(read.subject)
    facts = {
        "title": read.file_name,
        "crumbs": [READS],
        "read": read,
        "job": read.job,
        "subject": subject,
        "may_feed": read.profile is not None and subject.feed and read.subject in read.profile.system.masters,
    }
    if read.state == ReadBack.State.READ:
        facts |= shown(request, read, subject)
    return render(request, "portal/exchange/read.html", facts)


@page(SETTLE, ReadBack, methods=("POST",))
def again(request, read):
    actions.read_again(read, actor=request.actor)
    return redirect(read)


@page(SETTLE, ReadBack, steps_up=True)
def feed(request, read):
    form = forms.Reason(request.POST or None, actor=request.actor, record=read)
    if form.is_valid():
        address = taken(form, feeding.feed, read, reason=form.cleaned_data["reason"], actor=request.actor)
        if address:
            messages.success(request, "已转为名册导入，请核对预览后确认")
            return redirect(address)
    facts = {
        "title": "按上级导出更新登记",
        "form": form,
        "read": read,
        "crumbs": [READS, (str(read), read.get_absolute_url())],
    }
    return render(request, "portal/exchange/feed.html", facts)
