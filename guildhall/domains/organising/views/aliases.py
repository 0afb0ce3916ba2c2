"""Other names of a union or a unit: the list, a form for a new one, a button to end one."""

from django.contrib import messages
from django.shortcuts import redirect, render

from guildhall.domains.organising.actions import aliases as actions
from guildhall.domains.organising.forms.aliases import AliasForm, EndAliasForm
from guildhall.kernel.organisations import aliases as kernel
from guildhall.kernel.organisations.models import Employer, Organisation
from guildhall.kernel.refusal import Refused
from guildhall.web.pages import page


@page("organising.union.edit", Organisation)
def union_aliases(request, union):
    return names_of(request, union, "organising:union_aliases")


@page("organising.employer.edit", Employer)
def employer_aliases(request, employer):
    return names_of(request, employer, "organising:employer_aliases")


def names_of(request, owner, address):
    """One page for both kinds: the posted form is the new name, or the button of an old one."""
    aliases = kernel.aliases_of(owner)
    given = request.POST if request.method == "POST" else None
    is_end = given is not None and "alias" in given
    form = AliasForm(None if is_end else given, actor=request.actor)
    ending = EndAliasForm(given if is_end else None, actor=request.actor, aliases=aliases)
    if given is not None and ended_or_given(request, owner, form, ending, is_end):
        return redirect(address, owner.pk)
    shared = {alias.pk: list(kernel.sharing(alias)) for alias in aliases}
    context = {
        "title": "别名",
        "owner": owner,
        "form": form,
        "once": ending["once"].value(),
        "faults": ending.non_field_errors() if is_end else [],
        "aliases": [(alias, len(shared[alias.pk])) for alias in aliases],
    }
    return render(request, "organising/aliases.html", context)


def ended_or_given(request, owner, form, ending, is_end):
    """Whether the one form that was sent was taken; its refusal is on it otherwise."""
    sent, verb = (ending, actions.end) if is_end else (form, actions.give)
    if not sent.is_valid():
        return False
    try:
        alias = verb(owner, **sent.cleaned_data, actor=request.actor)
    except Refused as refusal:
        sent.add_error(None, list(refusal.reasons))
        return False
    messages.success(request, f"别名“{alias.text}”已{'停用' if is_end else '登记'}")
    if not is_end and kernel.sharing(alias).exists():
        messages.warning(request, f"另有同样的别名“{alias.text}”，按它查找时会请经办人选定")
    return True
