"""A composed document as .docx: the page and type of GB/T 9704, numbers as links to their records."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from guildhall.mechanisms.documents.rules.composed import Composed, Grid, Line, Piece

BODY, HEADING, TITLE, SECOND = "仿宋_GB2312", "黑体", "方正小标宋简体", "楷体_GB2312"
LINE_STEP = Pt(28.9)
SIZE_THREE, SIZE_TWO, SIZE_SMALL = Pt(16), Pt(22), Pt(12)


def write(composed: Composed, *, issuer: str, dated: str, address: Callable[[Piece], str] | None = None) -> bytes:
    """The document's bytes; `address` gives the link of a number, without it numbers are plain."""
    document = Document()
    _set_page(document)
    _title(document, composed.title)
    for block in composed.blocks:
        if isinstance(block, Grid):
            _grid(document, block)
        else:
            _line(document, block, address)
    for text in (issuer, dated):
        closing = document.add_paragraph()
        closing.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _style(closing.add_run(text), BODY, SIZE_THREE)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _set_page(document: Any) -> None:
    """A4 with the margins of GB/T 33476.2; 22 lines of 28 characters."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(34.58), Mm(32.58)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    normal = document.styles["Normal"]
    normal.paragraph_format.line_spacing = LINE_STEP
    normal.paragraph_format.space_after = Pt(0)


def _style(run: Any, font: str, size: Pt, *, bold: bool = False) -> None:
    run.font.name, run.font.size, run.font.bold = font, size, bold
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _title(document: Any, title: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = LINE_STEP
    _style(paragraph.add_run(title), TITLE, SIZE_TWO)


def _line(document: Any, line: Line, address: Callable[[Piece], str] | None) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(32)
    font = {1: HEADING, 2: SECOND}.get(line.level, BODY)
    for piece in line.pieces:
        link = address(piece) if address is not None and piece.is_number else ""
        if link:
            _link(paragraph, piece.text, link, font)
        else:
            _style(paragraph.add_run(piece.text), font, SIZE_THREE)


def _link(paragraph: Any, text: str, address: str, font: str) -> None:
    """A run inside a hyperlink, in the text's own colour so that the print stays plain."""
    relation = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    hyperlink = OxmlElement("w:hyperlink")
    hyperlink.set(qn("r:id"), relation)
    run = paragraph.add_run(text)
    _style(run, font, SIZE_THREE)
    run.font.color.rgb = RGBColor(0, 0, 0)
    hyperlink.append(run._element)
    paragraph._p.append(hyperlink)


def _grid(document: Any, grid: Grid) -> None:
    table = document.add_table(rows=1, cols=len(grid.headings))
    table.style = "Table Grid"
    for cell, heading in zip(table.rows[0].cells, grid.headings, strict=True):
        _cell(cell, heading, HEADING, centred=True)
    for row in grid.rows:
        for position, (cell, piece) in enumerate(zip(table.add_row().cells, row, strict=True)):
            _cell(cell, piece.text, BODY, centred=position > 0)


def _cell(cell: Any, text: str, font: str, *, centred: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.line_spacing = 1.2
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _style(paragraph.add_run(text), font, SIZE_SMALL)
