"""The sealer: entries commit unchained, and one process at a time chains them in batches behind.

A transaction's number is given when it first writes, not when it commits. So only entries are sealed whose
transaction is older than every one still running: no earlier entry can appear any more.
"""

from collections.abc import Iterator

from django.db import connection, transaction
from django.utils import timezone

from guildhall.kernel.audit import heads
from guildhall.kernel.audit.digests import BEGINNING, Digest, rows_of
from guildhall.kernel.audit.models import Entry, Seal

LOCK = 7_031_824
LIMIT = 20_000

# Transactions that run in other databases of the cluster; without this a long import there would hold up the sealing.
ELSEWHERE = """
    SELECT COALESCE(array_agg(held.transactionid::text::bigint), '{}')
    FROM pg_locks held JOIN pg_stat_activity backend USING (pid)
    WHERE held.locktype = 'transactionid' AND held.mode = 'ExclusiveLock'
      AND backend.datid <> (SELECT oid FROM pg_database WHERE datname = current_database())
"""
CURRENT = """
    SELECT
        (pg_control_system()).system_identifier,
        LEAST(
            pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
            (
                SELECT min(running::text::bigint) FROM pg_snapshot_xip(pg_current_snapshot()) running
                WHERE running::text::bigint %% 4294967296 <> ALL (%s::bigint[])
            )
        )
"""


def seal(limit: int = LIMIT) -> Seal | None:
    """Chain the oldest entries that are not chained yet, about `limit` of them; None when there is nothing to do."""
    database = heads.this_database()
    with transaction.atomic(durable=True):
        if not _alone():
            return None
        previous = Seal.objects.order_by("-pk").first()
        sealed = _next_seal(previous, limit)
    _note_outside(previous, sealed, database)
    return sealed


def seal_all() -> int:
    """Chain everything that can be chained; how many entries that were."""
    count = 0
    while (sealed := seal()) is not None:
        count += sealed.entry_count
    return count


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _next_seal(previous: Seal | None, limit: int) -> Seal | None:
    for era, before in _eras():
        bound = _bound(era, before, limit)
        if bound is not None:
            return _sealed(previous, era, *bound)
    return None


def _eras() -> Iterator[tuple[int, int]]:
    """Eras that have entries, earlier clusters first, each with the transaction before which its entries are final."""
    current, oldest_running = _now()
    kept = Entry.objects.order_by("era").values_list("era", flat=True)
    era = kept.first()
    while era is not None:
        if era != current:
            yield era, 2**63 - 1
        era = kept.filter(era__gt=era).first()
    yield current, oldest_running


def _now() -> tuple[int, int]:
    """This cluster, and the oldest transaction that may still write here.

    The others are read first: one that begins in between is younger than every entry already committed.
    """
    with connection.cursor() as cursor:
        cursor.execute(ELSEWHERE)
        (elsewhere,) = cursor.fetchone()
        cursor.execute(CURRENT, [elsewhere])
        current, oldest_running = cursor.fetchone()
    return current, oldest_running


def _bound(era: int, before: int, limit: int) -> tuple[int, int] | None:
    """After which and up to which transaction the next batch goes; a transaction is never divided."""
    last = Seal.objects.filter(era=era).order_by("-pk").values_list("up_to_transaction", flat=True).first() or 0
    open_ones = Entry.objects.filter(era=era, transaction__gt=last, transaction__lt=before)
    transactions = open_ones.order_by("transaction", "id").values_list("transaction", flat=True)
    up_to = next(iter(transactions[limit - 1 : limit]), None)
    if up_to is None:
        up_to = open_ones.order_by("-transaction", "-id").values_list("transaction", flat=True).first()
    return None if up_to is None else (last, up_to)


def _sealed(previous: Seal | None, era: int, after: int, up_to: int) -> Seal:
    digest = Digest(bytes(previous.digest) if previous else BEGINNING)
    digest.take(rows_of(Entry.objects.filter(era=era, transaction__gt=after, transaction__lte=up_to)))
    at = timezone.now()
    return Seal.objects.create(
        at=at,
        era=era,
        entry_count=digest.count,
        up_to_transaction=up_to,
        digest=digest.closed(at=at, era=era, up_to_transaction=up_to),
    )


def _note_outside(previous: Seal | None, sealed: Seal | None, database: str) -> None:
    """Append the new head, and the one before if its sealer was killed between the database and the file."""
    newest = heads.newest(database)
    if previous is not None and newest is not None and newest.seal < previous.pk:
        heads.append(previous, database)
    if sealed is not None:
        heads.append(sealed, database)
