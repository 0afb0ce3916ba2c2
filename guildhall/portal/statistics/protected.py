"""What stood at some time, as a reader may see it today."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from guildhall.kernel.scope import Actor, Reach
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.models import DeclaredReading, Figure, FrozenReading
from guildhall.mechanisms.indicators.rules.protection import Hidden
from guildhall.portal.statistics.showing import written


def reach_of(reading: FrozenReading) -> Reach:
    """The part of the city that a final reading is of."""
    of_line = reading.is_of_line
    return figures.reach_of_line(reading.organisation) if of_line else figures.reach_below(reading.organisation)


def is_hidden(reading: FrozenReading, actor: Actor, known: Mapping[str, Figure]) -> bool:
    """Whether a reader may not see the small numbers of a final reading, nor what its records tell."""
    figure = known.get(reading.code)
    if figure is None or not figures.rests_on_sensitive(figure, known):
        return False
    return figures.hides_some(actor, figure, known, reach_of(reading))


def frozen_cells(reading: FrozenReading, actor: Actor, known: Mapping[str, Figure]) -> tuple[Any, dict[int, Any]]:
    """The value of a final reading and its counties as a reader may see them; hidden ones are `Hidden`."""
    parts = {int(key): number_in(value) for key, value in reading.breakdown.items() if key.isdecimal()}
    figure = known.get(reading.code)
    if figure is None or not is_hidden(reading, actor, known):
        return reading.value, dict(parts)
    return figures.as_shown(actor, figure, known, reading.period, reach_of(reading), reading.value, parts)


def frozen_text(reading: FrozenReading, actor: Actor, known: Mapping[str, Figure]) -> str:
    """The value of a final reading for the screen; a rate keeps one decimal."""
    figure = known.get(reading.code)
    hides = figure is not None and is_hidden(reading, actor, known)
    value = frozen_cells(reading, actor, known)[0] if hides else reading.value
    return cell_text(value, 0 if reading.numerator is None else 1)


def hides_declared(reading: DeclaredReading, actor: Actor, known: Mapping[str, Figure]) -> bool:
    """Whether a declared number is of a sensitive figure whose small numbers a reader may not see."""
    figure = known.get(reading.code)
    if figure is None or not figures.rests_on_sensitive(figure, known):
        return False
    return figures.hides_some(actor, figure, known, figures.reach_below(reading.organisation))


def cell_text(cell: Any, places: int = 0) -> str:
    return cell.text if isinstance(cell, Hidden) else written(cell, places)


def number_in(kept: str | None) -> Decimal | None:
    try:
        return None if kept is None else Decimal(kept)
    except InvalidOperation:
        return None
