"""Every published figure beside the computed one: `make figures`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guildhall.demo import published


class Command(BaseCommand):
    help = "Print each published figure: id, indicator, published, computed, state; totals last."

    def handle(self, *args: Any, **options: Any) -> None:
        compared = published.comparisons()
        for one in compared:
            self.stdout.write(one.line)
        for breach in published.contradictions():
            self.stderr.write(breach.sentence)
        self.stdout.write(published.totals(compared))
        if any(one.state == published.DIFFERS for one in compared):
            raise CommandError("有公布的数没有由记录得出")
