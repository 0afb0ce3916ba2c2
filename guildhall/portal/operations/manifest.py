"""What a backup says of itself: what is in it, which keys open it, and the figures it must show again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from guildhall.kernel.crypto.fingerprints import fingerprints
from guildhall.kernel.organisations.models import Organisation
from guildhall.mechanisms.indicators import queries
from guildhall.mechanisms.indicators.queries.keeping import counted_anew
from guildhall.mechanisms.indicators.rules.arithmetic import plain
from guildhall.mechanisms.indicators.rules.periods import Period

NAME = "manifest.json"
DATABASE, FILES = "database.dump", "files"
FORM = 1
BLOCK = 1024 * 1024
# Rows that a running city changes by itself, and that a restore ends or makes anew.
PASSING = ("django_session", "procrastinate_workers", "procrastinate_events", "procrastinate_jobs", "indicators_kept")


@dataclass(frozen=True)
class Manifest:
    """One backup; `keys` are fingerprints, never keys."""

    made_at: str
    city: str
    schema: str
    server: int
    migrations: list[str]
    keys: dict[str, str]
    database_bytes: int
    database_sha256: str
    file_count: int
    file_bytes: int
    missing_files: list[str]
    tables: dict[str, int]
    period: str
    figures: dict[str, str | None]
    seal: int
    form: int = FORM
    note: str = field(default="")

    def write(self, folder: Path) -> None:
        (folder / NAME).write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read(folder: Path) -> Manifest:
    """The manifest of a backup; raises ValueError in words when the folder holds none."""
    try:
        written = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return Manifest(**written)
    except FileNotFoundError:
        raise ValueError(f"{folder} 里没有 {NAME}，不是备份文件夹") from None
    except (OSError, ValueError, TypeError):
        raise ValueError(f"{folder / NAME} 无法读取或内容有误") from None


def described() -> dict[str, Any]:
    """What this database holds now: asked for in the snapshot that is dumped, and again after a restore."""
    return {
        "city": city_name(),
        "schema": settings.SCHEMA,
        "server": server_version(),
        "migrations": migrations(),
        "keys": fingerprints(),
        "tables": table_counts(),
        **figures_of(last_full_year(timezone.localdate())),
        "seal": asked("SELECT coalesce(max(id), 0) FROM audit_seal")[0][0],
    }


def asked(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def server_version() -> int:
    """The server's version as PostgreSQL numbers it: 180001 for 18.1."""
    return int(asked("SELECT current_setting('server_version_num')")[0][0])


def city_name() -> str:
    root = Organisation.objects.filter(depth=1).order_by("pk").first()
    return root.name if root else ""


def migrations() -> list[str]:
    return [name for (name,) in asked("SELECT app || '.' || name FROM django_migrations ORDER BY 1")]


def table_counts() -> dict[str, int]:
    """Rows by table of the city's schema; passing rows are left out."""
    names = connection.introspection.table_names()
    wanted = sorted(name for name in names if name not in PASSING)
    quoted = connection.ops.quote_name
    counted = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {quoted(name)}" for name in wanted)  # noqa: S608
    return dict(asked(counted)) if wanted else {}


def last_full_year(day: date) -> Period:
    """The newest year that has a membership or union in it, at the latest the year before `day`."""
    newest = asked("SELECT max(founded_on) FROM organisations_organisation")[0][0]
    year = min(day.year - 1, newest.year if newest else day.year - 1)
    return Period(date(year, 1, 1), date(year, 12, 31))


def figures_of(period: Period) -> dict[str, Any]:
    """Every figure of a period, counted anew from the records."""
    with counted_anew():
        known = queries.catalogue()
        read_ones = queries.read(sorted(known), period, figures=known).whole if Organisation.objects.exists() else {}
    values = {code: None if reading.value is None else plain(reading.value) for code, reading in read_ones.items()}
    return {"period": f"{period.start}..{period.end}", "figures": values}


def period_of(manifest: Manifest) -> Period:
    start, end = manifest.period.split("..")
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def stamp(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y%m%d-%H%M%S")
