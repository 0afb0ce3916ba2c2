"""One's own sign-ins and sessions: what happened, what is still open, and how to end it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from guildhall.kernel.access import actions, queries
from guildhall.kernel.access.models import SignIn
from guildhall.web.guards import NOT_FOUND
from guildhall.web.pages import signed_in_page

RECENT = 50


@signed_in_page
def my_sign_ins(request):
    context = {
        "title": "我的登录记录",
        "sessions": queries.open_sessions(request.user),
        "own_key": request.session.session_key,
        "sign_ins": SignIn.objects.filter(account=request.user).order_by("-pk")[:RECENT],
    }
    return render(request, "portal/my_sign_ins.html", context)


@signed_in_page
@require_POST
def end_session(request, pk):
    found = queries.open_sessions(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404(NOT_FOUND)
    actions.end_session(found, actor=request.actor)
    messages.success(request, "已结束，那台设备要重新登录才能进入")
    return redirect("my_sign_ins")


@signed_in_page
@require_POST
def end_other_sessions(request):
    others = queries.open_sessions(request.user).exclude(session_key=request.session.session_key)
    ended = actions.end_sessions(others, actor=request.actor)
    messages.success(request, f"已结束其他 {ended} 处登录" if ended else "没有其他登录")
    return redirect("my_sign_ins")
