"""Saved views and chosen columns of lists."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from guildhall.kernel.refusal import Refused
from guildhall.web import actions, rules
from guildhall.web.columns import arranged
from guildhall.web.guards import NOT_FOUND, signed_in_page
from guildhall.web.lists import forms, known
from guildhall.web.lists.asked import kept_of
from guildhall.web.models import ListChoice, SavedView


def list_asked(request):
    """The list that the address names, as the reader opens it with the conditions in `query`."""
    found = known.opened(request.GET.get("list", ""), request.actor, request.GET.get("query", ""))
    if found is None or not found.has_views:
        raise Http404(NOT_FOUND)
    return found


@signed_in_page
def save_view(request):
    listed = list_asked(request)
    form = forms.SaveView(request.POST or None, actor=request.actor)
    kept = kept_of(listed)
    if form.is_valid():
        is_default = form.cleaned_data.pop("is_default")
        view = taken(
            form,
            actions.save_view,
            listed.code,
            title=listed.title,
            kept=kept,
            actor=request.actor,
            **form.cleaned_data,
        )
        if view:
            if is_default:
                actions.choose_default(listed.code, view=view, actor=request.actor)
            messages.success(request, f"已存为常用视图“{view.name}”")
            return redirect(f"{known.address_of(listed.code)}?view={view.pk}")
    context = {"title": f"存为常用视图：{listed.title}", "form": form, "list": listed, "kept": kept, "view": None}
    return render(request, "web/view_form.html", context)


def view_asked(request, pk):
    """A view that the reader sees and may change."""
    found = SavedView.objects.seen_by(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404(NOT_FOUND)
    return found


def view_to_change(request, pk):
    found = view_asked(request, pk)
    if not found.is_changed_by(request.actor):
        raise PermissionDenied(actions.NOT_YOURS)
    return found


@signed_in_page
def change_view(request, pk):
    """Rename and share; with `query` in the address also the conditions and columns of the list as it is now."""
    view = view_to_change(request, pk)
    listed = known.opened(view.list_code, request.actor, request.GET["query"]) if "query" in request.GET else None
    kept = kept_of(listed) if listed else None
    form = forms.ChangeView(request.POST or None, record=view, actor=request.actor)
    if form.is_valid() and taken(
        form,
        actions.change_view,
        view,
        kept=kept,
        actor=request.actor,
        version=form.version,
        **form.cleaned_data,
    ):
        messages.success(request, f"常用视图“{view.name}”已保存")
        return redirect(f"{known.address_of(view.list_code)}?view={view.pk}" if listed else "web:views")
    context = {"title": f"修改常用视图：{view.list_title}", "form": form, "list": listed, "kept": kept, "view": view}
    return render(request, "web/view_form.html", context)


@signed_in_page
def delete_view(request, pk):
    view = view_to_change(request, pk)
    if request.method == "POST":
        actions.void_view(view, moment=timezone.now(), actor=request.actor)
        messages.success(request, f"常用视图“{view.name}”已删除")
        return redirect("web:views")
    return render(request, "web/view_delete.html", {"title": "删除常用视图", "view": view})


@signed_in_page
@require_POST
def default_view(request, pk):
    """Open the list with this view from now on; for the one that is it already, with all records again."""
    view = view_asked(request, pk)
    is_default = ListChoice.objects.filter(person_id=request.actor.person_id, default_view=view).exists()
    actions.choose_default(view.list_code, view=None if is_default else view, actor=request.actor)
    messages.success(
        request, f"“{view.list_title}”以后{'打开时列出全部' if is_default else f'打开时用视图“{view.name}”'}"
    )
    return redirect("web:views")


@dataclass(frozen=True)
class Line:
    """One view in the list of views; without an address when its list is gone or closed to the reader."""

    view: SavedView
    address: str
    is_own: bool
    is_default: bool
    may_change: bool


@signed_in_page
def views(request):
    """All views that the reader may use, list by list."""
    defaults = ListChoice.objects.filter(person_id=request.actor.person_id, default_view__isnull=False)
    chosen = set(defaults.values_list("default_view_id", flat=True))
    found = SavedView.objects.seen_by(request.actor).select_related("organisation")
    lines = [
        Line(
            view,
            address=f"{known.address_of(view.list_code)}?view={view.pk}" if is_open(view, request.actor) else "",
            is_own=view.is_own_of(request.actor),
            is_default=view.pk in chosen,
            may_change=view.is_changed_by(request.actor),
        )
        for view in found.order_by("list_title", "is_shared", "name", "pk")
    ]
    return render(request, "web/views.html", {"title": "常用视图", "lines": lines})


def is_open(view, actor):
    return known.is_open(view.list_code, actor)


@signed_in_page
def choose_columns(request):
    listed = list_asked(request)
    problems = []
    if request.method == "POST":
        fixed = [column.key for column in listed.columns if column.is_fixed]
        chosen = [key for key in request.POST.getlist("columns") if key in {column.key for column in listed.columns}]
        is_reset = "reset" in request.POST
        problems = [] if is_reset else rules.why_not_choose(chosen=[*chosen, *fixed])
        if not problems:
            actions.choose_columns(listed.code, columns=[] if is_reset else chosen, actor=request.actor)
            messages.success(request, "列已按您的选择排好，打印和导出也照此")
            return redirect(f"{known.address_of(listed.code)}?{listed.query_without()}")
    shown = arranged(listed.columns, listed.asked.columns)
    context = {
        "title": f"选择列：{listed.title}",
        "list": listed,
        "problems": problems,
        "lines": [
            *((column, True) for column in shown),
            *((column, False) for column in listed.columns if column not in shown),
        ],
        "address": f"{known.address_of(listed.code)}?{listed.query_without()}",
    }
    return render(request, "web/columns.html", context)


def taken(form, verb, *subject, **values):
    """What a verb returned, or None with its refusal on the form."""
    try:
        return verb(*subject, **values)
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return None
