"""PostgreSQL's own programs, new enough for the server they talk to."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

from setup import postgres


class ProgramMissing(Exception):  # noqa: N818 - what is missing, said to whoever runs the command
    """No program of PostgreSQL is new enough; the message says what to install."""


def program(name: str) -> str:
    """The path of `pg_dump` or `pg_restore`, of the server's major version or a later one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        (wanted,) = cursor.fetchone()
    for folder in folders():
        candidate = folder / name
        if candidate.exists() and major_of(candidate) >= wanted:
            return str(candidate)
    raise ProgramMissing(
        f"找不到 {name}（需 PostgreSQL {wanted} 或更高版本），请安装 postgresql-client-{wanted}，或设置 GUILDHALL_PG_BINARIES"
    )


def folders() -> Iterator[Path]:
    """Where the programs may be: the folder asked for, the wheel's, the machine's newest first, the search path."""
    if os.environ.get("GUILDHALL_PG_BINARIES"):
        yield Path(os.environ["GUILDHALL_PG_BINARIES"])
    with suppress(postgres.PostgresError):
        yield postgres.find_binaries(settings.BASE_DIR)
    yield from sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: folder.parts[-2].zfill(4), reverse=True
    )
    found = shutil.which("pg_dump")
    if found:
        yield Path(found).resolve().parent


def major_of(candidate: Path) -> int:
    try:
        said = subprocess.run([str(candidate), "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    except OSError:
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(found[1]) if found else 0


def address() -> str:
    """The database as PostgreSQL's programs are told of it, without the password, which goes by the environment."""
    kept = settings.DATABASES["default"]
    values = {"host": kept["HOST"], "port": kept["PORT"], "user": kept["USER"]}
    return f"postgresql:///{quote(kept['NAME'])}?{urlencode({name: value for name, value in values.items() if value})}"


def run(name: str, *arguments: str) -> None:
    """Run a program against the city's database; its own words are raised when it fails."""
    password = settings.DATABASES["default"]["PASSWORD"]
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    done = subprocess.run(  # noqa: S603 - our own programs, no shell
        [program(name), *arguments, f"--dbname={address()}"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ProgramMissing(f"{name} 失败：{done.stderr.strip()[-2000:]}")
