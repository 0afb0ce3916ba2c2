"""Declared numbers beside counted ones: never added unseen, and told where the same part also has records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope import EVERYTHING, Actor, Reach
from guildhall.mechanisms.indicators.models import DeclaredReading, Figure, Indicator, Unit
from guildhall.mechanisms.indicators.queries.known import catalogue
from guildhall.mechanisms.indicators.queries.protecting import hides_some
from guildhall.mechanisms.indicators.queries.reaches import reach_below
from guildhall.mechanisms.indicators.queries.reading import read
from guildhall.mechanisms.indicators.rules.arithmetic import grouped
from guildhall.mechanisms.indicators.rules.periods import Period
from guildhall.mechanisms.indicators.rules.units import converted, why_not_convert

Units = Mapping[str, Unit]


def units() -> dict[str, Unit]:
    """All units by name, in their kept order; retired ones too, for what was declared in them."""
    return {unit.name: unit for unit in Unit.objects.order_by("rank", "name")}


@dataclass(frozen=True)
class Declared:
    """One declared number in the unit of its figure, and what is counted here for the very same part."""

    reading: DeclaredReading
    value: Decimal
    unit: str
    counted: Decimal | None = None

    @property
    def overlaps(self) -> bool:
        return bool(self.counted)

    @property
    def text(self) -> str:
        return grouped(self.value)

    @property
    def counted_text(self) -> str:
        return grouped(self.counted or Decimal(0))

    @property
    def words(self) -> str:
        """As it stands beside a counted number: 另有申报数 1,234 人（吉水县总工会，来源：…）."""
        about = f"{self.reading.organisation.printed_name}，来源：{self.reading.source}"
        return f"另有申报数 {grouped(self.value)} {self.unit}（{about}）"


@dataclass(frozen=True)
class Beside:
    """What was declared for a part of the city: each number, and whether they may be added to the counted one."""

    numbers: tuple[Declared, ...] = ()
    adds_up: bool = False

    @property
    def together(self) -> Decimal:
        return sum((one.value for one in self.numbers), Decimal(0))

    @property
    def together_text(self) -> str:
        return grouped(self.together)

    @property
    def overlapping(self) -> tuple[Declared, ...]:
        return tuple(one for one in self.numbers if one.overlaps)

    def with_counted(self, counted: Decimal | None) -> str:
        """The sum with both parts named, where adding makes sense; else nothing."""
        if not self.numbers or not self.adds_up or counted is None:
            return ""
        return f"含申报共 {grouped(counted + self.together)}：记录 {grouped(counted)}，申报 {grouped(self.together)}"


NOTHING_DECLARED = Beside()


def declared_for(
    codes: Iterable[str],
    period: Period,
    reach: Reach = EVERYTHING,
    *,
    figures: Mapping[str, Figure] | None = None,
    exactly: Organisation | None = None,
    reader: Actor | None = None,
) -> dict[str, Beside]:
    """The standing declared numbers of figures for one period within a reach, by figure; `exactly` of one body only.

    For a `reader` who may not see the small numbers of a figure, nothing declared of it is told.
    """
    known = figures if figures is not None else catalogue()
    rows = DeclaredReading.objects.standing().of_period(period).within(reach).filter(code__in=list(codes))
    if exactly is not None:
        rows = rows.filter(organisation=exactly)
    found: dict[str, list[DeclaredReading]] = {}
    for row in rows.select_related("organisation", "unit").order_by("organisation__path", "pk"):
        if row.code in known and (reader is None or not hides_some(reader, known[row.code], known, reach)):
            found.setdefault(row.code, []).append(row)
    if not found:
        return {}
    dictionary = units()
    counted = counted_there([row for rows in found.values() for row in rows], period, known)
    return {
        code: beside(
            [in_unit_of(row, known[code], dictionary, counted.get((code, row.organisation_id))) for row in rows],
            known[code],
        )
        for code, rows in found.items()
    }


def counted_there(
    rows: Sequence[DeclaredReading], period: Period, known: Mapping[str, Figure]
) -> dict[tuple[str, int], Decimal | None]:
    """What is counted for the parts for which something was declared: one reading a part."""
    asked: dict[int, tuple[Organisation, set[str]]] = {}
    for row in rows:
        if isinstance(known[row.code], Indicator):
            asked.setdefault(row.organisation_id, (row.organisation, set()))[1].add(row.code)
    found: dict[tuple[str, int], Decimal | None] = {}
    for key, (organisation, codes) in asked.items():
        readings = read(sorted(codes), period, reach_below(organisation), figures=known)
        found |= {(code, key): readings.value(code) for code in codes}
    return found


def in_unit_of(row: DeclaredReading, figure: Figure, dictionary: Units, counted: Decimal | None) -> Declared:
    """A declared number as its figure writes it."""
    wanted = dictionary.get(figure.unit)
    if wanted is None or why_not_convert(row.unit, wanted):
        return Declared(row, row.value, row.unit.name, counted)
    return Declared(row, converted(row.value, row.unit, wanted), wanted.name, counted)


def beside(numbers: Sequence[Declared], figure: Figure) -> Beside:
    """Declared numbers add to a counted one where it adds up, no part is counted or declared twice, and units agree."""
    paths = [one.reading.organisation.path for one in numbers]
    apart = not any(
        first != second and paths[second].startswith(paths[first])
        for first in range(len(paths))
        for second in range(len(paths))
    )
    adds_up = (
        isinstance(figure, Indicator)
        and apart
        and not any(one.overlaps for one in numbers)
        and all(one.unit == figure.unit for one in numbers)
    )
    return Beside(tuple(numbers), adds_up)


def declared_of_measures(period: Period, reach: Reach) -> list[DeclaredReading]:
    """What was declared of measures that no figure counts."""
    rows = DeclaredReading.objects.standing().of_period(period).within(reach).exclude(measure=None)
    return list(rows.select_related("organisation", "unit", "measure").order_by("measure__name", "organisation__path"))


def overlapping(
    period: Period, reach: Reach, known: Mapping[str, Figure], *, reader: Actor | None = None
) -> list[tuple[Figure, Declared]]:
    """Numbers declared for parts that also have counted records: both are told, none is dropped."""
    rows = DeclaredReading.objects.standing().of_period(period).within(reach).filter(Q(measure=None))
    codes = set(rows.order_by().values_list("code", flat=True))
    found = declared_for(codes, period, reach, figures=known, reader=reader)
    return [(known[code], one) for code, beside in sorted(found.items()) for one in beside.overlapping]


def names_of(rows: Iterable[DeclaredReading], known: Mapping[str, Any]) -> dict[int, str]:
    """What each declared number is of, for the screen."""
    return {
        row.pk: row.measure.name if row.measure else known[row.code].name if row.code in known else row.code
        for row in rows
    }
