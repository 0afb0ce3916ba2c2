"""Who may open a page: every view is wrapped by one of these three, and says so in its attributes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRedirect

from guildhall.web.step_up import turned_back

View = Callable[..., HttpResponseBase]
METHODS = ("GET", "HEAD", "POST")
NOT_ALLOWED = "您的岗位没有这项权限。"
NOT_FOUND = "没有找到这条记录，它可能已被移走，或不在您的管理范围内。"


def page(
    permission: str,
    model: type[models.Model] | None = None,
    *,
    lookup: str = "pk",
    methods: tuple[str, ...] = METHODS,
    steps_up: bool = False,
) -> Callable[[View], View]:
    """Admit whoever has the permission, and hand over the record named in the address if it lies within their reach.

    `steps_up`: what is sent here decides, reveals, exports or releases, so it demands a fresh second factor.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            turned_away = admit(request, permission, methods)
            if turned_away:
                return turned_away
            found = () if model is None else (visible_record(request, permission, model, {lookup: kwargs.pop(lookup)}),)
            return (turned_back(request) if steps_up else None) or view(request, *found, *args, **kwargs)

        return marked(never_cache(guarded), permission=permission, model=model, methods=methods)

    return decorate


def signed_in_page(view: View) -> View:
    """Admit whoever is signed in: their own home, their jobs, their account."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return admit(request, None, METHODS) or view(request, *args, **kwargs)

    return marked(never_cache(guarded), permission="signed in", model=None)


def open_page(view: View) -> View:
    """Admit everybody; the view shows nothing that the public may not see."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return wrong_method(request, METHODS) or view(request, *args, **kwargs)

    return marked(guarded, permission="open", model=None)


def admit(request: HttpRequest, permission: str | None, methods: tuple[str, ...]) -> HttpResponseBase | None:
    """None for whoever may come in; otherwise the way to the sign-in page, or a refusal."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor is None:
        return to_sign_in(request)
    if permission is not None and not actor.may(permission):
        raise PermissionDenied(NOT_ALLOWED)
    return wrong_method(request, methods)


def visible_record(
    request: HttpRequest, permission: str, model: type[models.Model], where: dict[str, Any]
) -> models.Model:
    """The one record within the actor's reach; outside it, it does not exist."""
    visible = model._default_manager.visible_to(request.actor, permission)  # type: ignore[attr-defined]
    record = visible.filter(**where).first()
    if record is None:
        raise Http404(NOT_FOUND)
    return record


def to_sign_in(request: HttpRequest) -> HttpResponse:
    sign_in = resolve_url(settings.LOGIN_URL)
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(sign_in)
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path(), sign_in)
    return redirect_to_login(resolve_url(settings.LOGIN_REDIRECT_URL), sign_in)


def wrong_method(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse | None:
    if request.method in methods:
        return None
    return refuse_method(request, methods)


def refuse_method(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    response = render(request, "405.html", status=405)
    response["Allow"] = ", ".join(methods)
    return response


def marked(
    view: View, *, permission: str, model: type[models.Model] | None, methods: tuple[str, ...] = METHODS
) -> View:
    """Write on the view what guards it; the architecture tests read it."""
    view.permission, view.model, view.methods = permission, model, methods  # type: ignore[attr-defined]
    return view
