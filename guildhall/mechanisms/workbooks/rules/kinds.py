"""The kinds of workbooks that domains take in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from guildhall.mechanisms.workbooks.rules.headings import ColumnSpec


def nothing_built(_import_id: int) -> list[str]:
    return []


def no_page(_import_id: int) -> str:
    return ""


@dataclass(frozen=True)
class ImportKind:
    """What a domain offers to take in a kind of workbook: its columns, its permission, its jobs.

    Each job is called with `import_id`; the reading job stages and checks the rows and calls `record_preview`, the
    merging job writes them and calls `record_merged`, the one that takes back calls `record_taken_back`.
    """

    code: str  # membership.roster
    title: str  # 会员花名册
    permission: str
    columns: Callable[[], Sequence[ColumnSpec]]
    read_job: str
    merge_job: str
    take_back_job: str = ""
    outcomes: Mapping[str, str] = field(default_factory=dict)  # outcome code → label, in the order of the preview
    good_outcomes: tuple[str, ...] = ()  # those that a merge writes
    notes: tuple[str, ...] = ()  # for the sheet 填写说明 of the template
    page: Callable[[int], str] = no_page  # the address of one import, by its key
    built_on: Callable[[int], list[str]] = nothing_built  # reasons that forbid taking back, by import key
