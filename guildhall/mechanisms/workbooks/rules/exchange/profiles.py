"""The layout of an upper system's file: columns in order, their codes, their dates; files of other years told apart."""

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from guildhall.mechanisms.workbooks.rules.cells import clean_code, clean_text, read_date
from guildhall.mechanisms.workbooks.rules.exchange.offers import OUTSIDE, ExchangeField, ExchangeSubject
from guildhall.mechanisms.workbooks.rules.headings import plain

DATES = {
    "%Y-%m-%d": "2012-05-01", "%Y%m%d": "20120501", "%Y/%m/%d": "2012/05/01", "%Y.%m.%d": "2012.05.01",
    "%Y年%m月%d日": "2012年05月01日", "%Y-%m": "2012-05",
}  # fmt: skip
SHOWN = 4
MOVES: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"draft", "in_force"}),
    "in_force": frozenset({"retired"}),
    "retired": frozenset(),
}


@dataclass(frozen=True)
class ProfileColumn:
    """One column of their file: what is written under a heading. Neither field nor constant leaves it empty."""

    heading: str
    field: str = ""
    constant: str = ""
    codes: Mapping[str, str] = dataclasses.field(default_factory=dict)  # ours → theirs; empty: our own words
    date: str = "%Y-%m-%d"
    required: bool = False
    longest: int = 0

    def kept(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)

    def written(self, texts: Sequence[str], known: ExchangeField | None) -> list[str]:
        """Our values as their file wants them; what has no code there stays empty."""
        if self.constant or known is None:
            return [self.constant] * len(texts) if not self.field or self.constant else list(texts)
        if known.codes:
            words = {"": "", **(self.codes or known.codes)}
            try:
                return list(map(words.__getitem__, texts))
            except KeyError:
                return [words.get(text, "") for text in texts]
        if known.kind == "date" and self.date != "%Y-%m-%d":
            known_days = {text: _day(text, self.date) for text in set(texts)}
            return list(map(known_days.__getitem__, texts))
        return list(texts)

    def has_no_word_for(self, text: str, known: ExchangeField) -> bool:
        """Whether one of our values has no code there, so that their file has a blank in its place."""
        return bool(text and known.codes) and self.written([text], known) == [""]

    def read(self, text: str, known: ExchangeField | None) -> str | None:
        """Their cell as our value; None where it is not understood."""
        bare = clean_text(text)
        if not bare or known is None:
            return bare
        if known.codes:
            return self._code(bare, known)
        if known.kind == "date":
            day = read_date(bare)
            return day.isoformat() if day else None
        if known.kind in {"identity", "phone", "code"}:
            bare = clean_code(bare)
        return known.reads(bare) if known.reads else bare

    def _code(self, bare: str, known: ExchangeField) -> str | None:
        for ours, theirs in self.codes.items():
            if theirs and theirs == bare:
                return ours
        for ours, label in known.codes.items():
            if bare == label:
                return ours
        return known.reads(bare) if known.reads else None


def _day(text: str, form: str) -> str:
    return date.fromisoformat(text).strftime(form) if text else ""


def columns_of(kept: Iterable[Mapping[str, Any]]) -> list[ProfileColumn]:
    return [ProfileColumn(**column) for column in kept]


def fingerprint(headings: Iterable[str]) -> str:
    """The same for all files with these headings in this order, whatever their blanks and marks."""
    return hashlib.sha256("|".join(plain(heading) for heading in headings).encode()).hexdigest()


@dataclass(frozen=True)
class Changed:
    """How the headings of two years differ."""

    added: list[str]
    gone: list[str]
    is_moved: bool

    @property
    def is_none(self) -> bool:
        return not (self.added or self.gone or self.is_moved)


def compared(old: Sequence[str], new: Sequence[str]) -> Changed:
    before, after = [plain(one) for one in old], [plain(one) for one in new]
    added = [one for one in new if plain(one) not in before]
    gone = [one for one in old if plain(one) not in after]
    stayed = [one for one in after if one in before]
    return Changed(added, gone, stayed != [one for one in before if one in after])


def carried_over(old: Sequence[ProfileColumn], proposed: Sequence[ProfileColumn]) -> list[ProfileColumn]:
    """The columns of a new year's file: what last year's heading held, else what its name proposes."""
    known = {plain(column.heading): column for column in old}
    return [
        ProfileColumn(**{**known[plain(column.heading)].kept(), "heading": column.heading})
        if plain(column.heading) in known
        else column
        for column in proposed
    ]


def why_not_in_force(
    columns: Sequence[ProfileColumn], subject: ExchangeSubject, *, state: str, label: str
) -> list[str]:
    """Reasons for which a profile cannot be used yet."""
    reasons = [] if "in_force" in MOVES[state] else [f"该方案当前是“{label}”，不能启用"]
    used = [column.field for column in columns if column.field]
    known = subject.by_key
    if not used:
        reasons.append("还没有一列对应到登记的栏目")
    for key in dict.fromkeys(used):
        if used.count(key) > 1:
            reasons.append(
                f"“{known[key].label if key in known else '上级系统编号'}”对应了 {used.count(key)} 列，只能对应一列"
            )
    for column in columns:
        reasons += why_not_column(column, subject)
    return reasons


def why_not_column(column: ProfileColumn, subject: ExchangeSubject) -> list[str]:
    is_gone = column.field and column.field not in subject.by_key and column.field != OUTSIDE
    return [f"“{column.heading}”对应的栏目已不存在，请重新选择"] if is_gone else []


def cautions(columns: Sequence[ProfileColumn], subject: ExchangeSubject) -> list[str]:
    """What a clerk should know before using a profile: codes that their file has no word for."""
    found = []
    for column in columns:
        known = subject.by_key.get(column.field)
        if known is None or not known.codes or not column.codes:
            continue
        without = [label for code, label in known.codes.items() if not column.codes.get(code)]
        if without:
            more = f"等 {len(without)} 项" if len(without) > SHOWN else ""
            found.append(f"“{column.heading}”还有代码没有对应：{'、'.join(without[:SHOWN])}{more}，用到时列入缺项清单")
    return found


@dataclass(frozen=True)
class Lacking:
    """A value that their system would refuse: whose, under which heading, why."""

    pk: int
    name: str
    heading: str
    reason: str


def lacking_in(
    column: ProfileColumn, known: ExchangeField | None, ours: Sequence[str], theirs: Sequence[str]
) -> list[tuple[int, str]]:
    """Places of a column whose values would be refused, with the reason."""
    found = []
    if known is not None and known.codes and column.codes and "" in theirs:
        found += [
            (place, f"“{known.shown(text)}”在该方案中没有对应的代码")
            for place, (text, written) in enumerate(zip(ours, theirs, strict=True))
            if text and not written
        ]
    if column.required and "" in theirs:
        told = {place for place, _ in found}
        found += [(place, "必填，没有登记") for place, text in enumerate(theirs) if not text and place not in told]
    if column.longest and max(map(len, theirs), default=0) > column.longest:
        found += [
            (place, f"有 {len(text)} 个字，超过 {column.longest} 个字")
            for place, text in enumerate(theirs)
            if len(text) > column.longest
        ]
    return found
