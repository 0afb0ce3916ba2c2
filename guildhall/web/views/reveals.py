"""Showing a masked fact whole: a button in the page, a reason, the value for a minute, then the mask again.

A part gives its records an address with `reveals(permission, Model)` and writes `{% revealable record "phone" address %}`
where the fact stands. Nothing of it is in an address, a cache or the browser's history.
"""

from django import forms
from django.db import models
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from guildhall.kernel.offers import offered
from guildhall.kernel.people.actions import reveal
from guildhall.kernel.people.offers import Personal
from guildhall.kernel.people.queries.privacy import masked, may_reveal, use_today
from guildhall.kernel.people.rules.privacy import REASONS, Use
from guildhall.kernel.refusal import Refused
from guildhall.web.forms import Form, dress
from guildhall.web.guards import NOT_FOUND, View, page

OTHER = REASONS[-1]


class RevealForm(Form):
    """Which fact, and why it must be seen."""

    reason = forms.ChoiceField(label="理由", choices=[("", "请选择"), *((each, each) for each in REASONS)])
    note = forms.CharField(label="补充说明", max_length=200, required=False)

    def __init__(self, *args, shown, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"] = forms.ChoiceField(label="项目", choices=[(each.field, each.label) for each in shown])
        self.order_fields(("field", "reason", "note"))
        dress(self)

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if given.get("reason") == OTHER and not given.get("note", "").strip():
            self.add_error("note", "选“其他”的，请写明理由")
        return given

    def written_reason(self):
        reason, note = self.cleaned_data["reason"], self.cleaned_data["note"].strip()
        return note if reason == OTHER else "：".join(filter(None, (reason, note)))


def facts_of(record: models.Model, actor) -> list[Personal]:
    """The facts of a record that stand filled in and that this actor may see whole."""
    return [
        each
        for each in offered(Personal)
        if each.model is type(record)
        and getattr(record, each.field) not in (None, "")
        and may_reveal(actor, each.privacy, record)
    ]


def reveals(permission: str, model: type[models.Model]) -> View:
    """The page that asks for a reason and shows a fact; guarded like the record's own page."""

    @page(permission, model, steps_up=True)
    def shown(request, record):
        return answer(request, record)

    return shown


def answer(request, record):
    facts = facts_of(record, request.actor)
    asked = request.POST.get("field") or request.GET.get("field", "")
    fact = next((each for each in facts if each.field == asked), None)
    if asked and fact is None:
        raise Http404(NOT_FOUND)
    context = {"record": record, "fact": fact, "title": f"查看{record}的个人信息", "address": request.path}
    if fact and "masked" in request.GET:
        return draw(request, "web/_reveal_masked.html", context | {"masked": masked(record, fact.field), "may": True})
    form = RevealForm(request.POST or None, shown=facts, initial={"field": asked})
    if fact:
        form.fields["field"].widget = forms.HiddenInput()
    if request.method == "POST" and form.is_valid() and fact:
        try:
            value = reveal(record, fact.field, reason=form.written_reason(), actor=request.actor)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            return draw(
                request, "web/_reveal_value.html", context | {"value": value, "warning": warning_for(request.actor)}
            )
    return draw(request, "web/_reveal_form.html", context | {"form": form, "facts": facts})


def warning_for(actor) -> str:
    use = use_today(actor, timezone.localdate())
    if use.verdict != Use.MANY:
        return ""
    return f"您今天已查看 {use.shown} 次，超过提醒次数 {use.limit} 次，已列入安全管理员的清单"


def draw(request, template, context):
    """The part alone where htmx asked for it, else a page around it; never kept by a browser."""
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, template if is_part else "web/reveal.html", context | {"part": template, "is_part": is_part})
