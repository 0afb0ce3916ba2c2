"""Proof-reading the numbers of a text: which open their records, which were typed, which stand without a source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from guildhall.mechanisms.documents.rules.checks import Checked
from guildhall.mechanisms.documents.rules.composed import Composed, Grid, Line, Piece

# Years, dates, ordinals, document numbers and the marks of a list are no findings of the union's work.
LOOSE = re.compile(r"(?<![\d.第〔\[])(?P<number>\d[\d,]*(?:\.\d+)?)(?P<next>.?)")
MARK_OF_LIST = re.compile(r"(?:^|(?<=\s))\d{1,2}[、.．)）]")
NOT_COUNTED = frozenset("年月日号届次时分期版")


@dataclass(frozen=True)
class Loose:
    """A number that somebody wrote into the text without a figure or a source, with the words around it."""

    text: str
    around: str


@dataclass(frozen=True)
class Proof:
    """The numbers of a text by where they come from, and the calculations that were asked for."""

    traced: int
    typed: int
    loose: tuple[Loose, ...]
    checks: tuple[Checked, ...]
    declared: tuple[Piece, ...] = ()

    @property
    def total(self) -> int:
        alone = sum(not piece.is_number for piece in self.declared)
        return self.traced + self.typed + alone + len(self.loose)

    @property
    def traced_percent(self) -> int | None:
        return round(100 * self.traced / self.total) if self.total else None

    @property
    def wrong(self) -> tuple[Checked, ...]:
        return tuple(check for check in self.checks if not check.agrees)


def proof_of(composed: Composed) -> Proof:
    """Proof-read a filled text."""
    loose = [found for block in composed.blocks if isinstance(block, Line) for found in _loose_in(block)]
    return Proof(
        composed.number_count, composed.typed_count, tuple(loose), tuple(composed.checks), tuple(composed.declared)
    )


def _loose_in(line: Line) -> list[Loose]:
    found = []
    for piece in line.pieces:
        if piece.is_number or piece.typed_source or piece.declared_source:
            continue
        for match in LOOSE.finditer(piece.text):
            if match["next"] not in NOT_COUNTED and not MARK_OF_LIST.match(piece.text, match.start()):
                start, end = max(0, match.start() - 8), match.end() + 6
                found.append(Loose(match["number"], piece.text[start:end].strip()))
    return found


def totals_of(grid: Grid) -> list[Checked]:
    """Each column of a table whose rows do not add up to its total: parts that overlap, or records left out."""
    found = []
    for column, heading in enumerate(grid.headings[1:], start=1):
        if "%" in heading or "‰" in heading:
            continue
        cells = [row[column].text for row in grid.rows]
        numbers = [_number(cell) for cell in cells]
        *parts, total = numbers
        if total is None or any(part is None for part in parts):
            continue
        summed = sum((part for part in parts if part is not None), Decimal(0))
        found.append(Checked(cells[-1], f"{heading}各行相加", summed, agrees=summed == total))
    return found


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return Decimal(0) if text == "—" else None
