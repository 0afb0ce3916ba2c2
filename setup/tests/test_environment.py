"""What is pinned is checked for, and the repository names no registry."""

import json
import re

from setup import environment

ROOT = environment.ROOT


def test_every_front_end_package_has_its_integrity_and_no_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}

    without_integrity = [name for name, entry in packages.items() if "integrity" not in entry]
    with_address = [name for name, entry in packages.items() if "resolved" in entry]

    assert without_integrity == []
    assert with_address == []


def test_every_python_package_is_pinned_by_hash_without_an_address() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        pins = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==\S+(?: ;.*)? \\\n    --hash=sha256:", text, re.MULTILINE)
        packages = re.findall(r"^[\w.-]+(?=[\[=])", text, re.MULTILINE)

        assert len(pins) == len(packages)
        assert "://" not in text


def test_a_stamp_holds_until_the_pins_change() -> None:
    environment.stamp("test-of-stamps", "one")

    same = environment.is_stamped("test-of-stamps", "one")
    other = environment.is_stamped("test-of-stamps", "two")
    (environment.STAMPS / "test-of-stamps").unlink()

    assert same is True
    assert other is False
