"""Bringing a backup back: refused before anything is touched where it could not succeed, compared when it is done."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from guildhall.kernel.audit import heads
from guildhall.kernel.audit.verbs import note
from guildhall.kernel.audit.verifying import verify
from guildhall.kernel.crypto.fingerprints import fingerprints
from guildhall.kernel.crypto.keys import KeysUnusable
from guildhall.kernel.files import vault
from guildhall.kernel.files.models import File
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor
from guildhall.portal.health import known_migrations
from guildhall.portal.operations import manifest, programs
from guildhall.portal.operations.backup import stored_files
from guildhall.portal.operations.manifest import DATABASE, FILES, Manifest

# Rows that restoring itself writes: its own entry of the trail, and what newer migrations bring.
WRITTEN_BY_RESTORE = frozenset({"audit_entry", "audit_seal", "django_migrations"})
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Restored:
    """What came back: where it differs from the backup, in words, and where the former data were put."""

    differences: list[str]
    put_aside: str = ""


def restore_backup(folder: Path, *, actor: Actor, replaces: bool, tell: Tell) -> Restored:
    """Bring a backup back and compare it with what it said of itself; raises `Refused` before anything is changed."""
    kept = _read(folder)
    reasons = why_not_restore(kept, folder, replaces=replaces)
    if reasons:
        raise Refused(*reasons)
    aside = _put_aside() if has_tables() else ""
    try:
        tell("正在恢复数据库")
        programs.run(
            "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--jobs=2", str(folder / DATABASE)
        )
    except BaseException:
        _put_back(aside)
        raise
    connection.close()
    tell("正在恢复文件")
    lost = _files_back(folder)
    waiting = sorted(known_migrations() - set(kept.migrations))
    tell(f"正在升级数据库（{len(waiting)} 步）" if waiting else "程序与备份同一版本")
    call_command("migrate", interactive=False, verbosity=0)
    heads.note_restore(timezone.now())
    note(
        actor=actor,
        verb="portal.backup.restore",
        after={"文件夹": folder.name, "备份时间": kept.made_at, "原数据": aside},
    )
    tell("正在核对")
    return Restored([*lost, *differences(kept, is_upgraded=bool(waiting)), *verify()], aside)


def _read(folder: Path) -> Manifest:
    try:
        return manifest.read(folder)
    except ValueError as error:
        raise Refused(str(error)) from error


def why_not_restore(kept: Manifest, folder: Path, *, replaces: bool) -> list[str]:
    """Reasons for which this backup cannot be brought back here, all of them at once."""
    return [
        *_why_not_the_dump(kept, folder),
        *_why_not_the_keys(kept),
        *_why_not_this_version(kept),
        *_why_not_this_place(kept, replaces=replaces),
    ]


def _why_not_the_dump(kept: Manifest, folder: Path) -> list[str]:
    if kept.form != manifest.FORM:
        return ["这份备份的格式不是本程序所写，请用备份时的程序恢复"]
    if not (folder / DATABASE).exists():
        return [f"备份不完整：没有 {DATABASE}"]
    if manifest.sha256_of(folder / DATABASE) != kept.database_sha256:
        return [f"{DATABASE} 与备份时不同，可能已损坏或被改动"]
    return []


def _why_not_the_keys(kept: Manifest) -> list[str]:
    """Without its keys the sealed columns would stay closed for ever, so nothing is begun without them."""
    try:
        here = fingerprints()
    except KeysUnusable as problem:
        return [f"{problem}。备份不含密钥，请先把另存的密钥文件放回 {settings.GUILDHALL_KEYS_FILE}"]
    wrong = sorted(name for name, digest in kept.keys.items() if here.get(name) != digest)
    return [f"密钥文件缺少或不是这份备份的密钥（{'、'.join(wrong)}），请放回备份时的密钥文件"] if wrong else []


def _why_not_this_version(kept: Manifest) -> list[str]:
    reasons = []
    ours = {name.split(".")[0] for name in known_migrations()}
    newer = sorted(name for name in set(kept.migrations) - known_migrations() if name.split(".")[0] in ours)
    if newer:
        reasons.append(f"这份备份来自更新的程序（{newer[0]} 等 {len(newer)} 步本程序没有），请先升级程序")
    if kept.server // 10000 > manifest.server_version() // 10000:
        reasons.append(
            f"这份备份来自 PostgreSQL {kept.server // 10000}，本机是 {manifest.server_version() // 10000}，请在同版本或更高版本上恢复"
        )
    return reasons


def _why_not_this_place(kept: Manifest, *, replaces: bool) -> list[str]:
    reasons = []
    if kept.schema != settings.SCHEMA:
        reasons.append(f"备份的模式是 {kept.schema}，本程序用 {settings.SCHEMA}，请设置 GUILDHALL_SCHEMA={kept.schema}")
    if has_tables() and not replaces:
        reasons.append("数据库里已有数据。确认要替换请加 replace=1，原数据会另存为旁边的模式，不会删除")
    others = manifest.asked(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )[0][0]
    if others:
        reasons.append(f"还有 {others} 个连接在使用数据库，请先停止网站和后台程序")
    return reasons


def has_tables() -> bool:
    return bool(manifest.asked(f"SELECT 1 FROM pg_tables WHERE schemaname = '{settings.SCHEMA}' LIMIT 1"))  # noqa: S608 - our setting


def _put_aside() -> str:
    """The data that stand here are renamed, not thrown away."""
    aside = f"{settings.SCHEMA}_before_{manifest.stamp(timezone.now()).replace('-', '_')}"
    _rename(settings.SCHEMA, aside)
    return aside


def _put_back(aside: str) -> None:
    connection.close()
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {quoted(settings.SCHEMA)} CASCADE")
    if aside:
        _rename(aside, settings.SCHEMA)


def _rename(old: str, new: str) -> None:
    quoted = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"ALTER SCHEMA {quoted(old)} RENAME TO {quoted(new)}")


def _files_back(folder: Path) -> list[str]:
    """Put the files into their places; those that stand there already are the same, since files never change."""
    for source in stored_files(folder):
        place = vault.root() / source.relative_to(folder / FILES)
        if place.exists():
            continue
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = place.with_name(place.name + ".restoring")
        shutil.copyfile(source, draft)
        os.chmod(draft, 0o600)
        draft.replace(place)
    wanted = File.objects.filter(erased_at=None).order_by("pk").values_list("storage_key", "name")
    return [
        f"文件“{name}”不在备份中" for key, name in wanted.iterator(chunk_size=5000) if not vault.path_of(key).exists()
    ]


def differences(kept: Manifest, *, is_upgraded: bool) -> list[str]:
    """Where the restored city differs from what the backup said of itself; an upgrade may add tables and figures."""
    now = manifest.table_counts()
    found = [
        f"表 {name}：备份 {count} 行，现有 {now.get(name, 0)} 行"
        for name, count in sorted(kept.tables.items())
        if name not in WRITTEN_BY_RESTORE and now.get(name, 0) != count and not (is_upgraded and name not in now)
    ]
    figures = manifest.figures_of(manifest.period_of(kept))["figures"]
    return found + [
        f"指标 {code}：备份 {value}，现为 {figures.get(code)}"
        for code, value in sorted(kept.figures.items())
        if figures.get(code) != value and not (is_upgraded and code not in figures)
    ]
