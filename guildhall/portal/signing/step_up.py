"""The page that asks a signed-in officer for the six digits before something is decided, revealed, exported or released."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from guildhall.kernel.access import actions, step_up
from guildhall.kernel.access.models import SecondFactor
from guildhall.kernel.audit.verbs import note
from guildhall.portal.signing import forms, lockout
from guildhall.web.pages import signed_in_page
from guildhall.web.step_up import forget, kept_in

WRONG = "动态口令不对，或已经用过"


@signed_in_page
@never_cache
def step_up_page(request):
    if step_up.is_fresh(request.session, timezone.now()):
        return go_back(request)
    if not SecondFactor.objects.filter(account=request.user).exists():
        return redirect("second_factor")
    form = forms.Code(request.POST or None)
    if form.is_valid() and is_right(request, form):
        confirm(request)
        return redirect("step_up")
    kept = kept_in(request.session)
    return render(request, "portal/step_up.html", {"title": "核对动态口令", "form": form, "kept": kept})


def is_right(request, form):
    """Whether the code was right; a wrong one counts as a failed sign-in."""
    username = request.user.get_username()
    if lockout.is_locked(request, username):
        request.axes_locked_out = True
        form.add_error(None, lockout.words(username))
        return False
    if actions.check_second_factor(request.user, code=form.cleaned_data["code"], moment=timezone.now()):
        return True
    lockout.count_failure(request, username)
    is_locked = getattr(request, "axes_locked_out", False)
    form.add_error(None, lockout.words(username) if is_locked else WRONG)
    return False


def confirm(request):
    step_up.mark(request.session, timezone.now())
    note(actor=request.actor, verb="access.account.step_up", subject=request.user)


def go_back(request):
    """To the page that sent one here; what was typed there is shown as one button, to be sent by its owner."""
    kept = kept_in(request.session)
    if kept is None:
        return redirect(settings.LOGIN_REDIRECT_URL)
    forget(request.session)
    if not kept.address:
        return redirect(kept.back)
    return render(request, "portal/step_up_done.html", {"title": "身份已核对", "kept": kept})
