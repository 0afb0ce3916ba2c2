"""The strict runner: one migrated template database, cloned per worker; queries without an order come back shuffled."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from guildhall.kernel.access import step_up
from tests.databases import create_database, drop_database, ensure_server, point_django_at, template_database

pytest_plugins = ["tests.systems_plugin"]


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """A clone of the template for this worker, dropped at the end."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw")
    name = f"guildhall_test_{os.getpid()}_{worker}"
    with django_db_blocker.unblock():
        ensure_server()
        template = template_database()
        create_database(name, template)
        point_django_at(name)
    yield
    with django_db_blocker.unblock():
        for connection in connections.all():
            connection.close()
        drop_database(name)


@pytest.fixture(scope="session", autouse=True)
def _keys() -> None:
    """The keys of the test runs, made once."""
    if not Path(settings.GUILDHALL_KEYS_FILE).exists():
        call_command("make_keys", "--if-missing", verbosity=0)


@pytest.fixture
def cloned_database(django_db_setup: None, django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of its own for a test that commits (threads, workers, servers); append-only tables refuse flushing."""
    before = settings.DATABASES["default"]["NAME"]
    name = f"{before}_{random.randrange(10**9)}"  # noqa: S311
    with django_db_blocker.unblock():
        create_database(name, template_database())
        point_django_at(name)
        yield name
        for connection in connections.all():
            connection.close()
        point_django_at(before)
        drop_database(name)


@pytest.fixture(autouse=True)
def _unordered_comes_shuffled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever relies on an order that he did not ask for finds out."""
    fetch = QuerySet._fetch_all

    def fetch_and_shuffle(queryset: QuerySet[Any]) -> None:
        is_first = queryset._result_cache is None
        fetch(queryset)
        if is_first and not queryset.ordered and not queryset.query.is_sliced:
            random.shuffle(queryset._result_cache)

    monkeypatch.setattr(QuerySet, "_fetch_all", fetch_and_shuffle)


@pytest.fixture(autouse=True)
def _signed_in_with_a_second_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever a test signs in has just given a second factor; `forget_second_factor` undoes it."""
    sign_in = Client.force_login

    def sign_in_and_mark(client: Client, *args: Any, **kwargs: Any) -> None:
        sign_in(client, *args, **kwargs)
        session = client.session
        step_up.mark(session, timezone.now())
        session.save()

    monkeypatch.setattr(Client, "force_login", sign_in_and_mark)


@pytest.fixture
def forget_second_factor(client: Client) -> Callable[[], None]:
    """Call it to have the second factor of the client's session grow stale."""

    def forget() -> None:
        session = client.session
        session.pop(step_up.KEY, None)
        session.save()

    return forget


@pytest.fixture
def today() -> date:
    """The day of the tests: after the reported year of the demo city."""
    return date(2013, 1, 15)
