"""Changing the keys: the work itself, how far it is, and letting go of the old ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.db import connection

from guildhall.kernel.crypto import keys
from guildhall.kernel.crypto.rotation import (
    Remaining,
    exchange,
    is_reindexing,
    prepare,
    remaining,
    reseal,
    sealed_tables,
)
from guildhall.kernel.files.rotation import reseal_files, stale_files
from guildhall.kernel.jobs.work import Run
from guildhall.kernel.refusal import Refused

LOCK = 7_031_831
FILES = "files_file"


class Standing(NamedTuple):
    """How the keys stand: which are in the file, and what still needs the old ones."""

    active: int
    suite: str
    chosen: str
    old: list[int]
    old_indexes: list[int]
    is_reindexing: bool
    remaining: list[Remaining]

    @property
    def is_settled(self) -> bool:
        return not self.remaining and not self.is_reindexing

    @property
    def may_retire(self) -> bool:
        return self.is_settled and bool(self.old or self.old_indexes)

    @property
    def is_other_suite(self) -> bool:
        return self.suite != self.chosen


def standing() -> Standing:
    ring = keys.keyring()
    return Standing(
        active=ring.active,
        suite=ring.suites[ring.active],
        chosen=keys.chosen_suite().cipher,
        old=sorted(number for number in ring.ciphers if number != ring.active),
        old_indexes=sorted(each.number for each in ring.index_keys if each != ring.index),
        is_reindexing=is_reindexing(),
        remaining=still_to_do(),
    )


def still_to_do() -> list[Remaining]:
    """The rows and files that need a key other than the newest."""
    rows = [each for table in sealed_tables() for each in remaining(table)]
    files = stale_files().count()
    return [*rows, Remaining(FILES, "key_number", files)] if files else rows


@contextmanager
def alone() -> Iterator[bool]:
    """Whether this is the only one who changes keys in this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        got = bool(cursor.fetchone()[0])
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


class Progress:
    """Counts rows for the page of the job."""

    def __init__(self, run: Run | None, total: int) -> None:
        self.run, self.total, self.done = run, total, 0

    def told(self, count: int) -> None:
        self.done += count
        if self.run is not None:
            self.run.advance(min(self.done, self.total), self.total, f"已处理 {self.done} 条")

    def quietly(self, count: int) -> None:
        self.done += count


def rotate(run: Run | None = None) -> dict[str, int]:
    """Bring everything under the newest keys; stopped anywhere it goes on from what stands, run again it finds nothing."""
    with alone() as got:
        if not got:
            raise Refused("另一项密钥轮换正在进行")
        if is_reindexing():
            prepare()
        progress = Progress(run, sum(each.rows for each in still_to_do()))
        rows = sum(reseal(table, progress.told) for table in sealed_tables())
        if is_reindexing():
            exchange(progress.quietly)
        rows += sum(reseal(table, progress.told) for table in sealed_tables())
        unreadable = reseal_files(progress.told)
        left = sum(each.rows for each in still_to_do())
    return {"rows": rows, "left": left, "unreadable_files": len(unreadable)}


def retire() -> tuple[list[int], list[int]]:
    """Take the old keys out of the keys file; refused while anything needs them."""
    with alone() as got:
        if not got:
            raise Refused("密钥轮换正在进行，完成后再停用旧密钥")
        now = standing()
        if not now.is_settled:
            count = sum(each.rows for each in now.remaining)
            raise Refused(
                f"还有 {count} 条内容使用旧密钥，请先完成轮换" if count else "检索密钥还没有换完，请先完成轮换"
            )
        if not now.may_retire:
            raise Refused("没有旧密钥")
        return keys.forget_old_keys(keys.keys_path())
