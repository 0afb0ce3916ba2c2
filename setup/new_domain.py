"""`make domain name=aid title=困难帮扶`: a new domain with the anatomy of all others, its tests passing."""

import keyword
import re
import sys
from pathlib import Path

from setup import environment

FILES = {
    "__init__.py": "",
    "README.md": """# {title} (`{name}`)

Purpose: one sentence that a union officer would say.

Words: the Chinese terms and their English names, as in docs/glossary.md.

Main rules, each with its source document.

Who uses it.
""",
    "apps.py": """from django.apps import AppConfig


class Config(AppConfig):
    name = "guildhall.domains.{name}"
    verbose_name = "{title}"
""",
    "domain.py": """from guildhall.kernel.access.offers import Domain
from guildhall.kernel.offers import offer

offer(
    Domain(code="{name}", name="{title}"),
)
""",
    "rules.py": '"""{title}: what is allowed and what is owed, as plain functions on values."""\n',
    "migrations/__init__.py": "",
    "tests/__init__.py": "",
    "tests/test_domain.py": """from guildhall.kernel.access.offers import Domain
from guildhall.kernel.offers import offered


def test_the_domain_is_on_offer() -> None:
    names = [domain.name for domain in offered(Domain) if domain.code == "{name}"]

    assert names == ["{title}"]
""",
}


def add_domain(root: Path, name: str, title: str) -> Path:
    """Write the files of a new domain and enter it in the settings and the import contracts."""
    if not re.fullmatch(r"[a-z][a-z_]*", name) or keyword.iskeyword(name):
        raise environment.SetupError(
            "用法 usage: make domain name=aid title=困难帮扶 (lower-case English words, joined by _)"
        )
    folder = root / "guildhall" / "domains" / name
    if folder.exists():
        raise environment.SetupError(f"{folder} 已存在。 It is there already.")
    enter(
        root / "config" / "settings" / "base.py",
        r'(\n    "guildhall\.domains\.\w+",)(?!\n    "guildhall\.domains)',
        name,
    )
    enter(root / "pyproject.toml", r'("guildhall\.domains\.\w+",)(?= *\n\])', name)
    enter(root / "pyproject.toml", r'("guildhall\.domains\.\w+\.rules",)(?! "guildhall\.domains)', name)
    for path, text in FILES.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.replace("{name}", name).replace("{title}", title), encoding="utf-8")
    return folder


def enter(path: Path, last_entry: str, name: str) -> None:
    """Repeat the last entry of a list for the new domain, behind it."""
    text = path.read_text(encoding="utf-8")
    found = list(re.finditer(last_entry, text))
    if not found:
        raise environment.SetupError(f"{path}: no list of domains to enter {name} in")
    place = found[-1]
    entry = re.sub(r"guildhall\.domains\.\w+", f"guildhall.domains.{name}", place[1])
    if not entry.startswith("\n"):
        entry = f"\n    {entry}"
    path.write_text(text[: place.end(1)] + entry + text[place.end(1) :], encoding="utf-8")


if __name__ == "__main__":
    try:
        arguments = dict(enumerate(sys.argv[1:]))
        made = add_domain(environment.ROOT, arguments.get(0, ""), arguments.get(1) or arguments.get(0, ""))
        print(f"{made.relative_to(environment.ROOT)}: next its models.py, rules.py and a line in its README.md")
    except environment.SetupError as reason:
        sys.exit(str(reason))
