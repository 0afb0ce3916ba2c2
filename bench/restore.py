"""Backing a city up and bringing it back, compared with what it said of itself, beside PostgreSQL's own programs alone."""

import shutil
import tempfile
from pathlib import Path

from bench import city, database
from bench.measuring import Measured, Report, clock, timed

ROW = "backup and restore"
TARGET = f"{database.PREFIX}restored"


def run(report: Report, sizes: list[int]) -> None:
    for rows in sizes:
        folder = Path(tempfile.mkdtemp(prefix="guildhall-bench-backup-"))
        try:
            measure(report, rows, folder)
        finally:
            database.point_at(city.ensure(rows))
            database.drop(TARGET)
            shutil.rmtree(folder, ignore_errors=True)


def measure(report: Report, rows: int, folder: Path) -> None:
    from django.conf import settings  # noqa: PLC0415

    from guildhall.kernel.scope import system  # noqa: PLC0415
    from guildhall.portal.operations import manifest, programs  # noqa: PLC0415
    from guildhall.portal.operations.backup import make_backup  # noqa: PLC0415
    from guildhall.portal.operations.restore import restore_backup  # noqa: PLC0415

    actor = system("bench")
    settings.GUILDHALL_TRAIL_HEAD = folder / "head.log"
    database.point_at(city.ensure(rows))
    made: list[Path] = []
    took = timed(lambda: made.append(make_backup(folder / "backups", actor=actor)))
    bare_dump = folder / "bare.dump"
    floor = timed(
        lambda: programs.run(
            "pg_dump", "--format=custom", "--compress=1", f"--schema={settings.SCHEMA}", f"--file={bare_dump}"
        )
    )
    report.slower(ROW, "backup, described and digested", rows, took, floor)
    dump = made[0] / manifest.DATABASE
    restoring = ("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--jobs=2", str(dump))
    emptied()
    floor = timed(lambda: programs.run(*restoring))
    emptied()
    done = []
    took = timed(lambda: done.append(restore_backup(made[0], actor=actor, replaces=False, tell=lambda line: None)))
    assert [line for line in done[0].differences if not line.startswith("封链")] == [], done[0].differences
    report.slower(ROW, "restore, compared row for row and figure for figure", rows, took, floor)
    size = dump.stat().st_size / 1e6
    report.add(Measured(ROW, f"figures equal before and after; a dump of {size:,.0f} MB", rows, clock(took)))


def emptied() -> None:
    database.create(TARGET)
    database.point_at(TARGET)
