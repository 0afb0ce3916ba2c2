"""Names of people by strokes: the surname, then given names of one character before longer ones, then on by characters.

So the rolls of congresses are printed: 王军、王勇、王毅 stand before 王小洪.
"""

from collections.abc import Iterable

from guildhall.kernel.organisations.strokes import keys
from guildhall.kernel.people.rules.names import PLAIN, clean_name
from guildhall.kernel.people.rules.surnames import COMPOUND

LONG = 2
LONGEST = 320


def name_strokes(name: str) -> str:
    """The sorting key of a person's name by strokes."""
    return names_strokes([name])[0]


def names_strokes(names: Iterable[str]) -> list[str]:
    known = keys()
    compound, is_plain = COMPOUND.keys(), PLAIN.fullmatch
    found = []
    for given in names:
        name = given if is_plain(given) else "".join(clean_name(given).split())
        if name[:2] in compound and len(name) > 2:
            parts = [known[name[0]], "2", known[name[1]], str(min(len(name) - 2, LONG))]
            rest = name[2:]
        else:
            parts = [known[name[0]] if name else "", "1", str(min(max(len(name) - 1, 0), LONG))]
            rest = name[1:]
        found.append("".join([*parts, *[known[character] for character in rest if character != "·"]]))
    return found
