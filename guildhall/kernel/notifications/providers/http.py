"""One HTTP request to a gateway, with an answer that says whether it can have arrived."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ssl import SSLError
from typing import Any
from urllib.parse import urlencode, urlsplit

from guildhall.kernel.notifications.providers.base import Answer, Outcome

SECONDS = 10
LONGEST_REPLY = 100_000
MISCONFIGURED = {401, 403, 404, 405}
BUSY = {408, 429, 503}


@dataclass(frozen=True)
class Reply:
    """What came back of a 2xx answer, or the outcome that stands in its place."""

    data: Mapping[str, Any]
    instead: Outcome | None = None


def post(address: str, payload: Mapping[str, Any], *, headers: Mapping[str, str], as_form: bool = False) -> Reply:
    """Send a payload; redirects are not followed, no address of ours and no body stands in a reason."""
    parts = urlsplit(address)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    body = urlencode(payload) if as_form else json.dumps(payload, ensure_ascii=False)
    written = "application/x-www-form-urlencoded" if as_form else "application/json; charset=utf-8"
    connection = kind(parts.netloc, timeout=SECONDS)
    try:
        try:
            connection.connect()
        except SSLError:
            return missed(Answer.DOWN, "通道的证书不对，请管理员核对地址")
        except OSError:
            return missed(Answer.DOWN, "连接不上通道")
        try:
            connection.request("POST", target, body.encode(), {"Content-Type": written, **headers})
            response = connection.getresponse()
            text = response.read(LONGEST_REPLY)
        except (OSError, HTTPException):
            return missed(Answer.UNSURE, "通道没有答复，可能已经发出")
    finally:
        connection.close()
    return Reply(read(text)) if response.status in range(200, 300) else missed(*meaning_of(response.status))


def meaning_of(status: int) -> tuple[Answer, str]:
    """What an HTTP status says about the message, in words."""
    if status in BUSY:
        return Answer.DOWN, f"通道繁忙（{status}）"
    if status >= 500:
        return Answer.UNSURE, f"通道内部出错（{status}），可能已经发出"
    if status in MISCONFIGURED or status < 400:
        return Answer.DOWN, f"通道不认可地址或口令（{status}），请管理员核对"
    return Answer.REFUSED, f"通道不接受这条消息（{status}）"


def missed(answer: Answer, reason: str) -> Reply:
    return Reply({}, Outcome(answer, reason=reason))


def read(text: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
