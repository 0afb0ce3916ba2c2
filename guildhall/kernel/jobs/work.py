"""Declaring, enqueuing and running background work.

A part declares its work in `jobs.py` with `@job`; verbs enqueue by name. Every job may run twice: it looks at what
stands in the database and goes on from there.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from guildhall.kernel.jobs.models import Job
from guildhall.kernel.jobs.offers import MayGoOn
from guildhall.kernel.offers import offer, offered
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor
from guildhall.kernel.scope.actors import SystemActor

logger = logging.getLogger(__name__)


class Cancelled(Exception):  # noqa: N818 - an order, not an error
    """The asker has called the work off; what was finished stays."""


@dataclass(frozen=True)
class Work:
    """A kind of background work: its name, its title for the screen, the function that does it."""

    name: str
    title: str
    function: Callable[..., dict[str, Any] | None]


class Run:
    """What a job's function is handed: its progress and the word to stop."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.actor: Actor = SystemActor(label=job.actor_label, account_id=job.account_id, person_id=job.person_id)

    def advance(self, done: int, total: int, message: str = "") -> None:
        """Show progress; raises `Cancelled` when the work was called off, `Refused` when its asker may no longer ask it."""
        Job.objects.filter(pk=self.job.pk).update(done_count=done, total_count=total, message=message)
        self.check()
        reasons = [reason for one in offered(MayGoOn) for reason in one.why_not(self.job)]
        if reasons:
            raise Refused(*reasons)

    def check(self) -> None:
        if Job.objects.filter(pk=self.job.pk, is_cancel_asked=True).exists():
            raise Cancelled


def job(name: str, *, title: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a function `(run, **arguments)` as background work."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        offer(Work(name=name, title=title, function=function))
        return function

    return declare


def work_named(name: str) -> Work:
    for work in offered(Work):
        if work.name == name:
            return work
    raise LookupError(f"no background work is called {name}")


def enqueue(name: str, *, actor: Actor, subject: models.Model | None = None, title: str = "", **arguments: Any) -> Job:
    """Ask for background work in the caller's transaction: it runs only if that commits."""
    from guildhall.kernel.jobs.worker import carry  # noqa: PLC0415 - slow import

    work = work_named(name)
    with transaction.atomic():
        asked = Job.objects.create(
            name=name,
            title=title or work.title,
            arguments=arguments,
            account_id=actor.account_id,
            person_id=actor.person_id,
            actor_label=actor.label,
            subject_type=subject._meta.label_lower if subject is not None else "",
            subject_id=subject.pk if subject is not None else None,
        )
        carry.defer(job_id=asked.pk)
    return asked


def run(job_id: int) -> None:
    """Do the work of one job; safe to call twice, also while another worker is at it."""
    started = Job.objects.filter(pk=job_id, state__in=[Job.State.QUEUED, Job.State.RUNNING]).update(
        state=Job.State.RUNNING, started_at=timezone.now(), attempt_count=models.F("attempt_count") + 1
    )
    if not started:
        return
    asked = Job.objects.get(pk=job_id)
    try:
        current = Run(asked)
        current.check()
        result = work_named(asked.name).function(current, **asked.arguments) or {}
    except Cancelled:
        _end(asked, Job.State.CANCELLED, message="已取消")
    except Refused as refused:
        _end(asked, Job.State.FAILED, message="；".join(refused.reasons)[:300])
    except Exception:
        logger.exception("job %s %s failed", asked.pk, asked.name)
        _end(asked, Job.State.FAILED, message="出错，已停止；已完成的部分保留，可以重新开始")
    else:
        _end(asked, Job.State.DONE, result=result)


def _end(asked: Job, state: str, **values: Any) -> None:
    Job.objects.filter(pk=asked.pk).update(state=state, ended_at=timezone.now(), **values)


def cancel(asked: Job) -> Job:
    """Call a job off: a waiting one ends at once, a running one at its next step."""
    with transaction.atomic():
        locked = Job.objects.select_for_update().get(pk=asked.pk)
        if locked.state == Job.State.QUEUED:
            _end(locked, Job.State.CANCELLED, message="已取消", is_cancel_asked=True)
        elif locked.state == Job.State.RUNNING:
            Job.objects.filter(pk=locked.pk).update(is_cancel_asked=True)
    return Job.objects.get(pk=asked.pk)


def resume(asked: Job) -> Job:
    """Start a cancelled or failed job again; it goes on from what stands in the database."""
    from guildhall.kernel.jobs.worker import carry  # noqa: PLC0415 - slow import

    with transaction.atomic():
        again = Job.objects.filter(pk=asked.pk, state__in=[Job.State.CANCELLED, Job.State.FAILED]).update(
            state=Job.State.QUEUED, ended_at=None, is_cancel_asked=False, message=""
        )
        if again:
            carry.defer(job_id=asked.pk)
    return Job.objects.get(pk=asked.pk)
