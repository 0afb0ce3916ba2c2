"""Accounts: the list, one account, and what is done to it."""

from typing import NamedTuple

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from guildhall.kernel.access import actions, queries
from guildhall.kernel.access.models import Account, Post, SecondFactor, SignIn
from guildhall.portal.administration import forms, tables
from guildhall.portal.administration.views.shared import taken
from guildhall.web.pages import ListPage, NewRecord, page

RECENT = 20


class AccountList(ListPage):
    permission = "access.account.view"
    title = "账号"
    columns = tables.ACCOUNTS
    narrowing = forms.AccountFilter
    new = NewRecord("开立账号", "administration:open_account", "access.account.open")
    empty = "还没有账号"
    is_scoped = False

    def records(self):
        visible = Account.objects.visible_to(self.actor, self.permission)
        return visible.select_related("person__home_union").order_by("-pk")


@page("access.account.view", Account)
def account(request, account):
    failures = AccessAttempt.objects.filter(username=account.username).aggregate(all=Sum("failures_since_start"))
    posts = Post.objects.filter(person=account.person_id).select_related("organisation").order_by("-pk")
    context = {
        "title": account.display_name,
        "account": account,
        "posts": [(post, tables.role_of(post)) for post in posts],
        "factor": SecondFactor.objects.filter(account=account).first(),
        "failures": failures["all"] or 0,
        "is_locked": (failures["all"] or 0) >= settings.AXES_FAILURE_LIMIT,
        "may_open": request.actor.may("access.account.open"),
        "may_end": request.actor.may("access.session.end"),
        "sessions": queries.open_sessions(account) if request.actor.may("access.session.end") else [],
        "sign_ins": recent_sign_ins(request.actor, account),
    }
    return render(request, "portal/account_of.html", context)


def recent_sign_ins(actor, account):
    if not actor.may("access.sign_in.view"):
        return None
    return SignIn.objects.filter(account=account).order_by("-pk")[:RECENT]


@page("access.account.open", steps_up=True)
@sensitive_post_parameters("password")
def open_account(request):
    form = forms.NewAccount(request.POST or None, actor=request.actor)
    if form.is_valid():
        given = form.cleaned_data
        day = timezone.localdate()
        opened = taken(form, actions.open_account, given.pop("person"), day=day, actor=request.actor, **given)
        if opened:
            return redirect(opened)
    return render(request, "pages/form.html", {"title": "开立账号", "form": form})


@page("access.account.open", Account, steps_up=True)
@sensitive_post_parameters("password")
def set_password(request, account):
    form = forms.NewPassword(request.POST or None)
    if form.is_valid() and taken(
        form, actions.set_password, account, day=timezone.localdate(), actor=request.actor, **form.cleaned_data
    ):
        return redirect(account)
    return render(request, "pages/form.html", {"title": f"为{account.display_name}重设密码", "form": form})


class Act(NamedTuple):
    """Something done to an account for a reason: its words and its verb."""

    title: str
    consequence: str
    verb: object


ACTS = {
    "close": Act("停用", "停用后不能登录，已登录的立即退出；岗位不受影响。", actions.close_account),
    "reopen": Act("恢复", "恢复后可以照常登录。", actions.reopen_account),
    "unlock": Act("解除锁定", "解除后可以立即重试密码。", actions.unlock),
    "reset_second_factor": Act("重置动态口令", "重置后须在下次登录时重新绑定手机。", actions.reset_second_factor),
    "require_second_factor": Act(
        "要求动态口令", "此后登录须用手机动态口令，已登录的立即退出。", actions.require_second_factor
    ),
}


@page("access.account.open", Account, steps_up=True)
def act(request, account, act):
    chosen = ACTS[act]
    form = forms.Reason(request.POST or None)
    if form.is_valid() and taken(form, chosen.verb, account, actor=request.actor, **form.cleaned_data):
        return redirect(account)
    context = {"title": f"{chosen.title}：{account.display_name}", "act": chosen, "form": form, "account": account}
    return render(request, "portal/act.html", context)
