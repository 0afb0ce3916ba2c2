"""What a locked account is told, and until when it is locked."""

from datetime import datetime

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.contrib.auth.signals import user_login_failed
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

TOO_MANY = 429


def answer(request: HttpRequest, response: HttpResponse | None = None, credentials: dict | None = None) -> HttpResponse:
    """The sign-in page as it was answered, with the status of a locked account; axes calls this."""
    answered = response or render(request, "429.html")
    answered.status_code = TOO_MANY
    return answered


def is_locked(request: HttpRequest, username: str) -> bool:
    return not AxesProxyHandler.is_allowed(request, {"username": username})


def count_failure(request: HttpRequest, username: str) -> None:
    """A wrong code counts as a wrong password does."""
    user_login_failed.send(sender=__name__, credentials={"username": username}, request=request)


def locked_until(username: str) -> datetime | None:
    last = AccessAttempt.objects.filter(username=username).aggregate(last=Max("attempt_time"))["last"]
    return last + get_cool_off() if last else None


def words(username: str) -> str:
    """The sentence for a locked account."""
    until = locked_until(username)
    when = f"，请在 {timezone.localtime(until):%H:%M} 之后再试" if until else ""
    return f"连续输错五次，账号已锁定{when}。急需使用请联系系统管理员。"
