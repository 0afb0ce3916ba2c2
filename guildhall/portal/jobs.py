"""Background work asked for on the portal's pages."""

import tempfile
from pathlib import Path
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from guildhall.kernel.audit.verbs import note
from guildhall.kernel.audit.verifying import verify
from guildhall.kernel.files.actions import store
from guildhall.kernel.files.rules import TABLES
from guildhall.kernel.jobs.work import Run, job
from guildhall.kernel.parameters import retention
from guildhall.kernel.refusal import Refused
from guildhall.mechanisms.workbooks.jobs.lists import asker
from guildhall.portal.statistics.chosen import VIEW, chosen_in
from guildhall.portal.statistics.exporting import write_figures


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


@job("portal.export_figures", title="导出统计")
def export_figures(run: Run, *, query: str) -> dict[str, Any]:
    """Write all figures as the asker may read them now into a workbook of their own."""
    actor, home = asker(run)
    if not actor.may(VIEW):
        raise Refused("您的岗位没有这项权限")
    chosen = chosen_in(QueryDict(query), actor)

    def tell(done: int, total: int) -> None:
        run.advance(done, total, f"已算出 {done} 项，共 {total} 项")

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "figures.xlsx"
        count = write_figures(path, chosen, actor, tell)
        with path.open("rb") as written:
            name = f"{chosen.place}{chosen.period.label}工会统计{timezone.localdate():%Y%m%d}.xlsx".replace(" · ", "")
            file = store(
                written, name=name, actor=actor, organisation=home, area=home.area, sensitive=True, limits=TABLES
            )
    return {"address": reverse("web:file", args=[file.pk]), "label": "下载工作簿", "rows": count}
