"""The pages of signing in and of one's own account."""

import segno
from django.conf import settings
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.core import signing
from django.http import Http404
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from guildhall.kernel.access import actions, queries, second_factor, step_up
from guildhall.kernel.access.actors import actor_for
from guildhall.kernel.access.models import Account, SecondFactor, SignIn
from guildhall.kernel.refusal import Refused
from guildhall.portal.signing import forms, lockout, steps
from guildhall.portal.signing.going_on import begin_page, go_on
from guildhall.portal.signing.visits import visit_of
from guildhall.web.guards import NOT_FOUND
from guildhall.web.pages import open_page, signed_in_page
from guildhall.web.step_up import kept_in

WRONG = "账号或密码不对"
PROOF_SALT = "second_factor"
PROOF_SECONDS = 15 * 60
PROOF_OLD = "页面打开太久，请用新的二维码重新绑定"
WARN_FROM = 3


@open_page
@never_cache
@sensitive_post_parameters("password")
def sign_in(request):
    asked = steps.safe_address(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.actor is not None:
        return redirect(asked or settings.LOGIN_REDIRECT_URL)
    if request.method != "POST":
        return begin_page(request)
    form = forms.SignIn(request.POST)
    if form.is_valid():
        account = authenticate(request, **form.cleaned_data)
        if account is not None:
            steps.begin(request, account, way=SignIn.Way.PASSWORD)
            request.session["next"] = asked
            return go_on(request, account)
        form.add_error(None, why_not(request, form.cleaned_data["username"]))
    return begin_page(request, password_form=form)


def why_not(request, username):
    is_locked = getattr(request, "axes_locked_out", False)
    keep_failure(request, username, SignIn.Way.PASSWORD)
    if is_locked:
        return lockout.words(username)
    failures = getattr(request, "axes_failures_since_start", None) or 0
    left = settings.AXES_FAILURE_LIMIT - failures
    return f"{WRONG}，再输错 {left} 次账号将锁定半小时" if failures >= WARN_FROM else WRONG


def keep_failure(request, username, way):
    account = Account.objects.filter(username=username).first()
    is_locked = getattr(request, "axes_locked_out", False)
    actions.record_failure(username, account=account, visit=visit_of(request, way), is_locked=is_locked)


@open_page
@never_cache
def sign_in_code(request):
    account = steps.pending(request)
    if account is None or steps.next_step(request, account) != "sign_in_code":
        return redirect("sign_in")
    form = forms.Code(request.POST or None)
    if form.is_valid():
        if lockout.is_locked(request, account.username):
            request.axes_locked_out = True
            form.add_error(None, lockout.words(account.username))
        elif actions.check_second_factor(account, code=form.cleaned_data["code"], moment=timezone.now()):
            steps.keep_code(request)
            return go_on(request, account)
        else:
            lockout.count_failure(request, account.username)
            is_locked = getattr(request, "axes_locked_out", False)
            keep_failure(request, account.username, steps.way_of(request))
            form.add_error(None, lockout.words(account.username) if is_locked else "动态口令不对，或已经用过")
    return render(request, "portal/sign_in_code.html", {"form": form, "account": account})


@open_page
@never_cache
@require_POST
def demo_sign_in(request):
    """One click into a demo city; anywhere else this page does not exist."""
    offered = {str(one.account.pk): one.account for one in queries.people_offered(timezone.localdate())}
    account = offered.get(request.POST.get("account", ""))
    if account is None:
        raise Http404(NOT_FOUND)
    asked = steps.safe_address(request, request.POST.get("next", ""))
    request.session.flush()
    steps.finish(request, account)
    return redirect(asked or settings.LOGIN_REDIRECT_URL)


@open_page
@never_cache
@require_POST
def sign_out(request):
    if request.actor is not None:
        actions.sign_out(request.user, session_key=request.session.session_key, actor=request.actor)
    logout(request)
    return redirect("sign_in")


def account_at(request):
    """The signed-in account, or the one whose sign-in waits for this page."""
    if request.actor is not None:
        return Account.objects.get(pk=request.actor.account_id)
    return steps.pending(request)


def to_begin(request):
    return redirect(f"{resolve_url('sign_in')}?next={request.path}" if request.method == "GET" else "sign_in")


@open_page
@never_cache
@sensitive_post_parameters("old", "new", "again")
def password(request):
    account = account_at(request)
    is_pending = request.actor is None
    if account is None or (is_pending and steps.next_step(request, account) != "password"):
        return to_begin(request)
    form = forms.Password(request.POST or None)
    if form.is_valid() and changed(request, account, form):
        if is_pending:
            steps.keep_password(request, account)
            return go_on(request, account)
        before = request.session.session_key
        update_session_auth_hash(request, account)
        actions.follow_session(account, old_key=before, new_key=request.session.session_key)
        return redirect("account")
    return render(request, "portal/password.html", {"form": form, "account": account, "is_pending": is_pending})


def changed(request, account, form):
    """Whether the new password was taken; a wrong old one counts as a failed sign-in."""
    if lockout.is_locked(request, account.username):
        form.add_error(None, lockout.words(account.username))
    elif not account.check_password(form.cleaned_data["old"]):
        lockout.count_failure(request, account.username)
        form.add_error("old", "现在的密码不对")
    else:
        day = timezone.localdate()
        try:
            actions.set_password(account, password=form.cleaned_data["new"], day=day, actor=actor_for(account, day))
        except Refused as refusal:
            form.add_error("new", list(refusal.reasons))
        else:
            return True
    return False


@open_page
@never_cache
def second_factor_page(request):
    account = account_at(request)
    is_pending = request.actor is None
    if account is None or (is_pending and steps.next_step(request, account) != "second_factor"):
        return to_begin(request)
    if not is_pending and SecondFactor.objects.filter(account=account).exists():
        return redirect("account")
    form = forms.Binding(request.POST or None)
    secret = secret_in(form, account)
    if form.is_valid() and bound(account, form, secret):
        if is_pending:
            steps.keep_code(request)
            return go_on(request, account)
        step_up.mark(request.session, timezone.now())
        return redirect("step_up" if kept_in(request.session) else "account")
    return render(request, "portal/second_factor.html", binding_context(form, account, secret, is_pending=is_pending))


def secret_in(form, account):
    """The secret that the form showed, signed for this account; a form too old or of another shows a new one."""
    if not form.is_bound:
        return second_factor.new_secret()
    try:
        shown = signing.loads(form.data.get("proof", ""), salt=PROOF_SALT, max_age=PROOF_SECONDS)
    except signing.BadSignature:
        shown = {}
    if shown.get("account") == account.pk:
        return shown["secret"]
    form.add_error(None, PROOF_OLD)
    return second_factor.new_secret()


def bound(account, form, secret):
    day = timezone.localdate()
    try:
        actions.set_up_second_factor(
            account,
            secret=secret,
            code=form.cleaned_data["code"],
            moment=timezone.now(),
            actor=actor_for(account, day),
        )
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return False
    return True


def binding_context(form, account, secret, *, is_pending):
    address = second_factor.address_of(secret, account.username)
    drawn = segno.make(address, error="m").svg_inline(scale=5, svgclass="qr", omitsize=True, light="#fff")
    return {
        "form": form,
        "account": account,
        "is_pending": is_pending,
        "proof": signing.dumps({"account": account.pk, "secret": secret}, salt=PROOF_SALT),
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "drawn": mark_safe(drawn),  # noqa: S308 - drawn by segno from our own address
    }


@signed_in_page
def account(request):
    posts = [(post, queries.role_names().get(post.role, post.role)) for post in request.actor.posts]
    context = {
        "title": "账号与安全",
        "account": request.user,
        "posts": posts,
        "factor": SecondFactor.objects.filter(account=request.user).first(),
    }
    return render(request, "portal/account.html", context)
