"""A plain .xlsx written as a stream: bounded memory whatever its length, and no way to write a formula."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from guildhall.mechanisms.workbooks.rules.sheet_rows import column_letters
from guildhall.mechanisms.workbooks.rules.tables import LIMITS

Value = str | int | float | Decimal | date | datetime | bool | None

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
CORE_LINK = f"{PACKAGE}/relationships/metadata/core-properties"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
COMPRESSION = 3
LONGEST_CELL = 32_767
UPRIGHT_COLUMNS = 6
FITTED = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
LONGEST_NUMBER = 10**15  # longer numbers lose their last digits in a spreadsheet
FIRST_SAFE_DAY = date(1900, 3, 1)
DAY_ZERO = date(1899, 12, 30)
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

MARK_TYPE = f'<Override PartName="/docProps/core.xml" ContentType="{CORE_TYPE}"/>'
MARK_LINK = f'<Relationship Id="rIdM" Type="{CORE_LINK}" Target="docProps/core.xml"/>'
MARK = (
    f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:description>{0}</dc:description></cp:coreProperties>"
)

# Cell styles by their index in STYLES.
PLAIN, TEXT, DAY, HEAD, TITLE, WRAPPED = range(6)
STYLES = f"""{HEADER}<styleSheet xmlns="{MAIN}">
<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>
<fonts count="3"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font>
<font><b/><sz val="16"/><name val="宋体"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFF2F2F2"/><bgColor indexed="64"/></patternFill></fill></fills>
<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left style="thin"/>
<right style="thin"/><top style="thin"/><bottom style="thin"/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="49" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1"
 applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/></xf>
<xf numFmtId="49" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1">
<alignment horizontal="center" vertical="center"/></xf>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top"
 wrapText="1"/></xf></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


def shown(value: Value) -> str:
    """A value as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else str(value)


def marked_up(text: str) -> str:
    """A text as it stands in the sheet's XML."""
    if text.isalnum():
        return text[:LONGEST_CELL]
    return escape(LOOKS_ESCAPED.sub("_x005F_", UNWRITABLE.sub("", text[:LONGEST_CELL])))


def cell(place: str, value: Value, style: int = TEXT) -> str:
    """One cell; texts stay texts whatever they begin with, long numbers become texts."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{marked_up(value)}</t></is></c>'
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        if -LONGEST_NUMBER < value < LONGEST_NUMBER:
            return f'<c r="{place}"><v>{value}</v></c>'
    elif isinstance(value, date) and not isinstance(value, datetime) and value >= FIRST_SAFE_DAY:
        return f'<c r="{place}" s="{DAY}"><v>{(value - DAY_ZERO).days}</v></c>'
    return cell(place, shown(value), style)


class BulkSheet:
    """A sheet as it is written; `heading_rows` above zero sets it up for paper, with these rows on every page."""

    def __init__(self, part: IO[bytes], *, heading_rows: int = 0, footer: str = "") -> None:
        self.part = part
        self.row_no = 0
        self.merged: list[str] = []
        self.letters: list[str] = []
        self.heading_rows = heading_rows
        self.footer = footer

    def write(self, values: Sequence[Value], style: int = TEXT) -> None:
        """The next row; rows beyond what a sheet can hold are left to the caller's limits."""
        self.row_no += 1
        if self.row_no > LIMITS.rows:
            raise ValueError("a sheet holds no more rows")
        while len(self.letters) < len(values):
            self.letters.append(column_letters(len(self.letters)))
        number = self.row_no
        cells = [cell(f"{letters}{number}", value, style) for letters, value in zip(self.letters, values, strict=False)]
        self.part.write(f'<row r="{number}">{"".join(cells)}</row>'.encode())

    def merge(self, row: int, width: int) -> None:
        if width > 1:
            self.merged.append(f"A{row}:{column_letters(width - 1)}{row}")

    @property
    def closing(self) -> str:
        """What follows the rows: merged cells, and how the sheet lies on paper."""
        merged = "".join(f'<mergeCell ref="{place}"/>' for place in self.merged)
        merges = f'<mergeCells count="{len(self.merged)}">{merged}</mergeCells>' if merged else ""
        return f"</sheetData>{merges}{self._paper() if self.heading_rows else ''}</worksheet>"

    def _paper(self) -> str:
        direction = "landscape" if len(self.letters) > UPRIGHT_COLUMNS else "portrait"
        footer = marked_up(f"&C第 &P 页，共 &N 页&R&8{self.footer.replace('&', '&&')}")
        return (
            '<printOptions horizontalCentered="1" gridLines="1"/>'
            '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.7" header="0.3" footer="0.3"/>'
            f'<pageSetup paperSize="9" orientation="{direction}" fitToWidth="1" fitToHeight="0"/>'
            f"<headerFooter><oddFooter>{footer}</oddFooter></headerFooter>"
        )

    @property
    def names(self) -> dict[str, str]:
        """The area to print and the rows to repeat, as places of this sheet."""
        if not self.heading_rows or not self.letters:
            return {}
        return {
            "_xlnm.Print_Area": f"$A$1:${self.letters[-1]}${self.row_no}",
            "_xlnm.Print_Titles": f"$1:${self.heading_rows}",
        }


class BulkBook:
    """Sheets written one after the other."""

    def __init__(self, path: Path, *, mark: str = "", compression: int = COMPRESSION) -> None:
        self.mark = mark  # who made it and what for, in the properties of the file
        self.zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=compression)
        self.names: list[str] = []
        self.places: list[dict[str, str]] = []

    def __enter__(self) -> "BulkBook":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._finish()
        self.zip.close()

    @contextmanager
    def sheet(
        self, name: str, *, widths: Sequence[int] = (), frozen_rows: int = 0, is_paper: bool = False, footer: str = ""
    ) -> Iterator[BulkSheet]:
        """One sheet; on paper its frozen rows head every page."""
        self.names.append(re.sub(r"[\[\]:*?/\\']", " ", name)[:31] or "Sheet")
        with self.zip.open(f"xl/worksheets/sheet{len(self.names)}.xml", "w", force_zip64=True) as part:
            part.write(_opening(widths, frozen_rows, is_paper=is_paper).encode())
            sheet = BulkSheet(part, heading_rows=frozen_rows if is_paper else 0, footer=footer)
            yield sheet
            part.write(sheet.closing.encode())
            self.places.append(sheet.names)

    def _finish(self) -> None:
        numbers = range(1, len(self.names) + 1)
        overrides = [("workbook", "sheet.main"), ("styles", "styles")]
        kinds = "".join(_override(f"xl/{part}.xml", kind) for part, kind in overrides)
        kinds += MARK_TYPE if self.mark else ""
        kinds += "".join(_override(f"xl/worksheets/sheet{n}.xml", "worksheet") for n in numbers)
        sheets = "".join(
            f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(self.names, 1)
        )
        links = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
        for name, content in (
            (
                "[Content_Types].xml",
                f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
                f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                f'<Default Extension="xml" ContentType="application/xml"/>{kinds}</Types>',
            ),
            (
                "_rels/.rels",
                _relations([("rId1", "officeDocument", "xl/workbook.xml")], MARK_LINK if self.mark else ""),
            ),
            (
                "xl/workbook.xml",
                f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{sheets}</sheets>{self._named()}</workbook>',
            ),
            ("xl/_rels/workbook.xml.rels", _relations([*links, ("rIdS", "styles", "styles.xml")])),
        ):
            self.zip.writestr(name, HEADER + content)
        self.zip.writestr("xl/styles.xml", STYLES)
        if self.mark:
            self.zip.writestr("docProps/core.xml", HEADER + MARK.format(escape(self.mark)))

    def _named(self) -> str:
        """The names of what is printed, sheet by sheet."""
        named = [
            f'<definedName name="{name}" localSheetId="{number}">{escape(quoted(self.names[number]))}!{place}</definedName>'
            for number, places in enumerate(self.places)
            for name, place in places.items()
        ]
        return f"<definedNames>{''.join(named)}</definedNames>" if named else ""


def quoted(sheet_name: str) -> str:
    """A sheet's name as places are written with it; ours hold no quotes."""
    return f"'{sheet_name}'"


def _opening(widths: Sequence[int], frozen_rows: int, *, is_paper: bool = False) -> str:
    pane = (
        f'<pane ySplit="{frozen_rows}" topLeftCell="A{frozen_rows + 1}" activePane="bottomLeft" state="frozen"/>'
        if frozen_rows
        else ""
    )
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>' for place, width in enumerate(widths, 1)
    )
    return (
        f'{HEADER}<worksheet xmlns="{MAIN}">{FITTED if is_paper else ""}<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>"
    )


def _override(part: str, kind: str) -> str:
    return f'<Override PartName="/{part}" ContentType="{TYPES}.{kind}+xml"/>'


def _relations(links: Iterable[tuple[str, str, str]], more: str = "") -> str:
    each = "".join(f'<Relationship Id="{key}" Type="{LINKS}/{kind}" Target="{to}"/>' for key, kind, to in links)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{each}{more}</Relationships>'
