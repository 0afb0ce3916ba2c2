"""A sign-in under way: the password was right, other steps may be due before the session begins."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme

from guildhall.kernel.access import actions, step_up
from guildhall.kernel.access.actors import actor_for
from guildhall.kernel.access.models import Account, SecondFactor, SignIn
from guildhall.portal.signing.visits import visit_of

KEY = "sign_in"
TIME = timedelta(minutes=10)
BACKEND = settings.AUTHENTICATION_BACKENDS[-1]


def begin(request: HttpRequest, account: Account, *, way: str) -> None:
    """Keep in a fresh session whose password or phone was right."""
    request.session.flush()
    request.session[KEY] = {
        "account": account.pk,
        "hash": account.get_session_auth_hash(),
        "at": timezone.now().isoformat(),
        "has_code": False,
        "way": str(way),
    }


def pending(request: HttpRequest) -> Account | None:
    """Whose sign-in is under way; after ten minutes, or a changed password, nobody's."""
    kept = request.session.get(KEY)
    if kept is None:
        return None
    account = Account.objects.filter(pk=kept["account"], is_active=True).first()
    at = parse_datetime(kept["at"])
    if account is None or at is None or timezone.now() - at > TIME:
        return None
    return account if constant_time_compare(kept["hash"], account.get_session_auth_hash()) else None


def has_code(request: HttpRequest) -> bool:
    return bool(request.session.get(KEY, {}).get("has_code"))


def way_of(request: HttpRequest) -> str:
    """How the sign-in under way was begun; a demo's button begins none."""
    return str(request.session.get(KEY, {}).get("way", SignIn.Way.DEMO))


def keep_code(request: HttpRequest) -> None:
    request.session[KEY] = {**request.session[KEY], "has_code": True}


def keep_password(request: HttpRequest, account: Account) -> None:
    """After a new password within the sign-in."""
    request.session[KEY] = {**request.session[KEY], "hash": account.get_session_auth_hash()}


def next_step(request: HttpRequest, account: Account) -> str:
    """The URL name of the page that is due before the session may begin; nothing when all is done.

    Whoever comes by phone and need not bring a second factor gives it later, when something is decided.
    """
    by_phone = way_of(request) == SignIn.Way.PHONE
    if not has_code(request):
        is_bound = SecondFactor.objects.filter(account=account).exists()
        if is_bound and (account.needs_second_factor or not by_phone):
            return "sign_in_code"
        if account.needs_second_factor:
            return "second_factor"
    expires_on = account.password_expires_on
    return "password" if not by_phone and expires_on is not None and expires_on <= timezone.localdate() else ""


VERBS = {
    SignIn.Way.PASSWORD: "access.account.sign_in",
    SignIn.Way.PHONE: "access.account.phone_sign_in",
    SignIn.Way.DEMO: "access.account.demo_sign_in",
}


def finish(request: HttpRequest, account: Account) -> None:
    """Begin the session under a new key and keep that; a code given on the way counts from now."""
    way, is_proven = SignIn.Way(way_of(request)), has_code(request)
    request.session.pop(KEY, None)
    login(request, account, backend=BACKEND)
    if way == SignIn.Way.DEMO:
        step_up.mark_for_good(request.session)
    elif is_proven:
        step_up.mark(request.session, timezone.now())
    actions.record_sign_in(
        account,
        visit=visit_of(request, way, has_second_factor=is_proven),
        session_key=request.session.session_key or "",
        actor=actor_for(account, timezone.localdate()),
        verb=VERBS[way],
    )


def safe_address(request: HttpRequest, address: str) -> str:
    """An address of this house only."""
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours else ""
