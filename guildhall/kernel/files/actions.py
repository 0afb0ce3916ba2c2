"""Storing files."""

import os
from typing import BinaryIO

from django.db import models, transaction
from django.utils import timezone

from guildhall.kernel.audit.verbs import note
from guildhall.kernel.files import contents, queries, rules, vault
from guildhall.kernel.files.models import File
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor


def store(
    file_like: BinaryIO,
    *,
    name: str,
    actor: Actor,
    organisation: Organisation,
    area: Organisation,
    subject: models.Model | None = None,
    sensitive: bool = False,
    limits: rules.Limits = rules.ATTACHMENTS,
) -> File:
    """Store an upload that can be sought in; the bytes are on the disk before the row commits.

    Refused by content, name and size. If the caller's transaction is rolled back, the bytes stay behind unseen
    until `sweep_files`.
    """
    if subject is not None:
        queries.require_adding(actor, subject)
    shown = rules.clean_name(name)
    size = file_like.seek(0, os.SEEK_END)
    kind = contents.kind_of(file_like, size)
    reasons = rules.why_not_store(name=shown, size=size, kind=kind, limits=limits)
    if reasons or kind is None:
        raise Refused(*reasons)
    storage_key = vault.new_key()
    file_like.seek(0)
    written = vault.write(file_like, storage_key, is_sensitive=sensitive)
    file = File(
        organisation=organisation,
        area=area,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        name=shown,
        kind=kind.code,
        content_type=rules.content_type_of(kind, shown),
        is_misnamed=rules.is_misnamed(kind, shown),
        size=written.size,
        sha256=written.sha256,
        storage_key=storage_key,
        is_sensitive=sensitive,
        key_number=written.key_number,
        account_id=actor.account_id,
        uploaded_by=actor.label,
    )
    try:
        return _recorded(file, actor, subject)
    except BaseException:
        vault.remove(storage_key)
        raise


def _recorded(file: File, actor: Actor, subject: models.Model | None) -> File:
    """The row and its trace; a name may tell about a person, so the trail keeps what does not."""
    with transaction.atomic():
        file.save(force_insert=True)
        kept = {"file": file.pk, "kind": file.kind, "size": file.size, "sha256": file.sha256}
        note(
            verb="files.file.upload",
            actor=actor,
            subject=subject if subject is not None else file,
            organisation_id=file.organisation_id,
            after=kept,
        )
    return file


def erase(files: models.QuerySet[File]) -> int:
    """Take the bytes of files away and keep their rows; the caller writes the trail. It may run twice."""
    for storage_key in files.order_by("pk").values_list("storage_key", flat=True):
        vault.remove(storage_key)
    return files.update(erased_at=timezone.now())
