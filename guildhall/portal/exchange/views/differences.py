"""Differences settled: one on its page, some chosen in the list, all of a kind by a job."""

from json import loads

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.kernel.refusal import Refused
from guildhall.mechanisms.workbooks.actions.exchange import settling as actions
from guildhall.mechanisms.workbooks.models import Difference, ReadBack
from guildhall.mechanisms.workbooks.queries.exchange.values import subject_named
from guildhall.mechanisms.workbooks.rules.exchange.settling import CHOICES, WORDS
from guildhall.portal.exchange.forms import reads as forms
from guildhall.portal.exchange.listing import SHOWN, line_of, narrowed
from guildhall.portal.exchange.views.shared import READS, SETTLE, taken
from guildhall.web.formats import masked
from guildhall.web.guards import NOT_FOUND
from guildhall.web.pages import page

MOST_TOLD = 3


@page(SETTLE, Difference)
def difference(request, difference):
    subject = subject_named(difference.source.subject)
    form = forms.Settle(request.POST or None, actor=request.actor, kind=difference.kind)
    if form.is_valid() and taken(
        form, actions.settle, difference, day=timezone.localdate(), actor=request.actor, **form.cleaned_data
    ):
        messages.success(request, f"“{difference.name}”已处理：{difference.get_state_display()}")
        return redirect(f"{difference.source.get_absolute_url()}?kind={difference.kind}&field={difference.field}")
    record = subject.model._default_manager.filter(pk=difference.record_id).first() if difference.record_id else None
    facts = {
        "title": difference.name or "未命名的行",
        "crumbs": [READS, (str(difference.source), difference.source.get_absolute_url())],
        "difference": difference,
        "line": line_of(difference, subject),
        "row": row_of(difference, subject),
        "record": record,
        "form": form,
    }
    return render(request, "portal/exchange/difference.html", facts)


def row_of(difference, subject):
    """Their whole row in words, numbers of people masked."""
    said = loads(str(difference.row)) if difference.row else {}
    lines = []
    for key, text in said.items():
        known = subject.by_key.get(key)
        if known is not None and text:
            lines.append((known.label, masked(text) if known.sealed else known.shown(text)))
    return lines


@page(SETTLE, ReadBack, methods=("POST",))
def selected(request, read):
    """Settle those ticked in the list; whoever was settled by somebody else meanwhile is told by name."""
    keys = [int(key) for key in request.POST.getlist("difference") if key.isdecimal()][:SHOWN]
    chosen = Difference.objects.visible_to(request.actor, SETTLE).filter(source=read, pk__in=keys).order_by("pk")
    choice, reason = request.POST.get("choice", ""), request.POST.get("reason", "")[:300]
    settled, told = 0, []
    for one in chosen.select_related("source__profile__system", "organisation"):
        try:
            actions.settle(one, choice=choice, reason=reason, day=timezone.localdate(), actor=request.actor)
            settled += 1
        except Refused as refusal:
            told.append(f"{one.name}：{'；'.join(refusal.reasons)}")
    if not keys:
        messages.error(request, "请先勾选要处理的差异")
    if settled:
        messages.success(request, f"已处理 {settled} 项：{WORDS.get(choice, choice)}")
    for sentence in told[:MOST_TOLD]:
        messages.error(request, sentence)
    if len(told) > MOST_TOLD:
        messages.error(request, f"另有 {len(told) - MOST_TOLD} 项未能处理，原因见各项")
    return redirect(f"{read.get_absolute_url()}?{request.GET.urlencode()}")


@page(SETTLE, ReadBack, steps_up=True)
def all_of(request, read):
    """Settle all of a kind, by a job; the page asks once more."""
    params = request.GET.copy()
    params["state"] = "open"
    records, asked = narrowed(read, request.actor, params)
    choice = request.GET.get("choice", "")
    if choice not in CHOICES.get(asked["kind"], ()):
        raise Http404(NOT_FOUND)
    form = forms.Reason(request.POST or None, actor=request.actor, record=read)
    if form.is_valid():
        where = {name: asked[name] for name in ("kind", "field") if asked[name]}
        job = taken(
            form,
            actions.settle_many,
            read,
            choice=choice,
            reason=form.cleaned_data["reason"],
            narrowed=where,
            actor=request.actor,
        )
        if job:
            return redirect("web:job", job.pk)
    facts = {
        "title": "成批处理",
        "crumbs": [READS, (str(read), read.get_absolute_url())],
        "form": form,
        "count": records.count(),
        "choice": WORDS[choice],
        "kind": dict(Difference.Kind.choices)[asked["kind"]],
        "field": getattr(subject_named(read.subject).by_key.get(asked["field"]), "label", ""),
    }
    return render(request, "portal/exchange/settle_all.html", facts)
