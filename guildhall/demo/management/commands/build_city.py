"""The believable city from the command line."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guildhall.demo import city
from guildhall.demo.officers import PASSWORD
from guildhall.demo.renewal import renew_database
from guildhall.demo.sizes import SIZES
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.refusal import Refused


class Command(BaseCommand):
    help = "Build the believable city in an empty database, or anew in one that is marked as a demo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--city", choices=["ja"], default="ja", help="ja: Ji'an at the end of 2012")
        parser.add_argument("--size", choices=sorted(SIZES), default="full")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where organisations already stand")

        parser.add_argument("--anew", action="store_true", help="first throw the whole demo database away")

    def handle(self, *args: Any, **options: Any) -> None:
        holds_organisations = Organisation.objects.exists()
        if holds_organisations and options["if_empty"]:
            return
        self.began = time.monotonic()
        try:
            if holds_organisations and options["anew"]:
                renew_database()
                self.tell("演示库已清空")
            city.build(SIZES[options["size"]], tell=self.tell)
        except Refused as refusal:
            raise CommandError("；".join(refusal.reasons)) from refusal
        self.tell(f"示范城市建成，登录密码 {PASSWORD}")

    def tell(self, line: str) -> None:
        self.stdout.write(f"{time.monotonic() - self.began:6.1f} s  {line}")
        self.stdout.flush()
