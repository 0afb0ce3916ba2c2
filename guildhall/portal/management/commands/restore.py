"""`make restore from=FOLDER`: bring a backup back and hold it against what it said of itself."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import system
from guildhall.portal.operations.programs import ProgramMissing
from guildhall.portal.operations.restore import restore_backup


class Command(BaseCommand):
    help = "Restore a backup into this database; refuses without its keys, and where data stand unless told to replace them."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", help="folder of the backup")
        parser.add_argument("--replace", action="store_true", help="put the data that stand here aside")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = restore_backup(
                Path(options["folder"]), actor=system("恢复命令"), replaces=options["replace"], tell=self.stdout.write
            )
        except Refused as refusal:
            raise CommandError(
                "没有恢复，什么都没有改动：\n" + "\n".join(f"  · {reason}" for reason in refusal.reasons)
            ) from refusal
        except ProgramMissing as problem:
            raise CommandError(f"恢复失败，原数据已放回：{problem}") from problem
        if done.put_aside:
            self.stdout.write(f"原数据另存为模式 {done.put_aside}，确认无误后可由管理员删除")
        if done.differences:
            raise CommandError("已恢复，但与备份有出入：\n" + "\n".join(f"  · {line}" for line in done.differences))
        self.stdout.write("已恢复，行数、指标、文件和操作留痕与备份一致")
