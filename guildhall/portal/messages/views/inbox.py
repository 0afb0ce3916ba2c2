"""What was sent to oneself, and what one wants to get."""

from django.contrib import messages as screen
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from guildhall.kernel.notifications import actions, queries
from guildhall.kernel.notifications.models import Channel, Message
from guildhall.kernel.people.models import Person
from guildhall.portal.messages.forms import Choice
from guildhall.web.guards import NOT_FOUND
from guildhall.web.pages import signed_in_page

PAGE = 20


def own(request):
    """The messages of whoever is signed in; nobody's for an account without a person."""
    return Message.objects.inbox_of(request.actor.person_id or 0)


@signed_in_page
def inbox(request):
    """One's own messages, the newest first."""
    only_unread = request.GET.get("show") == "unread"
    found = own(request).unread() if only_unread else own(request)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    shown = list(found.order_by("-pk")[: PAGE + 1])
    context = {
        "title": "我的消息",
        "shown": shown[:PAGE],
        "only_unread": only_unread,
        "older": shown[PAGE - 1].pk if len(shown) > PAGE else None,
        "is_later_page": bool(before),
        "has_unread": queries.unread_count(request.actor.person_id) > 0,
        "wants_sms": not queries.opted_out([request.actor.person_id or 0]),
        "may_choose": request.actor.person_id is not None,
    }
    return render(request, "portal/messages/inbox.html", context)


@signed_in_page
@require_POST
def open_message(request, pk):
    """Mark one message as read and go to what it is about."""
    message = own(request).filter(pk=pk).first()
    if message is None:
        raise Http404(NOT_FOUND)
    actions.mark_read(request.actor.person_id, keys=[pk], at=timezone.now())
    if message.link and url_has_allowed_host_and_scheme(message.link, allowed_hosts=None):
        return redirect(message.link)
    return redirect("messages:inbox")


@signed_in_page
@require_POST
def read_all(request):
    done = actions.mark_read(request.actor.person_id or 0, at=timezone.now())
    screen.success(request, f"{done} 条消息已标为已读")
    return redirect("messages:inbox")


@signed_in_page
@require_POST
def choose(request):
    """Say whether one wants short messages that are not urgent."""
    form = Choice(request.POST)
    person = Person.objects.filter(pk=request.actor.person_id).first()
    if person is None or not form.is_valid():
        raise Http404(NOT_FOUND)
    wants = form.cleaned_data["wants"] == "yes"
    actions.choose(person, channel=Channel.SMS, is_wanted=wants, actor=request.actor)
    screen.success(request, "今后会收到短信提醒" if wants else "今后不再收到一般短信，验证码等紧急短信照发")
    return redirect("messages:inbox")
