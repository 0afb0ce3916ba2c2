"""Import a roster in the foreground, by the same verbs as the pages."""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guildhall.domains.membership.actions.roster.upload import upload
from guildhall.domains.membership.queries.roster import told_rows, unions_called
from guildhall.domains.membership.rules.roster.columns import LABELS, OUTCOMES, WRITTEN
from guildhall.kernel.jobs import work
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import system
from guildhall.mechanisms.workbooks.actions import imports as actions
from guildhall.mechanisms.workbooks.models import Import
from guildhall.mechanisms.workbooks.queries.imports import match_of

SHOWN = 20


def run(import_: Import) -> None:
    """Do the import's waiting job here and now."""
    if import_.job is not None:
        work.run(import_.job.pk)


class Command(BaseCommand):
    help = "Import a roster of members (.xlsx, .xls, .csv): check every row, show what would come of it, then write it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--union", required=True, help="code or full name of the union")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--yes", action="store_true", help="write without asking")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        found = unions_called(options["union"])
        if len(found) != 1:
            raise CommandError(f"没有找到工会 {options['union']}" if not found else "有几个工会同名，请用组织代码")
        if not path.is_file():
            raise CommandError(f"没有这个文件：{path}")
        actor, seconds = system("import_roster"), {}
        try:
            import_ = self.staged(path, found[0], actor, seconds)
            if self.is_confirmed(import_, options):
                self.merged(import_, actor, seconds)
        except Refused as refusal:
            raise CommandError("；".join(refusal.reasons)) from refusal
        self.report(Import.objects.get(pk=import_.pk), seconds, options["json"])

    def staged(self, path: Path, union: Any, actor: Any, seconds: dict[str, float]) -> Import:
        begun = time.monotonic()
        import_ = upload(path, file_name=path.name, organisation=union, actor=actor)
        seconds["upload"] = time.monotonic() - begun
        if import_.state == Import.State.MATCHING:
            missing = "、".join(LABELS[key] for key in match_of(import_).missing)
            raise CommandError(f"表头没有认全，缺少：{missing or '（有重名的列）'}；请在页面上核对")
        begun = time.monotonic()
        run(import_)
        seconds["check"] = time.monotonic() - begun
        import_ = Import.objects.get(pk=import_.pk)
        if import_.state != Import.State.PREVIEWED:
            raise CommandError(import_.reason or import_.get_state_display())
        return import_

    def is_confirmed(self, import_: Import, options: dict[str, Any]) -> bool:
        if not sum(import_.counts.get(outcome, 0) for outcome in WRITTEN):
            return False
        if options["yes"]:
            return True
        if options["json"] or not sys.stdin.isatty():
            return False
        self.print_counts(import_)
        return input("写入名册？[y/N] ").strip().lower() == "y"

    def merged(self, import_: Import, actor: Any, seconds: dict[str, float]) -> None:
        begun = time.monotonic()
        import_ = actions.confirm_merge(import_, actor=actor)
        run(import_)
        seconds["write"] = time.monotonic() - begun

    def report(self, import_: Import, seconds: dict[str, float], as_json: bool) -> None:
        if as_json:
            answer = {
                "import": import_.pk,
                "state": import_.state,
                "counts": import_.counts,
                "notices": import_.notices,
                "seconds": {stage: round(took, 2) for stage, took in seconds.items()},
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        self.print_counts(import_)
        for place, (row_no, outcome, said) in enumerate(told_rows(import_.pk)):
            if place == SHOWN:
                self.stdout.write("……其余见结果文件")
                break
            self.stdout.write(f"第 {row_no} 行  {outcome}  {said}")
        self.stdout.write("  ".join(f"{stage} {took:.1f} s" for stage, took in seconds.items()))

    def print_counts(self, import_: Import) -> None:
        self.stdout.write(f"{import_.file_name}：{import_.get_state_display()}")
        for notice in import_.notices:
            self.stdout.write(f"  {notice}")
        for outcome, label in OUTCOMES.items():
            if import_.counts.get(outcome):
                self.stdout.write(f"  {label}  {import_.counts[outcome]}")
