"""The digest of a batch of entries: a plain recipe that anybody can repeat with the rows and SHA-256."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from guildhall.kernel.audit.models import Entry

BEGINNING = bytes(32)
COLUMNS = (
    "id", "at", "transaction", "era", "account_id", "person_id", "actor_label", "verb", "subject_type", "subject_id",
    "organisation_id", "reason", "before", "after",
)  # fmt: skip
ID, TRANSACTION = COLUMNS.index("id"), COLUMNS.index("transaction")
BATCH = 2000

Row = tuple[Any, ...]


def rows_of(entries: QuerySet[Entry]) -> Iterator[Row]:
    """Entries as plain rows in the order in which they are sealed, read in batches."""
    return entries.order_by("transaction", "id").values_list(*COLUMNS).iterator(chunk_size=BATCH)


class Digest:
    """SHA-256 over the digest before, one line of canonical JSON per entry, and the seal's own facts."""

    def __init__(self, previous: bytes) -> None:
        self._state = hashlib.sha256(previous)
        self.count = 0
        self.first: int | None = None
        self.last: int | None = None

    def take(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._state.update(line_of(dict(zip(COLUMNS, row, strict=True))))
            self.count += 1
            self.first = self.first or row[ID]
            self.last = row[ID]

    def closed(self, *, at: datetime, era: int, up_to_transaction: int) -> bytes:
        facts = {"at": at, "era": era, "entry_count": self.count, "up_to_transaction": up_to_transaction}
        state = self._state.copy()
        state.update(line_of(facts))
        return state.digest()


def line_of(values: dict[str, Any]) -> bytes:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_moment)
    return text.encode() + b"\n"


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")
