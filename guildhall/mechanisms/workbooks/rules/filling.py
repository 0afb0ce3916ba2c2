"""Somebody else's workbook filled in: only the named cells are written, all else stays byte for byte or as it was."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from guildhall.mechanisms.workbooks.rules.package import SMALL_PART, Package
from guildhall.mechanisms.workbooks.rules.shared_texts import read_shared_texts
from guildhall.mechanisms.workbooks.rules.tables import LIMITS, Unreadable, too_large

ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
COLUMN = re.compile(r"[A-Z]{1,3}")
LEADING = re.compile(r"^(其中|[一二三四五六七八九十]+[、.]|[（(]?\d+[）)、.]?)[:：]?")
ENDING = re.compile(r"(?<=.)(总人数|人数|总数|个数|家数|数)$")
SPACES = re.compile(r"[\s　]+")
LOOKED_RIGHT = 12
Value = Decimal | int | str | None
Target = tuple[str, str]


@dataclass(frozen=True)
class Filled:
    """How many cells were written, and what the owner of the workbook should know."""

    count: int
    remarks: tuple[str, ...] = ()


def split(address: str) -> tuple[int, int]:
    """Row and column of an address, both from 1."""
    found = ADDRESS.fullmatch(address.replace("$", "").upper())
    if found is None:
        raise ValueError(f"“{address}”不是单元格地址，写作 C5 这样")
    return int(found[2]), column_number(found[1])


def column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address_of(row: int, column: int) -> str:
    return f"{column_letters(column)}{row}"


class Workbook:
    """The sheets of an .xlsx as trees, to be read and filled in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with Package(path) as package:
            self.parts = {sheet.name: package.names[sheet.part.lower()] for sheet in package.sheets}
            if any(package.size(part) > SMALL_PART for part in self.parts.values()):
                raise too_large()
            self.texts: Any = []
            if package.shared_part and package.has(package.shared_part):
                with package.stream(package.shared_part) as file:
                    self.texts = read_shared_texts(file, LIMITS)
            self.workbook_part = package.workbook_part()
        self.trees: dict[str, Sheet] = {}

    @property
    def sheets(self) -> list[str]:
        return list(self.parts)

    def sheet(self, name: str) -> Sheet:
        if name not in self.parts:
            listed = "、".join(self.parts)
            raise Unreadable(f"表格里没有工作表“{name}”", f"现有：{listed}；请改对应关系，或换上原来的表格")
        if name not in self.trees:
            with zipfile.ZipFile(self.path) as archive:
                self.trees[name] = Sheet(parsed(archive.read(self.parts[name])), self.texts)
        return self.trees[name]

    def save(self, target: Path) -> None:
        """Write the workbook with its changed sheets; every other part is copied as it is."""
        changed = {self.parts[name]: sheet.root for name, sheet in self.trees.items() if sheet.is_changed}
        with zipfile.ZipFile(self.path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
            for entry in source.infolist():
                content = source.read(entry)
                if entry.filename in changed:
                    content = serialised(changed[entry.filename])
                elif entry.filename == self.workbook_part and changed:
                    content = recalculated(content)
                written.writestr(entry, content)


class Sheet:
    """One sheet: its texts by address, its cells to be written."""

    def __init__(self, root: Any, texts: Any) -> None:
        self.root = root
        self.shared = texts
        self.space = etree.QName(root).namespace
        self.is_changed = False
        self.rows: dict[int, Any] = {}
        self.cells: dict[tuple[int, int], Any] = {}
        self.data = root.find(self.tag("sheetData"))
        for number, row in enumerate(self.data.findall(self.tag("row")), 1):
            at = int(row.get("r", number))
            row.set("r", str(at))
            self.rows[at] = row
            for position, cell in enumerate(row.findall(self.tag("c")), 1):
                place = split(cell.get("r")) if cell.get("r") else (at, position)
                cell.set("r", address_of(*place))
                self.cells[place] = cell
        self.merged = [merged.get("ref") for merged in root.iter(self.tag("mergeCell"))]

    def tag(self, name: str) -> str:
        return f"{{{self.space}}}{name}"

    def text(self, place: tuple[int, int]) -> str:
        cell = self.cells.get(place)
        if cell is None:
            return ""
        if cell.get("t") == "inlineStr":
            return "".join(text.text or "" for text in cell.iter(self.tag("t")))
        value = cell.findtext(self.tag("v")) or ""
        return str(self.shared[int(value)]) if cell.get("t") == "s" and value.isdigit() else value

    def texts(self) -> dict[tuple[int, int], str]:
        """Every cell that says something."""
        return {place: text for place in self.cells if (text := self.text(place).strip())}

    def formulas(self) -> set[str]:
        """The addresses whose value the owner's own formula works out."""
        return {address_of(*place) for place, cell in self.cells.items() if cell.find(self.tag("f")) is not None}

    def grid(self, rows: int = 60, columns: int = 16) -> list[list[str]]:
        """The upper left of the sheet, to choose cells from."""
        told = self.texts()
        last_row = min(rows, max((row for row, _ in told), default=1) + 1)
        last_column = min(columns, max((column for _, column in told), default=1) + 1)
        return [[told.get((row, column), "") for column in range(1, last_column + 1)] for row in range(1, last_row + 1)]

    def first_of_merged(self, place: tuple[int, int]) -> tuple[int, int]:
        """The cell that shows for all of a merged area."""
        for ref in self.merged:
            first, _, last = ref.partition(":")
            (top, left), (bottom, right) = split(first), split(last or first)
            if top <= place[0] <= bottom and left <= place[1] <= right:
                return top, left
        return place

    def write(self, address: str, value: Value) -> str:
        """Write one cell in the style that stands there; a formula of the workbook's owner is left, and said."""
        place = self.first_of_merged(split(address))
        cell = self.cells.get(place)
        if cell is None:
            if value is None:
                return ""
            cell = self.new_cell(place)
        if cell.find(self.tag("f")) is not None:
            return f"{address_of(*place)} 是公式，按原表保留"
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        self.is_changed = True
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, self.tag("is")), self.tag("t"))
            text.text = value
        elif value is not None:
            etree.SubElement(cell, self.tag("v")).text = plain(value)
        return ""

    def new_cell(self, place: tuple[int, int]) -> Any:
        row = self.rows[place[0]] if place[0] in self.rows else self.new_row(place[0])
        cell = etree.Element(self.tag("c"), r=address_of(*place))
        style = row.get("s") if row.get("customFormat") in ("1", "true") else self.column_style(place[1])
        if style:
            cell.set("s", style)
        row.insert(sum(1 for at, column in self.cells if at == place[0] and column < place[1]), cell)
        self.cells[place] = cell
        return cell

    def new_row(self, number: int) -> Any:
        row = etree.Element(self.tag("row"), r=str(number))
        self.data.insert(sum(1 for at in self.rows if at < number), row)
        self.rows[number] = row
        return row

    def column_style(self, number: int) -> str:
        for column in self.root.iter(self.tag("col")):
            if int(column.get("min")) <= number <= int(column.get("max")):
                return column.get("style") or ""
        return ""


def parsed(content: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False)
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype:
        raise Unreadable("文件中含有不允许的文档类型声明", "请用 Excel 或 WPS 打开，“另存为”.xlsx 后再上传")
    return root


def serialised(root: Any) -> bytes:
    written: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def recalculated(content: bytes) -> bytes:
    """The workbook's own formulas are worked out anew when it is opened."""
    root = parsed(content)
    space = etree.QName(root).namespace
    found = root.find(f"{{{space}}}calcPr")
    if found is None:
        return content
    found.set("fullCalcOnLoad", "1")
    return serialised(root)


def plain(value: Decimal | int) -> str:
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def fill(path: Path, target: Path, values: Mapping[Target, Value]) -> Filled:
    """Write values by sheet and address into a copy of a workbook."""
    workbook = Workbook(path)
    remarks = [workbook.sheet(sheet).write(address, value) for (sheet, address), value in values.items()]
    workbook.save(target)
    return Filled(sum(1 for remark in remarks if not remark), tuple(remark for remark in remarks if remark))


def plain_label(text: str) -> str:
    """A label without spaces, numbering and 其中, as labels of two tables agree in."""
    bare = SPACES.sub("", text)
    return LEADING.sub("", LEADING.sub("", bare)).strip("：:")


def nearly(text: str) -> str:
    """A label without the ending that one table writes and another leaves out: 会员总数 and 会员人数 are 会员."""
    return ENDING.sub("", plain_label(text))


def suggested(sheet: Sheet, labels: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    """An address for each key whose line label stands in the sheet, in the column whose heading agrees if there is one."""
    told = sheet.texts()
    by_label: dict[str, tuple[int, int]] = {}
    alike: dict[str, list[tuple[int, int]]] = {}
    for place in sorted(told):
        by_label.setdefault(plain_label(told[place]), place)
        alike.setdefault(nearly(told[place]), []).append(place)
    found = {}
    for key, line, column in labels:
        near = alike.get(nearly(line), [])
        at = by_label.get(plain_label(line)) or (near[0] if len(near) == 1 else None)
        if at is None:
            continue
        heading = next(
            (place[1] for place, text in told.items() if place[0] < at[0] and plain_label(text) == plain_label(column)),
            0,
        )
        free = (at[1] + step for step in range(1, LOOKED_RIGHT) if is_free(told.get((at[0], at[1] + step), "")))
        chosen = heading if heading > at[1] else next(free, 0)
        if chosen:
            found[key] = address_of(at[0], chosen)
    return found


def is_free(text: str) -> bool:
    return not text or text in ("0", "—", "-")


def rows_of_names(sheet: Sheet, column: str) -> dict[str, int]:
    """The rows of a table of units by the names in one of its columns."""
    number = column_number(column)
    return {plain_label(text): row for (row, at), text in sorted(sheet.texts().items()) if at == number}
