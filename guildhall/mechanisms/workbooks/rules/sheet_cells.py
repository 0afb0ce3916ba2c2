"""Cells of a sheet turned into text, a column at a time."""

import re
from enum import Enum, auto

from guildhall.mechanisms.workbooks.rules.numbers import EXACT_DIGITS, is_rounded, text_of_number, text_of_serial
from guildhall.mechanisms.workbooks.rules.shared_texts import SharedTexts, decoded
from guildhall.mechanisms.workbooks.rules.sheet_rows import Cells
from guildhall.mechanisms.workbooks.rules.tables import Kind, Remark

ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
ISO_MIDNIGHT = re.compile(r"T00:00:00(\.0+)?Z?$")
REMEMBERED_DATES = 200_000


class Form(Enum):
    ABSENT = auto()
    SHARED = auto()
    TEXT = auto()
    NUMBER = auto()
    DATE = auto()
    PADDED = auto()
    BOOLEAN = auto()
    ERROR = auto()
    ISO_DATE = auto()


FORMS = {
    "s": Form.SHARED,
    "inlineStr": Form.TEXT,
    "str": Form.TEXT,
    "b": Form.BOOLEAN,
    "e": Form.ERROR,
    "d": Form.ISO_DATE,
}


class CellReader:
    def __init__(self, shared: SharedTexts, styles: list[str], *, epoch_1904: bool = False) -> None:
        self.shared = shared
        self.styles = styles
        self.epoch_1904 = epoch_1904
        self.dates: dict[str, str] = {"": ""}
        self.forms: dict[str, tuple[Form, int]] = {"": (Form.ABSENT, 0)}
        self.remarks: list[Remark] = []

    def take_remarks(self) -> list[Remark]:
        remarks, self.remarks = self.remarks, []
        return sorted(remarks, key=lambda remark: (remark.row, remark.column))

    def texts(self, index: int, numbers: list[int], cells: Cells) -> list[str]:
        """The texts of one column; what is to be told about its cells is kept as remarks."""
        heads = set(cells.heads)
        if any("<f" in head for head in heads):
            return self._one_by_one(index, numbers, cells)
        forms = {self._form(head)[0] for head in heads} - {Form.ABSENT}
        if not forms:
            return [""] * len(numbers)
        if len(forms) == 1:
            whole = self._whole(forms.pop(), cells)
            if whole is not None:
                return whole
        return self._one_by_one(index, numbers, cells)

    def _whole(self, form: Form, cells: Cells) -> list[str] | None:
        """The texts of a column that is all of one form."""
        values = cells.values
        if form is Form.SHARED:
            return self.shared.many(values)
        if form is Form.TEXT:
            texts = [inline or value for inline, value in zip(cells.inline, values, strict=True)]
            return [decoded(text) for text in texts] if any("_x" in text for text in texts) else texts
        if form is Form.NUMBER and "".join(values).isdigit() and max(map(len, values)) <= EXACT_DIGITS:
            return values
        if form is Form.DATE:
            return [self._date(value) for value in values]
        return None

    def _date(self, raw: str) -> str:
        known = self.dates.get(raw)
        if known is None:
            known = text_of_serial(raw, epoch_1904=self.epoch_1904)
            if len(self.dates) < REMEMBERED_DATES:
                self.dates[raw] = known
        return known

    def _one_by_one(self, index: int, numbers: list[int], cells: Cells) -> list[str]:
        texts = []
        for number, head, value, inline in zip(numbers, cells.heads, cells.values, cells.inline, strict=True):
            plain, mark, _ = head.partition("<f")
            text = self._text(plain, value, inline, number, index)
            if mark:
                kind = Kind.FORMULA if text else Kind.FORMULA_WITHOUT_VALUE
                self.remarks.append(Remark(number, index, kind))
            texts.append(text)
        return texts

    def _text(self, head: str, value: str, inline: str, number: int, index: int) -> str:
        form, width = self._form(head)
        if form is Form.SHARED:
            return self.shared.many([value])[0]
        if form is Form.TEXT:
            return decoded(inline or value)
        if form is Form.DATE:
            return self._date(value)
        if form is Form.BOOLEAN:
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        if form is Form.ISO_DATE:
            return ISO_MIDNIGHT.sub("", value)
        if form is Form.ERROR:
            self.remarks.append(Remark(number, index, Kind.ERROR))
            return value
        text = text_of_number(value)
        if form is Form.PADDED and text.isdigit():
            return text.zfill(width)
        if is_rounded(text):
            self.remarks.append(Remark(number, index, Kind.ROUNDED))
        return text

    def _form(self, head: str) -> tuple[Form, int]:
        known = self.forms.get(head)
        if known is None:
            known = self._new_form(dict(ATTRIBUTE.findall(head)))
            if len(self.forms) < REMEMBERED_DATES:
                self.forms[head] = known
        return known

    def _new_form(self, attributes: dict[str, str]) -> tuple[Form, int]:
        kind = attributes.get("t", "n")
        if kind in FORMS:
            return FORMS[kind], 0
        style = attributes.get("s", "")
        code = self.styles[int(style)] if style.isdigit() and int(style) < len(self.styles) else ""
        if code == "date":
            return Form.DATE, 0
        return (Form.PADDED, len(code)) if code else (Form.NUMBER, 0)
