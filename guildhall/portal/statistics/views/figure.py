"""One figure: its value, its trend, its parts, its targets and final readings."""

from decimal import Decimal

from django.http import Http404
from django.shortcuts import render

from guildhall.kernel.organisations.models import Organisation
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.models import FrozenReading, Growth, Indicator, PrintedRate, Rate, Ratio, Target
from guildhall.mechanisms.indicators.rules import arithmetic
from guildhall.mechanisms.indicators.rules.periods import years_until
from guildhall.portal.statistics.chosen import VIEW, chosen_in
from guildhall.portal.statistics.showing import (
    bar_chart,
    line_chart,
    may_trace,
    shown,
    targets_of,
    written,
)
from guildhall.portal.statistics.views.deciding import DEFINE, FREEZE, SET_TARGET
from guildhall.portal.statistics.views.shared import figure_or_404, frame_of
from guildhall.web.guards import NOT_FOUND
from guildhall.web.pages import page

RECENT = 10
TREND_YEARS = 8
NO_PART = "-"


@page(VIEW)
def figure(request, code):
    found, known = figure_or_404(code, request.actor)
    context = frame_of(request, title=found.name, crumbs=[(found.group, "")])
    chosen = context["chosen"]
    by = request.GET.get("by", "")
    ways = ways_of(found, known)
    frozen = FrozenReading.objects.visible_to(request.actor, VIEW).filter(code=code).defer("keys", "breakdown")
    context |= {
        "figure": found,
        "kind": found.kind.label if isinstance(found, Indicator) else "比率" if isinstance(found, Ratio) else "增幅",
        "ways": ways,
        "by": by if by in dict(ways) else "",
        "frozen": frozen.select_related("organisation").order_by("-ends_on", "-pk")[:RECENT],
        "targets": targets_near(code, request.actor),
        "may_freeze": request.actor.may(FREEZE) and chosen.line is None,
        "may_set_target": request.actor.may(SET_TARGET),
        "may_print": isinstance(found, Ratio) and request.actor.may(DEFINE),
        "rate_pk": rate_key(found) if request.actor.may(DEFINE) else None,
        "is_ratio": isinstance(found, Ratio),
    }
    return render(request, "portal/statistics/figure.html", context)


def rate_key(found):
    """The key of the rate that an officer defined, to change it."""
    if not found.code.startswith("rate."):
        return None
    return Rate.objects.filter(code=found.code).order_by().values_list("pk", flat=True).first()


def ways_of(found, known):
    """The ways in which a figure can be divided: by county, and what it declares; for a rate what both sides declare."""
    ways = {figures.AREA: figures.AREA_LABEL}
    if isinstance(found, Indicator):
        return list((ways | {name: breakdown.label for name, breakdown in found.breakdowns.items()}).items())
    sides = [known.get(code) for code in sides_of(found)]
    declared = [side.breakdowns if isinstance(side, Indicator) else {} for side in sides]
    for name, breakdown in declared[0].items() if declared else []:
        if all(other.get(name) == breakdown for other in declared[1:]):
            ways[name] = breakdown.label
    return list(ways.items())


def sides_of(found):
    return (found.numerator, found.denominator) if isinstance(found, Ratio) else (found.of,)


def targets_near(code, actor):
    visible = Target.objects.visible_to(actor, VIEW).filter(code=code)
    return visible.select_related("organisation").order_by("-ends_on", "organisation__path")[:RECENT]


@page(VIEW)
def value(request, code):
    """The value with both sides, growth and target; read when the page asks for it."""
    found, known = figure_or_404(code, request.actor)
    chosen = chosen_in(request.GET, request.actor)
    before, now = figures.read_over([code], [chosen.period.previous, chosen.period], chosen.reach, figures=known)
    reading = now.whole[code]
    line = shown(
        found, reading, before.whole[code], chosen=chosen, actor=request.actor,
        target=targets_of(chosen, [code]).get(code),
    )  # fmt: skip
    context = {
        "line": line,
        "chosen": chosen,
        "sides": sides_shown(found, reading, known, chosen, request.actor),
        "printed": printed_beside(found, reading, chosen, request.actor, known),
    }
    return render(request, "portal/statistics/_value.html", context)


def sides_shown(found, reading, known, chosen, actor):
    """Numerator and denominator, or this year and the last: name, value, what it opens."""
    if isinstance(found, Indicator):
        return []
    if isinstance(found, Growth):
        of = known[found.of]
        earlier = chosen.period.previous
        sides = [
            (chosen.period.label, of, reading.numerator, chosen.period),
            (earlier.label, of, reading.denominator, earlier),
        ]
    else:
        over, under = known.get(found.numerator), known.get(found.denominator)
        sides = [("分子", over, reading.numerator, chosen.period), ("分母", under, reading.denominator, chosen.period)]
    return [
        {
            "label": label,
            "name": side.name,
            "unit": side.unit,
            "value": written(amount, side.places),
            "address": chosen.records_address(side.code, period=period.code)
            if may_trace(actor, side)
            else chosen.figure_address(side.code, period=period.code),
        }
        for label, side, amount, period in sides
        if side is not None
    ]


def printed_beside(found, reading, chosen, actor, known):
    """The rates printed for this part and period, each with whether it follows from its two sides."""
    if not isinstance(found, Ratio) or chosen.line is not None:
        return []
    printed = PrintedRate.objects.visible_to(actor, VIEW).filter(
        code=found.code, starts_on=chosen.period.start, ends_on=chosen.period.end
    )
    part = {"organisation": chosen.union} if chosen.union else {"organisation__depth": 1}
    return [
        {
            "printed": one,
            "value": written(one.value.quantize(quantum(one.places)), one.places),
            "holds": reading.denominator
            and arithmetic.printed_rate_holds(
                one.value.quantize(quantum(one.places)), reading.numerator, reading.denominator, scale=found.scale
            ),
            "computed": written(reading.value, found.places),
        }
        for one in printed.filter(**part).order_by("pk")
    ]


def quantum(places):
    return Decimal(1).scaleb(-places)


@page(VIEW)
def trend(request, code):
    """The last years as a chart and as numbers."""
    found, known = figure_or_404(code, request.actor)
    chosen = chosen_in(request.GET, request.actor)
    periods = years_until(chosen.period.end.year, TREND_YEARS)
    values = [readings.value(code) for readings in figures.read_over([code], periods, chosen.reach, figures=known)]
    traced = may_trace(request.actor, found)
    context = {
        "figure": found,
        "options": line_chart([f"{period.start.year}" for period in periods], values, found),
        "years": [
            (p.label, written(v, found.places), chosen.records_address(code, period=p.code) if traced else "")
            for p, v in zip(periods, values, strict=True)
        ],
    }
    return render(request, "portal/statistics/_trend.html", context)


@page(VIEW)
def parts(request, code):
    """One breakdown as a chart and a table; every number opens its records."""
    found, known = figure_or_404(code, request.actor)
    chosen = chosen_in(request.GET, request.actor)
    ways = ways_of(found, known)
    by = request.GET.get("by", figures.AREA)
    if by not in dict(ways):
        raise Http404(NOT_FOUND)
    readings = figures.read([code], chosen.period, chosen.reach, by=by, figures=known)
    rows = part_rows(found, known, readings, by, chosen, request.actor)
    context = {
        "figure": found,
        "ways": ways,
        "by": by,
        "label": dict(ways)[by],
        "rows": rows,
        "total": written(readings.value(code), found.places),
        "total_address": chosen.records_address(code) if may_trace(request.actor, found) else "",
        "chosen": chosen,
        "sides": [known[side].name for side in sides_of(found)] if isinstance(found, Ratio) else [],
        "options": bar_chart(
            [row["name"] for row in rows], [row["number"] for row in rows], found, [row["address"] for row in rows]
        ),
        "size": "few" if len(rows) <= 6 else "some" if len(rows) <= 14 else "many",
    }
    return render(request, "portal/statistics/_parts.html", context)


def part_rows(found, known, readings, by, chosen, actor):
    counted = found.code if isinstance(found, Indicator) else sides_of(found)[0]
    names = figures.part_names(counted, by, readings.parts, known)
    whole = readings.value(found.code)
    rows = []
    for key in ordered(readings.parts, by, found.code):
        reading = readings.parts[key][found.code]
        if isinstance(found, Indicator) and not reading.value:
            continue
        is_share = isinstance(found, Indicator) and whole
        rows.append(
            {
                "name": names[key],
                "number": reading.value,
                "value": written(reading.value, found.places),
                "share": arithmetic.rate(reading.value, whole) if is_share else None,
                "sides": part_sides(found, known, reading, by, key, chosen, actor) if isinstance(found, Ratio) else [],
                "address": part_address(found, by, key, chosen, actor),
            }
        )
    return rows


def ordered(found_parts, by, code):
    """Counties in their hand-kept order, other parts by their value."""
    if by == figures.AREA:
        kept = Organisation.objects.filter(pk__in=list(found_parts)).order_by("rank", "path")
        return list(kept.values_list("pk", flat=True))
    return sorted(found_parts, key=lambda key: (-(found_parts[key][code].value or 0), str(key)))


def part_sides(found, known, reading, by, key, chosen, actor):
    return [
        (written(amount, known[side].places), part_address(known[side], by, key, chosen, actor))
        for side, amount in ((found.numerator, reading.numerator), (found.denominator, reading.denominator))
    ]


def part_address(found, by, key, chosen, actor):
    if not may_trace(actor, found):
        return ""
    return chosen.records_address(found.code, by=by, part=NO_PART if key is None else key)
