"""What was counted once is kept as long as the trail shows no write since.

Every verb leaves an entry in its own transaction. So a count stands as long as no entry has come that the database
snapshot of its beginning did not see; one look at the newest entries tells.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from guildhall.kernel.scope import Reach
from guildhall.mechanisms.indicators.models import Indicator
from guildhall.mechanisms.indicators.rules.periods import Period

T = TypeVar("T")

# Entries of these parts are about readers, files and texts; no figure counts their records, unless one is declared.
BESIDE_FIGURES = frozenset(
    {"access", "audit", "documents", "files", "indicators", "jobs", "notifications", "parameters", "portal", "web"}
)
SECONDS_KEPT = 24 * 3600
WRITTEN_SINCE = """
    SELECT EXISTS (
        SELECT 1 FROM audit_entry
        WHERE era = (SELECT system_identifier FROM pg_control_system())
          AND transaction >= pg_snapshot_xmin(%(seen)s::pg_snapshot)::text::bigint
          AND NOT pg_visible_in_snapshot(transaction::text::xid8, %(seen)s::pg_snapshot)
          AND split_part(subject_type, '.', 1) <> ALL(%(beside)s)
    )
"""


_ANEW: ContextVar[bool] = ContextVar("counts_anew", default=False)


@contextmanager
def counted_anew() -> Iterator[None]:
    """Within it nothing kept is used or kept: figures come from the records, as when a backup is compared."""
    token = _ANEW.set(True)
    try:
        yield
    finally:
        _ANEW.reset(token)


def kept(
    what: str,
    indicators: Sequence[Indicator],
    periods: Sequence[Period],
    reach: Reach,
    count: Callable[[], T],
) -> T:
    """A count as it was made before, where nothing was written since; else made anew and kept."""
    if not settings.GUILDHALL_KEEPS_READINGS or _ANEW.get():
        return count()
    key = key_of(what, indicators, periods, reach)
    found = cache.get(key)
    if found is not None:
        seen, counted = found
        if not written_since(seen, indicators):
            return counted
    seen = snapshot()
    counted = count()
    cache.set(key, (seen, counted), SECONDS_KEPT)
    return counted


def key_of(what: str, indicators: Sequence[Indicator], periods: Sequence[Period], reach: Reach) -> str:
    figures = sorted((indicator.code, indicator.version) for indicator in indicators)
    spans = [period.code for period in periods]
    reaching = (type(reach).__name__, reach.everything, sorted(reach.areas), sorted(reach.organisations))
    asked = repr((settings.SCHEMA, connection.settings_dict["NAME"], what, figures, spans, reaching))
    return "indicators:" + hashlib.sha256(asked.encode()).hexdigest()


def snapshot() -> str:
    """Which transactions are finished now, as PostgreSQL writes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return str(cursor.fetchone()[0])


def written_since(seen: str, indicators: Sequence[Indicator]) -> bool:
    """Whether an entry has come that a snapshot did not see."""
    beside = sorted(BESIDE_FIGURES - {indicator.base._meta.app_label for indicator in indicators})
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN_SINCE, {"seen": seen, "beside": beside})
        return bool(cursor.fetchone()[0])
