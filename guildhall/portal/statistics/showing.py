"""How figures are shown: numbers as text, lines of a table, the options of charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from guildhall.kernel.scope import Actor
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.models import Figure, Growth, Indicator, Ratio, Target
from guildhall.mechanisms.indicators.queries import Reading
from guildhall.mechanisms.indicators.rules import arithmetic
from guildhall.portal.statistics.chosen import Chosen

NOTHING = "—"
YEARS_LABELLED = 6


def written(value: Decimal | None, places: int = 0) -> str:
    """A number with grouped digits; a counted one keeps its decimals only where it has any."""
    if value is None:
        return NOTHING
    if places:
        return f"{value:,.{places}f}"
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def text_of(reading: Reading) -> str:
    """The value of a reading as this reader may see it."""
    return reading.hidden or written(reading.value, reading.figure.places)


def side_texts(reading: Reading, known: Mapping[str, Figure]) -> list[str]:
    """Both sides of a rate or growth as this reader may see them."""
    figure = reading.figure
    codes = (figure.numerator, figure.denominator) if isinstance(figure, Ratio) else (getattr(figure, "of", ""),) * 2
    sides = zip(codes, (reading.numerator, reading.denominator), reading.hidden_sides, strict=True)
    return [hidden or written(value, known[code].places if code in known else 0) for code, value, hidden in sides]


def may_trace(actor: Actor, figure: Figure) -> bool:
    return isinstance(figure, Indicator) and actor.may(figure.trace_permission)


def visible(known: Mapping[str, Figure], actor: Actor) -> dict[str, Figure]:
    """The figures that a reader may read."""
    return {code: figure for code, figure in known.items() if actor.may(figure.permission)}


def groups_of(known: Mapping[str, Figure]) -> dict[str, list[Figure]]:
    groups: dict[str, list[Figure]] = {}
    for figure in known.values():
        groups.setdefault(figure.group, []).append(figure)
    return groups


@dataclass(frozen=True)
class Shown:
    """A figure's reading as a line of a table: the value, what it opens, growth and target."""

    figure: Figure
    reading: Reading
    earlier: Reading | None
    target: Target | None
    address: str
    opens: str
    declared: figures.Beside = figures.NOTHING_DECLARED

    @property
    def value(self) -> str:
        return text_of(self.reading)

    @property
    def before(self) -> Decimal | None:
        return self.earlier.value if self.earlier is not None else None

    @property
    def is_hidden(self) -> bool:
        return bool(self.reading.hidden)

    @property
    def with_declared(self) -> str:
        """Counted and declared together, both named, where they may be added."""
        return self.declared.with_counted(self.reading.value)

    @property
    def element(self) -> str:
        return self.figure.code.replace(".", "-")

    @property
    def is_rate(self) -> bool:
        return not isinstance(self.figure, Indicator)

    @property
    def is_growth(self) -> bool:
        return isinstance(self.figure, Growth)

    @property
    def change(self) -> Decimal | None:
        """Against a year before: in percent for what is counted, in points for a rate, nothing for growth itself."""
        if isinstance(self.figure, Growth) or self.reading.value is None or self.before is None:
            return None
        if isinstance(self.figure, Ratio):
            return self.reading.value - self.before
        return arithmetic.growth(self.reading.value, self.before)

    @property
    def change_text(self) -> str:
        if self.change is None:
            return NOTHING
        if not self.change:
            return "持平"
        unit = " 个百分点" if self.is_rate and self.figure.unit == "%" else "" if self.is_rate else "%"
        return f"{self.change:+,.{max(self.figure.places, 1)}f}{unit}"

    @property
    def direction(self) -> str:
        return "" if not self.change else "up" if self.change > 0 else "down"

    @property
    def before_text(self) -> str:
        return text_of(self.earlier) if self.earlier is not None else NOTHING

    @property
    def progress(self) -> Decimal | None:
        """Percent of the target that is reached."""
        if self.target is None or self.reading.value is None:
            return None
        return arithmetic.rate(self.reading.value, self.target.value)

    @property
    def progress_bar(self) -> int:
        return 0 if self.progress is None else max(0, min(100, int(self.progress)))

    @property
    def target_text(self) -> str:
        return written(self.target.value, self.figure.places) if self.target else NOTHING


def shown(
    figure: Figure,
    reading: Reading,
    before: Reading | None,
    *,
    chosen: Chosen,
    actor: Actor,
    target: Target | None = None,
    declared: figures.Beside = figures.NOTHING_DECLARED,
) -> Shown:
    opens = chosen.records_address(figure.code) if may_trace(actor, figure) else ""
    return Shown(figure, reading, before, target, chosen.figure_address(figure.code), opens, declared)


def targets_of(chosen: Chosen, codes: Iterable[str]) -> dict[str, Target]:
    """The targets of the chosen part for the chosen period, by figure."""
    if chosen.line is not None and chosen.union is not None:
        return {}
    standing = Target.objects.filter(code__in=list(codes), starts_on=chosen.period.start, ends_on=chosen.period.end)
    if chosen.body is not None:
        standing = standing.filter(organisation=chosen.body)
    elif chosen.reach.everything:
        standing = standing.filter(organisation__depth=1)
    elif len(chosen.reach.areas) == 1 and not chosen.reach.organisations:
        standing = standing.filter(organisation__in=chosen.reach.areas)
    else:
        return {}
    return {target.code: target for target in standing.order_by("pk")}


def shown_figures(found: Sequence[Figure], known: Mapping[str, Figure], chosen: Chosen, actor: Actor) -> list[Shown]:
    """Figures of the chosen period beside the year before, in one scan a base."""
    codes = [figure.code for figure in found]
    periods = [chosen.period.previous, chosen.period]
    before, now = figures.read_over(codes, periods, chosen.reach, figures=known, reader=actor)
    targets = targets_of(chosen, codes)
    declared = figures.declared_for(codes, chosen.period, chosen.reach, figures=known, reader=actor)
    return [
        shown(
            f, now.whole[f.code], before.whole[f.code], chosen=chosen, actor=actor,
            target=targets.get(f.code), declared=declared.get(f.code, figures.NOTHING_DECLARED),
        )
        for f in found
    ]  # fmt: skip


def number_of(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def line_chart(labels: Sequence[str], values: Sequence[Decimal | None], figure: Figure) -> dict[str, Any]:
    """The options of a trend."""
    return {
        "grid": {"top": 40},
        "xAxis": {"type": "category", "data": list(labels), "boundaryGap": False},
        "yAxis": {"type": "value", "name": figure.unit, "scale": not isinstance(figure, Indicator)},
        "series": [
            {
                "type": "line",
                "name": figure.name,
                "data": [number_of(value) for value in values],
                "symbolSize": 7,
                "lineStyle": {"width": 2.5},
                "areaStyle": {"opacity": 0.08},
                "label": {"show": len(values) <= YEARS_LABELLED, "position": "top"},
            }
        ],
    }


def bar_chart(
    names: Sequence[str], values: Sequence[Decimal | None], figure: Figure, addresses: Sequence[str]
) -> dict[str, Any]:
    """The options of a breakdown, the first part at the top; a bar opens its records."""
    return {
        "grid": {"top": 8, "right": 56},
        "tooltip": {"axisPointer": {"type": "shadow"}},
        "xAxis": {"type": "value", "splitNumber": 4},
        "yAxis": {"type": "category", "data": list(names), "inverse": True, "axisTick": {"show": False}},
        "series": [
            {
                "type": "bar",
                "name": f"{figure.name}（{figure.unit}）",
                "data": [number_of(value) for value in values],
                "barMaxWidth": 22,
                "label": {"show": True, "position": "right"},
            }
        ],
        "addresses": {str(position): address for position, address in enumerate(addresses) if address},
    }


def spark_points(values: Sequence[Decimal | None], *, width: int = 120, height: int = 28) -> str:
    """The points of a small line for an SVG of this size."""
    known = [float(value) for value in values if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    step = (width - 4) / (len(values) - 1)
    points = []
    for position, value in enumerate(values):
        if value is not None:
            share = (float(value) - low) / (high - low) if high > low else 0.5
            points.append(f"{2 + position * step:.1f},{height - 3 - share * (height - 6):.1f}")
    return " ".join(points)
