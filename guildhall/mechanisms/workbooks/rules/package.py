"""The parts of an .xlsx package: opened within limits, small ones parsed, the document type refused."""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, NoReturn
from xml.parsers import expat

from guildhall.mechanisms.workbooks.rules.numbers import DATE_FORMATS, looks_like_date
from guildhall.mechanisms.workbooks.rules.tables import LIMITS, Limits, Unreadable, damaged, too_large

CHUNK = 1 << 18
SMALL_PART = 64 << 20
PASSWORD_BIT = 0x1


def new_parser() -> expat.XMLParserType:
    """An XML parser that knows no document types and so no entities."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse_doctype
    return parser


def refuse_doctype(*_: object) -> NoReturn:
    raise Unreadable("文件中含有不允许的文档类型声明", "请用 Excel 或 WPS 打开，“另存为”.xlsx 后再上传")


@lru_cache(maxsize=1000)
def local(name: str) -> str:
    """The name of an element without its prefix."""
    return name.rpartition(":")[2]


@dataclass(frozen=True)
class Sheet:
    name: str
    part: str
    hidden: bool


class Package:
    """An opened .xlsx: its sheets, its cell styles, its parts as bounded streams."""

    def __init__(self, path: Path, limits: Limits = LIMITS) -> None:
        self.limits = limits
        try:
            self.zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError) as problem:
            raise damaged("压缩结构不完整") from problem
        self.names = {name.lower(): name for name in self.zip.namelist()}
        if any(entry.flag_bits & PASSWORD_BIT for entry in self.zip.infolist()):
            raise Unreadable("文件有打开密码，无法读取", "请取消密码后再上传")
        self.epoch_1904 = False
        self.sheets: list[Sheet] = []
        self._read_workbook()

    def __enter__(self) -> "Package":
        return self

    def __exit__(self, *_: object) -> None:
        self.zip.close()

    def has(self, part: str) -> bool:
        return part.lower() in self.names

    def size(self, part: str) -> int:
        return self.zip.getinfo(self.names[part.lower()]).file_size

    @contextmanager
    def stream(self, part: str) -> Iterator[IO[bytes]]:
        name = self.names.get(part.lower())
        if name is None:
            raise damaged("缺少工作表内容")
        with readable(), self.zip.open(name) as file:
            yield file

    def parse(self, part: str, start: object, end: object = None) -> None:
        """Parse a small part with the given handlers."""
        parser = new_parser()
        parser.StartElementHandler = start  # type: ignore[assignment]
        parser.EndElementHandler = end  # type: ignore[assignment]
        read = 0
        with self.stream(part) as file:
            while chunk := file.read(CHUNK):
                read += len(chunk)
                if read > SMALL_PART:
                    raise too_large()
                parser.Parse(chunk)
            parser.Parse(b"", True)

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id to (type, part) of a part."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if local(tag) == "Relationship":
                target = attributes.get("Target", "")
                target = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                found[attributes.get("Id", "")] = (
                    attributes.get("Type", "").rpartition("/")[2],
                    posixpath.normpath(target),
                )

        if self.has(rels):
            self.parse(rels, start)
        return found

    def workbook_part(self) -> str:
        for kind, part in self.related("").values():
            if kind == "officeDocument":
                return part
        return "xl/workbook.xml"

    def _read_workbook(self) -> None:
        workbook = self.workbook_part()
        related = self.related(workbook)
        self.shared_part = next((part for kind, part in related.values() if kind == "sharedStrings"), "")
        self.styles_part = next((part for kind, part in related.values() if kind == "styles"), "")

        def start(tag: str, attributes: dict[str, str]) -> None:
            tag = local(tag)
            if tag == "workbookPr":
                self.epoch_1904 = attributes.get("date1904") in ("1", "true")
            elif tag == "sheet":
                key = next((value for name, value in attributes.items() if name.endswith(":id")), "")
                kind, part = related.get(key, ("", ""))
                if kind == "worksheet":
                    hidden = attributes.get("state", "visible") != "visible"
                    self.sheets.append(Sheet(attributes.get("name", ""), part, hidden))

        self.parse(workbook, start)

    def styles(self) -> list[str]:
        """The format code of each cell style, by its index: `date`, zeros such as `000000`, or empty."""
        codes: dict[int, str] = {}
        used: list[int] = []
        inside = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            tag = local(tag)
            if tag == "numFmt" and attributes.get("numFmtId", "").isdigit():
                codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
            elif tag == "cellXfs":
                inside.append(tag)
            elif tag == "xf" and inside:
                number = attributes.get("numFmtId", "0")
                used.append(int(number) if number.isdigit() else 0)

        def end(tag: str) -> None:
            if local(tag) == "cellXfs":
                inside.clear()

        if self.styles_part and self.has(self.styles_part):
            self.parse(self.styles_part, start, end)
        return [_style(number, codes.get(number, "")) for number in used]


def _style(number: int, code: str) -> str:
    if looks_like_date(code) if code else number in DATE_FORMATS:
        return "date"
    return code if len(code) > 1 and not code.strip("0") else ""


@contextmanager
def readable() -> Iterator[None]:
    """Turn what zip and XML say of a broken file into a sentence for its owner."""
    try:
        yield
    except expat.ExpatError as problem:
        raise damaged("内容格式有误") from problem
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, UnicodeDecodeError, RuntimeError) as problem:
        raise damaged("压缩内容不完整") from problem
    except NotImplementedError as problem:
        raise damaged("压缩方式不支持") from problem
