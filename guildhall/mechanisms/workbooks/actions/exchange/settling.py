"""Verbs that settle differences: one by one, or many by a job, each with its own trail."""

from collections.abc import Callable
from datetime import date
from json import loads
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from guildhall.kernel.audit.verbs import change, note
from guildhall.kernel.jobs import work
from guildhall.kernel.jobs.models import Job
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.workbooks.actions.exchange.files import require_reach
from guildhall.mechanisms.workbooks.actions.exchange.reading import SETTLE
from guildhall.mechanisms.workbooks.models import Difference, OutsideNumber, ReadBack
from guildhall.mechanisms.workbooks.queries.exchange.values import subject_named, values_of
from guildhall.mechanisms.workbooks.rules.exchange import settling
from guildhall.mechanisms.workbooks.rules.exchange.offers import ExchangeSubject
from guildhall.web.formats import moment

Advance = Callable[[int, int, str], None]


@transaction.atomic
def settle(difference: Difference, *, choice: str, reason: str, day: date, actor: Actor) -> Difference:
    """Settle one difference; theirs are taken through the domain's own verb, over the value that was compared only."""
    require_reach(actor, SETTLE, difference.organisation)
    subject = subject_named(difference.source.subject)
    record = _locked_record(subject, difference)
    with change(difference, actor=actor, verb="workbooks.difference.settle", reason=reason) as settled:
        reasons = settling.why_not_settle(
            kind=settled.kind,
            state=settled.state,
            choice=choice,
            settled_by=settled.settled_by,
            settled_at=moment(settled.settled_at),
        )
        if reasons:
            raise Refused(*reasons)
        if choice == Difference.State.TAKEN:
            _take(subject, settled, record, reason=reason, day=day, actor=actor)
        elif choice == Difference.State.REGISTERED:
            _register(subject, settled, day=day, actor=actor)
        settled.state, settled.settled_at, settled.settled_by = choice, timezone.now(), actor.label
        settled.reason = reason.strip()[:300]
    return difference


def _locked_record(subject: ExchangeSubject, difference: Difference) -> Any:
    """The record before the difference: locks are taken in one order."""
    if difference.record_id is None:
        return None
    return (
        subject.model._base_manager.select_for_update(of=("self",)).filter(pk=difference.record_id).order_by().first()
    )


def _take(
    subject: ExchangeSubject, difference: Difference, record: Any, *, reason: str, day: date, actor: Actor
) -> None:
    known = subject.by_key[difference.field]
    block = values_of(subject, [difference.record_id or 0], [known.key])
    if record is None or not block.keys:
        raise Refused("本级的记录已作废、已撤销或已离会，不能采用上级的值")
    reasons = settling.why_not_take(
        ours_then=str(difference.ours or ""),
        ours_now=block.columns[known.key][0],
        theirs=str(difference.theirs or ""),
        fixed=known.fixed,
        label=known.label,
    )
    if reasons:
        raise Refused(*reasons)
    because = reason.strip() or f"按{source_of(difference.source)}更正"
    subject.take(record, {known.key: str(difference.theirs)}, reason=because, actor=actor, day=day)


def source_of(read_back: ReadBack) -> str:
    if read_back.profile is not None:
        return f"{read_back.profile.system.name}（{read_back.as_of}）"
    return f"交回的填报表“{read_back.file_name}”"


def _register(subject: ExchangeSubject, difference: Difference, *, day: date, actor: Actor) -> None:
    if subject.register is None or not difference.row:
        raise Refused("这类记录不能在此登记，请到登记页面办理")
    values = loads(str(difference.row))
    organisation = difference.source.organisation
    record = subject.register(values, organisation=organisation, actor=actor, day=day)
    difference.record_id = record.pk
    profile = difference.source.profile
    if profile is not None and difference.number:
        OutsideNumber.objects.update_or_create(
            system_id=profile.system_id,
            subject_type=subject.label,
            subject_id=record.pk,
            defaults={"number": difference.number, "as_of": difference.source.as_of},
        )


def settle_many(read_back: ReadBack, *, choice: str, reason: str, narrowed: dict[str, Any], actor: Actor) -> Job:
    """Have all open differences of a kind settled alike, by a job."""
    require_reach(actor, SETTLE, read_back.organisation)
    if read_back.state != ReadBack.State.READ:
        raise Refused("核对还没有完成")
    with transaction.atomic():
        note(
            actor=actor,
            verb="workbooks.difference.settle_many",
            subject=read_back,
            reason=reason,
            after={"choice": settling.WORDS.get(choice, choice), **narrowed},
        )
        return work.enqueue(
            "workbooks.exchange.settle",
            actor=actor,
            subject=read_back,
            title=f"成批处理：{settling.WORDS.get(choice, choice)}",
            read_back_id=read_back.pk,
            choice=choice,
            reason=reason,
            narrowed=narrowed,
        )


def settle_all(
    differences: QuerySet[Difference], *, choice: str, reason: str, day: date, actor: Actor, advance: Advance
) -> dict[str, int]:
    """Settle one after the other; what is refused stays open and says why."""
    keys = list(differences.order_by("pk").values_list("pk", flat=True))
    settled = refused = 0
    for number, key in enumerate(keys, start=1):
        difference = Difference.objects.select_related("source__profile__system", "organisation").get(pk=key)
        try:
            settle(difference, choice=choice, reason=reason, day=day, actor=actor)
            settled += 1
        except Refused as refusal:
            refused += 1
            Difference.objects.open().filter(pk=key).update(told="；".join(refusal.reasons)[:300])
        if number % 20 == 0 or number == len(keys):
            advance(number, len(keys), f"已处理 {settled:,} 项，未能处理 {refused:,} 项")
    return {"settled": settled, "refused": refused}
