"""Pre-filled workbooks for work without the net: a key before each row, lists to choose from, room for new rows."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

from guildhall.mechanisms.workbooks.rules.cells import clean_text
from guildhall.mechanisms.workbooks.rules.exchange.offers import ExchangeField
from guildhall.mechanisms.workbooks.rules.exchange.profiles import ProfileColumn
from guildhall.mechanisms.workbooks.rules.headings import aside_kind, match_by_hand, plain
from guildhall.mechanisms.workbooks.rules.reading import Unreadable, open_table
from guildhall.mechanisms.workbooks.rules.templates import (
    BOOK,
    CHOICES_SHEET,
    NOTES_SHEET,
    TEXT_FORMAT,
    Styles,
    write_choices,
)

KEY = "行标识"
KEY_HEADING = "行标识（请勿改动）"
NEW_ROWS = 500
HEAD_ROW = 2  # from 0: title, note, headings
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
NOTES = (
    "只改有变化的格，没有变化的不用动；空着的格不会清除已登记的内容。",
    "A 列是行标识，请勿改动、不要删除；复制一行再改会被当作重复的行。",
    "新增的人（或工会）在最后一行下面另起一行填写，A 列空着。",
    "删掉的行不会删除登记；离会、撤销请在备注中说明或电话告知上级工会。",
    "证件号码、手机号码各列是文本格式，请不要改成数字；用 Excel 或 WPS 填写都可以，保存为 .xlsx。",
)


def file_name(code: str, name: str) -> str:
    """What a union's workbook is called."""
    return f"{UNSAFE.sub('_', code)}_{UNSAFE.sub('_', name)[:60]}.xlsx"


def write_book(
    path: Path,
    fields: Sequence[ExchangeField],
    rows: Iterable[tuple[str, Mapping[str, str]]],
    *,
    title: str,
    note: str,
    mark: str,
) -> int:
    """A workbook of one union; only the keys and the heading are protected."""
    count = 0
    with xlsxwriter.Workbook(str(path), BOOK) as book:
        book.set_properties({"title": title, "comments": mark})
        styles = Styles(book)
        open_text = book.add_format({"num_format": TEXT_FORMAT, "locked": False})
        locked = book.add_format({"num_format": TEXT_FORMAT, "font_color": "#808080", "locked": True})
        large = book.add_format({"bold": True, "font_size": 14})
        sheet = book.add_worksheet("填报")
        explained = book.add_worksheet(NOTES_SHEET)
        listed = book.add_worksheet(CHOICES_SHEET)
        listed.hide()
        sheet.write_string(0, 0, title, large)
        sheet.write_string(1, 0, note)
        sheet.set_column(0, 0, 22, locked)
        sheet.write_string(HEAD_ROW, 0, KEY_HEADING, styles.head)
        for place, known in enumerate(fields, start=1):
            sheet.set_column(place, place, max(12, 2 * len(known.label) + 4), open_text)
            sheet.write_string(HEAD_ROW, place, known.label, styles.head)
        for count, (key, values) in enumerate(rows, start=1):
            sheet.write_string(HEAD_ROW + count, 0, key, locked)
            for place, known in enumerate(fields, start=1):
                sheet.write_string(HEAD_ROW + count, place, known.shown(values.get(known.key, "")), open_text)
        last = HEAD_ROW + count + NEW_ROWS
        for place, known in enumerate(fields, start=1):
            write_choices(sheet, listed, place, known.spec, first=HEAD_ROW + 1, last=last)
        for row in range(HEAD_ROW + count + 1, last + 1):
            sheet.write_blank(row, 0, None, open_text)
        sheet.freeze_panes(HEAD_ROW + 1, 2)
        sheet.protect(
            "", {"format_columns": True, "format_rows": True, "insert_rows": True, "sort": True, "autofilter": True}
        )
        for row, sentence in enumerate(NOTES):
            explained.write_string(row, 0, f"{row + 1}．{sentence}")
        explained.set_column(0, 0, 100)
    return count


@dataclass
class BookRow:
    """A row of a workbook that was handed out: its key and its cells by field, as text."""

    row_no: int
    key: str
    cells: dict[str, str] = field(default_factory=dict)


def rows_in(path: Path, fields: Sequence[ExchangeField], *, name: str) -> Iterator[BookRow]:
    """The rows of a workbook, found by its headings; unreadable in words where it is none of ours."""
    table = open_table(path, name=name)
    head = table.head(20)
    labels = {plain(known.label): known.key for known in fields}
    found_at = next((at for at, cells in enumerate(head) if any(plain(one).startswith(KEY) for one in cells[:3])), None)
    if found_at is None:
        raise Unreadable("没有找到“行标识”一列，不是分发的填报表", "请在下发的工作簿里填写后交回")
    row = head[found_at]
    key_place = next(place for place, text in enumerate(row) if plain(text).startswith(KEY))
    places = {labels[plain(text)]: place for place, text in enumerate(row) if plain(text) in labels}
    match = match_by_hand(head, [known.spec for known in fields], row_no=found_at + 1, mapping=places)
    for batch in table.batches(after=found_at + 1):
        for row_no, cells in batch.rows():
            said = {key: cells[place].strip() if place < len(cells) else "" for key, place in places.items()}
            found = BookRow(row_no, clean_text(cells[key_place]) if key_place < len(cells) else "", said)
            if found.key or (any(said.values()) and aside_kind(cells, match, [said.get("name", "")]) is None):
                yield found


@dataclass(frozen=True)
class Change:
    """A cell that a union changed: what stood there when it was handed out, what stands there now, as our values."""

    key: str
    before: str
    after: str
    said: str


def changes_in(returned: BookRow, given: Mapping[str, str], fields: Sequence[ExchangeField]) -> Iterator[Change]:
    """The cells of a row that were changed; emptied ones change nothing."""
    for known in fields:
        said, stood = clean_text(returned.cells.get(known.key, "")), clean_text(given.get(known.key, ""))
        if not said or said == stood:
            continue
        column = ProfileColumn(known.label, known.key)
        after = column.read(said, known)
        before = column.read(stood, known) or ""
        if after != before:
            yield Change(known.key, before, after or "", said)
