"""The one search box: as one types a few of each kind, with Enter a page of them."""

from django.shortcuts import redirect, render
from django.urls import reverse

from guildhall.kernel.audit.verbs import note
from guildhall.portal.search.finding import LONGEST, PEOPLE, find, looks_like_number
from guildhall.web.pages import signed_in_page

A_FEW, A_PAGE, REMEMBERED = 5, 20, 8
RECENT = "recent_searches"


@signed_in_page
def search(request):
    """The box posts, so that no number stands in an address; what is not a number may be linked to."""
    typed = " ".join((request.POST.get("q") or request.GET.get("q", "")).split())[:LONGEST]
    if request.headers.get("HX-Target") == "seek-found":
        return render(request, "portal/_found.html", suggested(request, typed))
    is_number = looks_like_number(typed)
    if request.method == "POST" and not is_number:
        return redirect(reverse("portal:search", query={"q": typed} if typed else None))
    groups = find(request.actor, typed, limit=A_PAGE, by_number=True)
    if is_number and request.actor.may(PEOPLE):
        record_number_search(request.actor, people_in(groups))
        if request.method == "POST" and len(groups) == 1 and len(groups[0].hits) == 1:
            return redirect(groups[0].hits[0].address)
    elif groups:
        remember(request.session, typed)
    context = {
        "title": "查找",
        "q": typed,
        "groups": groups,
        "is_number": is_number,
        "recent": request.session.get(RECENT, []),
    }
    return render(request, "portal/search.html", context)


def suggested(request, typed):
    """A few of each kind while one types; numbers wait for Enter, for each such search leaves a trace."""
    return {
        "q": typed,
        "groups": find(request.actor, typed, limit=A_FEW, by_number=False),
        "is_number": looks_like_number(typed),
        "recent": request.session.get(RECENT, []) if not typed else [],
    }


def people_in(groups):
    return [hit.key for group in groups if group.code == "people" for hit in group.hits]


def record_number_search(actor, keys):
    """The trail keeps who looked somebody up by number and whom they found, never the number."""
    home = getattr(actor, "home", None)
    note(
        actor=actor,
        verb="people.person.search",
        subject_type="people.person",
        subject_id=keys[0] if len(keys) == 1 else None,
        organisation_id=home.pk if home else None,
        after={"found": len(keys)},
    )


def remember(session, typed):
    """Recent searches live and end with the session; numbers are never among them."""
    others = [text for text in session.get(RECENT, []) if text != typed]
    session[RECENT] = [typed, *others][:REMEMBERED]
