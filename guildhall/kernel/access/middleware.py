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
        signed_in = isinstance(account, Account) and account.is_active
        request.actor = actor_for(account, timezone.localdate()) if signed_in else None  # type: ignore[attr-defined]
        return self.get_response(request)
