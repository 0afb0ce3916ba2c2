"""Opening a table of any readable format."""

from pathlib import Path

from guildhall.mechanisms.workbooks.rules.csv_text import CsvTable
from guildhall.mechanisms.workbooks.rules.formats import Format, format_of, wrong_extension
from guildhall.mechanisms.workbooks.rules.tables import (
    LIMITS,
    REMARKS,
    Batch,
    Kind,
    Limits,
    Remark,
    Table,
    Unreadable,
)
from guildhall.mechanisms.workbooks.rules.xls import XlsTable
from guildhall.mechanisms.workbooks.rules.xlsx import XlsxTable

__all__ = ["LIMITS", "REMARKS", "Batch", "Kind", "Limits", "Remark", "Table", "Unreadable", "open_table"]


def open_table(path: Path, *, sheet: str | None = None, name: str = "", limits: Limits = LIMITS) -> Table:
    """The first visible sheet (or the named one) of a file; raises `Unreadable` with reason and remedy.

    `name` is what its owner calls the file, where the path does not say so.
    """
    suffix = Path(name or path.name).suffix.lower()
    found = format_of(path, suffix)
    table: XlsxTable | XlsTable | CsvTable
    if found is Format.XLSX:
        table = XlsxTable(path, sheet=sheet, limits=limits)
    elif found is Format.XLS:
        table = XlsTable(path, sheet=sheet, limits=limits)
    else:
        table = CsvTable(path, limits=limits)
    if notice := wrong_extension(suffix, found):
        table.notices.insert(0, notice)
    return table
