"""Upper systems and the layout of their files, built in pages from an example."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from guildhall.mechanisms.workbooks.actions.exchange import profiles as actions
from guildhall.mechanisms.workbooks.models import Profile, UpperSystem
from guildhall.mechanisms.workbooks.queries.exchange.profiles import in_force_before
from guildhall.mechanisms.workbooks.queries.exchange.values import subject_named
from guildhall.mechanisms.workbooks.rules.exchange.offers import OUTSIDE
from guildhall.mechanisms.workbooks.rules.exchange.profiles import DATES, cautions, compared, why_not_in_force
from guildhall.mechanisms.workbooks.rules.sheet_rows import column_letters
from guildhall.portal.exchange.forms import profiles as forms
from guildhall.portal.exchange.views.shared import DESIGN, PROFILES, VIEW, on_disk, taken
from guildhall.web.guards import NOT_FOUND
from guildhall.web.pages import page


@page(VIEW)
def profiles(request):
    found = Profile.objects.select_related("system").defer("columns", "title_lines").order_by("subject", "-year", "-pk")
    by_system = {system.pk: (system, []) for system in UpperSystem.objects.order_by("pk")}
    for one in found:
        by_system[one.system_id][1].append((one, subject_named(one.subject)))
    facts = {"title": "交换方案", "systems": list(by_system.values()), "may_design": request.actor.may(DESIGN)}
    return render(request, "portal/exchange/profiles.html", facts)


@page(DESIGN)
def new_system(request):
    return saved_system(request, None)


@page(DESIGN)
def system(request, pk):
    return saved_system(request, get_object_or_404(UpperSystem, pk=pk))


def saved_system(request, found):
    initial = {name: getattr(found, name) for name in ("name", "owner", "masters")} if found else {}
    form = forms.System(request.POST or None, actor=request.actor, record=found, initial=initial)
    if form.is_valid() and taken(
        form, actions.save_system, found, actor=request.actor, version=form.version, **form.cleaned_data
    ):
        messages.success(request, "上级系统已保存")
        return redirect("exchange:profiles")
    facts = {"title": found.name if found else "登记上级系统", "form": form, "crumbs": [PROFILES]}
    return render(request, "portal/exchange/form.html", facts)


@page(DESIGN)
def new(request):
    first = UpperSystem.objects.order_by("pk").first()
    form = forms.NewProfile(
        request.POST or None, request.FILES or None, actor=request.actor, initial={"system": first and first.pk}
    )
    made = form.is_valid() and drafted(form, request.actor, **form.cleaned_data)
    if made:
        return redirect("exchange:columns", made.pk)
    facts = {"title": "新建交换方案", "form": form, "crumbs": [PROFILES]}
    return render(request, "portal/exchange/new_profile.html", facts)


def drafted(form, actor, *, file, **given):
    with on_disk(file) as path:
        return taken(form, actions.draft, path=path, file_name=file.name, actor=actor, **given)


@page(DESIGN)
def following(request, pk):
    """Next year's file: the columns whose headings stayed are carried over, the others listed."""
    old = get_object_or_404(Profile, pk=pk)
    initial = {"year": old.year + 1, "title": old.title.replace(str(old.year), str(old.year + 1))}
    form = forms.Following(request.POST or None, request.FILES or None, actor=request.actor, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        made = drafted(form, request.actor, system=old.system, subject=old.subject, after=old, **given)
        if made:
            tell_changes(request, compared(old.headings, made.headings))
            return redirect("exchange:columns", made.pk)
    facts = {"title": "复制为新的年度", "form": form, "crumbs": [PROFILES, (old.title, old.get_absolute_url())]}
    return render(request, "portal/exchange/new_profile.html", facts)


def tell_changes(request, changed):
    if changed.is_none:
        messages.success(request, "表头与上一年度相同，对应关系已全部带入")
        return
    if changed.added:
        messages.warning(request, f"新增的列：{'、'.join(changed.added)}，请指定对应的栏目")
    if changed.gone:
        messages.warning(request, f"不再有的列：{'、'.join(changed.gone)}")
    if changed.is_moved:
        messages.info(request, "列的先后次序有变化，已按新样表排列")


@page(VIEW)
def profile(request, pk):
    found = get_object_or_404(Profile.objects.select_related("system"), pk=pk)
    subject = subject_named(found.subject)
    rows = []
    for place, column in enumerate(found.layout):
        known = subject.by_key.get(column.field)
        rows.append(
            {
                "letters": column_letters(place),
                "column": column,
                "label": "上级系统编号" if column.field == OUTSIDE else getattr(known, "label", ""),
                "coded": len(known.codes) if known is not None else 0,
                "mapped": sum(bool(code) for code in column.codes.values()),
                "date": DATES.get(column.date, "") if known is not None and known.kind == "date" else "",
            }
        )
    is_draft = found.state == Profile.State.DRAFT
    facts = {
        "title": found.title,
        "crumbs": [PROFILES],
        "profile": found,
        "subject": subject,
        "rows": rows,
        "may_design": request.actor.may(DESIGN),
        "may_make": request.actor.may("workbooks.exchange.make"),
        "reasons": why_not_in_force(found.layout, subject, state=found.state, label="") if is_draft else [],
        "cautions": cautions(found.layout, subject) if found.state != Profile.State.RETIRED else [],
    }
    return render(request, "portal/exchange/profile.html", facts)


@page(DESIGN)
def columns(request, pk):
    found = get_object_or_404(Profile, pk=pk)
    subject = subject_named(found.subject)
    form = forms.Columns(request.POST or None, actor=request.actor, record=found, subject=subject)
    if form.is_valid():
        top = {name: form.cleaned_data[name] for name in ("title", "file_kind", "sheet")}
        saved = taken(
            form, actions.lay_out, found, columns=form.columns(), actor=request.actor, version=form.version, **top
        )
        if saved:
            messages.success(request, "已保存")
            return redirect(found)
    facts = {
        "title": "列的对应",
        "form": form,
        "profile": found,
        "crumbs": [PROFILES, (found.title, found.get_absolute_url())],
    }
    return render(request, "portal/exchange/columns.html", facts)


@page(DESIGN)
def codes(request, pk, place):
    found = get_object_or_404(Profile, pk=pk)
    layout = found.layout
    if place >= len(layout):
        raise Http404(NOT_FOUND)
    known = subject_named(found.subject).by_key.get(layout[place].field)
    if known is None or not known.codes:
        raise Http404(NOT_FOUND)
    form = forms.Codes(request.POST or None, actor=request.actor, record=found, column=layout[place], known=known)
    if form.is_valid():
        layout[place] = actions.with_codes(layout[place], form.codes())
        if taken(form, actions.lay_out, found, columns=layout, actor=request.actor, version=form.version):
            messages.success(request, f"“{layout[place].heading}”的代码对应已保存")
            return redirect(found)
    facts = {
        "title": f"代码对应：{layout[place].heading}",
        "form": form,
        "crumbs": [PROFILES, (found.title, found.get_absolute_url())],
    }
    return render(request, "portal/exchange/codes.html", facts)


@page(DESIGN, steps_up=True)
def put_in_force(request, pk):
    found = get_object_or_404(Profile, pk=pk)
    form = forms.InForce(request.POST or None, actor=request.actor, record=found, initial={"day": timezone.localdate()})
    if form.is_valid() and taken(
        form, actions.put_in_force, found, actor=request.actor, version=form.version, **form.cleaned_data
    ):
        messages.success(request, f"“{found.title}”已启用")
        return redirect(found)
    facts = {
        "title": "启用方案",
        "form": form,
        "crumbs": [PROFILES, (found.title, found.get_absolute_url())],
        "before": in_force_before(found),
        "cautions": cautions(found.layout, subject_named(found.subject)),
    }
    return render(request, "portal/exchange/put_in_force.html", facts)


@page(DESIGN, methods=("POST",))
def retire(request, pk):
    found = get_object_or_404(Profile, pk=pk)
    actions.retire(found, day=timezone.localdate(), actor=request.actor)
    messages.success(request, f"“{found.title}”已停用")
    return redirect(found)
