"""Remembers, in var/systems.json, how the last run of each test marked with a system ended."""

import json
from pathlib import Path

import pytest

RESULTS = Path(__file__).resolve().parent.parent / "var" / "systems.json"


def systems_of(item: pytest.Item) -> list[str]:
    return [str(system) for marker in item.iter_markers("system") for system in marker.args]


def recorded() -> dict[str, str]:
    """Return the last outcome of every marked test by its node id."""
    return json.loads(RESULTS.read_text()) if RESULTS.exists() else {}


class Outcomes:
    """Gathers the outcomes of marked tests, those of parallel workers included."""

    def __init__(self) -> None:
        self.seen: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not any(name == "system" for name, _ in report.user_properties):
            return
        if report.outcome != "passed":
            self.seen[report.nodeid] = report.outcome
        elif report.when == "call":
            self.seen.setdefault(report.nodeid, "passed")

    def pytest_sessionfinish(self) -> None:
        if self.seen:
            RESULTS.parent.mkdir(exist_ok=True)
            unfinished = RESULTS.with_suffix(".unfinished")
            unfinished.write_text(json.dumps(recorded() | self.seen, indent=1, sort_keys=True))
            unfinished.replace(RESULTS)


class Listing:
    """Writes which collected test shows which systems."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        found = {item.nodeid: systems for item in session.items if (systems := systems_of(item))}
        self.path.write_text(json.dumps(found))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--list-systems", metavar="FILE", help="write the systems of the collected tests as JSON")


def pytest_configure(config: pytest.Config) -> None:
    listing = config.getoption("--list-systems")
    if listing:
        config.pluginmanager.register(Listing(listing), "systems-listing")
    elif not hasattr(config, "workerinput"):
        config.pluginmanager.register(Outcomes(), "systems-outcomes")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.user_properties.extend(("system", system) for system in systems_of(item))
