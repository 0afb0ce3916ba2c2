"""manage.py verify_trail: exit code 1 when the trail was tampered with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guildhall.kernel.audit.models import Seal
from guildhall.kernel.audit.verifying import verify


class Command(BaseCommand):
    help = "Read the whole trail again and compare it with its seals and with the heads outside the database."

    def handle(self, *args: Any, **options: Any) -> None:
        breaches = verify()
        if breaches:
            raise CommandError("\n".join(["留痕与封链不符：", *breaches]), returncode=1)
        self.stdout.write(f"留痕完好，共核对 {Seal.objects.count()} 个封链")
