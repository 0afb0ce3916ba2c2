"""The strict runner: one migrated template database, cloned per worker; queries without an order come back shuffled."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.models import QuerySet
from psycopg import sql

from setup import postgres

pytest_plugins = ["tests.systems_plugin"]

ROOT = Path(__file__).parent
LOCK = 7_031_823


def _address() -> str:
    return os.environ.get("DATABASE_URL") or postgres.ensure(ROOT)


def _connect(name: str = "postgres") -> psycopg.Connection[Any]:
    entry = settings.DATABASES["default"]
    return psycopg.connect(
        dbname=name,
        user=entry["USER"] or None,
        password=entry["PASSWORD"] or None,
        host=entry["HOST"] or None,
        port=entry["PORT"] or None,
        autocommit=True,
    )


def migrations_digest() -> str:
    """What the template database is made of: every migration file and the test schema's name."""
    digest = hashlib.sha256(settings.SCHEMA.encode())
    for path in sorted([*ROOT.glob("guildhall/**/migrations/*.py"), *ROOT.glob("guildhall/kernel/**/presets/*")]):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _exists(connection: psycopg.Connection[Any], name: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _point_django_at(name: str) -> None:
    connections["default"].close()
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


def create_database(name: str, template: str = "template0") -> None:
    """A new database in C.UTF-8, or a clone of a template in a fraction of a second."""
    with _connect() as connection:
        locale = sql.SQL(" ENCODING 'UTF8' LOCALE 'C.UTF-8'" if template == "template0" else "")
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}{}")
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template), locale))


def drop_database(name: str) -> None:
    with _connect() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def template_database() -> str:
    """The migrated template, made once for a state of the migrations; others wait for it."""
    name = f"guildhall_template_{migrations_digest()}"
    with _connect() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            if not _exists(connection, name):
                _build_template(name)
        finally:
            connection.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return name


def _build_template(name: str) -> None:
    building = f"{name}_building"
    drop_database(building)
    create_database(building)
    with _connect(building) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(settings.SCHEMA)))
    _point_django_at(building)
    call_command("migrate", verbosity=0, interactive=False)
    connections["default"].close()
    with _connect() as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(name))
        )
        old = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'guildhall_template_%%' AND datname NOT LIKE %s",
            [name + "%"],
        ).fetchall()
    for (stale,) in old:
        if os.environ.get("CI"):
            drop_database(stale)


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """A clone of the template for this worker, dropped at the end."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw")
    name = f"guildhall_test_{os.getpid()}_{worker}"
    with django_db_blocker.unblock():
        _address()
        template = template_database()
        create_database(name, template)
        _point_django_at(name)
    yield
    with django_db_blocker.unblock():
        for connection in connections.all():
            connection.close()
        drop_database(name)


@pytest.fixture(scope="session", autouse=True)
def _keys() -> None:
    """The keys of the test runs, made once."""
    if not Path(settings.GUILDHALL_KEYS_FILE).exists():
        call_command("make_keys", "--if-missing", verbosity=0)


@pytest.fixture
def cloned_database(django_db_setup: None, django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of its own for a test that commits (threads, workers, servers); append-only tables refuse flushing."""
    before = settings.DATABASES["default"]["NAME"]
    name = f"{before}_{random.randrange(10**9)}"  # noqa: S311
    with django_db_blocker.unblock():
        create_database(name, template_database())
        _point_django_at(name)
        yield name
        for connection in connections.all():
            connection.close()
        _point_django_at(before)
        drop_database(name)


@pytest.fixture(autouse=True)
def _unordered_comes_shuffled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever relies on an order that he did not ask for finds out."""
    fetch = QuerySet._fetch_all

    def fetch_and_shuffle(queryset: QuerySet[Any]) -> None:
        is_first = queryset._result_cache is None
        fetch(queryset)
        if is_first and not queryset.ordered and not queryset.query.is_sliced:
            random.shuffle(queryset._result_cache)

    monkeypatch.setattr(QuerySet, "_fetch_all", fetch_and_shuffle)


@pytest.fixture
def today() -> date:
    """The day of the tests: after the reported year of the demo city."""
    return date(2013, 1, 15)
