"""Hands every request its actor."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from guildhall.kernel.access.actors import actor_for
from guildhall.kernel.access.models import Account

SEEN, SEEN_EVERY_SECONDS = "seen", 60


class ActorMiddleware:
    """`request.actor` is the signed-in account's actor, or None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = request.user
        actor = actor_for(account, timezone.localdate()) if isinstance(account, Account) and account.is_active else None
        request.actor = actor  # type: ignore[attr-defined]
        if actor is not None:
            keep_awake(request)
        return self.get_response(request)


def keep_awake(request: HttpRequest) -> None:
    """Put off the idle end of a session, at most once a minute: a write for every page read would cost more than the page."""
    now = int(timezone.now().timestamp())
    if now - request.session.get(SEEN, 0) >= SEEN_EVERY_SECONDS:
        request.session[SEEN] = now
