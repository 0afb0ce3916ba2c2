"""Chance that falls the same way each time: a stream of numbers for each topic."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Dice = np.random.RandomState
"""The legacy generator, because its streams are frozen across versions of numpy."""


def dice(topic: str) -> Dice:
    return Dice(crc32(topic.encode()))


def draw(rng: Dice, weights: Sequence[float] | NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Positions drawn by weight."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    return np.searchsorted(edges, rng.random_sample(count) * edges[-1], side="right")


def share_out(total: int, weights: Sequence[float] | NDArray[np.float64], least: int = 0) -> NDArray[np.int64]:
    """Whole parts of a total by weight, each at least `least`, that add up to it exactly."""
    parts = np.asarray(weights, dtype=float)
    free = total - least * len(parts)
    exact = parts / parts.sum() * free
    whole = np.floor(exact).astype(np.int64)
    by_remainder = np.argsort(-(exact - whole), kind="stable")
    whole[by_remainder[: free - int(whole.sum())]] += 1
    return whole + least


def labels(words: Sequence[str], positions: NDArray[np.int64]) -> list[str]:
    """The words at these positions."""
    return np.array(words, dtype=object)[positions].tolist()
