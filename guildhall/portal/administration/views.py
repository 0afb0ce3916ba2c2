"""Pages that administer posts, accounts and the trail."""

from typing import NamedTuple

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from guildhall.kernel.access import actions, queries
from guildhall.kernel.access.models import Account, NamedUnion, Post, SecondFactor
from guildhall.kernel.audit.models import Entry, Seal
from guildhall.kernel.jobs.work import enqueue
from guildhall.kernel.refusal import Refused
from guildhall.portal.administration import forms, tables
from guildhall.web.pages import ListPage, NewRecord, page


class PostList(ListPage):
    permission = "access.post.view"
    title = "岗位"
    description = "岗位是权限的唯一来源：谁在哪个组织担任什么角色，就能办什么、看到哪里。"
    columns = tables.POSTS
    narrowing = forms.PostFilter
    new = NewRecord("任命岗位", "administration:appoint", "access.post.appoint")
    empty = "还没有岗位"

    def records(self):
        return Post.objects.select_related("person", "organisation").order_by("-pk")


@page("access.post.view", Post)
def post(request, post):
    named = NamedUnion.objects.filter(post=post).select_related("organisation").order_by("-pk")
    may_change = request.actor.may("access.post.appoint") and post.person_id != request.actor.person_id
    context = {
        "title": f"{post.person.name} · {tables.role_of(post)}",
        "post": post,
        "role": tables.role_of(post),
        "named": named,
        "may_end": may_change and post.until is None,
        "may_name": may_change and post.until is None and post.reaches == Post.Reaches.NAMED,
    }
    return render(request, "portal/post.html", context)


@page("access.post.appoint", steps_up=True)
def appoint(request):
    initial = {"day": timezone.localdate()}
    form = forms.Appointment(request.POST or None, actor=request.actor, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        made = taken(form, actions.appoint, given.pop("person"), actor=request.actor, **given)
        if made:
            return redirect(made)
    return render(request, "pages/form.html", {"title": "任命岗位", "form": form})


@page("access.post.appoint", Post, steps_up=True)
def end_post(request, post):
    initial = {"day": timezone.localdate()}
    form = forms.Ending(request.POST or None, actor=request.actor, record=post, initial=initial)
    if form.is_valid() and taken(
        form, actions.end_post, post, actor=request.actor, version=form.version, **form.cleaned_data
    ):
        return redirect(post)
    title = f"免去{post.person.name}的{tables.role_of(post)}岗位"
    return render(request, "pages/form.html", {"title": title, "form": form})


@page("access.post.appoint", Post, steps_up=True)
def name_union(request, post):
    initial = {"day": timezone.localdate()}
    form = forms.Naming(request.POST or None, actor=request.actor, record=post, initial=initial)
    if form.is_valid() and taken(form, actions.name_union, post, actor=request.actor, **form.cleaned_data):
        return redirect(post)
    return render(request, "pages/form.html", {"title": f"为{post.person.name}指定管辖的工会", "form": form})


def taken(form, verb, *subject, **values):
    """What a verb returned, or None with its refusal on the form."""
    try:
        return verb(*subject, **values)
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return None


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
    }
    return render(request, "portal/account_of.html", context)


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


class TrailList(ListPage):
    permission = "audit.entry.view"
    title = "操作留痕"
    columns = tables.TRAIL
    narrowing = forms.TrailFilter
    empty = "没有这样的留痕"
    is_scoped = False
    template_name = "portal/trail.html"

    def records(self):
        return queries.trail_within(self.actor.reach(self.permission))

    def context(self):
        last = Seal.objects.order_by("-pk").first()
        waiting = Entry.objects.filter(at__gt=last.at) if last else Entry.objects.all()
        return {**super().context(), "seal": last, "waiting": waiting.order_by()[:10_000].count()}


@page("audit.entry.view", methods=("POST",))
def verify_trail(request):
    return redirect("web:job", enqueue("portal.verify_trail", actor=request.actor).pk)
