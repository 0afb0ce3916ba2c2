"""A roster taken in: kept, its headings matched, and read at once where they match without doubt."""

from pathlib import Path

from django.db import transaction

from guildhall.domains.membership.queries.roster import KIND
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.workbooks.actions import imports as workbooks
from guildhall.mechanisms.workbooks.models import Import
from guildhall.mechanisms.workbooks.queries import imports as queries


def upload(path: Path, *, file_name: str, organisation: Organisation, actor: Actor) -> Import:
    """Take a workbook in for a union; refuses what cannot be read. Stays `matching` where a person must look."""
    with transaction.atomic():
        import_ = workbooks.receive_upload(KIND, path=path, file_name=file_name, organisation=organisation, actor=actor)
        if queries.match_of(import_).is_complete:
            import_ = workbooks.confirm_match(
                import_, heading_row=import_.heading_row, mapping=import_.mapping, actor=actor
            )
    return import_
