"""A kind of workbook for the tests, its jobs written as a domain would write them."""

from pathlib import Path

from guildhall.kernel.jobs.work import Run, job
from guildhall.kernel.offers import offer
from guildhall.kernel.organisations.models import Kind, Organisation
from guildhall.kernel.organisations.tests import factories as organisations
from guildhall.mechanisms.workbooks.actions import imports as actions
from guildhall.mechanisms.workbooks.models import Import
from guildhall.mechanisms.workbooks.queries import imports as queries
from guildhall.mechanisms.workbooks.rules.headings import ColumnSpec
from guildhall.mechanisms.workbooks.rules.kinds import ImportKind
from guildhall.mechanisms.workbooks.tests.crafted import row, workbook

BUILT_ON: dict[int, list[str]] = {}
KIND = ImportKind(
    code="tests.list",
    title="测试名单",
    permission="tests.list.import",
    columns=lambda: [ColumnSpec("name", "姓名", required=True), ColumnSpec("number", "号码", required=True)],
    read_job="tests.list.read",
    merge_job="tests.list.merge",
    take_back_job="tests.list.take_back",
    outcomes={"new": "新增", "refused": "未导入"},
    good_outcomes=("new",),
    built_on=lambda import_id: BUILT_ON.get(import_id, []),
)
offer(KIND)


@job("tests.list.read", title="检查测试名单")
def read(run: Run, import_id: int) -> None:
    import_ = Import.objects.get(pk=import_id)
    match = queries.match_of(import_)
    counts = {"new": 0, "refused": 0}
    with queries.table_of(import_) as table:
        for batch in table.batches(after=match.row_no):
            for number in batch.column(match.mapping["number"]):
                counts["new" if number.isdigit() else "refused"] += 1
            run.advance(sum(counts.values()), table.expected_rows or 0)
    actions.record_preview(import_, counts=counts, actor=run.actor)


@job("tests.list.merge", title="导入测试名单")
def merge(run: Run, import_id: int) -> None:
    import_ = Import.objects.get(pk=import_id)
    actions.record_merged(import_, counts=import_.counts, actor=run.actor)


@job("tests.list.take_back", title="撤回测试名单")
def take_back(run: Run, import_id: int) -> None:
    actions.record_taken_back(Import.objects.get(pk=import_id), counts={"taken_back": 1}, actor=run.actor)


def union() -> Organisation:
    county = organisations.founded(organisations.city(), Kind.COUNTY, "吉州区总工会")
    return organisations.founded(county, Kind.SINGLE, "某某公司工会")


def source(folder: Path) -> Path:
    return workbook(
        folder / "list.xlsx", row(1, "名单") + row(2, "姓名", "号码") + row(3, "张三", "1") + row(4, "李四", "x")
    )


def uploaded(folder: Path, organisation: Organisation | None = None) -> Import:
    return actions.receive_upload(
        KIND,
        path=source(folder),
        file_name="名单.xlsx",
        organisation=organisation or union(),
        actor=organisations.TESTER,
    )
