"""What the platform counts for the cells of a return: for many unions at once, one scan a base and period."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from guildhall.kernel.organisations.models import STEP, Organisation
from guildhall.kernel.scope import EVERYTHING, Reach
from guildhall.mechanisms.indicators.models import Breakdown, Figure, Indicator, ReturnCell
from guildhall.mechanisms.indicators.queries.counting import AREA, adds_up
from guildhall.mechanisms.indicators.queries.known import catalogue
from guildhall.mechanisms.indicators.queries.reaches import reach_below
from guildhall.mechanisms.indicators.queries.reading import Readings, read
from guildhall.mechanisms.indicators.rules.periods import Period

UNION = "union"


@dataclass(frozen=True)
class Counted:
    """What the platform counts for one cell, and how much of it was entered after the cut-off."""

    value: Decimal | None
    late: Decimal | None = None


Cells = dict[int, Counted]


def figure_of(cell: ReturnCell, known: Mapping[str, Figure]) -> Figure | None:
    """The figure that a cell counts, narrowed to its part; none where it is retired or no longer divided so."""
    figure = known.get(cell.figure)
    if figure is None or not cell.by:
        return figure
    if not isinstance(figure, Indicator) or cell.by not in figure.breakdowns:
        return None
    path = figure.breakdowns[cell.by].path
    part = Q(**{path: cell.part}) if cell.part else Q(**{f"{path}__isnull": True})
    return narrowed(figure, f"{cell.by}={cell.part}", part)


def narrowed(figure: Indicator, about: str, condition: Q) -> Indicator:
    """A figure of only some of its records, under a code of its own."""
    mark = hashlib.sha256(about.encode()).hexdigest()[:12]
    where = figure.where
    return replace(figure, code=f"{figure.code}.{mark}", where=lambda period: where(period) & condition)


def count_cells(
    cells: Sequence[ReturnCell], period: Period, unions: Sequence[Organisation], cutoff: datetime | None = None
) -> dict[int, Cells]:
    """The counted cells of every union, by its key."""
    asked = Asked(cells, period, cutoff)
    found: dict[int, Cells] = {union.pk: {} for union in unions}
    areas = [union for union in unions if union.is_area and union.depth > 1]
    single = [union for union in unions if not union.is_area]
    for at, codes in asked.periods.items():
        if areas:
            reach = Reach(areas=frozenset(area.pk for area in areas))
            readings = read(codes, at, reach, by=AREA, figures=asked.figures)
            for area in areas:
                asked.give(found[area.pk], at, {area.pk}, readings, area)
        if single:
            below = organisations_below(single)
            reach = Reach(organisations=frozenset(key for keys in below.values() for key in keys))
            readings = read(codes, at, reach, by=UNION, figures=asked.figures)
            for union in single:
                asked.give(found[union.pk], at, below[union.pk], readings, union)
        for union in unions:
            if union.depth == 1:
                asked.give_whole(found[union.pk], at, read(codes, at, EVERYTHING, figures=asked.figures))
    return found


def organisations_below(unions: Sequence[Organisation]) -> dict[int, set[int]]:
    """The keys of each union and of what stands below it, in one read."""
    by_path = {union.path: union.pk for union in unions}
    below: dict[int, set[int]] = {union.pk: {union.pk} for union in unions}
    areas = {union.area_id for union in unions}
    standing = Organisation.objects.filter(area__in=areas).order_by().values_list("pk", "path")
    for key, path in standing.iterator(chunk_size=10_000):
        for end in range(STEP, len(path) + 1, STEP):
            if path[:end] in by_path:
                below[by_path[path[:end]]].add(key)
    return below


class Asked:
    """The counted cells of a form as figures, by the period at which each is read."""

    def __init__(self, cells: Sequence[ReturnCell], period: Period, cutoff: datetime | None) -> None:
        self.known = {code: divided(figure) for code, figure in catalogue().items()}
        self.figures: dict[str, Figure] = dict(self.known)
        self.periods: dict[Period, list[str]] = {}
        self.codes: dict[Period, list[tuple[int, str, str]]] = {}
        for cell in cells:
            if cell.is_counted:
                self.ask(cell, cell.period_of(period), cutoff)

    def ask(self, cell: ReturnCell, at: Period, cutoff: datetime | None) -> None:
        figure = figure_of(cell, self.known)
        if figure is None:
            return
        late = ""
        self.figures[figure.code] = figure
        asked = self.periods.setdefault(at, [])
        asked.append(figure.code)
        if cutoff is not None and isinstance(figure, Indicator):
            after = narrowed(figure, f"after {cutoff.isoformat()}", figure.entered_after(cutoff))
            self.figures[after.code] = after
            asked.append(after.code)
            late = after.code
        self.codes.setdefault(at, []).append((cell.pk, figure.code, late))

    def give(self, cells: Cells, at: Period, keys: set[int], readings: Readings, union: Organisation) -> None:
        for cell, code, late in self.codes[at]:
            value = self.value(code, at, keys, readings, union)
            cells[cell] = Counted(value, self.value(late, at, keys, readings, union) if late else None)

    def give_whole(self, cells: Cells, at: Period, readings: Readings) -> None:
        for cell, code, late in self.codes[at]:
            cells[cell] = Counted(readings.value(code), readings.value(late) if late else None)

    def value(self, code: str, at: Period, keys: set[int], readings: Readings, union: Organisation) -> Decimal | None:
        """A union's value from the parts of what stands below it; what does not add up is read for the union itself."""
        figure = self.figures[code]
        parts = [readings.parts[key][code] for key in keys if key in readings.parts]
        if not parts:
            return Decimal(0) if isinstance(figure, Indicator) else None
        if len(parts) == 1:
            return parts[0].value
        if isinstance(figure, Indicator) and adds_up(figure):
            return sum((part.value or Decimal(0) for part in parts), Decimal(0))
        return read([code], at, reach_below(union), figures=self.figures).value(code)


def divided(figure: Figure) -> Figure:
    """A figure that can also be divided by the union whose records it counts."""
    if not isinstance(figure, Indicator):
        return figure
    path = figure.base.scoped_by.organisation  # type: ignore[attr-defined]
    return replace(figure, breakdowns={**figure.breakdowns, UNION: Breakdown("工会", path)})
