"""Hands every request its actor."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from guildhall.kernel.access.actors import actor_for
from guildhall.kernel.access.models import Account


class ActorMiddleware:
    """`request.actor` is the signed-in account's actor, or None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = request.user
        actor = actor_for(account, timezone.localdate()) if isinstance(account, Account) and account.is_active else None
        request.actor = actor  # type: ignore[attr-defined]
        return self.get_response(request)
