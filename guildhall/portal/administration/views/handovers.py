"""A county gives a new chair their post; what the old one held is handed over, and listed for signature."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.kernel.access import actions, queries
from guildhall.kernel.access.models import Handover, Post
from guildhall.kernel.organisations.models import Organisation
from guildhall.portal.administration import forms, tables
from guildhall.portal.administration.views.shared import taken
from guildhall.web.pages import ListPage, page

ACTIVATE, VIEW = "access.post.activate", "access.handover.view"


@page(ACTIVATE, steps_up=True)
def activate(request):
    """First what will pass from hand to hand is shown, then it is done."""
    day = timezone.localdate()
    initial = {"day": day, "union": request.GET.get("union", ""), "role": request.GET.get("role", "union.chair")}
    form = forms.Activation(request.POST or None, actor=request.actor, initial=initial)
    replaced = []
    if form.is_valid():
        given = form.cleaned_data
        replaced = replaced_by(given, day)
        if given["is_confirmed"] or not replaced:
            post = taken(form, activated, given, replaced=replaced, actor=request.actor)
            if post:
                return after(request, post, replaced)
        else:
            form.renew_key()
            form.data["is_confirmed"] = "on"  # type: ignore[index]
    context = {
        "title": "启用岗位",
        "form": form,
        "replaced": [(post, tables.role_of(post), queries.held_by(post)) for post in replaced],
    }
    return render(request, "portal/activate.html", context)


def replaced_by(given, day):
    """The chair before; a union may have several clerks, who stay."""
    if given["role"] != "union.chair":
        return []
    held = Post.objects.not_ended_on(day).filter(organisation=given["union"], role=given["role"])
    if given["person"] is not None:
        held = held.exclude(person=given["person"])
    return list(held.select_related("person", "organisation").order_by("pk"))


def activated(given, *, replaced, actor):
    names = ("role", "day", "until", "title", "reason")
    values = {name: given[name] for name in names}
    return actions.activate_for(
        given["union"],
        person=given["person"],
        number=given.get("number", ""),
        name=given["name"],
        phone=given["phone"],
        replaced=replaced,
        actor=actor,
        **values,
    )


def after(request, post, replaced):
    messages.success(request, f"{post.person.name}的岗位已启用，已发消息告知；本人用手机号码和验证码登录")
    handover = Handover.objects.filter(post__in=replaced).order_by("-pk").first()
    return redirect(handover or "administration:handovers")


class HandoverList(ListPage):
    permission = VIEW
    title = "交接清单"
    description = "岗位结束时，手中没有办完的事项移交给谁、共几件。"
    columns = tables.HANDOVERS
    empty = "还没有交接"

    def records(self):
        related = ("post__person", "organisation", "successor", "received_by")
        return Handover.objects.select_related(*related).order_by("-pk")


@page(VIEW, Handover)
def handover(request, handover):
    context = {
        "title": "岗位工作交接清单",
        "handover": handover,
        "role": tables.role_of(handover.post),
        "total": sum(line["count"] for line in handover.lines),
        "area": Organisation.objects.get(pk=handover.area_id),
    }
    return render(request, "portal/handover.html", context)
