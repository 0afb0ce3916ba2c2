"""The returns of one's own unions and of those below: the list, one return, filling it in."""

from django.contrib import messages
from django.shortcuts import redirect, render

from guildhall.kernel.refusal import Refused
from guildhall.mechanisms.indicators.actions import returns as actions
from guildhall.mechanisms.indicators.models import Return
from guildhall.mechanisms.indicators.queries import returns
from guildhall.mechanisms.indicators.rules.returns import moves
from guildhall.portal.returns import forms, tables
from guildhall.portal.returns.showing import (
    COLOURS,
    CRUMB,
    FILL,
    VIEW,
    acts_of,
    calls_below,
    cells_of,
    covers,
    shown_values,
    table_of,
)
from guildhall.web.pages import ListPage, page

POST = ("POST",)


class ReturnList(ListPage):
    permission = VIEW
    title = "报表填报"
    description = "上级布置给本单位的报表和下级报来的报表；数已按记录填好，核对、补充后报出。"
    columns = tables.RETURNS
    narrowing = forms.ReturnFilter
    empty = "还没有布置给本单位的报表"

    def records(self):
        return Return.objects.select_related("call__form", "organisation").order_by("-pk")


@page(VIEW, Return)
def answer(request, answer):
    return render(request, "portal/returns/return.html", context_of(request, answer))


def context_of(request, answer):
    """A return as its page shows it."""
    cells = cells_of(answer.call.form)
    shown = shown_values(answer, cells, request.actor)
    return {
        "title": answer.call.form.name,
        "crumbs": [CRUMB],
        "answer": answer,
        "call": answer.call,
        "form": answer.call.form,
        "colour": COLOURS[answer.state],
        "late": tables.lateness(answer),
        "table": table_of(cells, shown),
        "acts": acts_of(answer, request.actor),
        "is_open": answer.state in moves.OPEN and covers(request.actor, FILL, answer.organisation),
        "may_call_lower": calls_below(request.actor, answer) and not answer.organisation.is_leaf(),
        "has_lower": answer.lower.exists(),
        "has_upper_workbook": answer.call.form.workbook_id is not None,
        "differing": sum(1 for one in shown.values() if one.differs),
        "gone": [one.cell for one in shown.values() if one.is_gone],
    }


@page(FILL, Return)
def fill(request, answer):
    cells = cells_of(answer.call.form)
    values = returns.values_of(answer)
    form = forms.Filling(request.POST or None, answer=answer, cells=cells, values=values)
    if request.method == "POST" and form.is_valid():
        try:
            actions.fill(answer, form.entries, actor=request.actor, version=form.version)
        except Refused as refusal:
            return not_taken(request, answer, form, refusal.reasons)
        if "prepare" in request.POST:
            return redirect("returns:prepare", answer.pk)
        messages.success(request, "已保存，还没有报出")
        return redirect(answer)
    if request.method != "POST" and (reasons := moves.why_not_fill(state=answer.state)):
        return not_taken(request, answer, None, reasons)
    context = context_of(request, answer)
    for row in context["table"]["rows"]:
        row["fields"] = [shown and field_of(form, shown) for shown in row["cells"]]
    return render(
        request,
        "portal/returns/fill.html",
        {**context, "crumbs": [CRUMB, (str(answer.call), answer.get_absolute_url())], "filling": form},
    )


def field_of(form, shown):
    """A shown cell with the fields in which it is written; a computed one has none."""
    name = f"value-{shown.cell.pk}"
    if name not in form.fields:
        return {"shown": shown}
    return {"shown": shown, "value": form[name], "note": form[f"note-{shown.cell.pk}"]}


def not_taken(request, answer, form, reasons):
    """Why nothing was saved, with what was typed to copy; the return as it stands now."""
    answer.refresh_from_db()
    context = {**context_of(request, answer), "reasons": reasons, "typed": form.typed if form else ""}
    return render(request, "portal/returns/not_taken.html", context, status=409)


@page(FILL, Return, methods=POST)
def refresh(request, answer):
    actions.refresh(answer, actor=request.actor)
    messages.success(request, "已重新取数；您改过的数没有动，请看差异")
    return redirect(answer)


@page(FILL, Return, methods=POST)
def take_totals(request, answer):
    actions.take_totals(answer, actor=request.actor)
    messages.success(request, "手工填报的项已按下级汇总填入，请核对")
    return redirect(answer)
