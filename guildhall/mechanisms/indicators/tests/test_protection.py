"""What is hidden cannot be worked out, not even by who knows the rule."""

from collections import defaultdict
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.mechanisms.indicators.rules.protection import (
    WITHHELD,
    Hidden,
    are_withheld,
    few,
    shown_parts,
    shown_whole,
)

FEW = few(5)
SIZES = st.one_of(st.integers(0, 6), st.integers(0, 60))


def shown(values, smallest=5):
    parts = {key: Decimal(value) for key, value in enumerate(values)}
    whole = sum(parts.values(), Decimal(0))
    return shown_whole(whole, smallest), shown_parts(whole, parts, smallest)


@pytest.mark.parametrize(
    ("values", "whole", "parts"),
    [
        ((0, 0), 0, (0, 0)),
        ((6, 0, 9), 15, (6, 0, 9)),
        ((2, 1), FEW, (WITHHELD, WITHHELD)),
        ((2, 20, 0, 30), 52, (FEW, WITHHELD, 0, 30)),
        ((30, 20, 3), 53, (WITHHELD, 20, FEW)),
        ((2, 5, 40), 47, (FEW, WITHHELD, WITHHELD)),
        ((5, 1, 0), 6, (WITHHELD, WITHHELD, WITHHELD)),
        ((4, 4), 8, (WITHHELD, WITHHELD)),
    ],
)
def test_small_parts_are_hidden_and_others_beside_them(values, whole, parts):
    found, cells = shown(values)

    assert (found, tuple(cells.values())) == (whole, parts)


@given(st.lists(SIZES, min_size=1, max_size=14), st.integers(2, 9))
def test_what_is_shown_leaves_every_small_part_its_full_range(values, smallest):
    whole, cells = shown(values, smallest)

    small = [key for key, value in enumerate(values) if 0 < value < smallest]
    assert all(isinstance(cells[key], Hidden) for key in small)
    if isinstance(whole, Hidden):
        assert are_withheld(cells)
        return
    assert not small or are_withheld(cells) or derivable(whole, cells, smallest) == set()


def derivable(whole, cells, smallest):
    """The hidden small parts of which somebody with a pencil finds that not every small number is possible."""
    primary = [key for key, cell in cells.items() if cell == few(smallest)]
    secondary = [key for key, cell in cells.items() if cell == WITHHELD]
    rest = whole - sum(cell for cell in cells.values() if isinstance(cell, Decimal))
    low = (len(primary) - 1) + smallest * len(secondary)
    high = None if secondary else (smallest - 1) * (len(primary) - 1)
    return {key for key in primary for guess in range(1, smallest) if not fits(rest - guess, low=low, high=high)}


def fits(rest, *, low, high):
    return rest >= low and (high is None or rest <= high)


@pytest.mark.parametrize(("count", "largest"), [(2, 16), (3, 14), (4, 8)])
def test_who_knows_the_rule_still_cannot_tell(count, largest):
    """Every table there is, by what it shows: each hidden small part could be at least three different numbers."""
    tables = defaultdict(list)
    for values in product(range(largest + 1), repeat=count):
        whole, cells = shown(values)
        tables[whole, tuple(cells.items())].append(values)

    for (whole, cells), possible in tables.items():
        if isinstance(whole, Hidden) or max(map(max, possible)) > largest - 4:
            continue
        for key, cell in cells:
            if isinstance(cell, Hidden):
                assert len({values[key] for values in possible}) >= 3, (whole, cells, possible)
