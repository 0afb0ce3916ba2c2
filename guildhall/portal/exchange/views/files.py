"""Files for upper systems: asked for, watched, downloaded, recorded as sent."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.kernel.files.queries import open_file
from guildhall.mechanisms.workbooks.actions.exchange import files as actions
from guildhall.mechanisms.workbooks.models import Exchange
from guildhall.mechanisms.workbooks.queries.exchange.values import subject_named
from guildhall.portal.exchange.forms import files as forms
from guildhall.portal.exchange.tables import FILES as COLUMNS
from guildhall.portal.exchange.views.shared import FILES, MAKE, SETTLE, VIEW, taken
from guildhall.web.pages import ListPage, NewRecord, page


class FileList(ListPage):
    permission = VIEW
    title = "上报文件"
    description = "按交换方案由登记生成，报送后登记日期和回执；不必再往上级系统重抄。"
    columns = COLUMNS
    narrowing = forms.FileFilter
    new = NewRecord("生成上报文件", "exchange:new_file", MAKE)
    empty = "还没有生成过上报文件"

    def records(self):
        return Exchange.objects.select_related("profile", "organisation").defer("keys").order_by("-pk")


@page(MAKE, steps_up=True)
def new(request):
    initial = {"organisation": request.actor.home, "profile": request.GET.get("profile")}
    form = forms.NewFile(request.POST or None, actor=request.actor, permission=MAKE, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        made = taken(form, actions.ask_for, given.pop("profile"), actor=request.actor, **given)
        if made:
            return redirect(made)
    facts = {"title": "生成上报文件", "form": form, "crumbs": [FILES]}
    return render(request, "portal/exchange/new_file.html", facts)


@page(VIEW, Exchange)
def file(request, exchange):
    if request.headers.get("HX-Target") == f"job-{exchange.job_id}" and exchange.job is not None:
        return render(request, "parts/_progress.html", {"job": exchange.job})
    facts = {
        "title": str(exchange),
        "crumbs": [FILES],
        "exchange": exchange,
        "job": exchange.job,
        "subject": subject_named(exchange.profile.subject),
        "may_make": request.actor.may(MAKE),
        "may_settle": request.actor.may(SETTLE),
        "has_expired": exchange.expires_on is not None and timezone.localdate() > exchange.expires_on,
    }
    return render(request, "portal/exchange/file.html", facts)


@page(MAKE, Exchange)
def download(request, exchange):
    return given(request, exchange, "file")


@page(MAKE, Exchange)
def lacking(request, exchange):
    return given(request, exchange, "lacking")


def given(request, exchange, which):
    """The file itself; that it was opened is in the trail."""
    kept = actions.open_made(exchange, which=which, today=timezone.localdate(), actor=request.actor)
    return FileResponse(open_file(kept), as_attachment=True, filename=kept.name, content_type=kept.content_type)


@page(MAKE, Exchange)
def sent(request, exchange):
    initial = {"day": timezone.localdate()}
    form = forms.Sent(request.POST or None, actor=request.actor, record=exchange, initial=initial)
    if form.is_valid() and taken(
        form,
        actions.record_sent,
        exchange,
        today=timezone.localdate(),
        actor=request.actor,
        version=form.version,
        **form.cleaned_data,
    ):
        messages.success(request, "已登记报送")
        return redirect(exchange)
    facts = {"title": "登记报送", "form": form, "crumbs": [FILES, (str(exchange), exchange.get_absolute_url())]}
    return render(request, "portal/exchange/form.html", facts)


@page(MAKE, Exchange, methods=("POST",), steps_up=True)
def again(request, exchange):
    actions.make_again(exchange, actor=request.actor)
    return redirect(exchange)
