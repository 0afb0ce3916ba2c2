"""The databases of the bench: only ever ones whose name begins with guildhall_bench_."""

import os
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
from django.core.management import call_command
from psycopg import sql

from bench import ROOT
from setup import postgres

PREFIX = "guildhall_bench_"


def address() -> str:
    """The server that is measured: DATABASE_URL's or the embedded one."""
    return os.environ.get("DATABASE_URL") or postgres.ensure(ROOT)


def address_of(name: str) -> str:
    return urlunsplit(urlsplit(address())._replace(path=f"/{checked(name)}"))


def checked(name: str) -> str:
    if not name.startswith(PREFIX):
        raise ValueError(f"{name} is not a database of the bench")
    return name


def begin() -> None:
    """Django with the project's own settings; which database it reads is said by `point_at`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    os.environ.setdefault("DATABASE_URL", address())
    os.environ.setdefault("GUILDHALL_LOG_LEVEL", "WARNING")
    django.setup()
    call_command("make_keys", "--if-missing", verbosity=0)


def point_at(name: str) -> None:
    """Let Django's connection lead to a database of the bench."""
    from django.conf import settings  # noqa: PLC0415 - readable only after begin()
    from django.db import connections  # noqa: PLC0415

    connections["default"].close()
    settings.DATABASES["default"]["NAME"] = checked(name)
    connections["default"].settings_dict["NAME"] = name


def exists(name: str) -> bool:
    with _maintenance() as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def mark_of(name: str) -> str:
    """The comment on a database: of what it was built."""
    with _maintenance() as connection:
        found = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
    return (found and found[0]) or ""


def mark(name: str, text: str) -> None:
    with _maintenance() as connection:
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(checked(name)), text))


def create(name: str) -> None:
    drop(name)
    with _maintenance() as connection:
        statement = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
        connection.execute(sql.SQL(statement).format(sql.Identifier(checked(name))))


def drop(name: str) -> None:
    with _maintenance() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(checked(name))))


def clean() -> list[str]:
    """Drop every database of the bench."""
    with _maintenance() as connection:
        names = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        found = [name for (name,) in names.fetchall()]
    for name in found:
        drop(name)
    return found


def bare(name: str, schema: str = "city") -> psycopg.Connection:
    """A bare connection that prepares its statements, as the floor of a read."""
    options = f"-c search_path={schema} -c timezone=Asia/Shanghai"
    return psycopg.connect(address_of(name), autocommit=True, options=options, prepare_threshold=1)


def _maintenance() -> psycopg.Connection:
    return psycopg.connect(urlunsplit(urlsplit(address())._replace(path="/postgres")), autocommit=True)
