"""manage.py rotate_keys: how the keys stand; bring everything under the newest; let go of the old."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guildhall.kernel.audit.verbs import note
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import system
from guildhall.portal.keys.rotating import retire, rotate, standing


class Command(BaseCommand):
    help = "密钥轮换：不带参数时只报告；--run 重新加密并重建索引；--retire 从密钥文件中去掉旧密钥"

    def add_arguments(self, parser: CommandParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--run", action="store_true", help="轮换到最新的密钥，可以中断后再运行")
        choice.add_argument("--retire", action="store_true", help="没有内容使用旧密钥时，去掉旧密钥")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["run"]:
                self.rotate()
            elif options["retire"]:
                gone, gone_indexes = retire()
                after = {"keys": gone, "index_keys": gone_indexes}
                note(actor=system("命令行"), verb="portal.keys.retire", after=after)
                self.stdout.write(f"已去掉旧密钥 {gone}，旧检索密钥 {gone_indexes}")
        except Refused as refusal:
            raise CommandError("；".join(refusal.reasons)) from refusal
        now = standing()
        self.stdout.write(f"现用第 {now.active} 号密钥（{now.suite}），旧密钥 {now.old or '无'}")
        for each in now.remaining:
            self.stdout.write(f"{each.table}.{each.column}：{each.rows} 条使用旧密钥")

    def rotate(self) -> None:
        began = time.monotonic()
        done = rotate()
        note(actor=system("命令行"), verb="portal.keys.rotate", after=done)
        seconds = time.monotonic() - began
        self.stdout.write(
            f"重新加密 {done['rows']} 条，{seconds:.1f} 秒，{done['rows'] / max(seconds, 0.001):.0f} 条/秒"
        )
