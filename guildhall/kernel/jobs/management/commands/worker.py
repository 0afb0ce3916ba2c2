"""The job worker: as many as wanted may run side by side."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from procrastinate.contrib.django import app

import guildhall.kernel.jobs.worker  # noqa: F401 - declares the tasks


class Command(BaseCommand):
    help = "Run background work until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=1)
        parser.add_argument("--queue", action="append", help="do only the work of this queue: work, messages")
        parser.add_argument("--until-empty", action="store_true", help="stop when no work is waiting")

    def handle(self, *args: Any, **options: Any) -> None:
        with_worker = app.replace_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
        with with_worker as working:
            working.run_worker(
                queues=options["queue"],
                concurrency=options["concurrency"],
                wait=not options["until_empty"],
                install_signal_handlers=True,
            )
