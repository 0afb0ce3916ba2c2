"""How the city's house stands: what the status page shows and a watcher scrapes. Counts only, nothing personal."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min
from django.utils import timezone

from guildhall.kernel.audit import heads
from guildhall.kernel.audit.models import Entry, Seal
from guildhall.kernel.crypto.fingerprints import fingerprints
from guildhall.kernel.crypto.keys import keyring
from guildhall.kernel.jobs.models import Job
from guildhall.kernel.notifications.models import Message
from guildhall.portal.health import STALLED_AFTER_SECONDS, health
from guildhall.portal.operations.backup import BACKUP

RECENT = timedelta(days=1)
MOST_WAITING = 10_000


@dataclass(frozen=True)
class Disk:
    """The room where a folder lies, in bytes."""

    label: str
    folder: Path
    free: int
    total: int

    @property
    def used_percent(self) -> int:
        return round(100 * (self.total - self.free) / self.total) if self.total else 0


@dataclass(frozen=True)
class Jobs:
    """Background work: how much waits and since when, what failed within a day, whether a worker breathes."""

    queued: int
    running: int
    failed: int
    oldest: datetime | None
    failures: list[Job]
    heartbeat_seconds: float | None

    @property
    def has_worker(self) -> bool:
        return self.heartbeat_seconds is not None and self.heartbeat_seconds < STALLED_AFTER_SECONDS


@dataclass(frozen=True)
class Outbox:
    """What waits, is on its way or failed within a day, on one channel."""

    channel: str
    label: str
    counts: dict[str, int] = field(default_factory=dict)
    oldest: datetime | None = None

    @property
    def waiting(self) -> int:
        return self.counts.get("queued", 0) + self.counts.get("sending", 0)

    @property
    def failed(self) -> int:
        return self.counts.get("failed", 0)


@dataclass(frozen=True)
class Trail:
    """The newest seal, what waits behind it, and whether the head outside says the same."""

    seal: Seal | None
    waiting: int
    agrees: bool
    noted_at: str


@dataclass(frozen=True)
class Backup:
    """The newest backup made from here, as the trail tells."""

    at: datetime | None
    by: str = ""
    after: dict[str, object] = field(default_factory=dict)

    def age(self, now: datetime) -> timedelta | None:
        return None if self.at is None else now - self.at


def jobs(now: datetime) -> Jobs:
    failed = Job.objects.filter(state=Job.State.FAILED, ended_at__gt=now - RECENT)
    queued = Job.objects.filter(state=Job.State.QUEUED)
    return Jobs(
        queued=queued.count(),
        running=Job.objects.filter(state=Job.State.RUNNING).count(),
        failed=failed.count(),
        oldest=queued.aggregate(oldest=Min("created_at"))["oldest"],
        failures=list(failed.order_by("-pk")[:10]),
        heartbeat_seconds=health()[0].get("worker_heartbeat_seconds"),  # type: ignore[arg-type]
    )


def outboxes(now: datetime) -> list[Outbox]:
    """Every way out of the house, also one on which nothing waits."""
    open_ones = Message.objects.filter(state__in=[Message.State.QUEUED, Message.State.SENDING])
    failed = Message.objects.filter(state=Message.State.FAILED, changed_at__gt=now - RECENT)
    counts: dict[str, dict[str, int]] = {}
    oldest: dict[str, datetime] = {}
    for found in (open_ones, failed):
        grouped = found.order_by().values("channel", "state").annotate(count=Count("pk"), oldest=Min("created_at"))
        for row in grouped:
            counts.setdefault(row["channel"], {})[row["state"]] = row["count"]
            if row["state"] != Message.State.FAILED:
                oldest[row["channel"]] = min(oldest.get(row["channel"], row["oldest"]), row["oldest"])
    choices = Message._meta.get_field("channel").flatchoices
    return [Outbox(code, str(label), counts.get(code, {}), oldest.get(code)) for code, label in choices]


def trail() -> Trail:
    seal = Seal.objects.order_by("-pk").first()
    waiting = Entry.objects.filter(at__gt=seal.at) if seal else Entry.objects.all()
    newest = heads.newest(heads.this_database())
    agrees = seal is None or (newest is not None and newest.digest == bytes(seal.digest).hex())
    return Trail(seal, waiting.order_by()[:MOST_WAITING].count(), agrees, newest.at if newest else "")


def backup() -> Backup:
    entry = Entry.objects.filter(subject_type=BACKUP, verb="portal.backup.make").order_by("-pk").first()
    return Backup(entry.at, entry.actor_label, entry.after) if entry else Backup(None)


def disks() -> list[Disk]:
    found = []
    for label, folder in (("附件", settings.GUILDHALL_FILES_DIR), ("备份", settings.GUILDHALL_BACKUPS_DIR)):
        place = Path(folder)
        while not place.exists():
            place = place.parent
        usage = shutil.disk_usage(place)
        found.append(Disk(label, Path(folder), usage.free, usage.total))
    return found


def database_bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def server() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version')")
        return str(cursor.fetchone()[0])


def keys() -> tuple[int, int]:
    """The number of the key that seals now, and how many keys the file holds."""
    return keyring().active, sum(name.startswith("keys/") for name in fingerprints())


def now() -> datetime:
    return timezone.now()
