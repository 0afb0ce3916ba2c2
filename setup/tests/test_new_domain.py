"""A new domain stands in the lists that the settings and the contracts keep."""

import shutil
import tomllib
from pathlib import Path

import pytest

from setup import environment
from setup.new_domain import add_domain


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "config" / "settings").mkdir(parents=True)
    for path in ("pyproject.toml", "config/settings/base.py"):
        shutil.copy(environment.ROOT / path, tmp_path / path)
    return tmp_path


def test_a_new_domain_is_entered_everywhere(root: Path) -> None:
    folder = add_domain(root, "ferries", "轮渡")

    contracts = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    by_id = {contract["id"]: contract for contract in contracts}
    assert "guildhall.domains.ferries" in by_id["anatomy"]["containers"]
    assert "guildhall.domains.ferries.rules" in by_id["rules"]["source_modules"]
    assert '    "guildhall.domains.ferries",\n' in (root / "config" / "settings" / "base.py").read_text()
    assert 'name = "guildhall.domains.ferries"' in (folder / "apps.py").read_text()


@pytest.mark.parametrize("name", ["", "Aid", "援助", "class", "../aid"])
def test_a_name_that_is_no_module_is_refused(root: Path, name: str) -> None:
    with pytest.raises(environment.SetupError):
        add_domain(root, name, "困难帮扶")


def test_an_existing_domain_is_left_alone(root: Path) -> None:
    add_domain(root, "ferries", "轮渡")
    settings = (root / "config" / "settings" / "base.py").read_text()

    with pytest.raises(environment.SetupError, match="已存在"):
        add_domain(root, "ferries", "轮渡")

    assert (root / "config" / "settings" / "base.py").read_text() == settings
