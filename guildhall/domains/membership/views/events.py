"""What happened to memberships: the list, and one page an event."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.domains.membership.actions import events as actions
from guildhall.domains.membership.actions import parting
from guildhall.domains.membership.forms.events import DeemedLeftForm, EventFilter, EventForm
from guildhall.domains.membership.models import Event
from guildhall.domains.membership.tables.events import EVENTS
from guildhall.kernel.access.actions import must_be_confirmed
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.queries import open_spell_of
from guildhall.kernel.refusal import Refused
from guildhall.web.pages import ListPage, page

VIEW, EDIT = "membership.member.view", "membership.member.edit"


class EventList(ListPage):
    permission = "membership.event.view"
    title = "会籍变动"
    columns = EVENTS
    narrowing = EventFilter
    empty = "还没有会籍变动"

    def records(self):
        return Event.objects.select_related("person", "organisation").order_by("-happened_on", "-pk")

    def address_of(self, record):
        """The member's page, unless they have moved out of the reader's reach since."""
        person, reach = record.person, self.actor.reach(VIEW)
        is_within = reach.covers(area=person.area_id, organisation=person.home_union_id)
        return record.get_absolute_url() if is_within else ""


@page(EDIT, Person)
def retain(request, person):
    return record(request, person, actions.retain, "保留会籍", "退休、失业等不在岗的会员保留会籍，保留期间不交会费。")


@page(EDIT, Person)
def resume(request, person):
    return record(request, person, actions.resume, "恢复会籍", "保留会籍的会员重新就业后恢复在册。")


@page(EDIT, Person)
def leave(request, person):
    return record(request, person, actions.leave, "退会", "会员有退会自由，由本人向工会小组提出，基层工会委员会宣布。")


@page(EDIT, Person, steps_up=True)
def deem_left(request, person):
    explain = "没有正当理由，连续六个月不交会费又不参加组织生活，经教育拒不改正的，视为自动退会。"
    return record(request, person, actions.deem_left, "视为退会", explain, form_class=DeemedLeftForm)


@page(EDIT, Person, steps_up=True)
def expel(request, person):
    explain = "严重犯罪并受到刑事处罚的会员，经工会小组讨论、基层工会委员会决定，开除会籍，并报上级工会备案。"
    return record(request, person, actions.expel, "开除会籍", explain)


@page(EDIT, Person)
def decease(request, person):
    return record(request, person, actions.decease, "登记去世", "登记后会籍终止，档案保留。")


def record(request, person, verb, title, explain, form_class=EventForm):
    """The one form of all events: asked in words, sent to its verb, refused in words."""
    spell = open_spell_of(person)
    if spell is None:
        raise Refused("该人员没有在册的会籍")
    form = form_class(
        request.POST or None,
        request.FILES or None,
        actor=request.actor,
        record=spell,
        initial={"day": timezone.localdate()},
    )
    is_prepared = only_prepares(request.actor, person, verb)
    if request.method == "POST" and form.is_valid():
        try:
            if is_prepared:
                return prepared(request, person, verb, form)
            verb(
                person,
                **form.cleaned_data,
                today=timezone.localdate(),
                actor=request.actor,
                version=form.version,
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, f"{person.name}：{title}已登记")
            return redirect(person)
    context = {
        "form": form,
        "person": person,
        "spell": spell,
        "title": title,
        "explain": explain,
        "is_prepared": is_prepared,
    }
    return render(request, "membership/event.html", context)


def only_prepares(actor, person, verb):
    """A union's clerk puts a parting before the chair instead of recording it."""
    return verb in parting.VERBS.values() and must_be_confirmed(parting.CODE, person, actor)


def prepared(request, person, verb, form):
    kind = next(kind for kind, known in parting.VERBS.items() if known == verb)
    parting.prepare(person, kind=kind, today=timezone.localdate(), actor=request.actor, **form.cleaned_data)
    messages.success(request, f"{person.name}：已报主席确认，确认后生效")
    return redirect(person)
