"""Names of unions and units in Latin letters, so that pinyin and initials find them."""

from __future__ import annotations

import re
import unicodedata

from pypinyin import lazy_pinyin
from pypinyin.seg.mmseg import seg

LONGEST, LONGEST_PINYIN = 400, 190
LATIN = re.compile(r"[a-z]{2,}")
# How characters are read in names of places and firms where they stand in no word that the dictionary knows.
READ_ALONE = {"长": "chang", "都": "du", "曾": "zeng", "厦": "xia", "圩": "xu", "行": "hang"}


class Syllables(dict[str, list[str]]):
    """The syllables of each word met so far; what is neither Chinese nor a letter or digit has none."""

    def __missing__(self, word: str) -> list[str]:
        found = self[word] = [one for one in lazy_pinyin(word) if one.isascii() and one.isalnum()]
        return found


SYLLABLES = Syllables({character: [reading] for character, reading in READ_ALONE.items()})


def letters_of(*names: str) -> str:
    """The pinyin of each name without blanks, then its initials: 吉州区总工会 is "jizhouquzonggonghui jzqzgh"."""
    written: list[str] = []
    for name in dict.fromkeys(names):
        syllables = [one for word in seg.cut(unicodedata.normalize("NFKC", name).lower()) for one in SYLLABLES[word]]
        if syllables:
            short = "".join(syllable[0] for syllable in syllables)
            written += ["".join(syllables)[:LONGEST_PINYIN], short]
    return " ".join(dict.fromkeys(written))[:LONGEST]


def typed_letters(text: str) -> str:
    """What was typed, as letters to look for; empty where it is not two or more of them."""
    typed = "".join(text.lower().split())
    return typed if LATIN.fullmatch(typed) else ""
