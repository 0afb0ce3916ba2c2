"""One figure: its value, its trend, its parts, its targets and final readings."""

from decimal import Decimal

from django.db.models import Count
from django.http import Http404
from django.shortcuts import render

from guildhall.kernel.organisations.models import Organisation
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.models import FrozenReading, Growth, Indicator, PrintedRate, Rate, Ratio, Target
from guildhall.mechanisms.indicators.rules import arithmetic
from guildhall.mechanisms.indicators.rules.periods import years_until
from guildhall.portal.statistics.chosen import VIEW, chosen_in
from guildhall.portal.statistics.protected import frozen_text
from guildhall.portal.statistics.showing import (
    bar_chart,
    line_chart,
    may_trace,
    shown_figures,
    side_texts,
    text_of,
    written,
)
from guildhall.portal.statistics.views.deciding import DECLARE, DEFINE, FREEZE, SET_TARGET
from guildhall.portal.statistics.views.shared import figure_or_404, frame_of
from guildhall.web.guards import NOT_FOUND
from guildhall.web.pages import page

RECENT = 10
TREND_YEARS = 8
NO_PART, WITHHELD = "-", "＊"


@page(VIEW)
def figure(request, code):
    found, known = figure_or_404(code, request.actor)
    context = frame_of(request, title=found.name, crumbs=[(found.group, "")], with_cutoff=isinstance(found, Indicator))
    chosen = context["chosen"]
    by = request.GET.get("by", "")
    ways = ways_of(found, known)
    frozen = FrozenReading.objects.visible_to(request.actor, VIEW).filter(code=code).defer("keys", "breakdown")
    context |= {
        "figure": found,
        "kind": found.kind.label if isinstance(found, Indicator) else "比率" if isinstance(found, Ratio) else "增幅",
        "ways": ways,
        "by": by if by in dict(ways) else "",
        "frozen": frozen_lines(frozen.order_by("-ends_on", "-pk")[:RECENT], request.actor, known),
        "targets": targets_near(code, request.actor),
        "may_freeze": request.actor.may(FREEZE) and (chosen.line is None or chosen.union is None or chosen.is_own_line),
        "may_declare": request.actor.may(DECLARE),
        "is_sensitive": isinstance(found, Indicator) and found.is_sensitive,
        "is_guarded": figures.hides_some(request.actor, found, known, chosen.reach),
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


def frozen_lines(readings, actor, known):
    """Final readings of a figure with their value as this reader may see it."""
    return [(one, frozen_text(one, actor, known)) for one in readings.select_related("organisation")]


def ways_of(found, known):
    """The ways in which a figure can be divided: by county, by industrial union, and what it (both sides) declares."""
    ways = {figures.AREA: figures.AREA_LABEL, figures.LINE: figures.LINE_LABEL}
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
    (line,) = shown_figures([found], known, chosen, request.actor)
    reading = line.reading
    context = {
        "line": line,
        "chosen": chosen,
        "sides": sides_shown(found, reading, known, chosen, request.actor),
        "printed": printed_beside(found, reading, chosen, request.actor, known),
        "late": late_beside(found, known, chosen, request.actor),
    }
    return render(request, "portal/statistics/_value.html", context)


def late_beside(found, known, chosen, actor):
    """How many records were entered after the cut-off, and the address of their list."""
    if (
        chosen.moment is None
        or not isinstance(found, Indicator)
        or figures.hides_some(actor, found, known, chosen.reach)
    ):
        return None
    late = figures.late_records(found, chosen.period, chosen.reach, chosen.moment)
    measured = late.aggregate(value=found.measure, records=Count("pk"))
    traced = may_trace(actor, found) and measured["records"]
    return {
        "value": written(Decimal(measured["value"] or 0)),
        "cutoff": chosen.cutoff,
        "address": chosen.records_address(found.code, late=1) if traced else "",
    }


def sides_shown(found, reading, known, chosen, actor):
    """Numerator and denominator, or this period and the earlier one: name, value, what it opens."""
    if isinstance(found, Indicator):
        return []
    if isinstance(found, Growth):
        earlier = found.compared(chosen.period)
        sides = [
            (chosen.period.label, known.get(found.of), chosen.period),
            (earlier.label, known.get(found.of), earlier),
        ]
    else:
        sides = [
            ("分子", known.get(found.numerator), chosen.period),
            ("分母", known.get(found.denominator), chosen.period),
        ]
    return [
        {
            "label": label,
            "name": side.name,
            "unit": side.unit,
            "value": text,
            "address": chosen.records_address(side.code, period=period.code)
            if may_trace(actor, side)
            else chosen.figure_address(side.code, period=period.code),
        }
        for (label, side, period), text in zip(sides, side_texts(reading, known), strict=True)
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
            "computed": text_of(reading),
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
    over = figures.read_over([code], periods, chosen.reach, figures=known, reader=request.actor)
    values = [readings.value(code) for readings in over]
    traced = may_trace(request.actor, found)
    context = {
        "figure": found,
        "options": line_chart([f"{period.start.year}" for period in periods], values, found),
        "years": [
            (
                one.period.label,
                text_of(one.whole[code]),
                chosen.records_address(code, period=one.period.code) if traced else "",
            )
            for one in over
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
    readings = figures.read([code], chosen.period, chosen.reach, by=by, figures=known, reader=request.actor)
    rows = part_rows(found, known, readings, by, chosen, request.actor)
    context = {
        "figure": found,
        "ways": ways,
        "by": by,
        "label": dict(ways)[by],
        "rows": rows,
        "total": text_of(readings.whole[code]),
        "is_withheld": not rows and bool(readings.parts),
        "is_hidden": any(row["is_hidden"] for row in rows) or bool(readings.whole[code].hidden),
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
    """The parts as rows; where all of them are withheld it is not even told which there are."""
    if all(part[found.code].hidden == WITHHELD for part in readings.parts.values()):
        return []
    counted = found.code if isinstance(found, Indicator) else sides_of(found)[0]
    names = figures.part_names(counted, by, readings.parts, known)
    rows = []
    for key in ordered(readings.parts, by, found.code):
        reading = readings.parts[key][found.code]
        if isinstance(found, Indicator) and not reading.value and not reading.hidden:
            continue
        rows.append(
            {
                "name": names[key],
                "number": reading.value,
                "value": text_of(reading),
                "is_hidden": bool(reading.hidden),
                "share": share_of(found, reading.value, readings.value(found.code)),
                "sides": part_sides(found, known, reading, by, key, chosen, actor) if isinstance(found, Ratio) else [],
                "address": part_address(found, by, key, chosen, actor),
            }
        )
    return rows


def share_of(found, value, whole):
    return arithmetic.rate(value, whole) if isinstance(found, Indicator) and whole and value is not None else None


def ordered(found_parts, by, code):
    """Counties in their hand-kept order, other parts by their value."""
    if by in (figures.AREA, figures.LINE):
        kept = Organisation.objects.filter(pk__in=[key for key in found_parts if key is not None])
        return [*kept.order_by("rank", "path").values_list("pk", flat=True), *([None] if None in found_parts else [])]
    return sorted(found_parts, key=lambda key: (-(found_parts[key][code].value or 0), str(key)))


def part_sides(found, known, reading, by, key, chosen, actor):
    return [
        (text, part_address(known[side], by, key, chosen, actor))
        for side, text in zip((found.numerator, found.denominator), side_texts(reading, known), strict=True)
    ]


def part_address(found, by, key, chosen, actor):
    if not may_trace(actor, found):
        return ""
    return chosen.records_address(found.code, by=by, part=NO_PART if key is None else key)
