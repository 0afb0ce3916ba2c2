"""What messages say: the templates, their texts by date, and how a text looks before it holds."""

from django.contrib import messages as screen
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.kernel.notifications import actions, queries, rules
from guildhall.kernel.notifications.models import Channel, TemplateText
from guildhall.portal.messages import forms
from guildhall.portal.policy.parameters import taken
from guildhall.web.guards import NOT_FOUND
from guildhall.web.history import entries_of
from guildhall.web.pages import page

KEEP = "notifications.template.keep"


def wording_of(code):
    try:
        return queries.wording(code, timezone.localdate())
    except queries.UnknownTemplateError as unknown:
        raise Http404(NOT_FOUND) from unknown


def channels_of(template):
    return "、".join(Channel(channel).label for channel in template.channels)


@page(KEEP)
def templates(request):
    """Every message that the house sends."""
    known = [(one, channels_of(one.template)) for one in queries.wordings(timezone.localdate())]
    return render(request, "portal/messages/templates.html", {"title": "消息模板", "known": known})


@page(KEEP)
def template(request, code):
    wording = wording_of(code)
    texts = list(TemplateText.objects.filter(code=code).order_by("-since"))
    context = {
        "title": wording.template.label,
        "wording": wording,
        "template": wording.template,
        "channels": channels_of(wording.template),
        "preview": preview_of(wording.text, wording.template),
        "texts": texts,
        "coming": [text for text in texts if text.since > timezone.localdate()],
        "entries": [line for text in texts[:5] for line in entries_of(text, 10)],
    }
    return render(request, "portal/messages/template.html", context)


def preview_of(text, template):
    """A text with examples in it, how long it is, what is wrong with it and what it leaves out."""
    reasons = rules.why_not_text(text, template.variables)
    shown = "" if reasons else rules.filled(text, template.variables)
    return {
        "reasons": reasons,
        "shown": shown,
        "length": len(shown),
        "parts": rules.sms_parts(shown),
        "takes_sms": Channel.SMS in template.channels,
        "missing": rules.missing_in(text, template.variables),
    }


@page(KEEP)
def set_text(request, code):
    wording = wording_of(code)
    codes = wording.record.provider_codes if wording.record else {}
    initial = {"text": wording.text, "since": timezone.localdate(), **{f"code_{name}": codes[name] for name in codes}}
    form = forms.NewText(request.POST or None, template=wording.template, initial=initial)
    given = {"today": timezone.localdate(), "actor": request.actor}
    if form.is_valid() and taken(form, actions.set_text, code, **given, **form.cleaned_data):
        screen.success(request, f"“{wording.template.label}”的正文已保存")
        return redirect("messages:template", code)
    text = form["text"].value() or ""
    context = {
        "title": f"修改“{wording.template.label}”",
        "form": form,
        "template": wording.template,
        "preview": preview_of(text, wording.template),
    }
    return render(request, "portal/messages/set_text.html", context)


@page(KEEP, methods=("POST",))
def preview(request, code):
    """How a text looks while it is typed; nothing is kept."""
    shown = preview_of(request.POST.get("text", "").replace("\r\n", "\n"), wording_of(code).template)
    return render(request, "portal/messages/_preview.html", {"preview": shown})


@page(KEEP)
def reset_text(request, code):
    wording = wording_of(code)
    form = forms.Reset(request.POST or None, initial={"since": timezone.localdate()})
    given = {"today": timezone.localdate(), "actor": request.actor}
    if form.is_valid() and taken(form, actions.reset_text, code, **given, **form.cleaned_data):
        screen.success(request, f"“{wording.template.label}”已恢复原文")
        return redirect("messages:template", code)
    context = {"title": f"恢复“{wording.template.label}”的原文", "form": form, "template": wording.template}
    return render(request, "portal/messages/reset.html", context)
