"""Background work with workbooks: a list page written to a file."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from guildhall.kernel.access.actors import PostActor, actor_for
from guildhall.kernel.access.models import Account
from guildhall.kernel.files.actions import store
from guildhall.kernel.files.rules import TABLES
from guildhall.kernel.jobs.work import Run, job
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.refusal import Refused
from guildhall.mechanisms.workbooks.rules.writing import OutColumn, PaperFrame, write_paper
from guildhall.web.formats import chinese_moment
from guildhall.web.lists import ListPage

STEP = 1000
MOST_ROWS = 1_000_000
WIDTHS = {"text": 22, "choice": 16, "masked": 18, "moment": 20}


@job("workbooks.export_list", title="导出名单")
def export_list(run: Run, *, page: str, query: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Write what the asker sees on a list page, as they see it now, into a sealed workbook of their own."""
    actor, home = asker(run)
    kind = import_string(page)
    if not (isinstance(kind, type) and issubclass(kind, ListPage)) or not actor.may(kind.permission):
        raise Refused("您的岗位没有这项权限")
    opened = kind.opened_by(actor, query, **arguments)
    columns = [OutColumn(column.label, WIDTHS.get(column.kind, 14)) for column in opened.shown_columns]
    frame = PaperFrame(
        filler=home.name, unit=opened.unit, conditions="；".join([*opened.conditions, *opened.asked.notes])
    )
    mark = f"由 {actor.label} 于 {chinese_moment(timezone.now())} 导出，仅供工作使用"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        total = opened.count().number
        rows = write_paper(
            path, columns, watched(run, opened.exported_rows(), total), title=opened.title, frame=frame, mark=mark
        )
        with path.open("rb") as written:
            file = store(
                written,
                name=f"{opened.title}{timezone.localdate():%Y%m%d}.xlsx",
                actor=actor,
                organisation=home,
                area=home.area,
                sensitive=True,
                limits=TABLES,
            )
    run.advance(rows, rows, f"共 {rows:,} 行")
    return {"address": reverse("web:file", args=[file.pk]), "label": "下载工作簿", "rows": rows, "file": file.pk}


def asker(run: Run) -> tuple[PostActor, Organisation]:
    """The asker with the posts of today and their seat: one who has lost them exports nothing."""
    actor = actor_for(Account.objects.get(pk=run.actor.account_id), timezone.localdate())
    if actor.home is None:
        raise Refused("您现在没有在任岗位")
    return actor, actor.home


def watched(run: Run, rows: Iterator[list[Any]], total: int) -> Iterator[Sequence[Any]]:
    """The rows as they go by, telling how far it is."""
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise Refused("超过一百万行，请缩小范围分次导出")
        if number % STEP == 0:
            run.advance(number, max(total, number), f"已写 {number:,} 行")
        yield row
