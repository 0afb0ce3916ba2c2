"""What the house sends: every message with its state, and the ways out."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages as screen
from django.db.models import Count, Min
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.kernel.access.queries import is_demo
from guildhall.kernel.notifications import actions, rules
from guildhall.kernel.notifications.models import OUTSIDE, Channel, Gateway, Message
from guildhall.kernel.notifications.providers.base import Provider, provider_for
from guildhall.kernel.notifications.providers.local import Local
from guildhall.portal.messages import forms, tables
from guildhall.portal.policy.parameters import taken
from guildhall.web.guards import NOT_FOUND
from guildhall.web.pages import ListPage, open_page, page

VIEW, RESEND = "notifications.message.view", "notifications.message.resend"
FEW = 30


class Outbox(ListPage):
    permission = VIEW
    title = "发送记录"
    description = "发给个人的每一条消息。号码和姓名只显示一部分，验证码不显示。"
    columns = tables.OUTBOX
    narrowing = forms.OutboxFilter
    empty = "还没有发过消息"

    def records(self):
        return Message.objects.select_related("person", "organisation").defer("values", "body").order_by("-pk")


def why_not_resend(message):
    return rules.why_not_resend(
        state=message.state,
        label=message.get_state_display(),
        has_body=bool(message.body and message.address),
        is_expired=message.is_expired(timezone.now()),
        is_outside=message.channel in OUTSIDE,
    )


def why_not_cancel(message):
    return rules.why_not_cancel(state=message.state, label=message.get_state_display())


@page(VIEW, Message)
def message(request, message):
    may = request.actor.may(RESEND)
    context = {
        "title": f"{message.label} · {message.get_channel_display()}",
        "message": message,
        "recipient": tables.recipient_of(message),
        "address": tables.address_of(message),
        "body": tables.body_of(message),
        "may_resend": may and not why_not_resend(message),
        "may_cancel": may and not why_not_cancel(message),
    }
    return render(request, "portal/messages/message.html", context)


ACTS = {
    "resend": ("重发", "会再发一次；对方可能因此收到两条。", actions.resend, why_not_resend),
    "cancel": ("取消发送", "取消后不再发出，需要时可以重发。", actions.cancel, why_not_cancel),
}


@page(RESEND, Message)
def act(request, message, act):
    words, consequence, verb, why_not = ACTS[act]
    form = forms.Reason(request.POST or None, actor=request.actor, record=message)
    if form.is_valid() and taken(form, verb, message, actor=request.actor, version=form.version, **form.cleaned_data):
        screen.success(request, f"已{words}")
        return redirect(message)
    reasons = [] if request.POST else why_not(message)
    context = {"title": f"{words}消息", "form": form, "act": words, "consequence": consequence, "reasons": reasons}
    return render(request, "portal/messages/act.html", {**context, "message": message})


@dataclass(frozen=True)
class Line:
    """One way out as administrators see it."""

    channel: Channel
    provider: Provider
    gateway: Gateway
    waiting: int
    oldest: datetime | None

    @property
    def is_local(self) -> bool:
        return isinstance(self.provider, Local)

    @property
    def is_resting(self) -> bool:
        return self.gateway.rests_until is not None


@page(VIEW)
def providers(request):
    """The ways out: which provider each uses, whether it answers, and what waits."""
    waiting = Message.objects.filter(state=Message.State.QUEUED).values("channel").order_by("channel")
    counts = {row["channel"]: row for row in waiting.annotate(count=Count("pk"), oldest=Min("created_at"))}
    known = {gateway.channel: gateway for gateway in Gateway.objects.order_by("pk")}
    lines = []
    for channel in OUTSIDE:
        row = counts.get(channel, {"count": 0, "oldest": None})
        gateway = known.get(channel) or Gateway(channel=channel)
        lines.append(Line(channel, provider_for(channel), gateway, row["count"], row["oldest"]))
    context = {"title": "发送通道", "lines": lines, "may_retry": request.actor.may(RESEND)}
    return render(request, "portal/messages/providers.html", context)


@page(RESEND, methods=("POST",))
def retry(request, channel):
    if channel not in OUTSIDE:
        raise Http404(NOT_FOUND)
    actions.retry_channel(channel, actor=request.actor)
    screen.success(request, f"正在重试{Channel(channel).label}通道")
    return redirect("messages:providers")


@open_page
def demo(request):
    """What the local provider kept in a demo city: nobody in it is real, so its codes may be read here."""
    if not is_demo() or not any(isinstance(provider_for(channel), Local) for channel in OUTSIDE):
        raise Http404(NOT_FOUND)
    kept = Message.objects.filter(provider=Local.code, sent_at__isnull=False).order_by("-pk")[:FEW]
    shown = [(message, tables.address_of(message)) for message in kept]
    return render(request, "portal/messages/demo.html", {"title": "演示城市发出的消息", "shown": shown})
