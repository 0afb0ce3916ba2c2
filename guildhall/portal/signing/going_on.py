"""What the ways of signing in have in common: the first page, and the way on after it."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.kernel.access import queries
from guildhall.portal.signing import forms, steps


def begin_page(request, *, phone_form=None, password_form=None):
    """The sign-in page: phone first, password as the other way, the people of a demo below."""
    asked = steps.safe_address(request, request.POST.get("next") or request.GET.get("next", ""))
    by_password = password_form is not None or (request.GET.get("way") == "password" and phone_form is None)
    form = (password_form or forms.SignIn()) if by_password else (phone_form or forms.Phone())
    people = queries.people_offered(timezone.localdate())
    context = {"form": form, "by_password": by_password, "people": people, "next": asked}
    return render(request, "portal/sign_in.html", context)


def go_on(request, account):
    """To the next step that is due, or into the house."""
    due = steps.next_step(request, account)
    if due:
        return redirect(due)
    asked = request.session.pop("next", "")
    steps.finish(request, account)
    return redirect(asked or settings.LOGIN_REDIRECT_URL)
