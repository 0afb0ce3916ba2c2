"""What all pages of figures do alike."""

from django.http import Http404
from django.urls import Resolver404, resolve, reverse

from guildhall.kernel.refusal import Refused
from guildhall.mechanisms.indicators import queries as figures
from guildhall.portal.statistics.chosen import VIEW, chosen_in, place_of
from guildhall.portal.statistics.forms import Choice
from guildhall.web.guards import NOT_FOUND

CRUMB = ("统计", "/desk/statistics/")


def frame_of(request, *, title, crumbs=(), with_cutoff=False, **values):
    """The context of a page of figures: what is chosen, and the pickers to choose otherwise."""
    chosen = chosen_in(request.GET, request.actor)
    reach = request.actor.reach(VIEW)
    whole, source = place_of(request.actor, reach), reverse("statistics:unions")
    choice = Choice(chosen, reach=reach, whole=whole, source=source, with_cutoff=with_cutoff)
    return {
        "title": title,
        "chosen": chosen,
        "choice": choice,
        "crumbs": [CRUMB, *crumbs],
        "may_define": request.actor.may("indicators.rate.define"),
        **values,
    }


def figure_or_404(code, actor):
    """A figure that the reader may read, and all that are known."""
    known = figures.catalogue()
    figure = known.get(code)
    if figure is None or not actor.may(figure.permission):
        raise Http404(NOT_FOUND)
    return figure, known


def may_open(actor, address):
    """Whether an address exists and its page admits the reader."""
    try:
        view = resolve(address).func
    except Resolver404:
        return False
    permission = getattr(view, "permission", "")
    return permission in {"open", "signed in"} or actor.may(permission)


def taken(form, verb, *subject, **values):
    """What a verb returned, or None with its refusal on the form."""
    try:
        return verb(*subject, **values)
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return None
