"""What everybody promises: writes are verbs, scoped records say whose they are, every verb has a name on screen."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from guildhall.kernel.audit.queries import UNNAMED, label_of

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "guildhall"
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
PAGES = ("views", "self_service", "forms", "tables", "queries", "indicators")
VERB = re.compile(r'verb="([a-z_.]+)"')
# The page kit keeps its own one-time keys: a page that is sent twice is told so before any verb is called.
WRITING_PAGES = {"web/forms.py"}


def code(*, tests: bool = False) -> Iterator[Path]:
    for path in sorted(HOUSE.rglob("*.py")):
        parts = path.relative_to(HOUSE).parts
        if "migrations" not in parts and (tests or "tests" not in parts):
            yield path


def is_page(path: Path) -> bool:
    parts = path.relative_to(HOUSE).with_suffix("").parts
    own = parts[2:] if parts[0] in {"kernel", "mechanisms", "domains"} else parts[1:]
    return any(part in PAGES for part in own)


def writes_of(path: Path) -> list[str]:
    """Calls that write rows by the manager or the record, in one file."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            target = ast.unparse(node.func.value)
            if "objects" in target or (node.func.attr in ("save", "delete") and "session" not in target):
                found.append(f"{path.relative_to(HOUSE)}:{node.lineno} {target}.{node.func.attr}")
    return found


def test_pages_forms_and_queries_never_write():
    found = [line for path in code() if is_page(path) for line in writes_of(path)]

    assert [line for line in found if line.split(":")[0] not in WRITING_PAGES] == []


def last_field(model: type[models.Model], path: str) -> models.Field:
    """The field at the end of a path such as person__area."""
    *before, last = path.split("__")
    for part in before:
        model = model._meta.get_field(part).related_model
    return model._meta.get_field(last)


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("guildhall.")]


@pytest.mark.parametrize("model", [m for m in ours() if hasattr(m, "scoped_by")], ids=lambda model: model._meta.label)
def test_every_scoped_record_says_whose_it_is(model):
    fields = [last_field(model, path) for path in model.scoped_by]

    assert [field.name for field in fields if field.null] == []


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_every_constraint_that_a_person_can_break_speaks_chinese(model):
    spoken = [c for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]

    silent = [c.name for c in spoken if not re.search("[\u4e00-\u9fff]", str(c.get_violation_error_message()))]

    assert silent == []


def test_every_verb_has_a_name_on_screen():
    verbs = {verb for path in code() for verb in VERB.findall(path.read_text())}

    assert sorted(verb for verb in verbs if label_of(verb) == UNNAMED) == []


def test_every_template_is_used():
    sources = "\n".join(
        path.read_text() for path in [*code(), *HOUSE.rglob("*.html"), ROOT / "config/settings/base.py"]
    )
    names = [
        path.relative_to(folder).as_posix() for folder in HOUSE.rglob("templates") for path in folder.rglob("*.html")
    ]
    known_by_django = re.compile(r"^([45]\d\d\.html|help/|django/|allauth/|account/|mfa/)")

    unused = [name for name in names if not known_by_django.match(name) and name not in sources]

    assert unused == []
