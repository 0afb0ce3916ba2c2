"""Counting figures in the database: those of one base in one scan, the whole and its parts together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Case, Exists, F, Model, Q, QuerySet, Value, When

from guildhall.kernel.organisations.models import Placement
from guildhall.kernel.scope import Reach
from guildhall.mechanisms.indicators.models import Indicator
from guildhall.mechanisms.indicators.queries.reaches import LineReach
from guildhall.mechanisms.indicators.rules.periods import Period

AREA = "area"
LINE = "line"
WHOLE = "（全部）"
Counts = dict[Any, dict[str, Decimal | None]]


def placements_since(period: Period) -> dict[int, int]:
    """Organisations that have changed their area after a period: their area on its last day, by key."""
    moved = Placement.objects.filter(until__gt=period.end, since__lte=period.end).exclude(area=F("organisation__area"))
    return dict(moved.order_by().values_list("organisation_id", "area_id"))


def reach_condition(base: type[Model], reach: Reach, moved: Mapping[int, int]) -> Q:
    """Within a reach, by the tree of the cut-off day."""
    if reach.everything:
        return Q()
    if isinstance(reach, LineReach):
        return Q(**{f"{union_of(base)}__in": reach.organisations})
    scoped_by = base.scoped_by  # type: ignore[attr-defined]
    organisation = scoped_by.organisation
    condition = Q(pk__in=[])
    if reach.areas:
        condition |= Q(**{f"{scoped_by.area}__in": reach.areas}) & ~Q(**{f"{organisation}__in": list(moved)})
        then = [key for key, area in moved.items() if area in reach.areas]
        if then:
            condition |= Q(**{f"{organisation}__in": then})
    if reach.organisations:
        condition |= Q(**{f"{organisation}__in": reach.organisations})
    return condition


def union_of(base: type[Model]) -> str:
    """The path from a record to the union by which it belongs to an industrial line."""
    return getattr(base, "union_path", None) or str(base.scoped_by.organisation)  # type: ignore[attr-defined]


def line_of(base: type[Model]) -> str:
    """The path from a record to its industrial line."""
    union = union_of(base)
    return "line" if union == "id" else f"{union}__line"


def area_of(base: type[Model], moved: Mapping[int, int]) -> models.expressions.Combinable:
    """The area of a record on the cut-off day."""
    scoped_by = base.scoped_by  # type: ignore[attr-defined]
    area = F(f"{scoped_by.area}_id")
    if not moved:
        return area
    by_area: dict[int, list[int]] = {}
    for organisation, then in moved.items():
        by_area.setdefault(then, []).append(organisation)
    whens = [When(**{f"{scoped_by.organisation}__in": keys}, then=Value(then)) for then, keys in by_area.items()]
    return Case(*whens, default=area, output_field=models.BigIntegerField())


def count(indicators: Sequence[Indicator], period: Period, reach: Reach, by: str) -> Counts:
    """Values by key of a part, and of the whole; a part whose key is None is of the records without one."""
    counts: dict[Any, dict[str, Any]] = {WHOLE: {f.code: 0 for f in indicators}}
    moved = placements_since(period)
    with memory_for_joins():
        for together in read_together(indicators, period):
            base = together[0].base
            within = base._default_manager.order_by().filter(reach_condition(base, reach, moved))
            within = within.filter(any_of(together, period))
            keys = {"part": dividing(base, together, by, moved), "once": counted_once(together)}
            tally(counts, grouped(within, together, period, {k: v for k, v in keys.items() if v is not None}), together)
    return {key: {code: Decimal(value) for code, value in values.items()} for key, values in counts.items()}


@contextmanager
def memory_for_joins() -> Iterator[None]:
    """Room for the joins of a report in memory; PostgreSQL's own default writes them to disk in many small pieces."""
    with transaction.atomic(savepoint=False):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '64MB'")
        yield


def read_together(indicators: Sequence[Indicator], period: Period) -> list[list[Indicator]]:
    """Figures that one scan answers: those of one base, but for distinct counts of different fields.

    One whose records are known by other records (an EXISTS) is read by itself: as the condition of a statement that is
    one hashed join, within the filter of an aggregate it is looked up row by row.
    """
    sets: dict[Any, list[Indicator]] = {}
    for f in indicators:
        once = "" if adds_up(f) else str(f.measure.source_expressions[0])
        apart = f.code if asks_elsewhere(f.where(period)) else ""
        sets.setdefault((f.base, once, apart), []).append(f)
    return joined(sets)


def joined(sets: Mapping[Any, list[Indicator]]) -> list[list[Indicator]]:
    """The figures that add up are counted along with the first distinct count of their base."""
    found: dict[Any, list[Indicator]] = {}
    for (base, once, apart), together in sets.items():
        others = [key for key in found if key[0] is base and not (key[1] and once) and not (key[2] or apart)]
        if others:
            key = others[0]
            found[(base, key[1] or once, "")] = [*found.pop(key), *together]
        else:
            found[(base, once, apart)] = list(together)
    return list(found.values())


def asks_elsewhere(condition: Q) -> bool:
    """Whether a condition looks at other tables' rows by a subquery."""
    return any(asks_elsewhere(c) if isinstance(c, Q) else isinstance(c, Exists) for c in condition.children)


def counted_once(together: Sequence[Indicator]) -> Any:
    """The field of which a distinct count among the figures counts each value once."""
    return next((f.measure.source_expressions[0] for f in together if not adds_up(f)), None)


def grouped(
    within: QuerySet[Any], together: Sequence[Indicator], period: Period, keys: Mapping[str, Any]
) -> Iterable[Mapping[str, Any]]:
    """The measures by part and by what is counted once: hashed groups, where a distinct count would sort every row."""
    if len(together) == 1 and adds_up(together[0]):
        measures = {alias(together[0]): together[0].measure}
    else:
        counting = (filtered(f, period) if adds_up(f) else models.Count("pk", filter=f.where(period)) for f in together)
        measures = dict(zip(map(alias, together), counting, strict=True))
    return within.values(**keys).annotate(**measures).order_by() if keys else [within.aggregate(**measures)]


def tally(counts: dict[Any, dict[str, Any]], rows: Iterable[Mapping[str, Any]], together: Sequence[Indicator]) -> None:
    """Add the groups up, to the whole and to their part."""
    met: dict[str, set[Any]] = {f.code: set() for f in together if not adds_up(f)}
    for row in rows:
        part = counts.setdefault(row["part"], {}) if "part" in row else None
        for f in together:
            value = row[alias(f)] or 0
            is_new = True
            if f.code in met:
                value = 1 if value and row["once"] is not None else 0
                is_new = row["once"] not in met[f.code]
                if value:
                    met[f.code].add(row["once"])
            if part is not None:
                part[f.code] = part.get(f.code, 0) + value
            if is_new:
                counts[WHOLE][f.code] += value


Crossed = dict[tuple[Any, Any], dict[str, Decimal]]


def count_across(indicators: Sequence[Indicator], period: Period, reach: Reach) -> Crossed:
    """Values by county and industrial line at once, of figures that add up."""
    counts: Crossed = {}
    moved = placements_since(period)
    with memory_for_joins():
        for together in read_together(indicators, period):
            base = together[0].base
            within = base._default_manager.order_by().filter(reach_condition(base, reach, moved))
            keys = {"part": area_of(base, moved), "across": F(line_of(base))}
            for row in grouped(within.filter(any_of(together, period)), together, period, keys):
                cell = counts.setdefault((row["part"], row["across"]), {})
                cell |= {f.code: Decimal(row[alias(f)] or 0) for f in together}
    return counts


def count_over(indicators: Sequence[Indicator], periods: Sequence[Period], reach: Reach) -> dict[Period, Counts]:
    """The whole of every figure in every period: one statement a base, but for the figures that are read apart."""
    counts: dict[Period, Counts] = {period: {WHOLE: {}} for period in periods}
    apart = [f for f in indicators if asks_elsewhere(f.where(periods[0]))]
    for period in periods if apart else ():
        counts[period] = count(apart, period, reach, "")
    moved = {period: placements_since(period) for period in periods}
    plain = [f for f in indicators if f not in apart]
    for base in dict.fromkeys(f.base for f in plain):
        together = [f for f in plain if f.base is base]
        within = {period: reach_condition(base, reach, moved[period]) for period in periods}
        touched, measures = Q(), {}
        for number, period in enumerate(periods):
            touched |= any_of(together, period) & within[period]
            measures |= {f"{alias(f)}_{number}": filtered(f, period, within[period]) for f in together}
        with memory_for_joins():
            row = base._default_manager.order_by().filter(touched).aggregate(**measures)
        for number, period in enumerate(periods):
            counts[period][WHOLE] |= {f.code: Decimal(row[f"{alias(f)}_{number}"] or 0) for f in together}
    return counts


def alias(indicator: Indicator) -> str:
    return indicator.code.replace(".", "_of_")


def filtered(indicator: Indicator, period: Period, within: Q | None = None) -> models.Aggregate:
    """The measure over only the rows that the figure counts."""
    arguments, options = indicator.measure._constructor_args  # type: ignore[attr-defined]
    counted = indicator.where(period) & (within or Q())
    return type(indicator.measure)(*arguments, **{**options, "filter": counted})


def any_of(indicators: Sequence[Indicator], period: Period) -> Q:
    """The rows that any of them counts, so that one range is read and no more."""
    condition = Q()
    for indicator in indicators:
        condition |= indicator.where(period)
    return condition


def adds_up(indicator: Indicator) -> bool:
    return not getattr(indicator.measure, "distinct", False)


def dividing(base: type[Model], indicators: Sequence[Indicator], by: str, moved: Mapping[int, int]) -> Any:
    if not by:
        return None
    if by == AREA:
        return area_of(base, moved)
    paths = {f.breakdowns[by].path for f in indicators if by in f.breakdowns}
    if by == LINE and not paths:
        return F(line_of(base))
    return F(paths.pop()) if len(paths) == 1 else None
