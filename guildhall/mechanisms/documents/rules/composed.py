"""A document with its numbers filled in, ready for the screen or the writer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from guildhall.mechanisms.documents.rules.checks import Checked
from guildhall.mechanisms.indicators.rules.arithmetic import growth, plain, rounded
from guildhall.mechanisms.indicators.rules.protection import Cell, Hidden


@dataclass(frozen=True)
class Piece:
    """A piece of a line: words, or a number that knows its figure, period, union, and the part of a breakdown."""

    text: str
    figure: str = ""
    period: str = ""
    union: int | None = None
    typed_source: str = ""
    declared_source: str = ""
    tip: str = ""
    by: str = ""
    part: str = ""

    @property
    def is_number(self) -> bool:
        return bool(self.figure)


@dataclass(frozen=True)
class Line:
    """A heading (level 1 or 2) or a paragraph (level 0)."""

    level: int
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Grid:
    """A table: headings, rows of pieces, the last one the total."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Piece, ...], ...]


@dataclass
class Composed:
    title: str
    blocks: list[Line | Grid] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    checks: list[Checked] = field(default_factory=list)

    def pieces(self) -> Iterator[Piece]:
        for block in self.blocks:
            if isinstance(block, Line):
                yield from block.pieces
            else:
                for row in block.rows:
                    yield from row

    @property
    def number_count(self) -> int:
        """Numbers that open their records."""
        return sum(piece.is_number for piece in self.pieces())

    @property
    def declared(self) -> list[Piece]:
        """Numbers that were declared from outside, in the order of the text."""
        return [piece for piece in self.pieces() if piece.declared_source]

    @property
    def typed_count(self) -> int:
        return sum(bool(piece.typed_source) for piece in self.pieces())


MISSING = "—"


def treated(value: Cell, before: Cell, treatment: str) -> str:
    """A number as the text wants it; a dash where there is none, ＜5 or ＊ where this reader may not see it."""
    if isinstance(value, Hidden):
        return value.text
    if isinstance(before, Hidden):
        return before.text
    if treatment == "增幅":
        return _shown(growth(value, before))
    if treatment == "增量":
        return MISSING if value is None or before is None else plain(value - before)
    if treatment == "上年":
        return _shown(before)
    if value is None:
        return MISSING
    if treatment == "万":
        return plain(rounded(value / 10_000, 2))
    if treatment == "亿":
        return plain(rounded(value / 100_000_000, 2))
    return plain(rounded(value, 0)) if treatment == "整数" else plain(value)


def needs_before(treatment: str) -> bool:
    return treatment in ("增幅", "增量", "上年")


def _shown(value: Decimal | None) -> str:
    return MISSING if value is None else plain(value)
