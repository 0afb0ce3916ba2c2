"""manage.py sweep_files: bytes without a row, rows without bytes."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guildhall.kernel.files import queries, vault


class Command(BaseCommand):
    help = "Find stored bytes that no record names (--delete removes them) and records whose bytes are missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--delete", action="store_true", help="remove the bytes that no record names")
        parser.add_argument("--hours", type=float, default=24, help="leave alone what is younger (default 24)")

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for key in queries.orphans(time.time() - options["hours"] * 3600):
            count += 1
            if options["delete"]:
                vault.remove(key)
        self.stdout.write(f"无主文件 {count} 个{'，已删除' if options['delete'] and count else ''}")
        lost = [str(file.pk) for file in queries.missing()]
        if lost:
            raise CommandError(f"缺少内容的文件 {len(lost)} 个，编号：{'、'.join(lost[:50])}")
