"""Short names 规范化简称 of unions, and the key under which ways of writing one name meet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

PROVINCE = "江西省"
SUFFIXES = (("工会委员会", "工会"), ("工会联合会委员会", "工会联合会"), ("工会基层委员会", "工会"))
FORMS = (("股份有限责任公司", "公司"), ("有限责任公司", "公司"), ("股份有限公司", "公司"), ("有限公司", "公司"))
BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
MARKS = re.compile(r"[\s()（）〔〕\[\]【】·・.,，。、\-—_]+")
SHORTEST = 4


def suggested_short_name(name: str, *, above: Sequence[str] = ()) -> str:
    """A proper short name: without the names of the places above, brackets, the legal form and 委员会; the name itself if none.

    `above` are the names of the upper bodies' places, the highest first: 吉安市, 吉州区.
    """
    short = BRACKETS.sub("", name.strip())
    for long, form in (*FORMS, *SUFFIXES):
        short = short.replace(long, form) if long in dict(FORMS) else _ending(short, long, form)
    for place in (PROVINCE, *above):
        rest = short.removeprefix(place)
        if rest != short and _stands_alone(rest):
            short = rest
    return short


def _ending(text: str, long: str, short: str) -> str:
    return text.removesuffix(long) + short if text.endswith(long) else text


def _stands_alone(rest: str) -> bool:
    """Whether what is left still names a body: 总工会 alone names none."""
    return len(rest) >= SHORTEST and rest not in {"机关工会", "联合工会", "直属工会"} and not rest.startswith("总工会")


def name_key(text: str) -> str:
    """The same for all ways of writing a body's name: brackets, blanks, marks and the closing 委员会 do not count."""
    folded = MARKS.sub("", unicodedata.normalize("NFKC", text).lower())
    return folded.removesuffix("委员会") if folded.endswith("工会委员会") else folded
