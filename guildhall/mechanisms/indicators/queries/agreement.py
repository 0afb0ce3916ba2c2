"""What must agree between figures, and what has become of a frozen one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guildhall.kernel.offers import offered
from guildhall.kernel.scope import EVERYTHING, Actor, Reach
from guildhall.mechanisms.indicators.models import Consistency, Figure, FrozenReading, Indicator
from guildhall.mechanisms.indicators.queries.counting import AREA
from guildhall.mechanisms.indicators.queries.known import catalogue
from guildhall.mechanisms.indicators.queries.protecting import is_guarded, sees_all
from guildhall.mechanisms.indicators.queries.reaches import reach_below, reach_of_line
from guildhall.mechanisms.indicators.queries.reading import Reading, keys_of, part_names, read, records
from guildhall.mechanisms.indicators.rules import arithmetic
from guildhall.mechanisms.indicators.rules.periods import Period


def breaches(period: Period, reach: Reach = EVERYTHING, *, reader: Actor | None = None) -> list[arithmetic.Breach]:
    """Where figures contradict one another, in all and by county, both sides named.

    Rules about figures of which a `reader` may not see small numbers are left out.
    """
    known = catalogue()
    rules = [rule for rule in offered(Consistency) if reader is None or _may_compare(rule, known, reader, reach)]
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


def _may_compare(rule: Consistency, known: Mapping[str, Figure], reader: Actor, reach: Reach) -> bool:
    compared = [known.get(code) for code in (*rule.parts, rule.whole)]
    return all(not isinstance(f, Indicator) or not is_guarded(f) or sees_all(reader, f, reach) for f in compared)


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
    of_line = reading.is_of_line
    reach = reach_of_line(reading.organisation) if of_line else reach_below(reading.organisation)
    current = type(keys)(keys_of(indicator, reading.period, reach))
    touched = records(indicator, reading.period, reach).filter(changed_at__gt=reading.frozen_at)
    edited = keys & type(keys)(touched.values_list("pk", flat=True))
    return Drift(sorted(keys - current), sorted(current - keys), sorted(edited))
