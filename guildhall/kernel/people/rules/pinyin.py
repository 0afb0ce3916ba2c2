"""Names by pinyin, for order and for search; surnames are read as surnames."""

import re
from collections.abc import Iterable

from pypinyin import Style, lazy_pinyin

from guildhall.kernel.people.rules.names import CHINESE, clean_name
from guildhall.kernel.people.rules.surnames import COMPOUND, IN_NAMES, SINGLE

WHOLLY_CHINESE = re.compile(f"[{CHINESE}]+")
WORDS = re.compile(rf"[{CHINESE}]|[^\W{CHINESE}_]+")


class Readings(dict[str, str]):
    """The reading of each character met so far; a character nobody can read stands for itself."""

    def __missing__(self, character: str) -> str:
        reading = self[character] = lazy_pinyin(character, style=Style.NORMAL)[0].lower()
        return reading


READINGS = Readings(IN_NAMES)


def pinyin_key(name: str) -> str:
    """The sorting key of a name: a lower-case syllable per character, joined by blanks; ü is v."""
    return pinyin_keys([name])[0]


def initials(name: str) -> str:
    return initials_of(pinyin_key(name))


def initials_of(key: str) -> str:
    """The initials of a pinyin key."""
    return "".join([syllable[0] for syllable in key.split()])


def pinyin_keys(names: Iterable[str]) -> list[str]:
    compound, single, read, is_chinese = COMPOUND.get, SINGLE.get, READINGS.__getitem__, WHOLLY_CHINESE.fullmatch
    join = " ".join
    keys = []
    for name in names:
        if not is_chinese(name):
            keys.append(_mixed(name))
        elif surname := compound(name[:2]):
            keys.append(join([surname, *map(read, name[2:])]))
        else:
            keys.append(join([single(name[0]) or read(name[0]), *map(read, name[1:])]))
    return keys


def initials_many(keys: Iterable[str]) -> list[str]:
    return [initials_of(key) for key in keys]


def _mixed(name: str) -> str:
    """Names with · or foreign letters have no Chinese surname."""
    cleaned = clean_name(name)
    if WHOLLY_CHINESE.fullmatch(cleaned):
        return pinyin_keys([cleaned])[0]
    return " ".join(
        READINGS[word] if WHOLLY_CHINESE.fullmatch(word) else word.lower() for word in WORDS.findall(cleaned)
    )
