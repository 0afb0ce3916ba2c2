"""Signing in by a code sent to one's phone."""

import time
from base64 import b64decode, b64encode

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from guildhall.kernel.access import actions, queries
from guildhall.kernel.access.models import SignIn
from guildhall.kernel.crypto import UnreadableError, decrypt, encrypt
from guildhall.kernel.people.rules.masks import mask_phone
from guildhall.kernel.refusal import Refused
from guildhall.portal.signing import forms, lockout, steps
from guildhall.portal.signing.going_on import begin_page, go_on
from guildhall.portal.signing.visits import visit_of
from guildhall.web.pages import open_page

PHONE, LABEL = "phone", "signing.phone"
WRONG = "验证码不对，或已经过期；没有收到的，请核对手机号码"


@open_page
@never_cache
@require_POST
@sensitive_post_parameters("phone")
def ask_for_code(request):
    """Every number is answered alike, and takes as long: nobody learns whose it is."""
    started = time.monotonic()
    form = forms.Phone(request.POST)
    if not form.is_valid():
        return begin_page(request, phone_form=form)
    phone = form.cleaned_data["phone"]
    try:
        actions.send_code(phone, address=visit_of(request, SignIn.Way.PHONE).address, moment=timezone.now())
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return begin_page(request, phone_form=form)
    request.session[PHONE] = b64encode(encrypt(phone, label=LABEL)).decode()
    request.session["next"] = steps.safe_address(request, request.POST.get("next", ""))
    time.sleep(max(0, settings.GUILDHALL_CODE_SECONDS - (time.monotonic() - started)))
    return redirect("phone_code")


def phone_in(request):
    """The phone to which this browser had a code sent."""
    try:
        return decrypt(b64decode(request.session.get(PHONE, "")), label=LABEL)
    except (UnreadableError, ValueError):
        return ""


@open_page
@never_cache
def phone_code(request):
    phone = phone_in(request)
    if not phone or request.actor is not None:
        return redirect("sign_in")
    form = forms.PhoneCode(request.POST or None)
    if form.is_valid():
        account = account_of(request, form, phone)
        if account is not None:
            asked = request.session.get("next", "")
            steps.begin(request, account, way=SignIn.Way.PHONE)
            request.session["next"] = asked
            return go_on(request, account)
    context = {
        "form": form,
        "phone": phone,
        "masked": mask_phone(phone),
        "next": request.session.get("next", ""),
        "message": queries.demo_code_message(phone),
    }
    return render(request, "portal/phone_code.html", context)


def account_of(request, form, phone):
    """The account that the code opens; a wrong code counts as a wrong password does."""
    tries = actions.phone_tries(phone)
    if lockout.is_locked(request, tries):
        request.axes_locked_out = True
        form.add_error(None, lockout.words(tries))
        return None
    account = actions.check_code(phone, form.cleaned_data["code"], moment=timezone.now())
    if account is not None:
        return account
    lockout.count_failure(request, tries)
    is_locked = getattr(request, "axes_locked_out", False)
    known = queries.account_by_phone(phone)
    visit = visit_of(request, SignIn.Way.PHONE)
    actions.record_failure(mask_phone(phone), account=known, visit=visit, is_locked=is_locked)
    form.add_error(None, lockout.words(tries) if is_locked else WRONG)
    return None
