"""How things are timed and told: one tab-separated line a measurement, and a short table for people at the end."""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Measured:
    """One measurement beside its floor; `goal` says which ratio, or which bound, is wanted."""

    row: str
    what: str
    size: int
    value: str
    floor: str = ""
    ratio: str = ""
    goal: str = ""
    reached: bool | None = None


@dataclass
class Report:
    """Prints each line as it comes and keeps them for the table."""

    lines: list[Measured] = field(default_factory=list)

    def add(self, line: Measured) -> None:
        self.lines.append(line)
        print(
            "\t".join([line.row, line.what, str(line.size), line.value, line.floor, line.ratio, line.goal, said(line)]),
            flush=True,
        )

    def slower(
        self, row: str, what: str, size: int, seconds: float, floor: float, *, goal: float | None = None, note: str = ""
    ) -> None:
        """A time beside its floor: how many times as long."""
        ratio = seconds / floor
        reached = None if goal is None else ratio <= goal
        wanted = note if goal is None else f"≤ {goal:g} ×{note}"
        self.add(Measured(row, what, size, clock(seconds), clock(floor), f"{ratio:.2f} ×", wanted, reached))

    def table(self) -> None:
        print()
        width = max((columns(line.what) for line in self.lines), default=0)
        row = ""
        for line in self.lines:
            if line.row != row:
                row = line.row
                print(f"\n{row}")
            padded = line.what + " " * (width - columns(line.what))
            print(
                f"  {padded}  {million(line.size):>6}  {line.value:>12}  {line.floor:>12}  {line.ratio:>8}"
                f"  {line.goal:<22} {said(line)}"
            )

    def growth(self) -> None:
        """How each measurement grows from its smallest size to its largest."""
        by_what: dict[tuple[str, str], list[Measured]] = {}
        for line in self.lines:
            by_what.setdefault((line.row, line.what), []).append(line)
        grown = {key: lines for key, lines in by_what.items() if len({line.size for line in lines}) > 1}
        if grown:
            print("\ngrowth with size")
        for (row, what), lines in grown.items():
            steps = " → ".join(f"{million(line.size)}: {line.value}" for line in sorted(lines, key=lambda x: x.size))
            print(f"  {row}: {what}  {steps}")


def said(line: Measured) -> str:
    return {True: "reached", False: "MISSED", None: ""}[line.reached]


def columns(text: str) -> int:
    """How wide a text stands on a terminal, where Chinese takes two columns."""
    return sum(2 if ord(character) > 0x2E80 else 1 for character in text)


def million(size: int) -> str:
    return f"{size / 1_000_000:g} M" if size >= 100_000 else f"{size:,}"


def clock(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.2f} ms"


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@dataclass(frozen=True)
class Times:
    p50: float
    p95: float


def times(work: Callable[[], Any], *, runs: int = 30, warm: int = 3) -> Times:
    """The median and the 95th percentile of warm runs."""
    for _ in range(warm):
        work()
    took = sorted(timed(work) for _ in range(runs))
    return Times(statistics.median(took), took[min(len(took) - 1, int(len(took) * 0.95))])


def beside(work: Callable[[], Any], floor: Callable[[], Any], *, runs: int = 30, warm: int = 3) -> tuple[Times, Times]:
    """Work and its floor in turn, so that a noisy neighbour meets both."""
    for _ in range(warm):
        work()
        floor()
    took, floors = [], []
    for _ in range(runs):
        took.append(timed(work))
        floors.append(timed(floor))
    return _percentiles(took), _percentiles(floors)


def _percentiles(took: list[float]) -> Times:
    took = sorted(took)
    return Times(statistics.median(took), took[min(len(took) - 1, int(len(took) * 0.95))])


def tell(text: str) -> None:
    """What is being done, for whoever waits; not part of the results."""
    print(text, file=sys.stderr, flush=True)
