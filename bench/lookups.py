"""Row 2: one person found by document number or phone, by eight clients at once."""

import http.client
import multiprocessing
import os
import random
import socket
import statistics
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial

from bench import ROOT, city, database
from bench.measuring import Measured, Report, tell

CLIENTS = 8
ROUNDS = 3
ROW = "2 find one person"
CSRF = "b" * 32
LOOK_UP = """
    SELECT id, name FROM people_person
    WHERE (document_index = ANY(%s) OR phone_index = %s) AND voided_at IS NULL ORDER BY id LIMIT 21
"""


def run(report: Report, sizes: list[int], *, seconds: float = 2) -> None:
    for rows in sizes:
        name = city.ensure(rows)
        numbers, phones = city.sample_numbers()
        cookies = sessions()
        with served("bench.bare_server:application", name) as bare, served("config.wsgi:application", name) as house:
            for how, values in {"by document number": numbers, "by phone": phones}.items():
                keys = keys_of(values)
                ways = {
                    "psycopg": partial(rate, _by_psycopg, name, keys, seconds),
                    "bare": partial(rate, _by_get, bare, values, seconds),
                    "search": partial(rate, _by_search, (house, cookies), values, seconds),
                }
                rounds = [{way: measure() for way, measure in ways.items()} for _ in range(ROUNDS)]
                rates = {way: statistics.median(one[way] for one in rounds) for way in ways}
                told(report, f"{how}: bare Django view beside psycopg", rows, rates["bare"], rates["psycopg"], None)
                told(report, f"{how}: search box beside bare Django view", rows, rates["search"], rates["bare"], 0.5)


def told(report: Report, what: str, rows: int, rate_: float, floor: float, goal: float | None) -> None:
    ratio = rate_ / floor
    report.add(
        Measured(
            ROW, what, rows, f"{rate_:,.0f}/s", f"{floor:,.0f}/s", f"{ratio:.2f} ×", f"≥ {goal:g} ×" if goal else "",
            None if goal is None else ratio >= goal,
        )
    )  # fmt: skip


def keys_of(values: list[str]) -> list[tuple[list[str], str]]:
    """The blind indexes that a bare lookup asks for, computed beforehand as a floor may."""
    from guildhall.kernel.crypto.blind import blind_index_hex_many  # noqa: PLC0415
    from guildhall.kernel.people.rules.identity import document_key  # noqa: PLC0415

    documents = blind_index_hex_many([document_key("01", value) for value in values], purpose="people.document")
    phones = blind_index_hex_many(values, purpose="people.phone")
    return [([document], phone) for document, phone in zip(documents, phones, strict=True)]


def sessions() -> list[str]:
    """A signed-in session of a county clerk's kind for each client, written as the sign-in page writes it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    from guildhall.kernel.access.models import Account  # noqa: PLC0415

    account = Account.objects.get(username="bench-city")
    keys = []
    for _ in range(CLIENTS):
        store = SessionStore()
        store[SESSION_KEY] = str(account.pk)
        store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        store[HASH_SESSION_KEY] = account.get_session_auth_hash()
        store.save()
        keys.append(store.session_key)
    return keys


def rate(client, place, values: list, seconds: float) -> float:
    """Answers a second of eight clients, each a process of its own, after a warm-up."""
    context = multiprocessing.get_context("fork")
    start = context.Barrier(CLIENTS)
    results = context.Queue()
    clients = [
        context.Process(target=client, args=(place, values[number::CLIENTS], number, seconds, start, results))
        for number in range(CLIENTS)
    ]
    for process in clients:
        process.start()
    counts = [results.get(timeout=120) for _ in clients]
    for process in clients:
        process.join()
    return sum(counts) / seconds


def _count(ask, values: list, number: int, seconds: float, start, results) -> None:
    random.Random(number).shuffle(values)  # noqa: S311
    for value in values[:10]:
        ask(value)
    start.wait()
    done, until = 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        ask(values[done % len(values)])
        done += 1
    results.put(done)


def _by_psycopg(name: str, values: list, number: int, seconds: float, start, results) -> None:
    with database.bare(name) as connection:

        def ask(keys):
            assert len(connection.execute(LOOK_UP, keys).fetchall()) == 1

        _count(ask, values, number, seconds, start, results)


def _by_get(port: int, values: list, number: int, seconds: float, start, results) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def ask(value):
        connection.request("GET", f"/?q={value}")
        answer = connection.getresponse()
        assert answer.read(), answer.status

    _count(ask, values, number, seconds, start, results)


def _by_search(place: tuple, values: list, number: int, seconds: float, start, results) -> None:
    port, cookies = place
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {
        "Cookie": f"sessionid={cookies[number]}; csrftoken={CSRF}",
        "Content-Type": "application/x-www-form-urlencoded",
    }

    def ask(value):
        body = urllib.parse.urlencode({"q": value, "csrfmiddlewaretoken": CSRF})
        connection.request("POST", "/desk/search/", body, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 302, answer.status
        assert "/people/" in answer.headers["Location"], answer.headers["Location"]

    _count(ask, values, number, seconds, start, results)


@contextmanager
def served(application: str, name: str) -> Iterator[int]:
    """granian as `make run` starts it, over one database, on a free port, until the block ends."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(min(4, os.cpu_count() or 1)), "--blocking-threads", "4", "--no-access-log"),
        *("--log-level", "warning", application),
    ]
    environment = os.environ | {"DATABASE_URL": database.address_of(name), "DJANGO_SETTINGS_MODULE": ""}
    environment.pop("DJANGO_SETTINGS_MODULE")
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        yield port
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(20)
        if server.poll() is None:
            server.kill()
            server.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, server: subprocess.Popen) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            time.sleep(1)
            return
        time.sleep(0.2)
    tell("the server does not answer")
    raise RuntimeError("the server does not answer")
