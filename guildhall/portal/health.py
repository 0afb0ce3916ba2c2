"""Whether this process can serve: for `make run`, load balancers and watchers. No secrets, no personal data."""

import shutil
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import JsonResponse

from guildhall.web.pages import open_page

STALLED_AFTER_SECONDS = 60
LEAST_FREE_BYTES = 200 * 1024 * 1024
QUESTION = """
    SELECT (SELECT array_agg(app || '.' || name) FROM django_migrations),
           (SELECT extract(epoch FROM clock_timestamp() - max(last_heartbeat)) FROM procrastinate_workers)
"""


@lru_cache(maxsize=1)
def known_migrations() -> frozenset[str]:
    """The migrations of this release, read from disk once a process."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(f"{app}.{name}" for app, name in loader.disk_migrations)


def health() -> tuple[dict[str, object], bool]:
    """What works, and whether it is enough to serve; background work may lag behind without harm to pages."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(QUESTION)
            applied, heartbeat = cursor.fetchone()
    except DatabaseError:
        return {"state": "down", "database": "unreachable"}, False
    waiting = len(known_migrations() - set(applied or ()))
    has_room = free_bytes() > LEAST_FREE_BYTES
    works = not waiting and has_room
    is_working = heartbeat is not None and heartbeat < STALLED_AFTER_SECONDS
    return {
        "state": ("ok" if is_working else "degraded") if works else "down",
        "database": "ok",
        "migrations": f"{waiting} not applied" if waiting else "ok",
        "worker": "ok" if is_working else "none" if heartbeat is None else "stalled",
        "worker_heartbeat_seconds": None if heartbeat is None else round(float(heartbeat), 1),
        "disk": "ok" if has_room else "full",
    }, works


def free_bytes() -> int:
    """The room where files are kept; the folder itself is made with the first file."""
    folder = Path(settings.GUILDHALL_FILES_DIR)
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


@open_page
def healthz(request):
    found, works = health()
    return JsonResponse(found, status=200 if works else 503, headers={"Cache-Control": "no-store"})
