"""Order by strokes 笔画: fewer strokes first, then stroke by stroke 横竖撇点折; `strokes.txt` holds the characters in that order."""

from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).with_name("strokes.txt")
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WIDTH, LONGEST = 5, 60
LONGEST_KEY = WIDTH * LONGEST


class Keys(dict[str, str]):
    """The key of each character: two digits of its strokes, three of its place among those with as many.

    What is no Chinese character stands before all, a character that the table does not know after all.
    """

    def __missing__(self, character: str) -> str:
        code = ord(character)
        key = self[character] = f"00{based(code)}" if code < FIRST_CHINESE else f"99{based(code % BASE)}"
        return key


FIRST_CHINESE, BASE = 0x2E80, len(DIGITS) ** 3


def based(number: int) -> str:
    """A number in three digits of base 36."""
    high, low = divmod(number, len(DIGITS))
    highest, middle = divmod(high, len(DIGITS))
    return DIGITS[highest] + DIGITS[middle] + DIGITS[low]


@lru_cache(maxsize=1)
def keys() -> Keys:
    """The keys of all characters, read once."""
    found = Keys()
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        count, characters = line.split("\t")
        found.update((character, f"{int(count):02}{based(place)}") for place, character in enumerate(characters))
    return found


def strokes_of(character: str) -> int | None:
    """How many strokes a character has; None where it is not in the table."""
    count = int(keys()[character][:2])
    return count if 0 < count < 99 else None


def stroke_key(text: str) -> str:
    """The sorting key of a body's name, character by character."""
    known = keys()
    return "".join([known[character] for character in text[:LONGEST]])
