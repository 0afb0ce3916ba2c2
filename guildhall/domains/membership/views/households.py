"""Households on a member's file: who lives together, and how that changes."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.domains.membership.forms import households as forms
from guildhall.kernel.people import actions
from guildhall.kernel.people.models import Household, Person
from guildhall.kernel.people.queries.households import lived_in, living_in
from guildhall.kernel.refusal import Refused
from guildhall.web.pages import page
from guildhall.web.views.reveals import reveals

VIEW, EDIT = "membership.member.view", "membership.member.edit"

reveal = reveals(VIEW, Household)


@page(VIEW, Household)
def household(request, household):
    reach = request.actor.reach(EDIT) if request.actor.may(EDIT) else None
    within = reach and reach.covers(area=household.area_id, organisation=household.organisation_id)
    context = {
        "title": f"{household.head.name}户",
        "household": household,
        "members": list(living_in(household)),
        "gone": list(lived_in(household)),
        "may_edit": bool(within) and household.ended_on is None,
    }
    return render(request, "membership/household.html", context)


@page(EDIT, Person)
def found(request, person):
    form = forms.FoundForm(request.POST or None, actor=request.actor, initial=today())
    return answered(
        request, form, f"为{person.name}登记家庭", person, lambda given: actions.found_household(person, **given)
    )


@page(EDIT, Household)
def join(request, household):
    form = forms.JoinForm(request.POST or None, actor=request.actor, record=household, initial=today())
    return answered(
        request,
        form,
        "增加家庭成员",
        household,
        lambda given: actions.join_household(household, given.pop("person"), **given).household,
    )


@page(EDIT, Household)
def leave(request, household):
    form = members_form(request, household, forms.LeaveForm)
    return answered(
        request,
        form,
        "成员退出",
        household,
        lambda given: actions.leave_household(
            given["member"], day=given["day"], reason=given["reason"], actor=given["actor"]
        ),
    )


@page(EDIT, Household)
def change_head(request, household):
    form = members_form(request, household, forms.HeadForm)
    return answered(
        request, form, "变更户主", household, lambda given: actions.change_head(household, **named(form, given))
    )


@page(EDIT, Household)
def split(request, household):
    form = members_form(request, household, forms.SplitForm)
    return answered(
        request,
        form,
        "分户",
        household,
        lambda given: actions.split_household(household, address=given["address"], **named(form, given)),
    )


@page(EDIT, Household)
def set_address(request, household):
    form = forms.AddressForm(request.POST or None, actor=request.actor, record=household)
    return answered(request, form, "变更住址", household, lambda given: actions.set_address(household, **given))


def today():
    return {"day": timezone.localdate()}


def members_form(request, household, form_class):
    return form_class(
        request.POST or None,
        actor=request.actor,
        record=household,
        initial=today(),
        members=living_in(household),
    )


def named(form, given):
    """The head, what the others are to them, the day and why."""
    values = {name: given[name] for name in ("head", "day", "reason", "actor")}
    head = values["head"]
    return {**values, "relations": {pk: relation for pk, relation in form.relations().items() if pk != head.pk}}


def answered(request, form, title, record, verb):
    """The one page of these forms: sent to its verb, refused in words."""
    if request.method == "POST" and form.is_valid():
        try:
            done = verb({**form.cleaned_data, "actor": request.actor})
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, f"{title}：已登记")
            return redirect(done)
    context = {"form": form, "title": title, "record": record}
    return render(request, "membership/household_form.html", context)
