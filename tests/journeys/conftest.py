"""Journeys: a real browser before a real server and a real worker, over a city of their own."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.databases import ROOT
from tests.journeys.house import House, city_database, collect_static, opened
from tests.journeys.visitor import Visitor

PICTURES = ROOT / "var" / "journeys"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync".split()
)
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.journey)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    outcome = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or outcome.get_result().failed  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def var() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="guildhall-journeys-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def city(var: Path, _keys: None, django_db_blocker: pytest.FixtureRequest) -> str:
    """The template of the small demo city, and the static files beside it."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        collect_static(var)
        return city_database(var)


@pytest.fixture(scope="session")
def browser(city: str) -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    assert program, "the journeys need Chromium: apt-get install chromium fonts-wqy-microhei"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def house(city: str, var: Path) -> Iterator[House]:
    with opened(city, var) as house:
        yield house


@pytest.fixture
def visit(house: House, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visitor]]:
    """`visit(name, width=…)` opens a browser and signs in; whatever anybody noticed fails the journey."""
    visitors: list[Visitor] = []

    def come(name: str = "", **size: int) -> Visitor:
        visitor = Visitor(browser, house.address, **size)
        visitors.append(visitor)
        return visitor.signs_in_as(name) if name else visitor

    yield come
    if request.node.stash.get(FAILED, False):
        told = [
            str(path)
            for n, one in enumerate(visitors)
            for path in one.keeps_picture(PICTURES, f"{request.node.name}-{n}")
        ]
        print("\n".join(["pictures:", *told, "server and worker said:", *house.failures()]))
    noticed = [line for one in visitors for line in one.noticed]
    for one in visitors:
        one.context.close()
    assert [*noticed, *house.failures()] == []
