"""Kinds by code, and the tables of imports."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from guildhall.kernel.access.models import Account
from guildhall.kernel.files.queries import path_decrypted
from guildhall.kernel.jobs.models import Job
from guildhall.kernel.offers import offered
from guildhall.kernel.organisations.models import Organisation
from guildhall.mechanisms.workbooks.models import Import
from guildhall.mechanisms.workbooks.rules.headings import HeadingMatch, match_by_hand
from guildhall.mechanisms.workbooks.rules.kinds import ImportKind
from guildhall.mechanisms.workbooks.rules.moves import RUNNING
from guildhall.mechanisms.workbooks.rules.reading import Table, open_table
from guildhall.web.lists import EXPORT_JOB


def kind_named(code: str) -> ImportKind:
    for kind in offered(ImportKind):
        if kind.code == code:
            return kind
    raise LookupError(f"no kind of workbook is called {code}")


def exported_files() -> QuerySet[Job, Any]:
    """The keys of the files that exports of lists have given."""
    exports = Job.objects.filter(name=EXPORT_JOB, result__has_key="file").order_by()
    return exports.annotate(file=Cast(KeyTextTransform("file", "result"), BigIntegerField())).values("file")


@contextmanager
def table_of(import_: Import) -> Iterator[Table]:
    """The uploaded table, for the jobs that read it."""
    with path_decrypted(import_.source) as path:
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


def unfinished(person_id: int, organisation: Organisation) -> QuerySet[Import]:
    """The imports that somebody began for unions at or below a body and that are not settled; one that stopped half-way is not."""
    own = Account.objects.filter(person_id=person_id).order_by().values("pk")
    waiting = Q(state__in=("matching", "previewed", *RUNNING)) | Q(state__in=("failed", "cancelled")) & ~Q(
        stopped_in=""
    )
    return Import.objects.filter(waiting, account_id__in=own, organisation__path__startswith=organisation.path)
