"""No system that was shown to work loses its test, and no test names a system that does not exist."""

import pytest

from tests import systems
from tests.systems import System


@pytest.fixture(scope="module")
def shown() -> set[str]:
    return {system for names in systems.collected().values() for system in names}


def test_every_marker_names_a_system_of_the_catalogue(shown: set[str]) -> None:
    known = {system.id for system in systems.catalogue()}

    assert shown - known == set()


def test_every_proven_system_still_has_its_test(shown: set[str]) -> None:
    assert set(systems.proven()) - shown == set()


def test_every_system_with_a_test_is_in_the_list_of_the_proven(shown: set[str]) -> None:
    assert shown - set(systems.proven()) == set()


def test_a_system_works_only_when_all_its_tests_passed() -> None:
    rows = [
        System("roster", "membership", "feature"),
        System("joining", "membership", "preset"),
        System("x", "aid", "record"),
    ]
    tests = {"a": ["roster"], "b": ["roster", "joining"], "c": ["joining"]}
    outcomes = {"a": "passed", "b": "passed", "c": "failed"}

    lines = list(systems.lines(rows, tests, outcomes))

    assert lines == [
        ("roster", "membership", "feature", "works", "a, b"),
        ("joining", "membership", "preset", "broken", "b, c"),
        ("x", "aid", "record", "none", ""),
        ("total", "3", "", "works 1, broken 1, none 1", "3"),
    ]
