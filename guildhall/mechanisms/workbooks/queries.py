"""Kinds by code, kept files by key, tables of imports."""

import base64
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from guildhall.kernel.crypto import decrypt
from guildhall.kernel.offers import offered
from guildhall.mechanisms.workbooks.models import Import
from guildhall.mechanisms.workbooks.rules.headings import HeadingMatch, match_by_hand
from guildhall.mechanisms.workbooks.rules.kinds import ImportKind
from guildhall.mechanisms.workbooks.rules.reading import Table, open_table

LABEL = "workbooks.import.file"
KEY = re.compile(r"[0-9a-f]{32}")


def kind_named(code: str) -> ImportKind:
    for kind in offered(ImportKind):
        if kind.code == code:
            return kind
    raise LookupError(f"no kind of workbook is called {code}")


def place_of(key: str) -> Path:
    """Where a kept file lies, encrypted."""
    if not KEY.fullmatch(key):
        raise LookupError("no file has this key")
    return Path(settings.GUILDHALL_FILES_DIR) / "workbooks" / key[:2] / key


@contextmanager
def opened(key: str, suffix: str = "") -> Iterator[Path]:
    """A kept file as a private plain one, gone afterwards."""
    with tempfile.NamedTemporaryFile(prefix="guildhall-", suffix=suffix) as plain:
        with place_of(key).open("rb") as kept:
            for line in kept:
                plain.write(base64.b64decode(decrypt(base64.b64decode(line), label=LABEL)))
        plain.flush()
        yield Path(plain.name)


@contextmanager
def table_of(import_: Import) -> Iterator[Table]:
    """The uploaded table, for the jobs that read it."""
    with opened(import_.source_key, Path(import_.file_name).suffix) as path:
        yield open_table(path, sheet=import_.sheet or None)


def match_of(import_: Import) -> HeadingMatch:
    """The match of headings as it stands: proposed, or confirmed when `ambiguous` is empty and nothing is missing."""
    head: list[list[str]] = [[]] * (import_.heading_row - 1) + [import_.headings]
    specs = kind_named(import_.kind).columns()
    match = match_by_hand(head, specs, row_no=import_.heading_row, mapping=import_.mapping)
    return replace(match, ambiguous={key: tuple(columns) for key, columns in import_.ambiguous.items()})


def head_of(import_: Import, count: int = 15) -> list[list[str]]:
    """The first rows as they lie, for the page that corrects the match."""
    with table_of(import_) as table:
        return table.head(count)
