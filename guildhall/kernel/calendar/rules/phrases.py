"""
Deadlines as plans write them (十一前, 六月上旬, 年底前, 全年), read into dates.

The phrase stays beside the dates; where usage differs (六月中旬前: before the ten days begin, or before they end) the
later day is proposed, both are offered, and a person confirms.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from guildhall.kernel.calendar.rules.days import Days

ONE_DAY = timedelta(days=1)


class Kind(StrEnum):
    WHOLE_YEAR = "whole_year"
    BY_DATE = "by_date"
    WINDOW = "window"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class Deadline:
    """What a phrase asks for; no end while it hangs on something else; an ambiguous one names the ends it may mean."""

    kind: Kind
    start: date | None
    end: date | None
    phrase: str
    reading: str
    is_ambiguous: bool = False
    alternatives: tuple[date, ...] = ()

    @property
    def is_unread(self) -> bool:
        return self.kind is Kind.EXTERNAL and self.is_ambiguous


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the year that a phrase names; the end of it is what 末前 and 底前 mean."""

    start: date
    end: date
    is_point: bool = False


NUMERALS = {
    name: n for n, name in enumerate(("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"), 1)
} | {"元": 1}
MONTH = r"(?P<month>十[一二]|[一二三四五六七八九十元]|1[0-2]|0?[1-9])月份?"
QUARTER = r"第?(?P<quarter>[一二三四1-4])季度"
FESTIVALS = {
    "元旦": (1, 1),
    "三八": (3, 8),
    "五一": (5, 1),
    "五四": (5, 4),
    "六一": (6, 1),
    "七一": (7, 1),
    "八一": (8, 1),
    "十一": (10, 1),
}
FESTIVAL_NAMES = {
    "劳动": "五一",
    "国际劳动": "五一",
    "五一劳动": "五一",
    "国庆": "十一",
    "妇女": "三八",
    "三八妇女": "三八",
    "建党": "七一",
    "建军": "八一",
}
LUNAR_FESTIVALS = {"春": "春节", "清明": "清明节", "端午": "端午节", "中秋": "中秋节"}
YEARS_AHEAD = {"今年": 0, "本年": 0, "当年": 0, "明年": 1, "次年": 1, "翌年": 1, "来年": 1}
WHOLE_YEAR = {
    "全年",
    "常年",
    "长期",
    "全年开展",
    "贯穿全年",
    "年度",
    "全年工作",
    "经常性工作",
    "全年持续推进",
    "年内持续推进",
}
YEAR_END = {
    "年底前",
    "年底",
    "年末",
    "年末前",
    "年底之前",
    "年内",
    "年内完成",
    "年底前完成",
    "底前",
    "底",
    "末前",
    "末",
    "内",
}
OUTSIDE = re.compile("对接|衔接|同步|按照|根据|依据|通知|视情|适时|待定|另行|结合|同时|为准")
TENTHS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "上中旬": (1, 20), "中下旬": (11, 31)}


def read_phrases(text: str, year: int, days: Days | None = None) -> tuple[Deadline, ...]:
    """The deadlines of a cell that may hold several, in their order; a cell with an unreadable part stays one phrase."""
    parts = [read_phrase(part, year, days) for part in re.split(r"[、，,;；\n]+", text) if part.strip()]
    if not parts or any(part.is_unread for part in parts):
        return (read_phrase(text, year, days),)
    return tuple(parts)


def read_phrase(text: str, year: int, days: Days | None = None) -> Deadline:
    """A deadline of a plan of that year; the table of days off is asked for holidays of the lunar calendar."""
    plain, of_year = _year_of(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)), year)
    found = next((deadline for reader in READERS if (deadline := reader(plain, of_year, days))), None)
    if found is None or not text.strip():
        found = _deadline(Kind.EXTERNAL, None, None, "未能识别的时限，请填写日期", is_ambiguous=True)
    return replace(found, phrase=text.strip())


def _year_of(plain: str, year: int) -> tuple[str, int]:
    if match := re.match(r"(20\d\d)年?", plain):
        return plain[match.end() :], int(match[1])
    ahead = next((word for word in YEARS_AHEAD if plain.startswith(word)), None)
    return (plain[len(ahead) :], year + YEARS_AHEAD[ahead]) if ahead else (plain, year)


def _whole_year(plain: str, year: int, days: Days | None) -> Deadline | None:
    if plain in WHOLE_YEAR or not plain:
        return _deadline(Kind.WHOLE_YEAR, date(year, 1, 1), date(year, 12, 31), "全年工作，12 月 31 日前不算逾期")
    return _by(date(year, 12, 31)) if plain in YEAR_END else None


def _festival(plain: str, year: int, days: Days | None) -> Deadline | None:
    if not (match := re.fullmatch(r"(.+?)节?(?:假期)?(之?前|以前|期间)(?:完成)?", plain)):
        return None
    name = FESTIVAL_NAMES.get(match[1], match[1])
    if name in LUNAR_FESTIVALS:
        return _lunar_festival(name, match[2] == "期间", year, days)
    if name not in FESTIVALS:
        return None
    day = date(year, *FESTIVALS[name])
    if match[2] == "期间":
        return _deadline(Kind.WINDOW, day, day, f"{_words(day)}前后，起止日期请确认", (day,), is_ambiguous=True)
    if name == "元旦":
        ends = (day - ONE_DAY, date(year, 12, 31))
        return _deadline(Kind.BY_DATE, None, ends[1], "元旦指本年还是下一年，请确认", ends, is_ambiguous=True)
    return _by(day - ONE_DAY, f"{_words(day)}之前，即最迟 {_words(day - ONE_DAY)}")


def _lunar_festival(festival: str, is_during: bool, year: int, days: Days | None) -> Deadline:
    name = LUNAR_FESTIVALS[festival]
    off = days.holiday(name, year) if days else None
    if off is None:
        return _deadline(Kind.EXTERNAL, None, None, f"{year} 年{name}放假安排未录入，请确认日期")
    if is_during:
        return _deadline(Kind.WINDOW, *off, f"{name}放假期间，{_words(off[0])}至 {_words(off[1])}")
    return _by(off[0] - ONE_DAY, f"{name}放假之前，即最迟 {_words(off[0] - ONE_DAY)}")


def _range(plain: str, year: int, days: Days | None) -> Deadline | None:
    """3月至5月, 6月上旬-9月下旬, 3月1日到4月10日."""
    parts = re.split(r"至|到|-|—|~", plain.removeprefix("从"), maxsplit=1)
    if len(parts) == 1:
        return None
    first = parts[0]
    if re.fullmatch(r"\d{1,2}|十[一二]?|[一二三四五六七八九]", first):
        first += "月"
    start, end = _span(first, year), _span(re.sub(r"(?:期间|之间)$", "", parts[1]), year)
    if not start or not end or start.start > end.end:
        return None
    return _deadline(Kind.WINDOW, start.start, end.end, f"{_words(start.start)}至 {_words(end.end)}")


def _by_end(plain: str, year: int, days: Days | None) -> Deadline | None:
    """六月末前, 3月底, 一季度末前, 上半年底前, 6月30日前."""
    if match := re.fullmatch(r"(.+?)(?:末|底)(?:之?前|以前)?(?:完成)?", plain):
        span = _span(match[1], year)
        return _by(span.end) if span else None
    match = re.fullmatch(r"(.+?)(?:之?前|以前)?(?:完成)?", plain)
    span = _span(match[1], year) if match else None
    return _by(span.end) if span and span.is_point else None


def _before(plain: str, year: int, days: Days | None) -> Deadline | None:
    """八月上旬前, 六月前: before it begins, or before it ends."""
    match = re.fullmatch(r"(.+?)(?:之?前|以前)(?:完成)?", plain)
    span = _span(match[1], year) if match else None
    if not span:
        return None
    ends = (span.start - ONE_DAY, span.end)
    reading = f"可以是 {_words(ends[0])}前，也可以是 {_words(ends[1])}前，请确认"
    return _deadline(Kind.BY_DATE, None, span.end, reading, ends, is_ambiguous=True)


def _window(plain: str, year: int, days: Days | None) -> Deadline | None:
    """六月上旬, 五月, 二季度, 上半年."""
    span = _span(re.sub(r"(?:期间|之间|内|完成)$", "", plain), year)
    return _deadline(Kind.WINDOW, span.start, span.end, f"{_words(span.start)}至 {_words(span.end)}") if span else None


def _outside(plain: str, year: int, days: Days | None) -> Deadline | None:
    return (
        _deadline(Kind.EXTERNAL, None, None, "时间取决于外部安排，确定后请填写日期") if OUTSIDE.search(plain) else None
    )


READERS: tuple[Callable[[str, int, Days | None], Deadline | None], ...] = (
    _whole_year,
    _festival,
    _range,
    _by_end,
    _before,
    _window,
    _outside,
)


def _span(plain: str, year: int) -> Span | None:
    if plain in ("上半年", "下半年"):
        first = 1 if plain == "上半年" else 7
        return Span(date(year, first, 1), _month_end(year, first + 5))
    if match := re.fullmatch(QUARTER, plain):
        last = _number(match["quarter"]) * 3
        return Span(date(year, last - 2, 1), _month_end(year, last))
    if match := re.fullmatch(rf"{MONTH}(?P<rest>.*)", plain):
        return _within_month(year, _number(match["month"]), match["rest"])
    return None


def _within_month(year: int, month: int, rest: str) -> Span | None:
    end = _month_end(year, month)
    if not rest:
        return Span(date(year, month, 1), end)
    if rest in TENTHS:
        first, last = TENTHS[rest]
        return Span(date(year, month, first), date(year, month, min(last, end.day)))
    if (match := re.fullmatch(r"(\d{1,2})[日号]", rest)) and 1 <= int(match[1]) <= end.day:
        day = date(year, month, int(match[1]))
        return Span(day, day, is_point=True)
    return None


def _deadline(
    kind: Kind,
    start: date | None,
    end: date | None,
    reading: str,
    alternatives: tuple[date, ...] = (),
    *,
    is_ambiguous: bool = False,
) -> Deadline:
    return Deadline(kind, start, end, "", reading, is_ambiguous, alternatives)


def _by(day: date, reading: str = "") -> Deadline:
    return _deadline(Kind.BY_DATE, None, day, reading or f"最迟 {_words(day)}")


def _number(text: str) -> int:
    return NUMERALS[text] if text in NUMERALS else int(text)


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _words(day: date) -> str:
    return f"{day.month} 月 {day.day} 日"
