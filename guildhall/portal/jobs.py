"""Background work asked for on the portal's pages."""

from typing import Any

from guildhall.kernel.audit.verbs import note
from guildhall.kernel.audit.verifying import verify
from guildhall.kernel.jobs.work import Run, job


@job("portal.verify_trail", title="核对操作留痕")
def verify_trail(run: Run) -> dict[str, Any]:
    """Walk the chain of the trail and say what is broken."""
    breaches = verify()
    note(actor=run.actor, verb="portal.trail.verify", after={"breaches": breaches})
    run.advance(
        1, 1, f"发现 {len(breaches)} 处不符：{'；'.join(breaches)}"[:500] if breaches else "留痕完整，没有发现改动"
    )
    return {"breaches": breaches}
