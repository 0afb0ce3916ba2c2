"""Reading figures: their records, their values in all and in parts, for one period and over many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope import EVERYTHING, Actor, Reach
from guildhall.mechanisms.indicators.models import Figure, Indicator, Ratio
from guildhall.mechanisms.indicators.queries.counting import (
    AREA,
    LINE,
    WHOLE,
    Counts,
    Crossed,
    count,
    count_across,
    count_over,
    dividing,
    placements_since,
    reach_condition,
)
from guildhall.mechanisms.indicators.queries.keeping import kept
from guildhall.mechanisms.indicators.queries.known import catalogue
from guildhall.mechanisms.indicators.queries.protecting import Guard, is_guarded
from guildhall.mechanisms.indicators.rules import arithmetic
from guildhall.mechanisms.indicators.rules.periods import Period
from guildhall.mechanisms.indicators.rules.protection import WITHHELD, Hidden

AREA_LABEL = "县区"
LINE_LABEL = "产业工会"
NO_LINE = "未归入产业工会"
Counted = dict[Period, Counts]


@dataclass(frozen=True)
class Reading:
    """The value of a figure, with both sides where it is a rate or growth.

    `hidden` is what stands in place of a value that this reader may not see: ＜5, ＊; the value is then None.
    """

    figure: Figure
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    hidden: str = ""
    hidden_sides: tuple[str, str] = ("", "")


@dataclass
class Readings:
    """Readings of many figures, in all and by the keys of one breakdown."""

    period: Period
    whole: dict[str, Reading]
    parts: dict[Any, dict[str, Reading]] = field(default_factory=dict)

    def value(self, code: str) -> Decimal | None:
        return self.whole[code].value


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
    reader: Actor | None = None,
) -> Readings:
    """Figures in all and, with `by`, in parts: `area`, or the name of a breakdown that they declare.

    With a `reader` the small numbers of sensitive figures are hidden from whoever may not see the names behind them.
    """
    known = figures if figures is not None else catalogue()
    wanted = [known[code] for code in dict.fromkeys(codes)]
    counted: Counted = {at: _counted(needed, at, reach, by) for at, needed in _needed(wanted, [period], known).items()}
    if reader is not None:
        counted = _protected(counted, wanted, known, reach, by, reader)
    result = Readings(period, {f.code: _reading(f, period, WHOLE, counted, known) for f in wanted})
    for key in {key for counts in counted.values() for key in counts if key != WHOLE}:
        result.parts[key] = {f.code: _reading(f, period, key, counted, known) for f in wanted}
    return result


def read_over(
    codes: Iterable[str],
    periods: Sequence[Period],
    reach: Reach = EVERYTHING,
    *,
    figures: Mapping[str, Figure] | None = None,
    reader: Actor | None = None,
) -> list[Readings]:
    """Figures over several periods, the trend: still one scan a base."""
    known = figures if figures is not None else catalogue()
    wanted = [known[code] for code in dict.fromkeys(codes)]
    by_period = _needed(wanted, periods, known)
    needed = list({f.code: f for indicators in by_period.values() for f in indicators}.values())
    asked = list(by_period)
    counted: Counted = kept("over", needed, asked, reach, lambda: count_over(needed, asked, reach))
    if reader is not None:
        counted = _protected(counted, wanted, known, reach, "", reader)
    return [
        Readings(period, {figure.code: _reading(figure, period, WHOLE, counted, known) for figure in wanted})
        for period in periods
    ]


def _counted(indicators: list[Indicator], period: Period, reach: Reach, by: str) -> Counts:
    return kept(f"by {by}", indicators, [period], reach, lambda: count(indicators, period, reach, by))


def _protected(
    counted: Counted,
    wanted: Sequence[Figure],
    known: Mapping[str, Figure],
    reach: Reach,
    by: str,
    reader: Actor,
) -> Counted:
    """The counts as a reader may see them; where nothing is sensitive they are the very same."""
    needed = list(_needed(wanted, list(counted)[:1], known).values())
    guard = Guard(reader, reach, by, [f for indicators in needed for f in indicators])
    return {period: guard.over(period, counts, _counted) for period, counts in counted.items()}


def value_of(code: str, period: Period, reach: Reach = EVERYTHING) -> Decimal | None:
    return read([code], period, reach).value(code)


def _needed(
    figures: Iterable[Figure], periods: Sequence[Period], known: Mapping[str, Figure]
) -> dict[Period, list[Indicator]]:
    """The counted figures that others are computed from, by the periods of which they are asked."""
    found: dict[Period, dict[str, Indicator]] = {period: {} for period in periods}
    waiting = [(figure, period) for figure in figures for period in periods]
    while waiting:
        figure, at = waiting.pop()
        if isinstance(figure, Indicator):
            found.setdefault(at, {})[figure.code] = figure
        elif isinstance(figure, Ratio):
            waiting += [(known[code], at) for code in (figure.numerator, figure.denominator) if code in known]
        elif figure.of in known:
            waiting += [(known[figure.of], at), (known[figure.of], figure.compared(at))]
    return {period: list(indicators.values()) for period, indicators in found.items()}


def _reading(figure: Figure, period: Period, key: Any, counted: Counted, known: Mapping[str, Figure]) -> Reading:
    if isinstance(figure, Indicator):
        value = counted.get(period, {}).get(key, {}).get(figure.code, Decimal(0))
        return Reading(figure, None, hidden=value.text) if isinstance(value, Hidden) else Reading(figure, value)
    if isinstance(figure, Ratio):
        over, under = (_side(code, period, key, counted, known) for code in (figure.numerator, figure.denominator))
        value = arithmetic.rate(over.value, under.value, scale=figure.scale, places=figure.places)
    else:
        over = _side(figure.of, period, key, counted, known)
        under = _side(figure.of, figure.compared(period), key, counted, known)
        value = arithmetic.growth(over.value, under.value, places=figure.places)
    hidden = (over.hidden, under.hidden)
    return Reading(figure, value, over.value, under.value, WITHHELD.text if any(hidden) else "", hidden)


@dataclass(frozen=True)
class Side:
    value: Decimal | None = None
    hidden: str = ""


def _side(code: str, period: Period, key: Any, counted: Counted, known: Mapping[str, Figure]) -> Side:
    figure = known.get(code)
    if figure is None:
        return Side()
    reading = _reading(figure, period, key, counted, known)
    return Side(reading.value, reading.hidden)


def part_names(code: str, by: str, keys: Iterable[Any], figures: Mapping[str, Figure] | None = None) -> dict[Any, str]:
    """The names of a breakdown's parts for the screen."""
    wanted = list(keys)
    known = figures if figures is not None else catalogue()
    figure = known[code]
    breakdown = figure.breakdowns.get(by) if isinstance(figure, Indicator) else None
    if breakdown is not None and breakdown.choices:
        labels = dict(breakdown.choices)
        return {key: labels.get(key, "未填写") for key in wanted}
    if by in (AREA, LINE) or breakdown is not None:
        keyed = [key for key in wanted if isinstance(key, int)]
        names = {o.pk: o.printed_name for o in Organisation.objects.filter(pk__in=keyed)}
        missing = NO_LINE if by == LINE else "未填写"
        return {key: names.get(key, missing if key is None else str(key)) for key in wanted}
    return {key: str(key) for key in wanted}


def by_county_and_line(codes: Sequence[str], period: Period, reach: Reach = EVERYTHING) -> Crossed:
    """Figures that add up by county and industrial line at once, in one scan a base; never sensitive ones."""
    known = catalogue()
    indicators = [f for f in (known[code] for code in codes) if isinstance(f, Indicator) and not is_guarded(f)]
    return kept("across", indicators, [period], reach, lambda: count_across(indicators, period, reach))


def keys_of(indicator: Indicator, period: Period, reach: Reach) -> list[int]:
    """The keys of a figure's records, in order."""
    return list(
        records(indicator, period, reach).order_by("pk").values_list("pk", flat=True).iterator(chunk_size=50_000)
    )
