"""Rosters as files, and imports carried through, for the tests of the roster import."""

from datetime import date
from pathlib import Path

import xlsxwriter

from guildhall.domains.membership.queries.roster import KIND
from guildhall.kernel.jobs import work
from guildhall.kernel.organisations.models import Kind, Organisation
from guildhall.kernel.organisations.tests import factories as organisations
from guildhall.kernel.people.rules.identity import resident_number
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor, system
from guildhall.mechanisms.workbooks.actions import imports as actions
from guildhall.mechanisms.workbooks.models import Import

__all__ = ["Refused"]

CLERK = system("测试")
HEAD = ("姓名", "证件号码", "手机号码", "入会日期")


def number(sequence: int, born_on: date = date(1980, 1, 1)) -> str:
    """A right identity number that can be nobody's; odd sequences are men."""
    return resident_number(f"99{5000 + sequence // 1000:04}", born_on, sequence % 1000)


def union(name: str = "某某机械公司工会", county: Organisation | None = None) -> Organisation:
    return organisations.founded(county or a_county(), Kind.SINGLE, name)


def a_county(name: str = "吉州区总工会") -> Organisation:
    root = Organisation.objects.filter(depth=1).first() or organisations.city()
    return organisations.founded(root, Kind.COUNTY, name)


def workbook(path: Path, rows: list[tuple], head: tuple = HEAD) -> Path:
    """A plain .xlsx; every cell is text unless it is a number."""
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("名册")
        for place, row in enumerate([head, *rows]):
            for column, value in enumerate(row):
                sheet.write(place, column, value)
    return path


def uploaded(path: Path, organisation: Organisation, actor: Actor = CLERK) -> Import:
    import_ = actions.receive_upload(KIND, path=path, file_name=path.name, organisation=organisation, actor=actor)
    return read(import_, actor)


def read(import_: Import, actor: Actor = CLERK) -> Import:
    import_ = actions.confirm_match(import_, heading_row=import_.heading_row, mapping=import_.mapping, actor=actor)
    return after_job(import_)


def merged(import_: Import, actor: Actor = CLERK) -> Import:
    return after_job(actions.confirm_merge(import_, actor=actor))


def imported(path: Path, organisation: Organisation) -> Import:
    return merged(uploaded(path, organisation))


def taken_back(import_: Import, reason: str = "传错了文件") -> Import:
    return after_job(actions.take_back(import_, reason=reason, actor=CLERK))


def after_job(import_: Import) -> Import:
    work.run(import_.job_id)
    return Import.objects.get(pk=import_.pk)


def counts(import_: Import) -> dict[str, int]:
    """The outcomes that occur."""
    return {outcome: count for outcome, count in import_.counts.items() if count}
