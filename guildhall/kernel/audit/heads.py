"""The heads of the chain, written outside the database: whoever rewrites the chain would have to rewrite this file too."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from guildhall.kernel.audit.models import Seal

LONGEST_LINE = 4096


@dataclass(frozen=True)
class Head:
    """One seal as it was noted outside; `database` tells the databases apart that were noted in one file.

    With `is_restore` it says that the database was brought back to this seal: later ones of it are gone with the backup's age.
    """

    database: str
    seal: int
    at: str
    entry_count: int
    digest: str
    is_restore: bool = False


def path() -> Path:
    return Path(settings.GUILDHALL_TRAIL_HEAD)


def this_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (pg_control_system()).system_identifier || '/' || oid"
            " FROM pg_database WHERE datname = current_database()"
        )
        return str(cursor.fetchone()[0])


def append(seal: Seal, database: str) -> None:
    """Note a committed seal; the line is on the disk when this returns."""
    _append(Head(database, seal.pk, seal.at.isoformat(), seal.entry_count, bytes(seal.digest).hex()))


def note_restore(moment: datetime) -> None:
    """Note that this database was brought back to the newest seal that it now holds."""
    newest = Seal.objects.order_by("-pk").first()
    digest = bytes(newest.digest).hex() if newest else ""
    _append(Head(this_database(), newest.pk if newest else 0, moment.isoformat(), 0, digest, is_restore=True))


def _append(head: Head) -> None:
    path().parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path(), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, (_line_end(descriptor) + json.dumps(asdict(head)) + "\n").encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _line_end(descriptor: int) -> str:
    """What ends a line that was cut off when its writer was killed."""
    size = os.fstat(descriptor).st_size
    return "\n" if size and os.pread(descriptor, 1, size - 1) != b"\n" else ""


def read() -> Iterator[Head]:
    """All heads in the order of their writing; a line that was cut off is passed over."""
    if not path().exists():
        return
    with path().open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if (head := _parsed(line)) is not None:
                yield head


def newest(database: str) -> Head | None:
    """The last head of the file, if it is of this database."""
    if not path().exists():
        return None
    with path().open("rb") as file:
        file.seek(max(0, path().stat().st_size - LONGEST_LINE))
        lines = file.read().decode(errors="replace").splitlines()
    found = [head for head in map(_parsed, lines) if head is not None]
    return found[-1] if found and found[-1].database == database else None


def _parsed(line: str) -> Head | None:
    try:
        return Head(**json.loads(line))
    except (ValueError, TypeError):
        return None
