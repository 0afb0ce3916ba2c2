"""The upper level's own workbook filled with what a level or a return holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from guildhall.kernel.files.queries import path_decrypted
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.refusal import Refused
from guildhall.mechanisms.indicators.models import Return, ReturnCell, ReturnForm, ReturnValue
from guildhall.mechanisms.workbooks.rules import filling
from guildhall.mechanisms.workbooks.rules.tables import Unreadable

NO_WORKBOOK = "还没有上传上级表格，请在“报表制度”中上传并对应单元格"


@dataclass(frozen=True)
class Row:
    """One unit's values by cell, for a table that has a row for each unit."""

    organisation: Organisation
    values: Mapping[int, Decimal | None]


def rows_of(answers: Iterable[Return]) -> list[Row]:
    """The values of many returns in two reads."""
    found = list(answers)
    values: dict[int, dict[int, Decimal | None]] = {answer.pk: {} for answer in found}
    written = ReturnValue.objects.filter(of__in=values).order_by().values_list("of", "cell", "value")
    for answer, cell, value in written.iterator(chunk_size=20_000):
        values[answer][cell] = value
    return [Row(answer.organisation, values[answer.pk]) for answer in found]


def fill(
    form: ReturnForm,
    cells: Iterable[ReturnCell],
    values: Mapping[int, Decimal | None],
    rows: Iterable[Row],
    target: Path,
) -> filling.Filled:
    """Write a form's values into a copy of its upper workbook; refuse where a sheet is not there."""
    if form.workbook is None:
        raise Refused(NO_WORKBOOK)
    mapped = list(cells)
    if not any(cell.address or cell.row_column for cell in mapped):
        raise Refused("还没有对应单元格，请在“报表制度”中把各行对到上级表格")
    try:
        with path_decrypted(form.workbook) as source:
            workbook = filling.Workbook(source)
            targets, remarks = targets_of(form, mapped, values, rows, workbook)
            filled = filling.fill(source, target, targets)
    except Unreadable as unreadable:
        raise Refused(str(unreadable)) from unreadable
    return filling.Filled(filled.count, (*filled.remarks, *remarks))


def targets_of(form, mapped, values, rows, workbook):
    """Values by sheet and address; units without a row of their own are told."""
    targets: dict[filling.Target, filling.Value] = {}
    for cell in mapped:
        if cell.sheet and cell.address:
            targets[cell.sheet, cell.address] = values.get(cell.pk)
    columns = [cell for cell in mapped if cell.row_column]
    missing: list[str] = []
    if columns and form.unit_sheet and form.unit_column:
        names = filling.rows_of_names(workbook.sheet(form.unit_sheet), form.unit_column)
        for row in rows:
            at = row_of(row.organisation, names)
            if at is None:
                missing.append(row.organisation.printed_name)
                continue
            for cell in columns:
                targets[form.unit_sheet, f"{cell.row_column}{at}"] = row.values.get(cell.pk)
    return targets, (f"表中没有这些单位的行：{'、'.join(missing)}",) if missing else ()


def row_of(organisation: Organisation, names: Mapping[str, int]) -> int | None:
    """The row of a unit, by its full or short name."""
    for name in (organisation.name, organisation.short_name):
        if name and filling.plain_label(name) in names:
            return names[filling.plain_label(name)]
    return None
