"""The starter on real binaries: what it promises as root it promises as an ordinary user too."""

import contextlib
import json
import multiprocessing
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from setup import postgres

PROJECT = Path(__file__).resolve().parents[2]
MACHINE_BINARIES = Path("/usr/lib/postgresql/15/bin")
ORDINARY_USER = 65534


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("GUILDHALL_PG_FAST", "1")
    monkeypatch.setenv("GUILDHALL_PG_BINARIES", str(postgres.find_binaries(PROJECT)))
    yield tmp_path
    forget(tmp_path)


def forget(root: Path) -> None:
    home = postgres.cluster_of(root).home
    postgres.stop(root)
    shutil.rmtree(home, ignore_errors=True)


def ask(url: str, question: str) -> str:
    with psycopg.connect(url) as connection:
        return str(connection.execute(question).fetchone()[0])


def test_a_new_cluster_holds_chinese_in_shanghai_time(root: Path) -> None:
    url = postgres.ensure(root)

    answer = ask(
        url, "SELECT concat_ws('|', current_database(), current_user, current_setting('TimeZone'), lower('工会A'))"
    )
    locale = ask(
        url, "SELECT datcollate || '|' || pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'guildhall'"
    )

    assert url == postgres.address(root)
    assert answer == "guildhall|guildhall|Asia/Shanghai|工会a"
    assert locale == "C.UTF-8|UTF8"


def test_trigrams_of_chinese_are_not_empty(root: Path) -> None:
    url = postgres.ensure(root)

    with psycopg.connect(url) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        trigrams = connection.execute("SELECT cardinality(show_trgm('吉安市总工会'))").fetchone()[0]

    assert trigrams > 0


def test_the_role_is_not_a_superuser(root: Path) -> None:
    url = postgres.ensure(root)

    assert ask(url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == "False"


def test_a_second_start_finds_the_first(root: Path) -> None:
    started = ask(postgres.ensure(root), "SELECT pg_postmaster_start_time()")

    again = ask(postgres.ensure(root), "SELECT pg_postmaster_start_time()")

    assert again == started


def test_stopping_stops_and_starting_finds_the_records(root: Path) -> None:
    with psycopg.connect(postgres.ensure(root)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")

    postgres.stop(root)
    running_after_stop = postgres.is_running(root)
    one = ask(postgres.ensure(root), "SELECT one FROM kept")

    assert running_after_stop is False
    assert one == "1"


def test_it_survives_a_kill(root: Path) -> None:
    with psycopg.connect(postgres.ensure(root)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    cluster = postgres.cluster_of(root)
    os.kill(int((cluster.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    one = ask(postgres.ensure(root), "SELECT one FROM kept")

    assert one == "1"


def test_a_process_id_that_now_belongs_to_something_else_does_not_block_the_start(root: Path) -> None:
    postgres.ensure(root)
    cluster = postgres.cluster_of(root)
    left = (cluster.data / "postmaster.pid").read_text().splitlines()
    postgres.stop(root)
    with subprocess.Popen(["sleep", "60"], **postgres.as_user(cluster.user)) as stranger:
        (cluster.data / "postmaster.pid").write_text("\n".join([str(stranger.pid), *left[1:]]) + "\n")
        cluster.socket.with_name(cluster.socket.name + ".lock").write_text(f"{stranger.pid}\n")

        one = ask(postgres.ensure(root), "SELECT 1")
        stranger.kill()

    assert one == "1"


def test_a_cluster_that_was_half_made_is_made_again(root: Path) -> None:
    postgres.ensure(root)
    postgres.stop(root)
    cluster = postgres.cluster_of(root)
    cluster.data.rename(cluster.folder / "data.unfinished")
    cluster.prepared.unlink()

    assert ask(postgres.ensure(root), "SELECT 1") == "1"


def test_starters_at_the_same_moment_share_one_server(root: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as starters:
        urls = starters.map(postgres.ensure, [root] * 4)

    assert set(urls) == {postgres.address(root)}
    assert ask(urls[0], "SELECT 1") == "1"


def test_the_server_is_out_of_reach_of_the_terminal(root: Path) -> None:
    postgres.ensure(root)
    cluster = postgres.cluster_of(root)
    pid = int((cluster.data / "postmaster.pid").read_text().split()[0])

    assert os.getsid(pid) != os.getsid(0)
    assert stat.S_IMODE(cluster.sockets.stat().st_mode) == 0o700


def test_a_deep_project_folder_still_has_a_socket_that_fits(root: Path) -> None:
    deep = root / ("深" * 30) / ("d" * 60)
    deep.mkdir(parents=True)

    url = postgres.ensure(deep)
    one = ask(url, "SELECT 1")
    forget(deep)

    assert one == "1"
    assert len(os.fsencode(postgres.cluster_of(deep).socket)) <= postgres.SOCKET_PATH_LIMIT


def test_a_folder_of_somebody_else_is_refused(root: Path) -> None:
    cluster = postgres.cluster_of(root)
    cluster.home.mkdir(parents=True)
    cluster.sockets.mkdir(mode=0o777)
    cluster.sockets.chmod(0o777)

    with pytest.raises(postgres.PostgresError, match="is not a private folder"):
        postgres.ensure(root)


@pytest.mark.skipif(not MACHINE_BINARIES.exists(), reason="this machine has no PostgreSQL 15")
def test_another_major_version_has_its_own_folder(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUILDHALL_PG_BINARIES")
    first = postgres.address(root)
    monkeypatch.setenv("GUILDHALL_PG_BINARIES", str(MACHINE_BINARIES))

    url = postgres.ensure(root)

    assert url != first
    assert ask(url, "SHOW server_version_num").startswith("15")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_an_ordinary_user_keeps_everything_in_the_project(root: Path) -> None:
    home = Path("/var/tmp") / f"guildhall-test-{os.getpid()}"  # noqa: S108 - removed below
    home.mkdir(mode=0o700)
    os.chown(home, ORDINARY_USER, ORDINARY_USER)
    script = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path; from setup import postgres;"
        "root = Path(sys.argv[2]); url = postgres.ensure(root); again = postgres.ensure(root);"
        "print(json.dumps([url, again, postgres.is_running(root)])); postgres.stop(root);"
    )
    try:
        done = subprocess.run(
            ["/usr/bin/python3", "-I", "-c", script, str(PROJECT), str(home)],
            capture_output=True,
            text=True,
            cwd="/",
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
            **postgres.as_user(postgres.ServerUser(ORDINARY_USER, ORDINARY_USER)),
        )
        owners = {path.lstat().st_uid for path in home.rglob("*")}
    finally:
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(home)

    assert done.returncode == 0, done.stderr
    url, again, running = json.loads(done.stdout)
    assert url == again
    assert running is True
    assert owners == {ORDINARY_USER}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
def test_binaries_that_the_server_user_cannot_reach_are_copied(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = postgres.find_binaries(PROJECT).parent
    hidden = root / "hidden" / found.parent.name / "pginstall"
    shutil.copytree(found, hidden)
    libraries = found.parent.with_name(found.parent.name + ".libs")
    if not libraries.exists():
        pytest.skip("the binaries are not the wheel's and cannot be moved")
    shutil.copytree(libraries, root / "hidden" / libraries.name)
    (root / "hidden").chmod(0o700)
    monkeypatch.setenv("GUILDHALL_PG_BINARIES", str(hidden / "bin"))

    assert ask(postgres.ensure(root), "SELECT 1") == "1"


def test_the_command_tells_the_address() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "setup.postgres", "url"], capture_output=True, text=True, cwd=PROJECT, check=True
    )

    assert done.stdout.strip() == postgres.address(PROJECT)
