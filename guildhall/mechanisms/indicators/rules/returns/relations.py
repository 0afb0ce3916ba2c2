"""The relations between the cells of a return, as statisticians write them: 1=2+3, 4≤1, 2.1+3.1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from guildhall.mechanisms.indicators.rules.arithmetic import plain

Place = tuple[int, int]
TERM = re.compile(r"([+-]?)(\d{1,3})(?:\.(\d{1,2}))?")
SIGNS = {"<=": "≤", "=<": "≤", "≦": "≤", ">=": "≥", "=>": "≥", "≧": "≥", "==": "="}
SPACES_AND_WORDS = re.compile(r"[\s行栏]")
HOW_TO_WRITE = "写作 2+3、5-6，指定栏次时写作 2.1+3.1"


@dataclass(frozen=True)
class Term:
    """A cell that is added or taken away; without a column it is of the column that is looked at."""

    sign: int
    line: int
    column: int | None = None

    def place(self, column: int) -> Place:
        return self.line, self.column or column

    @property
    def written(self) -> str:
        return f"{self.line}.{self.column}" if self.column else str(self.line)


Side = tuple[Term, ...]


@dataclass(frozen=True)
class Relation:
    """Two sides that should be equal, or the left no more or no less than the right."""

    left: Side
    sign: str
    right: Side

    @property
    def written(self) -> str:
        return f"{written(self.left)}{self.sign}{written(self.right)}"

    def holds(self, left: Decimal, right: Decimal) -> bool:
        return {"≤": left <= right, "≥": left >= right, "=": left == right}[self.sign]


def tidy(text: str) -> str:
    """A relation in plain signs: full-width ones and words such as 行 are how people write."""
    plain_text = SPACES_AND_WORDS.sub("", text).translate(str.maketrans("＋－–—＝＜＞．", "+---=<>."))
    for other, sign in SIGNS.items():
        plain_text = plain_text.replace(other, sign)
    return plain_text


def read_side(text: str) -> Side:
    """The terms of one side; raises ValueError with a sentence for the screen."""
    given = tidy(text)
    terms, at = [], 0
    while at < len(given):
        found = TERM.match(given, at)
        if found is None or (at and not found[1]):
            raise ValueError(f"“{text}”看不懂，{HOW_TO_WRITE}")
        column = int(found[3]) if found[3] else None
        terms.append(Term(-1 if found[1] == "-" else 1, int(found[2]), column))
        at = found.end()
    if not terms:
        raise ValueError(f"请写明用哪几行计算，{HOW_TO_WRITE}")
    return tuple(terms)


def read_relation(text: str) -> Relation:
    """One check; raises ValueError with a sentence for the screen."""
    parts = re.split(r"([≤≥=])", tidy(text))
    if len(parts) != 3:
        raise ValueError(f"“{text}”应有一个 ≤、≥ 或 =，如 2≤1、1=2+3")
    return Relation(read_side(parts[0]), parts[1], read_side(parts[2]))


def read_relations(text: str) -> list[Relation]:
    return [read_relation(line) for line in text.splitlines() if line.strip()]


def written(side: Side) -> str:
    text = "".join(f"{'+' if term.sign > 0 else '-'}{term.written}" for term in side)
    return text.removeprefix("+")


def places_of(side: Side, column: int) -> list[Place]:
    return [term.place(column) for term in side]


def value_of(side: Side, column: int, values: Mapping[Place, Decimal | None]) -> Decimal | None:
    """A side's value; empty cells count as nothing, and where all are empty there is none."""
    given = [values.get(place) for place in places_of(side, column)]
    if all(value is None for value in given):
        return None
    return sum((term.sign * (value or Decimal(0)) for term, value in zip(side, given, strict=True)), Decimal(0))


def computed(formulas: Mapping[Place, Side], values: Mapping[Place, Decimal | None]) -> dict[Place, Decimal | None]:
    """Values with the computed cells filled in, those that rest on others after them."""
    known = {place: value for place, value in values.items() if place not in formulas}
    waiting = dict(formulas)
    while waiting:
        ready = [p for p, side in waiting.items() if not any(other in waiting for other in places_of(side, p[1]))]
        if not ready:
            break
        for place in ready:
            known[place] = value_of(waiting.pop(place), place[1], known)
    return known


def why_not_compute(formulas: Mapping[Place, Side], places: Iterable[Place]) -> list[str]:
    """Reasons for which computed cells have no value: a cell that is not there, a circle."""
    known = set(places)
    reasons = [
        f"第 {line} 行的算式用到第 {other[0]} 行第 {other[1]} 栏，表中没有这一格"
        for (line, column), side in sorted(formulas.items())
        for other in places_of(side, column)
        if other not in known
    ]
    done: set[Place] = known - set(formulas)
    waiting = dict(formulas)
    while ready := [
        p for p, side in waiting.items() if all(o in done or o not in known for o in places_of(side, p[1]))
    ]:
        for place in ready:
            done.add(place)
            del waiting[place]
    return reasons + [f"第 {line} 行的算式绕回了自己" for line, _ in sorted(waiting)]


def columns_of(relation: Relation, places: Iterable[Place]) -> list[int]:
    """The columns in which a relation can be looked at: all of its cells stand there."""
    known = set(places)
    sides = (*relation.left, *relation.right)
    columns = sorted({column for _, column in known})
    if all(term.column for term in sides):
        columns = columns[:1]
    return [column for column in columns if all(term.place(column) in known for term in sides)]


def breaches(
    relations: Iterable[Relation], values: Mapping[Place, Decimal | None], names: Mapping[Place, str]
) -> list[str]:
    """What does not agree, both sides named and with their numbers."""
    found = []
    for relation in relations:
        for column in columns_of(relation, names):
            left = value_of(relation.left, column, values)
            right = value_of(relation.right, column, values)
            if left is None or right is None or relation.holds(left, right):
                continue
            found.append(
                f"应有 {relation.written}：{said(relation.left, column, names)} {plain(left)}，"
                f"{said(relation.right, column, names)} {plain(right)}"
            )
    return found


def said(side: Side, column: int, names: Mapping[Place, str]) -> str:
    words = "".join(f"{'＋' if term.sign > 0 else '－'}{names.get(term.place(column), term.written)}" for term in side)
    return words.removeprefix("＋")
