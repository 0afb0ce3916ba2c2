"""manage.py seal_trail: what the worker does every minute."""

from typing import Any

from django.core.management.base import BaseCommand

from guildhall.kernel.audit.sealing import seal_all


class Command(BaseCommand):
    help = "Chain the entries of the trail that are not chained yet."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"已封存 {seal_all()} 条留痕")
