"""The supervisor keeps its children running and ends them all when asked."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from setup import environment, run

PROJECT = environment.ROOT

SUPERVISING = """
import sys
from setup.run import Child, Supervisor

folder = sys.argv[1]
program = "import os, pathlib, sys, time; pathlib.Path(sys.argv[1], str(os.getpid())).touch(); time.sleep(60)"
child = Child("child", [sys.executable, "-c", program, folder])
sys.exit(Supervisor([child], "http://127.0.0.1:9", lambda: None).run())
"""


def wait_for(found: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not found():
        assert time.monotonic() < until
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def pids(folder: Path) -> list[int]:
    return [int(path.name) for path in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)]


def supervising(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SUPERVISING, str(folder)], cwd=PROJECT, stderr=subprocess.PIPE, text=True
    )


def test_a_killed_child_is_started_again_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    with supervising(tmp_path) as supervisor:
        wait_for(lambda: len(pids(tmp_path)) == 1)
        os.kill(pids(tmp_path)[0], signal.SIGKILL)
        wait_for(lambda: len(pids(tmp_path)) == 2)

        supervisor.send_signal(signal.SIGINT)
        supervisor.communicate(timeout=20)

    assert supervisor.returncode == 0
    assert not any(is_alive(pid) for pid in pids(tmp_path))


def test_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    with supervising(tmp_path) as supervisor:
        wait_for(lambda: len(pids(tmp_path)) == 1)

        supervisor.kill()

        wait_for(lambda: not is_alive(pids(tmp_path)[0]))


def test_a_busy_port_is_refused_in_words() -> None:
    with run.socket.socket() as taken:
        taken.bind((run.HOST, 0))
        taken.listen()

        with pytest.raises(environment.SetupError, match="已被占用"):
            run.refuse_busy_port(taken.getsockname()[1])
