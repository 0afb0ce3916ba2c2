"""Help: the text of one screen, all texts by menu group with a search, and the whole manual on paper."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from guildhall.web.guards import NOT_FOUND, open_page, signed_in_page
from guildhall.web.screens import groups_for, screen_at

PANEL = "help-text"


@open_page
def help_page(request, part, name):
    """The text of one screen; whoever asks for the panel beside the page gets the text alone."""
    screen = screen_at(part, name)
    if screen is None:
        raise Http404(NOT_FOUND)
    in_panel = request.headers.get("HX-Target") == PANEL
    frame = "base.html" if request.actor else "plain.html"
    response = render(
        request, "web/_help.html" if in_panel else "web/help.html", {"screen": screen, "frame_template": frame}
    )
    response["Vary"] = "HX-Target"
    return response


@signed_in_page
def help_index(request):
    words = request.GET.get("q", "").strip()[:60]
    context = {"groups": groups_for(request.actor, words), "words": words}
    if request.headers.get("HX-Target") == PANEL:
        return render(request, "web/_help_groups.html", context)
    return render(request, "web/help_index.html", context)


@signed_in_page
def help_manual(request):
    """Every text that concerns the reader, to print and keep beside the machine."""
    return render(request, "web/help_manual.html", {"groups": groups_for(request.actor), "day": timezone.localdate()})
