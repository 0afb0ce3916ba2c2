"""Pages of the values that policy sets: what holds, since when, by which paper, and what is still to be confirmed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.kernel.access.offers import Domain
from guildhall.kernel.offers import offered
from guildhall.kernel.parameters import actions, queries, rules
from guildhall.kernel.parameters.models import Value
from guildhall.kernel.refusal import Refused
from guildhall.portal.policy import forms
from guildhall.portal.policy.queries import place_names, standings_with_places
from guildhall.web.guards import NOT_FOUND
from guildhall.web.history import entries_of
from guildhall.web.pages import page

VIEW, SET = "parameters.value.view", "parameters.value.set"
CITY = "本市"


@dataclass(frozen=True)
class Line:
    """One parameter in the list, as it stands in the whole city."""

    standing: queries.Standing
    local_count: int


@dataclass(frozen=True)
class Past:
    """One value of a parameter's history, in words."""

    record: Value
    place: str
    shown: str


@page(VIEW)
def parameters(request):
    """All parameters by the part of the house that reads them."""
    every = [Line(*found) for found in standings_with_places(timezone.localdate())]
    unsure = [line for line in every if line.standing.needs_confirmation]
    chosen = unsure if request.GET.get("standing") == "unsure" else every
    context = {
        "title": "政策参数",
        "groups": by_part(chosen),
        "every_count": len(every),
        "unsure_count": len(unsure),
        "only_unsure": chosen is unsure,
    }
    return render(request, "portal/parameters.html", context)


def by_part(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """Lines under the name of the part whose code theirs begins with."""
    names = {"city": CITY, **{part.code: part.name for part in offered(Domain)}}
    groups: dict[str, list[Line]] = {}
    for line in lines:
        code = line.standing.parameter.code.partition(".")[0]
        groups.setdefault(names.get(code, "其他"), []).append(line)
    return sorted(groups.items(), key=lambda group: (group[0] != CITY, group[0]))


def standing_of(code):
    try:
        return queries.standing(code, timezone.localdate())
    except queries.UnknownParameterError as unknown:
        raise Http404(NOT_FOUND) from unknown


@page(VIEW)
def parameter(request, code):
    standing = standing_of(code)
    values = list(Value.objects.filter(code=code).order_by("-since", "organisation_id"))
    names = place_names({value.organisation_id for value in values})
    sets_city = request.actor.may(SET) and request.actor.reach(SET).everything
    context = {
        "title": standing.parameter.label,
        "standing": standing,
        "parameter": standing.parameter,
        "values": [
            Past(
                value,
                place=names.get(value.organisation_id, "已撤销的组织"),
                shown=rules.shown(standing.parameter, rules.read(standing.parameter, value.value)),
            )
            for value in values
        ],
        "entries": [line for value in values[:5] for line in entries_of(value, 10)],
        "may_set": request.actor.may(SET),
        "may_confirm": sets_city and standing.needs_confirmation and standing.value is not None,
    }
    return render(request, "portal/parameter.html", context)


@page(SET, steps_up=True)
def set_parameter(request, code):
    """Set a new value from a date on; what held before stays in the history."""
    standing = standing_of(code)
    form = forms.NewValue(request.POST or None, actor=request.actor, standing=standing)
    if form.is_valid() and taken(form, actions.set_value, code, actor=request.actor, **form.cleaned_data):
        messages.success(request, f"{standing.parameter.label}已设置")
        return redirect("portal:parameter", code)
    context = {"title": f"设置{standing.parameter.label}", "form": form, "standing": standing}
    return render(request, "portal/set_parameter.html", context)


@page(SET, steps_up=True)
def confirm_parameter(request, code):
    """Say that the value which holds today, be it the default, is right."""
    standing = standing_of(code)
    form = forms.Confirmation(request.POST or None)
    if not request.actor.reach(SET).everything:
        raise Http404(NOT_FOUND)
    given = {"day": timezone.localdate(), "actor": request.actor}
    if form.is_valid() and taken(form, actions.confirm, code, **given, **form.cleaned_data):
        messages.success(request, f"{standing.parameter.label}已确认")
        return redirect("portal:parameter", code)
    context = {"title": f"确认{standing.parameter.label}", "form": form, "standing": standing}
    return render(request, "portal/confirm_parameter.html", context)


def taken(form, verb, *subject, **values):
    """What a verb returned, or None with its refusal on the form."""
    try:
        return verb(*subject, **values)
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return None
