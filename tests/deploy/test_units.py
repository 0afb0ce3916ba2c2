"""The units of `deploy/systemd` as far as a machine without systemd can try them: their commands run and serve in production's settings."""

import configparser
import json
import os
import secrets
import shlex
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.databases import ROOT
from tests.journeys.house import address_of

UNITS = ROOT / "deploy" / "systemd"
PATIENCE = 60.0
INSTALLED = "/srv/guildhall"


def unit(name: str) -> configparser.ConfigParser:
    read = configparser.ConfigParser(interpolation=None, strict=False)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(UNITS / name)
    return read


def command(name: str, **replaced: str) -> list[str]:
    words = shlex.split(unit(name)["Service"]["ExecStart"].replace(INSTALLED, str(ROOT)))
    for option, value in replaced.items():
        words[words.index(f"--{option}") + 1] = value
    return words


@pytest.fixture
def environment(cloned_database: str, tmp_path: Path) -> dict[str, str]:
    """What deploy/environment.example asks for, filled in for this machine."""
    metrics = tmp_path / "metrics"
    metrics.mkdir()
    named = [line.partition("=")[0] for line in (ROOT / "deploy" / "environment.example").read_text().splitlines()]
    values = {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DATABASE_URL": address_of(cloned_database),
        "GUILDHALL_SCHEMA": settings.SCHEMA,
        "GUILDHALL_SECRET_KEY": secrets.token_urlsafe(48),
        "GUILDHALL_HOSTS": "127.0.0.1",
        "GUILDHALL_ORIGINS": "https://127.0.0.1",
        "GUILDHALL_KEYS_FILE": str(settings.GUILDHALL_KEYS_FILE),
        "GUILDHALL_VAR": str(tmp_path),
        "GUILDHALL_FILES_DIR": str(tmp_path / "files"),
        "GUILDHALL_BACKUPS_DIR": str(tmp_path / "backups"),
        "GUILDHALL_TRAIL_HEAD": str(tmp_path / "head.log"),
        "GUILDHALL_METRICS_TOKEN": "watch",
    }
    assert {name for name in named if name and not name.startswith("#")} <= values.keys()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GUILDHALL", "DJANGO", "PYTEST"))}
    return kept | values | {"PROMETHEUS_MULTIPROC_DIR": str(metrics)}


def once(*arguments: str, environment: dict[str, str]) -> str:
    done = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    return done.stdout


def fetched(address: str, **headers: str) -> tuple[int, str]:
    asked = urllib.request.Request(address, headers=headers)  # noqa: S310
    with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310
        return answer.status, answer.read().decode()


def waited_for(condition: Callable[[], Any]) -> Any:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError):
            if found := condition():
                return found
        time.sleep(0.2)
    raise AssertionError("waited in vain")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_units_serve_work_and_back_up(environment: dict[str, str], tmp_path: Path) -> None:
    python = str(ROOT / ".venv" / "bin" / "python")
    once(python, "manage.py", "collectstatic", "--no-input", "-v", "0", environment=environment)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    running = [
        subprocess.Popen(words, cwd=ROOT, env=environment, start_new_session=True)
        for words in (
            command("guildhall-web.service", port=str(port), workers="2"),
            command("guildhall-worker@.service"),
        )
    ]
    try:
        waited_for(lambda: json.loads(fetched(f"{address}/healthz")[1])["worker"] == "ok")
        page = fetched(f"{address}/sign-in/", **{"X-Forwarded-Proto": "https"})
        metrics = fetched(f"{address}/metrics", **{"X-Forwarded-Proto": "https", "Authorization": "Bearer watch"})
    finally:
        for one in running:
            os.killpg(one.pid, signal.SIGTERM)
        ended = [one.wait(PATIENCE) for one in running]
    backed_up = once(*command("guildhall-backup.service"), environment=environment)

    assert (page[0], "职工之家" in page[1]) == (200, True)
    assert 'guildhall_request_seconds_count{method="GET",page="signing:sign_in"' in metrics[1] or (
        'page="sign_in"' in metrics[1]
    )
    assert all(code in {0, -signal.SIGTERM} for code in ended)
    assert "密钥不在备份中" in backed_up
    assert len(list((tmp_path / "backups").glob("*/manifest.json"))) == 1


@pytest.mark.parametrize("path", sorted(UNITS.iterdir()), ids=lambda path: path.name)
def test_every_unit_is_whole(path: Path) -> None:
    read = unit(path.name)

    if path.suffix == ".timer":
        assert path.with_suffix(".service").exists()
        return
    service = read["Service"]
    program = Path(shlex.split(service["ExecStart"])[0].replace(INSTALLED, str(ROOT)))
    assert program.exists()
    assert (service["User"], service["WorkingDirectory"]) == ("guildhall", INSTALLED)
    assert service["NoNewPrivileges"] == "true"
