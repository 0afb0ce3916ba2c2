"""A return as the table it is: lines, columns, values with their names, and what the checks look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from guildhall.mechanisms.indicators.models import Return, ReturnCell, ReturnValue
from guildhall.mechanisms.indicators.rules.returns.moves import Written
from guildhall.mechanisms.indicators.rules.returns.relations import Place

T = TypeVar("T")


@dataclass(frozen=True)
class Line:
    """A line of a return: its number and name, and its cells by column, none where the column has none."""

    number: int
    name: str
    unit: str
    cells: list[ReturnCell | None]


def lines_of(cells: Sequence[ReturnCell]) -> tuple[list[tuple[int, str]], list[Line]]:
    """The columns and the lines of a form in their order."""
    columns = {cell.column_number: cell.column for cell in sorted(cells, key=lambda cell: cell.place)}
    by_line: dict[int, dict[int, ReturnCell]] = {}
    for cell in cells:
        by_line.setdefault(cell.line_number, {})[cell.column_number] = cell
    lines = []
    for number in sorted(by_line):
        first = by_line[number][min(by_line[number])]
        found = [by_line[number].get(column) for column in sorted(columns)]
        lines.append(Line(number, first.line, first.unit, found))
    return sorted(columns.items()), lines


def values_of(answer: Return) -> dict[int, ReturnValue]:
    """The values of a return by cell."""
    return {value.cell_id: value for value in answer.values.order_by("cell__line_number", "cell__column_number")}


def name_of(cell: ReturnCell, columns: int) -> str:
    return f"{cell.line}·{cell.column}" if columns > 1 else cell.line


def written_cells(cells: Sequence[ReturnCell], values: Mapping[int, ReturnValue]) -> list[Written]:
    columns = len({cell.column_number for cell in cells})
    return [
        Written(
            line=cell.line_number,
            name=name_of(cell, columns),
            is_counted=cell.is_counted,
            is_required=cell.is_required and not cell.is_computed,
            counted=values[cell.pk].counted if cell.pk in values else None,
            value=values[cell.pk].value if cell.pk in values else None,
            note=values[cell.pk].note if cell.pk in values else "",
        )
        for cell in cells
    ]


def by_place(cells: Iterable[ReturnCell], found: Mapping[int, T]) -> dict[Place, T]:
    return {cell.place: found[cell.pk] for cell in cells if cell.pk in found}


def names_by_place(cells: Sequence[ReturnCell]) -> dict[Place, str]:
    columns = len({cell.column_number for cell in cells})
    return {cell.place: name_of(cell, columns) for cell in cells}


def plain_values(cells: Sequence[ReturnCell], values: Mapping[int, ReturnValue]) -> dict[Place, Decimal | None]:
    return {place: value.value for place, value in by_place(cells, values).items()}
