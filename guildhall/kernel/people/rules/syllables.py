"""Letters typed without blanks, read as pinyin syllables: zhangsan is zhang san."""

FIRSTS = ("", *"bpmfdtnlgkhjqxrzcsyw", "zh", "ch", "sh")
RESTS = [
    "a",
    "o",
    "e",
    "i",
    "u",
    "v",
    "ai",
    "ei",
    "ao",
    "ou",
    "an",
    "en",
    "ang",
    "eng",
    "ong",
    "er",
    "ia",
    "ie",
    "iao",
    "iu",
    "ian",
    "in",
    "iang",
    "ing",
    "iong",
    "ua",
    "uo",
    "uai",
    "ui",
    "uan",
    "un",
    "uang",
    "ue",
    "ve",
]
SYLLABLES = frozenset(first + rest for first in FIRSTS for rest in RESTS)
LONGEST = max(len(syllable) for syllable in SYLLABLES)
MOST_READINGS = 6


def spaced_readings(letters: str) -> list[str]:
    """The ways in which letters fall into syllables, longest syllables first; the last one may be unfinished."""
    if " " in letters:
        return [letters]
    return [" ".join(reading) for reading in _readings(letters)[:MOST_READINGS]] or [letters]


def _readings(letters: str) -> list[list[str]]:
    if not letters:
        return [[]]
    found: list[list[str]] = []
    for length in range(min(LONGEST, len(letters)), 0, -1):
        head, tail = letters[:length], letters[length:]
        unfinished = not tail and any(syllable.startswith(head) for syllable in SYLLABLES)
        if head in SYLLABLES or unfinished:
            found.extend([head, *rest] for rest in _readings(tail))
        if len(found) >= MOST_READINGS:
            break
    return found
