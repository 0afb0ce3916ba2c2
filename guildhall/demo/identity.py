"""Identity numbers and phones that can be nobody's."""

import numpy as np
from numpy.typing import NDArray

from guildhall.demo.dice import Dice
from guildhall.kernel.people.rules.identity import CHECK_DIGITS, WEIGHTS

# Address codes that begin with 99 belong to no province; these mobile prefixes are given to no operator.
NOBODYS_ADDRESS = 990_000
NOBODYS_PREFIXES = (154, 160, 161, 163, 164, 168, 169)
STEP = 37
SEQUENCES = 499


def resident_numbers(
    division: NDArray[np.int64], born_on: NDArray[np.datetime64], is_woman: NDArray[np.bool_]
) -> list[str]:
    """A different number for each person, whose address code is 99 and the last four of a division."""
    days = born_on.astype("datetime64[D]")
    year = days.astype("datetime64[Y]").astype(np.int64) + 1970
    month = days.astype("datetime64[M]").astype(np.int64) % 12 + 1
    day = (days - days.astype("datetime64[M]")).astype(np.int64) + 1
    birth = year * 10_000 + month * 100 + day
    place = NOBODYS_ADDRESS + division % 10_000
    turn = _turn_within(place, birth, is_woman)
    sequence = (turn * STEP + birth * 13 + place) % SEQUENCES * 2 + np.where(is_woman, 2, 1)
    first_17 = (place * 100_000_000 + birth) * 1_000 + sequence
    digits = first_17[:, None] // 10 ** np.arange(16, -1, -1, dtype=np.int64) % 10
    checks = np.array(list(CHECK_DIGITS))[digits @ WEIGHTS.astype(np.int64) % 11]
    return [f"{number}{check}" for number, check in zip(first_17.tolist(), checks.tolist(), strict=True)]


def _turn_within(*keys: NDArray) -> NDArray[np.int64]:
    """How many of the same keys come before each row."""
    order = np.lexsort(keys)
    begins = np.zeros(len(order), dtype=np.bool_)
    for key in keys:
        begins[1:] |= np.diff(key[order].astype(np.int64)) != 0
    place = np.arange(len(order))
    turn = np.empty(len(order), dtype=np.int64)
    turn[order] = place - np.maximum.accumulate(np.where(begins, place, 0))
    return turn


def mobile_phones(rng: Dice, count: int) -> list[str | None]:
    """A phone for nearly everybody; a few have none and a few have that of the person before."""
    span = len(NOBODYS_PREFIXES) * 10**8
    drawn = (np.arange(count, dtype=np.int64) * 104_729_311 + 20_121_231) % span
    chance = rng.random_sample(count)
    is_shared = np.flatnonzero((chance > 0.985) & (np.arange(count) > 0))
    drawn[is_shared] = drawn[is_shared - 1]
    prefixes = np.array(NOBODYS_PREFIXES)[drawn // 10**8]
    numbers = (prefixes * 10**8 + drawn % 10**8).tolist()
    return [None if lacks else str(number) for number, lacks in zip(numbers, (chance < 0.06).tolist(), strict=True)]
