"""`make systems`: every system of docs/systems.yaml with the tests that show it working and how they last ended."""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.systems_plugin import recorded

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "docs" / "systems.yaml"
PROVEN = ROOT / "docs" / "systems-proven.txt"
STATES = ("works", "broken", "none")


@dataclass(frozen=True)
class System:
    """One row of the catalogue."""

    id: str
    domain: str
    form: str


def catalogue() -> list[System]:
    rows = yaml.load(CATALOGUE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return [System(row["id"], row["domain"], row["form"]) for row in rows]


def proven() -> list[str]:
    """Return the ids whose tests may not be lost."""
    lines = [line.strip() for line in PROVEN.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def collected() -> dict[str, list[str]]:
    """Return the systems that each marked test shows, by node id."""
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder) / "systems.json"
        done = pytest("--collect-only", "-qq", "-n0", f"--list-systems={listing}")
        if not listing.exists():
            raise RuntimeError(f"the tests cannot be collected\n{done.stdout}\n{done.stderr}")
        return json.loads(listing.read_text())


def pytest(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def run_those_never_run(tests: Mapping[str, Sequence[str]]) -> None:
    missing = sorted(set(tests) - set(recorded()))
    if missing:
        sys.stderr.write(f"running {len(missing)} tests that have no result yet\n")
        pytest("-q", *missing)


def lines(
    systems: Sequence[System], tests: Mapping[str, Sequence[str]], outcomes: Mapping[str, str]
) -> Iterator[tuple[str, ...]]:
    """Yield one row a system, totals last; a test without a passing result breaks its system."""
    counted: Counter[str] = Counter()
    for system in systems:
        showing = sorted(test for test, shown in tests.items() if system.id in shown)
        passing = all(outcomes.get(test) == "passed" for test in showing)
        state = "none" if not showing else "works" if passing else "broken"
        counted[state] += 1
        yield system.id, system.domain, system.form, state, ", ".join(showing)
    totals = ", ".join(f"{state} {counted[state]}" for state in STATES)
    yield "total", str(len(systems)), "", totals, str(len(tests))


def main() -> None:
    os.environ.setdefault("GUILDHALL_PG_FAST", "1")
    tests = collected()
    run_those_never_run(tests)
    for line in lines(catalogue(), tests, recorded()):
        print("\t".join(line))


if __name__ == "__main__":
    main()
