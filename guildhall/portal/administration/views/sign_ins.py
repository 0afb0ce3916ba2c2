"""Who signed in, from where, and who tried: for the security administrator."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse

from guildhall.kernel.access import actions, queries
from guildhall.kernel.access.models import Account, SignIn
from guildhall.portal.administration import forms, tables
from guildhall.web.pages import ListPage, page


class SignInList(ListPage):
    permission = "access.sign_in.view"
    title = "登录记录"
    description = "成功和失败的登录都在这里；没有这个账号的，只留登录名的前两个字，因为那里可能误填了密码。"
    columns = tables.SIGN_INS
    narrowing = forms.SignInFilter
    empty = "没有这样的登录"
    is_scoped = False

    def records(self):
        return queries.sign_ins_within(self.actor.reach(self.permission))

    def address_of(self, record):
        return reverse("administration:account", args=[record.account_id]) if record.account_id else ""


@page("access.session.end", Account, methods=("POST",), steps_up=True)
def end_sessions(request, account):
    """End all sessions of somebody, or the one that is named."""
    chosen = queries.open_sessions(account)
    named = request.POST.get("session", "")
    if named:
        chosen = chosen.filter(pk=int(named)) if named.isdecimal() else SignIn.objects.none()
    ended = actions.end_sessions(chosen, actor=request.actor)
    messages.success(request, f"已结束 {ended} 处登录" if ended else "没有正在登录的设备")
    return redirect(account)
