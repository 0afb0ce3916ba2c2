"""Hiding the small numbers of sensitive figures from readers who may not see the names behind them.

Such a reader is shown, of whole calendar years: the whole of the own reach, its parts by one breakdown at a time, and a
county with just what the table of counties shows of it. Everything finer is withheld, for what is cut twice can be
subtracted (decision 0023).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone

from guildhall.kernel.parameters import queries as parameters
from guildhall.kernel.scope import Actor, Reach
from guildhall.mechanisms.indicators.models import Figure, Indicator, Ratio
from guildhall.mechanisms.indicators.queries.counting import AREA, LINE, WHOLE, Counts
from guildhall.mechanisms.indicators.queries.reaches import lies_within
from guildhall.mechanisms.indicators.rules.periods import Period, year
from guildhall.mechanisms.indicators.rules.protection import WITHHELD, Cell, are_withheld, shown_parts, shown_whole

SMALLEST = "indicators.smallest_shown"
Count = Callable[[list[Indicator], Period, Reach, str], Counts]


def smallest_shown() -> int:
    """The number from which a sensitive figure is shown."""
    return parameters.count(SMALLEST, timezone.localdate())


def is_guarded(indicator: Indicator, by: str = "") -> bool:
    """Whether small numbers of a figure, or of one of its breakdowns, are hidden from those who may not see names."""
    breakdown = indicator.breakdowns.get(by)
    return indicator.is_sensitive or (breakdown is not None and breakdown.is_sensitive)


def sees_all(reader: Actor, indicator: Indicator, reach: Reach) -> bool:
    """Whether a reader may see the names behind a figure in all of a part, and so each of its numbers."""
    permission = indicator.trace_permission
    return reader.may(permission) and lies_within(reach, reader.reach(permission))


def hides_some(reader: Actor, figure: Figure, known: Mapping[str, Figure], reach: Reach) -> bool:
    """Whether a figure, or one of those it is computed from, has numbers that a reader may not see in a part."""
    return any(not sees_all(reader, indicator, reach) for indicator in sensitive_sides(figure, known))


def rests_on_sensitive(figure: Figure, known: Mapping[str, Figure]) -> bool:
    """Whether a figure is sensitive or computed from one that is."""
    return bool(sensitive_sides(figure, known))


def sensitive_sides(figure: Figure, known: Mapping[str, Figure]) -> list[Indicator]:
    if isinstance(figure, Indicator):
        return [figure] if is_guarded(figure) else []
    sides = (figure.numerator, figure.denominator) if isinstance(figure, Ratio) else (figure.of,)
    return [found for side in sides if side in known for found in sensitive_sides(known[side], known)]


def parts_of(figure: Indicator, counts: Counts) -> dict[Any, Decimal | None]:
    return {key: values.get(figure.code, Decimal(0)) for key, values in counts.items() if key != WHOLE}


class Guard:
    """What one reader may see of some figures, within a reach and by one breakdown."""

    def __init__(self, reader: Actor, reach: Reach, by: str, indicators: Iterable[Indicator]) -> None:
        self.reader, self.reach, self.by = reader, reach, by
        needed = {f.code: f for f in indicators}.values()
        self.hiding = [f for f in needed if is_guarded(f, by) and not sees_all(reader, f, reach)]

    @cached_property
    def smallest(self) -> int:
        return smallest_shown()

    def over(self, period: Period, counts: Counts, count: Count) -> dict[Any, dict[str, Any]]:
        """The counts of a period with what is hidden in the place of numbers."""
        if not self.hiding:
            return counts
        shown: dict[Any, dict[str, Any]] = {key: dict(values) for key, values in counts.items()}
        for figure in self.hiding:
            for key, cell in self.cells(figure, period, counts, count).items():
                if key in shown:
                    shown[key][figure.code] = cell
        return shown

    def cells(self, figure: Indicator, period: Period, counts: Counts, count: Count) -> dict[Any, Any]:
        own = self.reader.reach(figure.permission)
        if self.reach == own and period == year(period.start.year):
            whole = counts[WHOLE].get(figure.code)
            parts = parts_of(figure, counts)
            shown = shown_parts(whole, parts, self.smallest) if self.is_cut(figure) else parts
            return {**shown, WHOLE: shown_whole(whole, self.smallest) if figure.is_sensitive else whole}
        cells: dict[Any, Any] = dict.fromkeys(counts, WITHHELD)
        if not figure.is_sensitive:
            return {**cells, WHOLE: counts[WHOLE].get(figure.code)}
        if period == year(period.start.year) and len(self.reach.areas) == 1 and not self.reach.organisations:
            (area,) = self.reach.areas
            table = count([figure], period, own, AREA)
            shown = shown_parts(table[WHOLE].get(figure.code), parts_of(figure, table), self.smallest)
            cells[WHOLE] = shown.get(area, WITHHELD if are_withheld(shown) else Decimal(0))
            if self.by == AREA and area in cells:
                cells[area] = cells[WHOLE]
        return cells

    def is_cut(self, figure: Indicator) -> bool:
        """Whether the parts at hand are parts of this figure."""
        return self.by in (AREA, LINE) or self.by in figure.breakdowns


def as_shown(
    reader: Actor,
    figure: Figure | None,
    known: Mapping[str, Figure],
    period: Period,
    reach: Reach,
    whole: Decimal | None,
    parts: Mapping[Any, Decimal | None],
) -> tuple[Cell, dict[Any, Cell]]:
    """Numbers that stood at some time, as a reader may see them today: of a final reading, a final report."""
    if figure is None or not hides_some(reader, figure, known, reach):
        return whole, dict(parts)
    own = isinstance(figure, Indicator) and reach == reader.reach(figure.permission)
    if not own or period != year(period.start.year):
        return WITHHELD, dict.fromkeys(parts, WITHHELD)
    smallest = smallest_shown()
    return shown_whole(whole, smallest), shown_parts(whole, parts, smallest)
