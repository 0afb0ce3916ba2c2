"""Background work of exchange: files made, exports compared, differences settled, lists split and merged."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.urls import reverse
from django.utils import timezone

from guildhall.kernel.jobs.work import Cancelled, Run, job
from guildhall.kernel.refusal import Refused
from guildhall.mechanisms.workbooks.actions.exchange import files, merging, reading, settling, splitting
from guildhall.mechanisms.workbooks.jobs.lists import asker
from guildhall.mechanisms.workbooks.models import Difference, Exchange, ReadBack, Split
from guildhall.mechanisms.workbooks.rules.reading import Unreadable

STOPPED, BROKEN = "已取消", "出错，已停止，请重新开始"


@contextmanager
def ending_well(record_failure: Callable[[str], None]) -> Iterator[None]:
    """Whatever stops the work, its record says so."""
    try:
        yield
    except Cancelled:
        record_failure(STOPPED)
        raise
    except Unreadable as unreadable:
        record_failure(str(unreadable))
    except Refused as refused:
        record_failure("；".join(refused.reasons))
    except Exception:
        record_failure(BROKEN)
        raise


@job("workbooks.exchange.make", title="生成上报文件")
def make_file(run: Run, *, exchange_id: int) -> dict[str, Any]:
    exchange = Exchange.objects.select_related("profile__system", "organisation").get(pk=exchange_id)
    if exchange.state != Exchange.State.MAKING:
        return {}
    actor = run.actor if run.actor.account_id is None else asker(run)[0]
    with ending_well(lambda fault: files.record_failure(exchange, fault=fault, actor=actor)):
        files.make(exchange, actor=actor, advance=run.advance)
    return {"address": reverse("exchange:file", args=[exchange.pk]), "label": "查看文件"}


@job("workbooks.exchange.read", title="核对上级导出")
def read_file(run: Run, *, read_back_id: int) -> dict[str, Any]:
    read_back = ReadBack.objects.select_related("profile__system", "organisation", "source").get(pk=read_back_id)
    if read_back.state != ReadBack.State.READING:
        return {}
    actor = run.actor if run.actor.account_id is None else asker(run)[0]
    with ending_well(lambda fault: reading.record_failure(read_back, fault=fault, actor=actor)):
        found = reading.Comparing(read_back, actor)
        found.run(run.advance)
        reading.finish(read_back, found, actor=actor)
    return {"address": reverse("exchange:read", args=[read_back.pk]), "label": "查看差异"}


@job("workbooks.exchange.settle", title="成批处理差异")
def settle_differences(
    run: Run, *, read_back_id: int, choice: str, reason: str, narrowed: dict[str, Any]
) -> dict[str, Any]:
    actor = run.actor if run.actor.account_id is None else asker(run)[0]
    open_ones = Difference.objects.open().visible_to(actor, reading.SETTLE).filter(source=read_back_id, **narrowed)
    counts = settling.settle_all(
        open_ones, choice=choice, reason=reason, day=timezone.localdate(), actor=actor, advance=run.advance
    )
    return {"address": reverse("exchange:read", args=[read_back_id]), "label": "回到差异", **counts}


@job("workbooks.exchange.split", title="分发填报表")
def split_list(run: Run, *, split_id: int) -> dict[str, Any]:
    made = Split.objects.select_related("organisation").get(pk=split_id)
    if made.state == Split.State.MADE:
        return {}
    actor = run.actor if run.actor.account_id is None else asker(run)[0]
    with ending_well(lambda fault: splitting.record_failure(made, fault=fault, actor=actor)):
        splitting.make(made, actor=actor, advance=run.advance)
    return {"address": reverse("exchange:split", args=[made.pk]), "label": "查看分发"}


@job("workbooks.exchange.merge", title="合并交回的填报表")
def merge_books(run: Run, *, read_back_id: int) -> dict[str, Any]:
    read_back = ReadBack.objects.select_related("split__file", "organisation", "source").get(pk=read_back_id)
    if read_back.state != ReadBack.State.READING:
        return {}
    actor = run.actor if run.actor.account_id is None else asker(run)[0]
    with ending_well(lambda fault: reading.record_failure(read_back, fault=fault, actor=actor)):
        found = merging.Merging(read_back)
        found.run(run.advance)
        merging.finish(read_back, found, actor=actor)
    return {"address": reverse("exchange:read", args=[read_back.pk]), "label": "查看更改"}
