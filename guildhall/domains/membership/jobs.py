"""The background work of rosters: reading, merging, taking back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from guildhall.domains.membership.actions.roster import classify, merge, staging, take_back
from guildhall.domains.membership.models import Roster
from guildhall.domains.membership.queries.roster import counts_of, told_rows
from guildhall.domains.membership.rules.roster import columns as roster
from guildhall.kernel.jobs.work import Cancelled, Run, job
from guildhall.kernel.refusal import Refused
from guildhall.mechanisms.workbooks.actions import imports as workbooks
from guildhall.mechanisms.workbooks.models import Import
from guildhall.mechanisms.workbooks.rules.reading import Unreadable

BROKEN = "出错，已停止；已完成的部分保留，可以继续"


@job(roster.READ_JOB, title="检查会员花名册")
def read_roster(run: Run, import_id: int) -> dict[str, Any]:
    """Read, check and judge every row; the register is not touched."""
    import_, day = Import.objects.get(pk=import_id), timezone.localdate()
    if import_.state != Import.State.READING:
        return {}
    with ending_well(import_, run):
        staged = staging.stage(import_, day=day, advance=run.advance)
        preview(import_, staged, day=day, run=run)
    return {}


def preview(import_: Import, staged: staging.Staged, *, day: date, run: Run) -> None:
    """Judge the staged rows against the register and show what would come of them."""
    with transaction.atomic():
        locked = Import.objects.select_for_update().get(pk=import_.pk)
        if locked.state != Import.State.READING:
            return
        classify.classify(import_.pk, day=day)
        Roster.objects.update_or_create(
            source=import_,
            defaults={"day": day, "row_count": staged.row_count, "last_row": staged.last_row, "merged_to": 0},
        )
        counts = counts_of(import_.pk)
        workbooks.record_preview(import_, counts=counts, notices=staged.notices, actor=run.actor)
    staging.drop_scratch()


@job(roster.MERGE_JOB, title="导入会员花名册")
def merge_roster(run: Run, import_id: int) -> dict[str, Any]:
    """Write the judged rows and make the result workbook."""
    import_ = Import.objects.get(pk=import_id)
    if import_.state != Import.State.MERGING:
        return {}
    with ending_well(import_, run):
        counts = merge.merge(import_, actor=run.actor, advance=run.advance)
        workbooks.record_counts(import_, counts)
        workbooks.keep_result(Import.objects.get(pk=import_id), told_rows(import_id), actor=run.actor)
        merge.finish(import_, counts, actor=run.actor)
    return counts


@job(roster.TAKE_BACK_JOB, title="撤回会员花名册的导入")
def take_back_roster(run: Run, import_id: int) -> dict[str, Any]:
    """Void what the import made, restore what it overwrote."""
    import_ = Import.objects.get(pk=import_id)
    if import_.state != Import.State.TAKING_BACK:
        return {}
    with ending_well(import_, run):
        take_back.take_back(import_, actor=run.actor, day=timezone.localdate(), advance=run.advance)
    return {}


@contextmanager
def ending_well(import_: Import, run: Run) -> Iterator[None]:
    """Whatever stops the work, the import says so and can be resumed."""
    try:
        yield
    except Cancelled:
        if Import.objects.get(pk=import_.pk).is_running:
            workbooks.cancel(import_, actor=run.actor)
        raise
    except Unreadable as unreadable:
        workbooks.record_failure(import_, reason=str(unreadable), actor=run.actor)
    except Refused as refused:
        workbooks.record_failure(import_, reason="；".join(refused.reasons), actor=run.actor)
    except Exception:
        workbooks.record_failure(import_, reason=BROKEN, actor=run.actor)
        raise
