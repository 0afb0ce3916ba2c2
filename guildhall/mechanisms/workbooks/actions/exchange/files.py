"""Verbs of files for upper systems: asked for, written by a job, sent."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from pyroaring import BitMap64

from guildhall.kernel.audit.verbs import change, create, note
from guildhall.kernel.jobs import work
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.workbooks.actions.exchange.profiles import require
from guildhall.mechanisms.workbooks.actions.imports import keep
from guildhall.mechanisms.workbooks.models import Exchange, Profile
from guildhall.mechanisms.workbooks.queries.exchange.values import Block, blocks_of, in_steps, keys_of, subject_named
from guildhall.mechanisms.workbooks.rules.exchange.offers import OUTSIDE, ExchangeSubject
from guildhall.mechanisms.workbooks.rules.exchange.profiles import Lacking, ProfileColumn, lacking_in
from guildhall.mechanisms.workbooks.rules.exchange.writing import Sink, sink
from guildhall.mechanisms.workbooks.rules.writing import OutColumn, write_table

MAKE = "workbooks.exchange.make"
DAYS_KEPT = 30
MOST_LACKING = 100_000
LACKING = [
    OutColumn("行号", 8), OutColumn("登记号", 12), OutColumn("姓名或名称", 24), OutColumn("栏目", 18), OutColumn("原因", 44),
]  # fmt: skip
Advance = Callable[[int, int, str], None]


def require_reach(actor: Actor, permission: str, organisation: Organisation) -> None:
    require(actor, permission)
    if not actor.reach(permission).covers(area=organisation.area_id, organisation=organisation.pk):
        raise Refused("不在您的管理范围内")


@transaction.atomic
def ask_for(profile: Profile, *, organisation: Organisation, reason: str, actor: Actor) -> Exchange:
    """Have a file made for an upper system from the register of a part of the city, by a job."""
    exchange = asked(profile, organisation=organisation, reason=reason, actor=actor)
    start(exchange, actor)
    return exchange


def asked(profile: Profile, *, organisation: Organisation, reason: str, actor: Actor) -> Exchange:
    """Record that a file is wanted."""
    require_reach(actor, MAKE, organisation)
    require_reach(actor, subject_named(profile.subject).permission, organisation)
    if profile.state != Profile.State.IN_FORCE:
        raise Refused(f"方案“{profile.title}”{profile.get_state_display()}，不能用来生成文件")
    if not reason.strip():
        raise Refused("请写明用途")
    return create(
        Exchange(
            profile=profile,
            organisation=organisation,
            area_id=organisation.area_id,
            reason=reason.strip(),
            made_by=actor.label,
            account_id=actor.account_id,
        ),
        actor=actor,
        verb="workbooks.exchange.ask_for",
        reason=reason.strip(),
    )


def start(exchange: Exchange, actor: Actor) -> None:
    title = f"生成“{exchange.profile.title}”"
    job = work.enqueue("workbooks.exchange.make", actor=actor, subject=exchange, title=title, exchange_id=exchange.pk)
    Exchange.objects.filter(pk=exchange.pk).update(state=Exchange.State.MAKING, job=job, fault="")
    exchange.refresh_from_db()


def make_again(exchange: Exchange, *, actor: Actor) -> Exchange:
    """Make a file that was stopped, or whose download has ended, from the register of today; a sent one stays as it was."""
    require_reach(actor, MAKE, exchange.organisation)
    with change(exchange, actor=actor, verb="workbooks.exchange.make_again") as again:
        if again.state not in (Exchange.State.FAILED, Exchange.State.MADE):
            raise Refused(f"该文件当前是“{again.get_state_display()}”，不能重新生成")
        start(again, actor)
    return exchange


def make(exchange: Exchange, *, actor: Actor, advance: Advance) -> Exchange:
    """Write the file: the job's work, done anew if it is run twice."""
    profile = exchange.profile
    subject = subject_named(profile.subject)
    keys = keys_of(subject, exchange.organisation, actor)
    mark = f"由 {exchange.made_by} 于 {timezone.localdate()} 生成，用途：{exchange.reason}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{profile.file_kind}"
        written = Writing(profile, subject, path, mark=mark)
        written.write(keys, advance)
        name = f"{profile.title}_{exchange.organisation.printed_name}_{timezone.localdate():%Y%m%d}"
        place: dict[str, Any] = {"organisation": exchange.organisation, "actor": actor}
        file = keep(path, name=f"{name}.{profile.file_kind}", **place)
        lacking = None
        if written.lacking:
            listed = Path(folder) / "lacking.xlsx"
            write_table(listed, LACKING, written.lacking_rows(), title=f"{profile.title} 缺项清单", sheet_name="缺项")
            lacking = keep(listed, name=f"{name}_缺项清单.xlsx", **place)
    with change(exchange, actor=actor, verb="workbooks.exchange.make") as made:
        if made.state == Exchange.State.SENT:
            raise Refused("该文件已报送，不能重新生成")
        made.state, made.file, made.sha256, made.made_at = Exchange.State.MADE, file, file.sha256, timezone.now()
        made.row_count, made.keys = len(written.keys), BitMap64(written.keys).serialize()
        made.lacking, made.lacking_count = lacking, written.lacking_count
        made.expires_on = timezone.localdate() + timedelta(days=DAYS_KEPT)
    return exchange


class Writing:
    """A profile's file being written, and what it lacks."""

    def __init__(self, profile: Profile, subject: ExchangeSubject, path: Path, *, mark: str = "") -> None:
        self.profile, self.subject, self.path, self.mark = profile, subject, path, mark
        self.layout = profile.layout
        self.fields = list(dict.fromkeys([column.field for column in self.layout if column.field] + ["name"]))
        self.keys: list[int] = []
        self.lacking: list[Lacking] = []
        self.rows: list[int] = []
        self.lacking_count = 0

    @contextmanager
    def opened(self) -> Iterator[Sink]:
        with sink(
            self.path,
            self.profile.file_kind,
            titles=self.profile.title_lines,
            headings=self.profile.headings,
            sheet=self.profile.sheet,
            widths=[max(10, min(30, 2 * len(column.heading) + 4)) for column in self.layout],
            mark=self.mark,
        ) as out:
            yield out

    def write(self, keys: Sequence[int], advance: Advance) -> None:
        with self.opened() as out:
            for block in blocks_of(self.subject, in_steps(keys), self.fields, system_id=self.profile.system_id):
                if block.keys:
                    out.write(self.columns(block))
                self.keys += block.keys
                advance(len(self.keys), len(keys), f"已写 {len(self.keys):,} {self.subject.unit}")

    def columns(self, block: Block) -> list[list[str]]:
        """A block as their columns; what they would refuse is noted."""
        before = len(self.keys) + len(self.profile.title_lines) + 2
        return [self._column(column, block, before) for column in self.layout]

    def _column(self, column: ProfileColumn, block: Block, before: int) -> list[str]:
        known = self.subject.by_key.get(column.field)
        ours = block.columns[column.field] if column.field else [""] * len(block)
        theirs = column.written(ours, known) if known or column.constant or column.field != OUTSIDE else list(ours)
        for place, reason in lacking_in(column, known, ours, theirs):
            self.lacking_count += 1
            if len(self.lacking) < MOST_LACKING:
                self.lacking.append(Lacking(block.keys[place], block.columns["name"][place], column.heading, reason))
                self.rows.append(before + place)
        return theirs

    def lacking_rows(self) -> Iterator[list[Any]]:
        for row, one in sorted(zip(self.rows, self.lacking, strict=True), key=lambda pair: pair[0]):
            yield [row, str(one.pk), one.name, one.heading, one.reason]


def record_failure(exchange: Exchange, *, fault: str, actor: Actor) -> None:
    """The job could not go on; it may be made again."""
    with change(exchange, actor=actor, verb="workbooks.exchange.record_failure", reason=fault) as failed:
        failed.state, failed.fault = Exchange.State.FAILED, fault[:300]


def record_sent(
    exchange: Exchange,
    *,
    day: date,
    today: date,
    way: str,
    receipt: str,
    actor: Actor,
    version: datetime | None = None,
) -> Exchange:
    """Record that a file was given to the upper system, when, how and with which receipt."""
    require_reach(actor, MAKE, exchange.organisation)
    with change(exchange, actor=actor, verb="workbooks.exchange.record_sent", version=version) as sent:
        if sent.state != Exchange.State.MADE or sent.made_at is None:
            raise Refused(f"该文件当前是“{sent.get_state_display()}”，不能登记报送")
        if day > today:
            raise Refused("报送日期不能晚于今天")
        if day < timezone.localdate(sent.made_at):
            raise Refused("报送日期早于文件生成的日期，请核对")
        sent.state, sent.sent_on, sent.sent_by = Exchange.State.SENT, day, actor.label
        sent.sent_way, sent.receipt = way, receipt.strip()
    return exchange


def open_made(exchange: Exchange, *, which: str, today: date, actor: Actor) -> Any:
    """The file or the list of what it lacks, each opening recorded; none after its term."""
    file = exchange.lacking if which == "lacking" else exchange.file
    if file is None:
        raise Refused("文件还没有生成")
    if exchange.expires_on is not None and today > exchange.expires_on:
        raise Refused(f"下载期限已于 {exchange.expires_on} 截止，请重新生成")
    note(actor=actor, verb="workbooks.exchange.download", subject=exchange, after={"file": file.pk, "which": which})
    return file
