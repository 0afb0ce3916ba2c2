"""Rows of a sheet's XML taken apart: heads, values and inline texts of each column."""

import re
from dataclasses import dataclass
from functools import lru_cache

from guildhall.mechanisms.workbooks.rules.package import local, new_parser
from guildhall.mechanisms.workbooks.rules.shared_texts import unescaped
from guildhall.mechanisms.workbooks.rules.tables import damaged

WIDEST_PATTERN = 80
LETTERS = re.compile(r'<c r="([A-Z]{1,3})\d')
LETTERS_ONLY = re.compile(r"[A-Z]{1,3}")


@dataclass(slots=True)
class Cells:
    """One column of a chunk: `heads` are the attributes (and formula) as written, blank where there is no cell."""

    heads: list[str]
    values: list[str]
    inline: list[str]


@dataclass(slots=True)
class Columns:
    numbers: list[int]
    cells: dict[int, Cells]


@lru_cache(maxsize=20_000)
def column_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def column_letters(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def row_pattern(columns: list[int]) -> re.Pattern[str]:
    """One whole row as programs write it; what deviates is left to the parser."""
    cells = "".join(
        rf'(?:<c r="{column_letters(index)}\d++"(?:([^<>/]*+>(?:<f[^<]*+(?:</f>)?+)?+)'
        r'(?:<v>([^<]*+)</v>|<is><t(?: xml:space="preserve")?+>([^<]*+)</t></is>|<v ?+/>)?+</c>|[^<>/]*+/>))?+'
        for index in columns
    )
    return re.compile(rf'<row r="(\d++)"(?:[^<>/]*+>{cells}</row>|[^<>/]*+/>)')


class RowScanner:
    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.known: list[int] = []
        self.pattern = row_pattern([])
        self.last_row = 0
        self.hidden_rows = 0

    def columns(self, chunk: bytes) -> Columns:
        """The columns of a chunk of whole rows."""
        text = chunk.decode()
        bare = text.replace(f"<{self.prefix}", "<").replace(f"</{self.prefix}", "</") if self.prefix else text
        found = None if "<!" in text or "<?" in text else self._scan(bare)
        if found is None:
            found = self._parse(chunk)
        self.last_row = found.numbers[-1] if found.numbers else self.last_row
        if ' hidden="' in text:
            self.hidden_rows += text.count(' hidden="1"') + text.count(' hidden="true"')
        return found

    def _scan(self, text: str) -> Columns | None:
        expected = text.count("<row")
        if not expected:
            return Columns([], {}) if not text.strip() else None
        rows = self.pattern.findall(text)
        if len(rows) != expected:
            letters = {column_index(name) for name in set(LETTERS.findall(text))}.union(self.known)
            if len(letters) > WIDEST_PATTERN or letters == set(self.known):
                return None
            self.known = sorted(letters)
            self.pattern = row_pattern(self.known)
            rows = self.pattern.findall(text)
            if len(rows) != expected:
                return None
        if not self.known:
            return Columns([int(number) for number in rows], {})
        numbers, *parts = map(list, zip(*rows, strict=True))
        if "&" in text:
            parts = [[unescaped(value) for value in part] for part in parts]
        groups = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
        cells = {index: Cells(*group) for index, group in zip(self.known, groups, strict=True)}
        return Columns([int(number) for number in numbers], cells)

    def _parse(self, chunk: bytes) -> Columns:
        reader = _RowParser(self.last_row)
        parser = new_parser()
        parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
        parser.CharacterDataHandler = reader.characters
        parser.Parse(b"<rows>")
        parser.Parse(chunk)
        parser.Parse(b"</rows>", True)
        return reader.columns()


@lru_cache(maxsize=20_000)
def _head(style: str | None, kind: str | None) -> str:
    """The attributes of a cell as plain rows write them."""
    written = (("s", style), ("t", kind))
    return "".join(f' {name}="{value}"' for name, value in written if value is not None) + ">"


class _RowParser:
    """Rows of any shape: prefixes, missing addresses, rich text, comments."""

    def __init__(self, last_row: int) -> None:
        self.row = last_row
        self.column = -1
        self.rows: list[tuple[int, dict[int, tuple[str, str, str]]]] = []
        self.head = ""
        self.formula = False
        self.skipping = 0
        self.target: list[str] | None = None
        self.value: list[str] = []
        self.inline: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = local(tag)
        if tag == "row":
            number = attributes.get("r", "")
            self.row = int(number) if number.isdigit() else self.row + 1
            self.rows.append((self.row, {}))
            self.column = -1
        elif tag == "c":
            self._start_cell(attributes)
        elif tag == "f":
            self.formula = True
        elif tag == "v":
            self.target = self.value
        elif tag == "t" and not self.skipping:
            self.target = self.inline
        elif tag == "rPh":
            self.skipping += 1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        letters = attributes.get("r", "").rstrip("0123456789")
        self.column = column_index(letters) if LETTERS_ONLY.fullmatch(letters) else self.column + 1
        self.head = _head(attributes.get("s"), attributes.get("t"))
        self.formula = False
        self.value, self.inline = [], []

    def characters(self, text: str) -> None:
        if self.target is not None:
            self.target.append(text)

    def end(self, tag: str) -> None:
        tag = local(tag)
        self.target = None
        if tag == "rPh":
            self.skipping -= 1
        elif tag == "c":
            if not self.rows:
                raise damaged("内容格式有误")
            head = self.head + ("<f" if self.formula else "")
            self.rows[-1][1][self.column] = (head, "".join(self.value), "".join(self.inline))

    def columns(self) -> Columns:
        places = sorted({index for _, row in self.rows for index in row})
        blank = ("", "", "")
        cells = {
            index: Cells(*map(list, zip(*(row.get(index, blank) for _, row in self.rows), strict=True)))
            for index in places
        }
        return Columns([number for number, _ in self.rows], cells)
