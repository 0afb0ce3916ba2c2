"""The published figures beside those that the demo city gives."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from guildhall.kernel.organisations.models import Organisation
from guildhall.mechanisms.indicators import queries
from guildhall.mechanisms.indicators.rules.arithmetic import (
    Breach,
    Number,
    parts_within_whole,
    plain,
    printed_rate,
    sum_of_parts,
)
from guildhall.mechanisms.indicators.rules.periods import read_period

FILE = Path(__file__).with_name("published.yaml")
REPRODUCED, LATER, NOMINAL, DIFFERS = "reproduced", "later", "nominal", "differs"


@dataclass(frozen=True)
class Comparison:
    """A published figure, the indicator that counts it and what the records give."""

    figure: str
    indicator: str
    published: Decimal
    computed: Decimal | None
    state: str

    @property
    def line(self) -> str:
        computed = "" if self.computed is None else plain(self.computed)
        return "\t".join((self.figure, self.indicator, plain(self.published), computed, self.state))


@lru_cache(maxsize=1)
def published() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def comparisons() -> list[Comparison]:
    """Every published figure: those that records reproduce first, then in the order of the file."""
    compared = [_compared(figure) for figure in published()["figures"]]
    return sorted(compared, key=lambda one: one.state not in (REPRODUCED, DIFFERS))


def _compared(figure: Mapping[str, Any]) -> Comparison:
    value, counted_by = Decimal(str(figure["value"])), figure.get("maps_to")
    if counted_by is None:
        return Comparison(figure["id"], "", value, None, figure["state"])
    computed = value_of(**counted_by)
    if figure["state"] != REPRODUCED:
        return Comparison(figure["id"], counted_by["code"], value, computed, figure["state"])
    agrees = computed is not None and reaches(computed, value, figure.get("bound"))
    return Comparison(figure["id"], counted_by["code"], value, computed, REPRODUCED if agrees else DIFFERS)


def value_of(code: str, period: str, union: str) -> Decimal | None:
    """An indicator for one union; none where either is missing here."""
    seat = Organisation.objects.filter(code=union).first()
    if seat is None or code not in queries.catalogue():
        return None
    return queries.value_of(code, read_period(period), queries.reach_below(seat))


def reaches(computed: Decimal, value: Decimal, bound: str | None) -> bool:
    """Whether a computed figure is the published one, as exactly as it was published."""
    if bound == "ge":
        return computed >= value
    if bound == "lt":
        return computed < value
    return computed == value


def totals(compared: Sequence[Comparison]) -> str:
    states = Counter(one.state for one in compared)
    counts = (f"{state} {states[state]}" for state in (REPRODUCED, LATER, NOMINAL, DIFFERS))
    return "\t".join((f"total {len(compared)}", *counts))


def contradictions() -> list[Breach]:
    """Where published figures contradict one another, by the rules that our own figures obey."""
    values = {figure["id"]: Decimal(str(figure["value"])) for figure in published()["figures"]}
    return [breach for relation in published()["relations"] for breach in _broken(relation, values)]


def _broken(relation: Mapping[str, Any], values: Mapping[str, Number | None]) -> Iterator[Breach]:
    figure = relation["of"]
    names = {code: code for code in values}
    if relation["type"] == "ratio":
        numerator, denominator = relation["numerator"], relation["denominator"]
        yield from printed_rate(
            printed=Decimal(values[figure] or 0),
            numerator=values[numerator] or 0,
            denominator=values[denominator] or 0,
            name=figure,
            numerator_name=numerator,
            denominator_name=denominator,
        )
    elif relation["type"] == "subset":
        yield from parts_within_whole(values, parts=[figure], whole=relation["whole"], names=names)
    elif relation["type"] == "contains":
        yield from parts_within_whole(values, parts=[relation["part"]], whole=figure, names=names)
    elif relation["type"] == "sum":
        yield from sum_of_parts(values, parts=relation["parts"], whole=figure, names=names)
    elif relation["type"] == "equals" and values[figure] != values[relation["same_as"]]:
        other = relation["same_as"]
        yield Breach("两处公布的数不同", figure, Decimal(values[figure] or 0), other, Decimal(values[other] or 0))
