"""`make run`: everything a fresh machine lacks, then the server and the worker until Ctrl-C."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

from setup import database, environment, postgres

ROOT = environment.ROOT
PROGRAMS = environment.PYTHON_PACKAGES / "bin"
HOST = "127.0.0.1"
ENOUGH_TIME_TO_END = 30.0
QUICK_CRASH = 10.0
QUICK_CRASHES_ALLOWED = 5
LONGEST_PAUSE = 30.0
SET_PARENT_DEATH_SIGNAL = 1


@dataclass
class Child:
    """A program that is kept running."""

    name: str
    command: list[str]
    running: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    quick_crashes: int = 0

    def start(self) -> None:
        self.running = subprocess.Popen(
            self.command, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=end_with_parent
        )
        self.started_at = time.monotonic()

    def look_after(self, now: float) -> None:
        """Start the program again when it has ended, after a pause that grows with every quick crash."""
        if self.running is None:
            if now >= self.start_again_at:
                self.start()
        elif self.running.poll() is not None:
            quick = now - self.started_at < QUICK_CRASH
            self.quick_crashes = self.quick_crashes + 1 if quick else 1
            self.start_again_at = now + min(2.0 ** (self.quick_crashes - 1), LONGEST_PAUSE)
            code = self.running.returncode
            environment.tell(
                f"{self.name} 意外退出（{code}），正在重启", f"{self.name} ended with {code}, starting again"
            )
            self.signal(signal.SIGKILL)
            self.running = None

    def signal(self, number: signal.Signals) -> None:
        """Signal the program and what it started; a killed program may have left workers behind."""
        if self.running is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.running.pid, number)

    @property
    def is_over(self) -> bool:
        return self.running is None or self.running.poll() is not None


@dataclass
class Supervisor:
    """Keeps its children running until it is asked to stop, then lets them end what they are doing."""

    children: list[Child]
    address: str
    keep_database: Callable[[], None]
    requests_to_stop: int = 0
    announced: bool = field(default=False)

    def run(self) -> int:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask_to_stop)
        for child in self.children:
            child.start()
        failed = self.watch()
        self.end()
        return 1 if failed else 0

    def ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.requests_to_stop += 1

    def watch(self) -> bool:
        """Look after the children until a stop is asked for; tell whether one of them could not be kept running."""
        while not self.requests_to_stop:
            for child in self.children:
                child.look_after(time.monotonic())
                if child.quick_crashes >= QUICK_CRASHES_ALLOWED:
                    environment.tell(f"{child.name} 无法启动", f"{child.name} cannot be kept running")
                    return True
            self.keep_database()
            if not self.announced and is_serving(self.address):
                announce(self.address)
                self.announced = True
            time.sleep(0.2)
        return False

    def end(self) -> None:
        environment.tell("正在停止", "stopping")
        for child in self.children:
            child.signal(signal.SIGTERM)
        until = time.monotonic() + ENOUGH_TIME_TO_END
        while not all(child.is_over for child in self.children):
            if time.monotonic() > until or self.requests_to_stop > 1:
                break
            time.sleep(0.1)
        for child in self.children:
            child.signal(signal.SIGKILL)


def stop_while_preparing(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def end_with_parent() -> None:
    """Ask Linux to end this child when the supervisor is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def is_serving(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def announce(address: str) -> None:
    print(
        f"\n  职工之家已就绪：{address}\n"
        "  登录页按岗位列出示范城市的人员，点选一人即可进入（例如：市总工会办公室、县级工会、基层工会主席）。Ctrl-C 停止。\n"
        f"\n  Guildhall is ready: {address}\n"
        "  The sign-in page offers the demo city's people by role: choose one. Ctrl-C stops everything.\n",
        flush=True,
    )


def prepare_city() -> None:
    """Make keys, tables, static files and, in an empty database, the demo city."""
    database.make_ready()
    statics = [path for path in (ROOT / "guildhall").glob("**/static/**/*") if path.is_file()]
    wanted = environment.digest(
        [], *(f"{path}{path.stat().st_size}{path.stat().st_mtime_ns}" for path in sorted(statics))
    )
    if not environment.is_stamped("static", wanted):
        database.manage("collectstatic", "--no-input", "--clear", "-v", "0")
        environment.stamp("static", wanted)
    if next((ROOT / "guildhall" / "demo").rglob("commands/build_city.py"), None):
        database.manage("build_city", "--if-empty")


def refuse_busy_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as reason:
            raise environment.SetupError(
                f"端口 {port} 已被占用，可用 PORT={port + 1} make run。 Port {port} is taken: try PORT={port + 1} make run."
            ) from reason


def children(port: int) -> list[Child]:
    workers = str(min(4, os.cpu_count() or 1))
    return [
        Child(
            "网站服务 server",
            [
                *(str(PROGRAMS / "granian"), "--interface", "wsgi", "--host", HOST, "--port", str(port)),
                *("--workers", workers, "--blocking-threads", "4", "--respawn-failed-workers", "--no-access-log"),
                *("--log-level", "warning", "config.wsgi:application"),
            ],
        ),
        Child("后台任务 worker", [str(PROGRAMS / "python"), "manage.py", "worker"]),
        # A code for signing in does not wait behind an import.
        Child("消息发送 messages", [str(PROGRAMS / "python"), "manage.py", "worker", "--queue", "messages"]),
    ]


def keep_database() -> None:
    """Start the embedded database again when something killed it."""
    if not os.environ.get("DATABASE_URL") and not postgres.is_running(ROOT):
        environment.tell("数据库意外退出，正在重启", "the database ended, starting again")
        postgres.ensure(ROOT)


def run(port: int) -> int:
    signal.signal(signal.SIGTERM, stop_while_preparing)
    environment.prepare("local")
    refuse_busy_port(port)
    ours = not os.environ.get("DATABASE_URL")
    was_running = ours and postgres.is_running(ROOT)
    try:
        prepare_city()
        return Supervisor(children(port), f"http://{HOST}:{port}", keep_database).run()
    finally:
        if ours and not was_running:
            postgres.stop(ROOT)


if __name__ == "__main__":
    try:
        sys.exit(run(int(os.environ.get("PORT", "8000"))))
    except (environment.SetupError, postgres.PostgresError) as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit(130)
