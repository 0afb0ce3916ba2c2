"""Posts: the list, one post, appointing, ending, naming unions."""

from django.shortcuts import redirect, render
from django.utils import timezone

from guildhall.kernel.access import actions, queries
from guildhall.kernel.access.models import Handover, NamedUnion, Post
from guildhall.portal.administration import forms, tables
from guildhall.portal.administration.views.shared import taken
from guildhall.web.pages import ListPage, NewRecord, page


class PostList(ListPage):
    permission = "access.post.view"
    title = "岗位"
    description = "岗位是权限的唯一来源：谁在哪个组织担任什么角色，就能办什么、看到哪里。"
    columns = tables.POSTS
    orders = (("手工排序", "rank"), ("姓氏笔画", "person__strokes"), ("拼音", "person__pinyin"))
    narrowing = forms.PostFilter
    new = NewRecord("任命岗位", "administration:appoint", "access.post.appoint")
    empty = "还没有岗位"

    def records(self):
        return Post.objects.select_related("person", "organisation").order_by("-pk")


@page("access.post.view", Post)
def post(request, post):
    named = NamedUnion.objects.filter(post=post).select_related("organisation").order_by("-pk")
    may_change = request.actor.may("access.post.appoint") and post.person_id != request.actor.person_id
    context = {
        "title": f"{post.person.name} · {tables.role_of(post)}",
        "post": post,
        "role": tables.role_of(post),
        "named": named,
        "handover": Handover.objects.filter(post=post).first(),
        "may_end": may_change and post.until is None,
        "may_name": may_change and post.until is None and post.reaches == Post.Reaches.NAMED,
    }
    return render(request, "portal/post.html", context)


@page("access.post.appoint", steps_up=True)
def appoint(request):
    initial = {"day": timezone.localdate()}
    form = forms.Appointment(request.POST or None, actor=request.actor, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        made = taken(form, actions.appoint, given.pop("person"), actor=request.actor, **given)
        if made:
            return redirect(made)
    return render(request, "pages/form.html", {"title": "任命岗位", "form": form})


@page("access.post.appoint", Post, steps_up=True)
def end_post(request, post):
    initial = {"day": timezone.localdate()}
    form = forms.Ending(request.POST or None, actor=request.actor, record=post, initial=initial)
    if form.is_valid() and taken(
        form, actions.end_post, post, actor=request.actor, version=form.version, **form.cleaned_data
    ):
        handover = Handover.objects.filter(post=post).first()
        return redirect(handover if handover is not None and handover.lines else post)
    context = {
        "title": f"免去{post.person.name}的{tables.role_of(post)}岗位",
        "form": form,
        "post": post,
        "held": queries.held_by(post),
        "stays": queries.stays_by_another_post(post),
    }
    return render(request, "portal/end_post.html", context)


@page("access.post.appoint", Post, steps_up=True)
def name_union(request, post):
    initial = {"day": timezone.localdate()}
    form = forms.Naming(request.POST or None, actor=request.actor, record=post, initial=initial)
    if form.is_valid() and taken(form, actions.name_union, post, actor=request.actor, **form.cleaned_data):
        return redirect(post)
    return render(request, "pages/form.html", {"title": f"为{post.person.name}指定管辖的工会", "form": form})
