"""Background work asked for on the portal's pages."""

from typing import Any

from django.utils import timezone

from guildhall.kernel.audit.verbs import note
from guildhall.kernel.audit.verifying import verify
from guildhall.kernel.jobs.work import Run, job
from guildhall.kernel.parameters import retention


@job("portal.verify_trail", title="核对操作留痕")
def verify_trail(run: Run) -> dict[str, Any]:
    """Walk the chain of the trail and say what is broken."""
    breaches = verify()
    note(actor=run.actor, verb="portal.trail.verify", after={"breaches": breaches})
    run.advance(
        1, 1, f"发现 {len(breaches)} 处不符：{'；'.join(breaches)}"[:500] if breaches else "留痕完整，没有发现改动"
    )
    return {"breaches": breaches}


@job("portal.blank_expired", title="清除保存期满的个人信息")
def blank_expired(run: Run) -> dict[str, Any]:
    """Blank what every rule of retention says is over; a rule at a time, safe to run twice."""
    rules = retention.rules_on(timezone.localdate())
    cleared = {}
    for done, kept in enumerate(rules):
        run.advance(done, len(rules), kept.rule.label)
        cleared[kept.rule.label] = retention.blank(kept, actor=run.actor)
    total = sum(cleared.values())
    run.advance(len(rules), len(rules), f"清除 {total} 条" if total else "没有期满的个人信息")
    return {"cleared": cleared}
