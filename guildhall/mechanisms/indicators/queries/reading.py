"""Reading figures: many over one base in one scan, as of the period's last day, within a part of the city."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from guildhall.kernel.offers import offered
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope import EVERYTHING, NOTHING, Reach
from guildhall.mechanisms.indicators.models import Consistency, Figure, FrozenReading, Growth, Indicator, Rate, Ratio
from guildhall.mechanisms.indicators.queries.counting import (
    AREA,
    WHOLE,
    Counts,
    count,
    count_over,
    dividing,
    placements_since,
    reach_condition,
)
from guildhall.mechanisms.indicators.queries.keeping import kept
from guildhall.mechanisms.indicators.rules import arithmetic
from guildhall.mechanisms.indicators.rules.periods import Period

AREA_LABEL = "县区"


@dataclass(frozen=True)
class Reading:
    """The value of a figure, with both sides where it is a rate or growth."""

    figure: Figure
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass
class Readings:
    """Readings of many figures, in all and by the keys of one breakdown."""

    period: Period
    whole: dict[str, Reading]
    parts: dict[Any, dict[str, Reading]] = field(default_factory=dict)

    def value(self, code: str) -> Decimal | None:
        return self.whole[code].value


def catalogue() -> dict[str, Figure]:
    """Every figure by its code: offered ones and the rates that officers defined."""
    declared: list[Figure] = [*offered(Indicator), *offered(Ratio), *offered(Growth)]
    figures: dict[str, Figure] = {figure.code: figure for figure in declared}
    for rate in Rate.objects.filter(is_retired=False).order_by("code"):
        figures[rate.code] = ratio_of(rate)
    return figures


def ratio_of(rate: Rate) -> Ratio:
    """A defined rate as the figure it is."""
    return Ratio(
        code=rate.code,
        name=rate.name,
        numerator=rate.numerator,
        denominator=rate.denominator,
        definition=f"以{rate.basis}为基数的比率。",
        basis=rate.basis,
        unit=rate.unit,
        scale=rate.scale,
        places=rate.places,
        version=rate.version,
        group="自定比率",
    )


def reach_below(organisation: Organisation) -> Reach:
    """The part of the city below one organisation."""
    if organisation.depth == 1:
        return EVERYTHING
    if organisation.is_area:
        return Reach(areas=frozenset({organisation.pk}))
    keys = Organisation.objects.below(organisation.path).order_by().values_list("pk", flat=True)
    return Reach(organisations=frozenset(keys))


def reach_of_line(line: Organisation, within: Reach = EVERYTHING) -> Reach:
    """The unions that carry an industrial line, wherever they stand within a reach."""
    carrying = Organisation.objects.filter(Q(line=line) | Q(pk=line.pk)).within(within)
    return Reach(organisations=frozenset(carrying.order_by().values_list("pk", flat=True)))


def common_reach(reach: Reach, wanted: Organisation) -> Reach:
    """What of an organisation's part lies within a reach; nothing where it does not."""
    if reach.everything or reach.covers(area=wanted.area_id, organisation=wanted.pk):
        return reach_below(wanted)
    above = (
        Organisation.objects.filter(pk__in=reach.areas | reach.organisations).order_by().values_list("path", flat=True)
    )
    if any(wanted.path.startswith(path) for path in above):
        return reach_below(wanted)
    if wanted.depth == 1 or not reach.organisations:
        return reach if wanted.depth == 1 else NOTHING
    inside = Organisation.objects.below(wanted.path).filter(pk__in=reach.organisations)
    return Reach(organisations=frozenset(inside.order_by().values_list("pk", flat=True)))


def records(
    indicator: Indicator, period: Period, reach: Reach = EVERYTHING, *, by: str = "", part: Any = None
) -> QuerySet[Any]:
    """The records that a figure counts, or with `by` those of one part; its value is its measure over just these."""
    moved = placements_since(period)
    found = indicator.base._default_manager.order_by().filter(indicator.where(period))
    found = found.filter(reach_condition(indicator.base, reach, moved))
    if not by:
        return found
    parts = dividing(indicator.base, [indicator], by, moved)
    if parts is None:
        return found.none()
    apart = found.alias(of_part=parts)
    return apart.filter(of_part__isnull=True) if part is None else apart.filter(of_part=part)


def read(
    codes: Iterable[str],
    period: Period,
    reach: Reach = EVERYTHING,
    *,
    by: str = "",
    figures: Mapping[str, Figure] | None = None,
) -> Readings:
    """Figures in all and, with `by`, in parts: `area`, or the name of a breakdown that they declare."""
    known = figures if figures is not None else catalogue()
    wanted = [known[code] for code in dict.fromkeys(codes)]
    now = _needed(wanted, known)
    earlier = _needed([known[f.of] for f in wanted if isinstance(f, Growth)], known)
    counted = _counted(now, period, reach, by)
    counted_before = _counted(earlier, period.previous, reach, by) if earlier else {}
    result = Readings(
        period=period,
        whole={f.code: _reading(f, counted.get(WHOLE, {}), counted_before.get(WHOLE, {}), known) for f in wanted},
    )
    for key in counted.keys() | counted_before.keys():
        if key != WHOLE:
            counts, before = counted.get(key, {}), counted_before.get(key, {})
            result.parts[key] = {f.code: _reading(f, counts, before, known) for f in wanted}
    return result


def read_over(
    codes: Iterable[str],
    periods: Sequence[Period],
    reach: Reach = EVERYTHING,
    *,
    figures: Mapping[str, Figure] | None = None,
) -> list[Readings]:
    """Figures over several periods, the trend: still one scan a base."""
    known = figures if figures is not None else catalogue()
    wanted = [known[code] for code in dict.fromkeys(codes)]
    grows = any(isinstance(figure, Growth) for figure in wanted)
    asked = list(dict.fromkeys([*periods, *(period.previous for period in periods if grows)]))
    needed = _needed(wanted, known)
    counts = kept("over", needed, asked, reach, lambda: count_over(needed, asked, reach))
    found = []
    for period in periods:
        now, before = counts[period][WHOLE], counts.get(period.previous, {WHOLE: {}})[WHOLE]
        found.append(Readings(period, {figure.code: _reading(figure, now, before, known) for figure in wanted}))
    return found


def _counted(indicators: list[Indicator], period: Period, reach: Reach, by: str) -> Counts:
    return kept(f"by {by}", indicators, [period], reach, lambda: count(indicators, period, reach, by))


def value_of(code: str, period: Period, reach: Reach = EVERYTHING) -> Decimal | None:
    return read([code], period, reach).value(code)


def _needed(figures: Iterable[Figure], known: Mapping[str, Figure]) -> list[Indicator]:
    """The counted figures that others are computed from."""
    found: dict[str, Indicator] = {}
    waiting = list(figures)
    while waiting:
        figure = waiting.pop()
        if isinstance(figure, Indicator):
            found[figure.code] = figure
        elif isinstance(figure, Ratio):
            waiting += [known[code] for code in (figure.numerator, figure.denominator) if code in known]
        else:
            waiting.append(known[figure.of])
    return list(found.values())


def _reading(
    figure: Figure, counts: Mapping[str, Any], before: Mapping[str, Any], known: Mapping[str, Figure]
) -> Reading:
    if isinstance(figure, Indicator):
        return Reading(figure, counts.get(figure.code, Decimal(0)))
    if isinstance(figure, Ratio):
        over, under = _side(figure.numerator, counts, before, known), _side(figure.denominator, counts, before, known)
        value = arithmetic.rate(over, under, scale=figure.scale, places=figure.places)
        return Reading(figure, value, over, under)
    now, then = _side(figure.of, counts, before, known), _side(figure.of, before, {}, known)
    return Reading(figure, arithmetic.growth(now, then, places=figure.places), now, then)


def _side(
    code: str, counts: Mapping[str, Any], before: Mapping[str, Any], known: Mapping[str, Figure]
) -> Decimal | None:
    figure = known.get(code)
    if figure is None:
        return None
    return _reading(figure, counts, before, known).value


def part_names(code: str, by: str, keys: Iterable[Any], figures: Mapping[str, Figure] | None = None) -> dict[Any, str]:
    """The names of a breakdown's parts for the screen."""
    wanted = list(keys)
    known = figures if figures is not None else catalogue()
    figure = known[code]
    breakdown = figure.breakdowns.get(by) if isinstance(figure, Indicator) else None
    if breakdown is not None and breakdown.choices:
        labels = dict(breakdown.choices)
        return {key: labels.get(key, "未填写") for key in wanted}
    if by == AREA or breakdown is not None:
        keyed = [key for key in wanted if isinstance(key, int)]
        names = {o.pk: o.printed_name for o in Organisation.objects.filter(pk__in=keyed)}
        return {key: names.get(key, "未填写" if key is None else str(key)) for key in wanted}
    return {key: str(key) for key in wanted}


def breaches(period: Period, reach: Reach = EVERYTHING) -> list[arithmetic.Breach]:
    """Where figures contradict one another, in all and by county, both sides named."""
    rules = offered(Consistency)
    known = catalogue()
    codes = {code for rule in rules for code in (*rule.parts, rule.whole) if code in known}
    now = read(codes, period, reach, by=AREA, figures=known)
    stocks = {rule.whole for rule in rules if rule.kind == "flow" and rule.whole in known}
    before = read(stocks, period.opening, reach, by=AREA, figures=known)
    areas = part_names(next(iter(codes)), AREA, now.parts, known) if codes else {}
    found = []
    for rule in rules:
        if not all(code in known for code in (*rule.parts, rule.whole)):
            continue
        found += _broken(rule, now.whole, before.whole, known, "")
        if rule.by_area:
            for key in sorted(now.parts, key=lambda key: areas.get(key, "")):
                found += _broken(rule, now.parts[key], before.parts.get(key, {}), known, areas.get(key, ""))
    return found


def _broken(
    rule: Consistency,
    now: Mapping[str, Reading],
    before: Mapping[str, Reading],
    known: Mapping[str, Figure],
    where: str,
) -> list[arithmetic.Breach]:
    names = {code: known[code].name for code in (*rule.parts, rule.whole)}
    values = {code: reading.value for code, reading in now.items()}
    if rule.kind == "within":
        found = arithmetic.parts_within_whole(values, parts=rule.parts, whole=rule.whole, names=names)
    elif rule.kind == "sum":
        found = arithmetic.sum_of_parts(values, parts=rule.parts, whole=rule.whole, names=names)
    else:
        came, went = rule.parts
        then = before[rule.whole].value if rule.whole in before else None
        found = arithmetic.stock_and_flow(
            name=names[rule.whole],
            before=then or 0,
            opened=values[came] or 0,
            closed=values[went] or 0,
            now=values[rule.whole] or 0,
            opened_name=names[came],
            closed_name=names[went],
        )
    return [arithmetic.Breach(rule.name, b.left, b.left_value, b.right, b.right_value, where) for b in found]


@dataclass(frozen=True)
class Drift:
    """What has become of a frozen figure's records since: keys that no longer count, that now count, edited ones."""

    gone: list[int]
    added: list[int]
    edited: list[int]


def drift(reading: FrozenReading) -> Drift:
    """Compare a frozen reading with the same definition read now."""
    indicator = catalogue().get(reading.code)
    if not isinstance(indicator, Indicator):
        return Drift([], [], [])
    keys = reading.bitmap
    reach = reach_below(reading.organisation)
    current = type(keys)(keys_of(indicator, reading.period, reach))
    touched = records(indicator, reading.period, reach).filter(changed_at__gt=reading.frozen_at)
    edited = keys & type(keys)(touched.values_list("pk", flat=True))
    return Drift(sorted(keys - current), sorted(current - keys), sorted(edited))


def keys_of(indicator: Indicator, period: Period, reach: Reach) -> list[int]:
    """The keys of a figure's records, in order."""
    return list(
        records(indicator, period, reach).order_by("pk").values_list("pk", flat=True).iterator(chunk_size=50_000)
    )
