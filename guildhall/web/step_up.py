"""Leading somebody to give the second factor again, and back to what was being sent."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from guildhall.kernel.access import step_up
from guildhall.kernel.crypto import UnreadableError, decrypt, encrypt

KEPT, LABEL = "step_up", "web.step_up"
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
LARGEST = 64 * 1024


@dataclass(frozen=True)
class Kept:
    """A form that was sent too late: where it goes, what was typed, and the page it came from."""

    address: str
    back: str
    values: list[tuple[str, str]] = field(default_factory=list)


def turned_back(request: HttpRequest) -> HttpResponse | None:
    """None if what is sent may be taken; otherwise the way to the page that asks for the six digits."""
    if request.method != "POST" or step_up.is_fresh(request.session, timezone.now()):
        return None
    keep(request.session, kept_of(request))
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(settings.STEP_UP_URL)
    return redirect(settings.STEP_UP_URL)


def kept_of(request: HttpRequest) -> Kept:
    """A part of a page, a file or a very long text is not kept: its page is opened again instead."""
    address = request.get_full_path()
    back = address_here(request, request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    values = [(name, value) for name, all_of in request.POST.lists() for value in all_of if name != TOKEN]
    is_whole = not (request.headers.get("HX-Request") or request.FILES)
    if not is_whole or sum(len(value) for _, value in values) > LARGEST:
        return Kept("", back or address)
    return Kept(address, back or address, [(name, str(value)) for name, value in values])


def address_here(request: HttpRequest, address: str) -> str:
    """The part of one of our own addresses after the host; nothing for any other."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}):
        return ""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def keep(session: SessionBase, kept: Kept) -> None:
    """Sealed: what was typed may be an identity number."""
    session[KEPT] = b64encode(encrypt(json.dumps(asdict(kept)), label=LABEL)).decode()


def kept_in(session: SessionBase) -> Kept | None:
    sealed = session.get(KEPT)
    if not sealed:
        return None
    try:
        found: dict[str, Any] = json.loads(decrypt(b64decode(sealed), label=LABEL))
    except (UnreadableError, ValueError):
        return None
    return Kept(found["address"], found["back"], [(name, value) for name, value in found["values"]])


def forget(session: SessionBase) -> None:
    session.pop(KEPT, None)
