"""Records that may be one person's: the list, two side by side, the merge and the way back."""

from django.apps import apps
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.kernel.jobs.work import enqueue
from guildhall.kernel.people import actions
from guildhall.kernel.people.actions.merging import takeable
from guildhall.kernel.people.models import Duplicate, Merge, Person, Spell
from guildhall.kernel.people.queries.merging import counts_of
from guildhall.kernel.people.queries.privacy import masked, personal
from guildhall.kernel.refusal import Refused
from guildhall.portal.people import forms, tables
from guildhall.portal.people.domain import MERGE
from guildhall.web import formats
from guildhall.web.pages import ListPage, NewRecord, page


class DuplicateList(ListPage):
    permission = MERGE
    title = "重复档案"
    description = "一人一生只有一份档案。看起来是同一人的两份，核对后合并，或确认不是同一人。"
    columns = tables.DUPLICATES
    narrowing = forms.DuplicateFilter
    new = NewRecord("提出一对", "people:name_pair", MERGE)
    empty = "没有待核对的，可以点“查找”"
    template_name = "portal/people/duplicates.html"

    def records(self):
        return Duplicate.objects.select_related("first__home_union", "second__home_union").order_by("-pk")


class MergeList(ListPage):
    permission = MERGE
    title = "档案合并记录"
    columns = tables.MERGES
    empty = "还没有合并过档案"

    def records(self):
        return Merge.objects.select_related("kept", "lost", "organisation").order_by("-pk")


@page(MERGE, methods=("POST",))
def find(request):
    """Look in the city for whoever reaches it whole, else in the actor's own counties."""
    reach = request.actor.reach(MERGE)
    areas = [None] if reach.everything else sorted(reach.areas)
    jobs = [enqueue("people.find_duplicates", actor=request.actor, area_id=area) for area in areas]
    return redirect("web:job", jobs[0].pk) if jobs else redirect("people:duplicates")


@page(MERGE)
def name_pair(request):
    form = forms.PairForm(request.POST or None, actor=request.actor, permission=MERGE)
    if form.is_valid():
        given = form.cleaned_data
        pair = taken(form, actions.name_pair, given["one"], given["other"], actor=request.actor)
        if pair:
            return redirect(pair)
    return render(request, "portal/people/name_pair.html", {"title": "提出一对重复档案", "form": form})


def taken(form, verb, *subject, **values):
    """What a verb returned, or None with its refusal on the form."""
    try:
        return verb(*subject, **values)
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return None


@page(MERGE, Duplicate, steps_up=True)
def compare(request, pair):
    people = [pair.first, pair.second]
    differing = list(differences(people))
    open_spells = Spell.objects.open().filter(person__in=people).select_related("organisation").order_by("since", "pk")
    form = forms.MergeForm(
        request.POST or None,
        actor=request.actor,
        record=pair,
        sides=[
            (person, f"档案{number}：{person.home_union.name}") for person, number in zip(people, "一二", strict=True)
        ],
        spells=[
            (spell.pk, f"{spell.organisation.name}，{formats.chinese_day(spell.since)}入会") for spell in open_spells
        ],
        differing=[(name, label, values) for name, label, values in differing],
        initial=suggested(people, differing, open_spells),
    )
    if request.method == "POST" and form.is_valid() and pair.state == Duplicate.State.OPEN:
        merge = merged(request, form, people)
        if merge:
            messages.success(request, "已合并，原档案的号码和地址都转到保留的档案")
            return redirect(merge)
    context = {
        "title": f"核对：{pair.first.name}",
        "pair": pair,
        "form": form,
        "sides": [(person, facts_of(person), counts_of(person)) for person in people],
    }
    return render(request, "portal/people/compare.html", context)


def merged(request, form, people):
    given = form.cleaned_data
    kept, lost = sorted(people, key=lambda person: person.pk != given["keep"])
    return taken(
        form,
        actions.merge,
        kept,
        lost,
        take=[*form.taken(), *lacking(kept, lost)],
        keep_open=given.get("keep_open") or None,
        other=given.get("other") or "void",
        reason=given["reason"],
        day=timezone.localdate(),
        actor=request.actor,
    )


def shown(person, name):
    """A fact as both sides show it: personal ones masked."""
    if personal(Person, name):
        return masked(person, name) or formats.NOTHING
    value = getattr(person, name)
    if person._meta.get_field(name).choices:
        value = getattr(person, f"get_{name}_display")()
    if name == "born_on":
        return formats.chinese_day(value)
    return {True: "是", False: "否"}.get(value) or str(value or formats.NOTHING)


def facts_of(person):
    return [(label_of(name), shown(person, name)) for name in takeable()]


def label_of(name):
    return str(getattr(Person._meta.get_field(name), "verbose_name", name))


def differences(people):
    """The facts that stand filled in on both records and differ: somebody must choose."""
    for name in takeable():
        values = [getattr(person, name) for person in people]
        if values[0] != values[1] and all(is_filled(value) for value in values):
            yield name, label_of(name), [shown(person, name) for person in people]


def is_filled(value):
    return value not in (None, "")


def lacking(kept, lost):
    """The facts that only the lost record has: they are kept without asking."""
    return [name for name in takeable() if not is_filled(getattr(kept, name)) and is_filled(getattr(lost, name))]


def suggested(people, differing, open_spells):
    """The older record stays, with its own facts."""
    values = {"keep": people[0].pk, "keep_open": open_spells[0].pk if open_spells else None}
    return values | {f"fact_{name}": str(people[0].pk) for name, _, _ in differing}


@page(MERGE, Duplicate)
def dismiss(request, pair):
    form = forms.ReasonForm(request.POST or None, actor=request.actor, record=pair)
    if form.is_valid() and taken(form, actions.dismiss, pair, actor=request.actor, **form.cleaned_data):
        messages.success(request, "已记下：不是同一人，不再提示")
        return redirect("people:duplicates")
    return render(request, "portal/people/dismiss.html", {"title": "不是同一人", "form": form, "pair": pair})


@page(MERGE, Merge)
def merge(request, merge):
    moves = [(move, len(move.keys)) for move in merge.moves.order_by("pk")]
    context = {
        "title": f"合并：{merge.kept.name}",
        "merge": merge,
        "moves": [(label_of_model(move.model), count) for move, count in moves],
        "taken": [label_of(name) for name in merge.taken],
    }
    return render(request, "portal/people/merge.html", context)


def label_of_model(label):
    return apps.get_model(label)._meta.verbose_name


@page(MERGE, Merge, steps_up=True)
def undo(request, merge):
    form = forms.ReasonForm(request.POST or None, actor=request.actor, record=merge)
    if form.is_valid():
        done = taken(form, actions.undo, merge, day=timezone.localdate(), actor=request.actor, **form.cleaned_data)
        if done:
            messages.success(request, "已撤销合并" + (f"；{done.left_behind}" if done.left_behind else ""))
            return redirect(merge)
    return render(request, "portal/people/undo.html", {"title": "撤销合并", "form": form, "merge": merge})
