"""A backup: the database and the files in one folder, the keys apart.

The dump, the counts and the figures of the manifest are of one snapshot, so that a restore can be held against them. Files never
change once written: what an earlier backup beside this one holds is linked, not copied.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from guildhall.kernel.audit.verbs import note
from guildhall.kernel.files import vault
from guildhall.kernel.files.models import File
from guildhall.kernel.scope import Actor
from guildhall.portal.operations import manifest, programs
from guildhall.portal.operations.manifest import DATABASE, FILES, FORM, Manifest

UNFINISHED = ".unfinished"
BACKUP = "portal.backup"


def make_backup(into: Path, *, actor: Actor) -> Path:
    """Write a backup into a new folder below `into` and return it; a half-made one never looks like a backup."""
    moment = timezone.now()
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{settings.SCHEMA}-{manifest.stamp(moment)}"
    folder = into / (name + UNFINISHED)
    folder.mkdir(mode=0o700)
    try:
        whole = _written(folder, newest_in(into), moment.isoformat())
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finished = into / name
    folder.rename(finished)
    note(
        actor=actor,
        verb="portal.backup.make",
        subject_type=BACKUP,
        after={
            "文件夹": name,
            "数据库字节": whole.database_bytes,
            "文件数": whole.file_count,
            "缺少的文件": len(whole.missing_files),
        },
    )
    return finished


def _written(folder: Path, before: Path | None, made_at: str) -> Manifest:
    found, wanted = _dumped(folder)
    missing, size = _copied(wanted, folder / FILES, before)
    whole = Manifest(
        made_at=made_at,
        database_bytes=(folder / DATABASE).stat().st_size,
        database_sha256=manifest.sha256_of(folder / DATABASE),
        file_count=len(wanted) - len(missing),
        file_bytes=size,
        missing_files=missing,
        form=FORM,
        **found,
    )
    whole.write(folder)
    return whole


def newest_in(folder: Path) -> Path | None:
    """The newest finished backup of a folder."""
    found = sorted(
        path.parent for path in folder.glob(f"*/{manifest.NAME}") if not path.parent.name.endswith(UNFINISHED)
    )
    return max(found, key=lambda path: manifest.read(path).made_at) if found else None


def _dumped(folder: Path) -> tuple[dict[str, Any], list[tuple[str, int]]]:
    """Dump the city's schema and describe it, both as of one snapshot; also the files that it speaks of."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        passing = [f"--exclude-table-data={settings.SCHEMA}.{name}" for name in ("django_session", "indicators_kept")]
        target = folder / DATABASE
        programs.run(
            "pg_dump",
            "--format=custom",
            "--compress=1",
            f"--schema={settings.SCHEMA}",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            *passing,
            f"--file={target}",
        )
        os.chmod(target, 0o600)
        files = list(File.objects.filter(erased_at=None).order_by("pk").values_list("storage_key", "size"))
        return manifest.described(), files


def _copied(wanted: list[tuple[str, int]], target: Path, before: Path | None) -> tuple[list[str], int]:
    """Bring the files together, linked from an earlier backup where it has them; the missing ones are named."""
    target.mkdir(mode=0o700)
    missing, size = [], 0
    for storage_key, _ in wanted:
        source = vault.path_of(storage_key)
        place = target / source.relative_to(vault.root())
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _linked(before, place.relative_to(target), place) and not _copy(source, place):
            missing.append(storage_key)
            continue
        size += place.stat().st_size
    return missing, size


def _linked(before: Path | None, relative: Path, place: Path) -> bool:
    if before is None:
        return False
    try:
        os.link(before / FILES / relative, place)
    except OSError:
        return False
    return True


def _copy(source: Path, place: Path) -> bool:
    try:
        shutil.copyfile(source, place)
    except FileNotFoundError:
        return False
    os.chmod(place, 0o600)
    return True


def stored_files(folder: Path) -> Iterator[Path]:
    """The files of a backup, by their place in it."""
    root = folder / FILES
    return (path for path in sorted(root.rglob("*")) if path.is_file())
