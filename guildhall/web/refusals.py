"""A refusal that no page caught, and a form without its token, are still answered in words."""

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guildhall.kernel.refusal import Refused


class RefusalMiddleware:
    """Turns a `Refused` that a view let through into a page with its sentences."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        response = render(request, "409.html", {"reasons": exception.reasons}, status=409)
        if request.headers.get("HX-Request"):
            response["HX-Trigger"] = json.dumps({"refused": {"reasons": exception.reasons}})
        return response


def without_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form whose token is missing or has expired."""
    return render(request, "403_token.html", status=403)
