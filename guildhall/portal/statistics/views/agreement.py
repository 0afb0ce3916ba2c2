"""Where figures must agree: the ledger of stock and flow, and the list of what contradicts."""

from collections import defaultdict

from django.shortcuts import render

from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.models import PrintedRate, Ratio
from guildhall.mechanisms.indicators.rules import arithmetic
from guildhall.mechanisms.indicators.rules.arithmetic import grouped
from guildhall.portal.statistics.chosen import VIEW, chosen_in
from guildhall.portal.statistics.ledger import KINDS, account_of
from guildhall.portal.statistics.showing import may_trace, visible, written
from guildhall.portal.statistics.views.figure import quantum
from guildhall.portal.statistics.views.shared import frame_of
from guildhall.web.pages import page

PRINTED_COMPARED = 200


@page(VIEW)
def ledger(request):
    known = visible(figures.catalogue(), request.actor)
    kinds = [(number, kind.name) for number, kind in enumerate(KINDS) if kind.within(known)]
    return render(request, "portal/statistics/ledger.html", frame_of(request, title="增减对账", kinds=kinds))


@page(VIEW)
def ledger_account(request, number):
    """One kind's account, read when the page asks for it."""
    known = visible(figures.catalogue(), request.actor)
    kind = KINDS[number].within(known) if number < len(KINDS) else None
    chosen = chosen_in(request.GET, request.actor)
    account = None
    if kind is not None:
        account = account_of(kind, chosen, known, may_trace(request.actor, known[kind.stock]))
    return render(request, "portal/statistics/_account.html", {"account": account, "chosen": chosen})


@page(VIEW)
def checks(request):
    return render(request, "portal/statistics/checks.html", frame_of(request, title="数据一致性"))


@page(VIEW)
def found_breaches(request):
    """What contradicts, read when the page asks for it."""
    chosen = chosen_in(request.GET, request.actor)
    context = {
        "chosen": chosen,
        "breaches": figures.breaches(chosen.period, chosen.reach, reader=request.actor),
        "printed": printed_compared(request.actor),
        "declared": declared_twice(chosen, request.actor),
    }
    return render(request, "portal/statistics/_breaches.html", context)


def declared_twice(chosen, actor):
    """Numbers declared for parts that also have counted records here."""
    known = visible(figures.catalogue(), actor)
    return [
        {
            "figure": figure,
            "declared": one,
            "value": grouped(one.value),
            "counted": written(one.counted),
            "address": chosen.figure_address(figure.code, union=one.reading.organisation_id, line=""),
        }
        for figure, one in figures.overlapping(chosen.period, chosen.reach, known, reader=actor)
    ]


def printed_compared(actor):
    """The rates that were printed and do not follow from their two sides; one reading a part and period."""
    known = figures.catalogue()
    printed = PrintedRate.objects.visible_to(actor, VIEW).select_related("organisation").order_by("-ends_on", "-pk")
    together = defaultdict(list)
    for one in printed[:PRINTED_COMPARED]:
        if isinstance(known.get(one.code), Ratio):
            together[one.organisation, one.starts_on, one.ends_on].append(one)
    found = []
    for (organisation, _, _), rates in together.items():
        period = rates[0].period
        codes = {one.code for one in rates}
        readings = figures.read(codes, period, figures.reach_below(organisation), figures=known, reader=actor)
        shown = [(one, readings.whole[one.code]) for one in rates if not readings.whole[one.code].hidden]
        found += [line for one, reading in shown if (line := difference(one, reading, known))]
    return found


def difference(one, reading, known):
    """Both sides of a printed rate that differs; nothing where it holds."""
    ratio = known[one.code]
    value = one.value.quantize(quantum(one.places))
    if reading.denominator and arithmetic.printed_rate_holds(
        value, reading.numerator, reading.denominator, scale=ratio.scale
    ):
        return None
    query = f"?period={one.period.code}&union={one.organisation_id}"
    return {
        "printed": one,
        "ratio": ratio,
        "value": written(value, one.places),
        "numerator": known[ratio.numerator].name,
        "denominator": known[ratio.denominator].name,
        "over": written(reading.numerator),
        "under": written(reading.denominator),
        "computed": written(reading.value, ratio.places),
        "address": f"/desk/statistics/{one.code}/{query}",
    }
