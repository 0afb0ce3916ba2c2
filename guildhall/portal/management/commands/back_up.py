"""`make backup`: the database and the files into a folder; the keys stay apart."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from guildhall.kernel.scope import system
from guildhall.portal.operations import manifest
from guildhall.portal.operations.backup import make_backup
from guildhall.portal.operations.programs import ProgramMissing


class Command(BaseCommand):
    help = "Write a backup of the database and the files into a new folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--into", default="", help="folder that holds the backups; GUILDHALL_BACKUPS_DIR without it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        into = Path(options["into"] or settings.GUILDHALL_BACKUPS_DIR)
        try:
            folder = make_backup(into, actor=system("备份命令"))
        except (ProgramMissing, OSError) as problem:
            raise CommandError(f"备份失败：{problem}") from problem
        kept = manifest.read(folder)
        self.stdout.write(
            f"已备份到 {folder}：数据库 {kept.database_bytes / 1e6:.1f} MB，文件 {kept.file_count} 个、{kept.file_bytes / 1e6:.1f} MB，"
            f"{len(kept.figures)} 项指标（{kept.period}）。\n密钥不在备份中，请把 {settings.GUILDHALL_KEYS_FILE} 另存在别处；没有它无法恢复。"
        )
        if kept.missing_files:
            raise CommandError(f"有 {len(kept.missing_files)} 个文件在磁盘上找不到，其余已备份，名单见 manifest.json")
