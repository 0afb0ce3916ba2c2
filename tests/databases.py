"""Databases for tests: templates built once for a state of the code, cloned in a fraction of a second."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from setup import postgres

ROOT = Path(__file__).resolve().parent.parent
LOCK = 7_031_823
PATIENCE = 60


def ensure_server() -> None:
    """Start the embedded server unless DATABASE_URL names another."""
    if not os.environ.get("DATABASE_URL"):
        postgres.ensure(ROOT)


def connect(name: str = "postgres") -> psycopg.Connection[Any]:
    entry = settings.DATABASES["default"]
    return psycopg.connect(
        dbname=name,
        user=entry["USER"] or None,
        password=entry["PASSWORD"] or None,
        host=entry["HOST"] or None,
        port=entry["PORT"] or None,
        autocommit=True,
    )


def digest(paths: Iterable[Path], *texts: str) -> str:
    """What a template is made of, in twelve letters."""
    found = hashlib.sha256("\0".join(texts).encode())
    for path in sorted(paths):
        found.update(path.as_posix().removeprefix(ROOT.as_posix()).encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:12]


def migrations_digest() -> str:
    """Every migration file, what migrations read, and the test schema's name."""
    return digest(
        [*ROOT.glob("guildhall/**/migrations/*.py"), *ROOT.glob("guildhall/kernel/**/presets/*")], settings.SCHEMA
    )


def point_django_at(name: str) -> None:
    connections["default"].close()
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


def create_database(name: str, template: str = "template0") -> None:
    """A new database in C.UTF-8, or a clone of a template in a fraction of a second."""
    with connect() as connection:
        locale = sql.SQL(" ENCODING 'UTF8' LOCALE 'C.UTF-8'" if template == "template0" else "")
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}{}")
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template), locale))


def drop_database(name: str) -> None:
    """Drop a database; a vacuum that the server itself runs in it is waited for, nobody else may end it."""
    for _ in range(PATIENCE):
        try:
            with connect() as connection:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            time.sleep(0.5)
        else:
            return
    raise TimeoutError(f"{name} is still in use")


def built_once(name: str, build: Callable[[str], None], *, family: str, lock: int = LOCK) -> str:
    """A template that the first who needs it builds while others wait; in CI its predecessors of the family go."""
    with connect() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [lock])
        try:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if found is None:
                _build(name, build, family)
        finally:
            connection.execute("SELECT pg_advisory_unlock(%s)", [lock])
    return name


def _build(name: str, build: Callable[[str], None], family: str) -> None:
    building = f"{name}_building"
    drop_database(building)
    build(building)
    with connect() as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(name))
        )
        old = connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND NOT starts_with(datname, %s)",
            [family, name],
        ).fetchall()
    for (stale,) in old:
        if os.environ.get("CI"):
            drop_database(stale)


def template_database() -> str:
    """The migrated template, made once for a state of the migrations; others wait for it."""
    family = "guildhall_template_"
    return built_once(f"{family}{migrations_digest()}", _migrated, family=family)


def _migrated(name: str) -> None:
    create_database(name)
    with connect(name) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(settings.SCHEMA)))
    point_django_at(name)
    call_command("migrate", verbosity=0, interactive=False)
    connections["default"].close()
