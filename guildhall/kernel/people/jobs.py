"""Background work on people."""

from typing import Any

from guildhall.kernel.audit.verbs import note
from guildhall.kernel.jobs.work import Run, job
from guildhall.kernel.people.queries.merging import find_duplicates


@job("people.find_duplicates", title="查找疑似重复")
def find(run: Run, area_id: int | None = None) -> dict[str, Any]:
    """Look for pairs of records that may be one person's; safe to run twice."""
    found = find_duplicates(area_id)
    note(actor=run.actor, verb="people.duplicate.find", organisation_id=area_id, after={"found": found})
    run.advance(1, 1, f"新发现 {found} 对" if found else "没有新发现")
    return {"found": found}
