"""A whole house for one module of journeys: a city of its own, the web server and the job worker."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from psycopg import sql

from tests.databases import (
    ROOT,
    built_once,
    connect,
    create_database,
    digest,
    drop_database,
    ensure_server,
    migrations_digest,
    template_database,
)

CITY_LOCK = 7_031_824
PATIENCE = 120.0
HOST = "127.0.0.1"


def address_of(database: str) -> str:
    """The postgresql:// address of a database of the test server."""
    entry = settings.DATABASES["default"]
    secret = f":{quote(entry['PASSWORD'], safe='')}" if entry["PASSWORD"] else ""
    port = f"&port={entry['PORT']}" if entry["PORT"] else ""
    return (
        f"postgresql://{quote(entry['USER'], safe='')}{secret}@/{database}?host={quote(entry['HOST'], safe='')}{port}"
    )


def environment(database: str, var: Path) -> dict[str, str]:
    """What the server, the worker and commands see: the development settings over the test schema and keys."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": address_of(database),
        "GUILDHALL_SCHEMA": settings.SCHEMA,
        "GUILDHALL_KEYS_FILE": str(settings.GUILDHALL_KEYS_FILE),
        "GUILDHALL_VAR": str(var),
        "GUILDHALL_FILES_DIR": str(var / "files"),
        "GUILDHALL_TRAIL_HEAD": str(var / "trail-head.log"),
        "GUILDHALL_DEMO_SIGN_IN": "1",
        "PYTHONUNBUFFERED": "1",
    }


def city_database(var: Path) -> str:
    """The small demo city as a template, built once for a state of migrations, demo code and keys."""
    ensure_server()
    family = "guildhall_city_"
    city = [*ROOT.glob("guildhall/demo/*.py"), ROOT / "guildhall" / "demo" / "published.yaml"]
    name = f"{family}{digest([*city, Path(settings.GUILDHALL_KEYS_FILE)], migrations_digest())}"
    migrated = template_database()

    def build(building: str) -> None:
        create_database(building, migrated)
        command = [sys.executable, "manage.py", "build_city", "--size", "small"]
        done = subprocess.run(command, cwd=ROOT, env=environment(building, var), capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    return built_once(name, build, family=family, lock=CITY_LOCK)


def collect_static(var: Path) -> None:
    """The files that pages load, where the server of the journeys looks for them."""
    settings.STATIC_ROOT = var / "static"
    call_command("collectstatic", interactive=False, verbosity=0)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@dataclass
class House:
    """Server and worker over one database, and what they wrote."""

    address: str
    database: str
    var: Path
    programs: dict[str, subprocess.Popen[bytes]]

    def log(self, name: str) -> str:
        return (self.var / f"{name}.log").read_text(errors="replace")

    def failures(self) -> list[str]:
        """Every line of server and worker that tells of an error, and programs that ended."""
        lines = [f"{name}: {line}" for name in self.programs for line in self.log(name).splitlines() if is_error(line)]
        ended = {name: program.poll() for name, program in self.programs.items() if program.poll() is not None}
        return lines + [f"{name} ended with {code}: {self.log(name)[-2000:]}" for name, code in ended.items()]

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=environment(self.database, self.var), capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def rows(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        """What a query of this house's database answers."""
        with connect(self.database) as connection:
            connection.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(settings.SCHEMA)))
            return connection.execute(statement, parameters).fetchall()


def is_error(line: str) -> bool:
    if not line.startswith("{"):
        return line.startswith("Traceback") or "panicked" in line
    try:
        entry = json.loads(line)
    except ValueError:
        return False
    return entry.get("level") in ("error", "critical")


@contextmanager
def opened(city: str, var: Path) -> Iterator[House]:
    """A clone of the city with a server and a worker, all gone afterwards."""
    database = f"guildhall_journey_{os.getpid()}_{random.randrange(10**9)}"  # noqa: S311
    create_database(database, city)
    port = free_port()
    server = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "4", "--no-access-log", "--log-level", "warning"),
        "config.wsgi:application",
    ]
    commands = {"server": server, "worker": [sys.executable, "manage.py", "worker"]}
    programs = {name: start(name, command, environment(database, var), var) for name, command in commands.items()}
    house = House(f"http://{HOST}:{port}", database, var, programs)
    try:
        wait_until_serving(house)
        yield house
    finally:
        for program in programs.values():
            stop(program)
        drop_database(database)


def start(name: str, command: list[str], given: dict[str, str], var: Path) -> subprocess.Popen[bytes]:
    with (var / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=given,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def wait_until_serving(house: House) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and house.programs["server"].poll() is None:
        try:
            with urllib.request.urlopen(f"{house.address}/sign-in/", timeout=5) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the server does not answer\n{house.log('server')}")


def stop(program: subprocess.Popen[bytes]) -> None:
    """Ask a program and what it started to end, then insist."""
    for number, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, 5)):
        try:
            os.killpg(program.pid, number)
            program.wait(patience)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
