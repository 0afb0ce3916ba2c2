"""The heading of a table found among titles and notes, and its columns matched by name."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate

from guildhall.mechanisms.workbooks.rules.cells import UNSEEN
from guildhall.mechanisms.workbooks.rules.tables import Batch

SEARCHED_ROWS = 30
DEEPEST_HEADING = 3
MARKS = re.compile(r"[\s*★☆※●:：、，。._\-—/\\\"'“”‘’]+")
BRACKETED = re.compile(r"[(\[【〔<{].*?[)\]】〕>}]")
NUMBERED = re.compile(r"^\d{1,2}[.、]")


@dataclass(frozen=True)
class ColumnSpec:
    """One column that a kind of workbook knows: its names, how it is filled, how it is checked."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    kind: str = "text"  # text, code, identity, phone, date, number, choice
    help: str = ""
    choices: tuple[str, ...] = ()
    example: str = ""
    width: int = 14

    @property
    def is_text(self) -> bool:
        """Whether its cells must stay text, since a spreadsheet would mangle the number."""
        return self.kind in {"identity", "phone", "code", "text", "choice"}


@dataclass(frozen=True)
class HeadingMatch:
    """Where the heading is (row numbers from 1, 0 for none) and which column holds what (columns from 0)."""

    row_no: int = 0
    first_row_no: int = 0
    headings: tuple[str, ...] = ()
    mapping: dict[str, int] = field(default_factory=dict)
    unmatched: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    ambiguous: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def is_found(self) -> bool:
        return self.row_no > 0

    @property
    def is_complete(self) -> bool:
        return self.is_found and not self.missing and not self.ambiguous


def plain(heading: str) -> str:
    """A heading without blanks, marks, line breaks and width: what is compared."""
    text = unicodedata.normalize("NFKC", UNSEEN.sub("", heading)).strip()
    return MARKS.sub("", NUMBERED.sub("", text)).casefold()


def spellings(heading: str) -> list[str]:
    """The heading as written, then without what stands in brackets."""
    text = unicodedata.normalize("NFKC", heading)
    found = [plain(text), plain(BRACKETED.sub("", text))]
    return [name for name in dict.fromkeys(found) if name]


def match_headings(rows_head: list[list[str]], specs: Sequence[ColumnSpec]) -> HeadingMatch:
    """The best heading within the first rows; a heading may be up to three rows deep."""
    names = _names(specs)
    best, best_score = HeadingMatch(missing=tuple(spec.key for spec in specs if spec.required)), (0, 0, 0)
    enough = min(2, len(specs))
    for first in range(min(len(rows_head), SEARCHED_ROWS)):
        for depth in range(1, min(DEEPEST_HEADING, len(rows_head) - first) + 1):
            levels = rows_head[first : first + depth]
            if not any(levels[0]) or not any(levels[-1]):
                continue
            found = _match(levels, first, specs, names)
            score = (len(found.mapping), -len(found.ambiguous), -depth)
            if score > best_score and len(found.mapping) >= enough:
                best, best_score = found, score
    return best


def match_by_hand(
    rows_head: list[list[str]], specs: Sequence[ColumnSpec], *, row_no: int, mapping: dict[str, int]
) -> HeadingMatch:
    """The match as a person set it: heading row and columns."""
    row = rows_head[row_no - 1] if 0 < row_no <= len(rows_head) else []
    used = set(mapping.values())
    return HeadingMatch(
        row_no=row_no,
        first_row_no=row_no,
        headings=tuple(row),
        mapping=dict(mapping),
        unmatched=tuple(index for index, text in enumerate(row) if text.strip() and index not in used),
        missing=tuple(spec.key for spec in specs if spec.required and spec.key not in mapping),
    )


def _names(specs: Sequence[ColumnSpec]) -> dict[str, tuple[str, int]]:
    """Plain name to (key, rank); labels come before aliases."""
    names: dict[str, tuple[str, int]] = {}
    for rank, of in enumerate((lambda spec: (spec.label,), lambda spec: spec.aliases)):
        for spec in specs:
            for written in of(spec):
                for name in spellings(written):
                    names.setdefault(name, (spec.key, rank))
    return names


def _match(
    levels: list[list[str]], first: int, specs: Sequence[ColumnSpec], names: dict[str, tuple[str, int]]
) -> HeadingMatch:
    candidates: dict[str, dict[int, int]] = {}
    columns = _columns(levels)
    for index, (bare, joined) in enumerate(columns):
        hit = _hit(bare, joined, names)
        if hit:
            candidates.setdefault(hit[0], {})[index] = hit[1]
    mapping: dict[str, int] = {}
    ambiguous: dict[str, tuple[int, ...]] = {}
    for key, ranks in candidates.items():
        best = [index for index, rank in ranks.items() if rank == min(ranks.values())]
        mapping[key] = best[0]
        if len(best) > 1:
            ambiguous[key] = tuple(best)
    used = set(mapping.values())
    return HeadingMatch(
        row_no=first + len(levels),
        first_row_no=first + 1,
        headings=tuple(joined for _, joined in columns),
        mapping=mapping,
        unmatched=tuple(i for i, (_, joined) in enumerate(columns) if joined and i not in used),
        missing=tuple(spec.key for spec in specs if spec.required and spec.key not in mapping),
        ambiguous=ambiguous,
    )


def _hit(bare: str, joined: str, names: dict[str, tuple[str, int]]) -> tuple[str, int] | None:
    """The key a column belongs to and how well: the full name, then the bare one, then one under a group."""
    for name in spellings(joined):
        if name in names:
            return names[name]
    for name in spellings(bare):
        if name in names:
            key, rank = names[name]
            return key, rank + 2
    return None


def _columns(levels: list[list[str]]) -> list[tuple[str, str]]:
    """Of each column its own heading and the heading joined with the groups above it."""
    width = max(map(len, levels))
    padded = [[cell.strip() for cell in row] + [""] * (width - len(row)) for row in levels]
    spread = [_spread(row, padded[depth + 1]) for depth, row in enumerate(padded[:-1])]
    spread.append(padded[-1])
    columns = []
    for cells in zip(*spread, strict=True):
        parts = list(dict.fromkeys(cell for cell in cells if cell))
        columns.append((parts[-1] if parts else "", "".join(parts)))
    return columns


def _spread(row: list[str], below: list[str]) -> list[str]:
    """A group's name over the columns of its merged cell, as far as there is a heading below."""

    def step(left: str, here: tuple[str, str]) -> str:
        own, under = here
        if own:
            return own if under else f"\0{own}"
        return left if under and not left.startswith("\0") else ""

    return [cell.lstrip("\0") for cell in accumulate(zip(row, below, strict=True), step, initial="")][1:]


class AsideKind(StrEnum):
    TOTAL = "total"
    NOTE = "note"
    HEADING = "heading"
    EXAMPLE = "example"


ASIDE_LABELS = {
    AsideKind.TOTAL: "合计行",
    AsideKind.NOTE: "说明或签字行",
    AsideKind.HEADING: "重复的表头",
    AsideKind.EXAMPLE: "模板的示例行",
}
TOTALS = re.compile(r"^(本页|本表|全部)?(合计|总计|小计|共计|累计|总人数|合计人数)")
NOTES = re.compile(
    r"^(填表|填报|填写)?(说明|注意事项|备注[:：]|注[:：]|注意)"
    r"|^(填表|制表|填报|审核|复核|负责|经办|联系|采集|单位负责|工会主席)人?(签字|签名|姓名|电话|单位|日期|时间)?(人)?([（(].*[)）])?[:：]"
    r"|^(单位|工会|填报单位)[（(]?(盖章|公章)|^(填表|填报|制表)?日期[:：]|^以上|^\d+[、.．]\s*\S{6,}"
)
LONG_NOTE = 20


@dataclass(frozen=True)
class Aside:
    """A row that is part of the form, not of the table."""

    row: int
    kind: AsideKind
    text: str


def rows_set_aside(batch: Batch, match: HeadingMatch, required: Iterable[str]) -> list[Aside]:
    """The totals, notes, signatures, repeated headings and example rows among the rows of a batch."""
    keys = [key for key in required if key in match.mapping] or list(match.mapping)
    needed = [batch.column(match.mapping[key]) for key in keys]
    names = [match.headings[match.mapping[key]] for key in keys]
    found = []
    for place in _suspects(needed, names):
        cells = [column[place] for column in batch.columns]
        kind = aside_kind(cells, match, [column[place] for column in needed])
        if kind:
            text = " ".join(cell for cell in cells if cell.strip())[:60]
            found.append(Aside(batch.row_numbers[place], kind, text))
    return found


def _suspects(needed: list[list[str]], names: list[str]) -> Iterator[int]:
    """Only a row that lacks something required, repeats the heading or is the example may be set aside."""
    for place, values in enumerate(zip(*needed, strict=True)):
        if not all(values) or values[0] == names[0] or values[0].startswith("示例"):
            yield place


def aside_kind(cells: list[str], match: HeadingMatch, needed: Sequence[str]) -> AsideKind | None:
    filled = [(index, text.strip()) for index, text in enumerate(cells) if text.strip()]
    if not filled:
        return None
    same = sum(index < len(match.headings) and plain(text) == plain(match.headings[index]) for index, text in filled)
    if same * 2 > len(filled) and same > 1:
        return AsideKind.HEADING
    if any(text.startswith("示例") for text in needed[:1]):
        return AsideKind.EXAMPLE
    first = filled[0][1]
    bare = re.sub(r"\s", "", first)
    present = sum(bool(text.strip()) for text in needed)
    if present * 2 > len(needed) and len(needed) > 1:
        return None
    if TOTALS.match(bare):
        return AsideKind.TOTAL
    if NOTES.match(bare) or (len(filled) == 1 and len(bare) > LONG_NOTE):
        return AsideKind.NOTE
    return None
