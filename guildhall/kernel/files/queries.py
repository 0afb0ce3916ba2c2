"""Which files somebody may see, and their bytes."""

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO, cast

from django.db import models
from django.utils import timezone

from guildhall.kernel.files import vault
from guildhall.kernel.files.models import File
from guildhall.kernel.files.offers import FileSubject
from guildhall.kernel.offers import offered
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor

DESCRIPTORS = Path("/proc") / "self" / "fd"


def files_of(record: models.Model) -> models.QuerySet[File]:
    """The files of one record, the latest first; whoever was handed the record asks for them."""
    return File.objects.filter(subject_type=record._meta.label_lower, subject_id=record.pk).order_by("-pk")


def visible_file(actor: Actor, pk: int) -> File:
    """A file whose record the actor may see, or which they brought themselves for no record; else `File.DoesNotExist`."""
    file = File.objects.get(pk=pk)
    if not _may_see(actor, file):
        raise File.DoesNotExist
    return file


def _may_see(actor: Actor, file: File) -> bool:
    if file.subject_id is None:
        return file.account_id is not None and file.account_id == actor.account_id
    subject = _offer_for(file.subject_type)
    if subject is None:
        return False
    visible = subject.model._default_manager.visible_to(actor, subject.permission_to_see)  # type: ignore[attr-defined]
    return bool(visible.filter(pk=file.subject_id).exists())


def may_add(actor: Actor, record: models.Model) -> bool:
    """Whether the actor may add files to a record: with the offered permission, within its reach."""
    subject = _offer_for(record._meta.label_lower)
    if subject is None or not actor.may(subject.permission_to_add):
        return False
    visible = subject.model._default_manager.visible_to(actor, subject.permission_to_add)  # type: ignore[attr-defined]
    return bool(visible.filter(pk=record.pk).exists())


def require_adding(actor: Actor, record: models.Model) -> None:
    """Refuse unless the actor may add files to a record; a model that offers no `FileSubject` is a fault of the code."""
    if _offer_for(record._meta.label_lower) is None:
        raise LookupError(f"{record._meta.label} offers no FileSubject")
    if not may_add(actor, record):
        raise Refused("您没有为这条记录上传文件的权限")


def _offer_for(label: str) -> FileSubject | None:
    return next((subject for subject in offered(FileSubject) if subject.model._meta.label_lower == label), None)


def open_file(file: File) -> BinaryIO:
    """The bytes of a file, open for reading anywhere in it; a sealed one is opened chunk by chunk. Refused when erased."""
    refuse_erased(file)
    if file.is_sensitive:
        return cast(BinaryIO, io.BufferedReader(vault.SealedReader(file.storage_key, file.size), vault.CHUNK))
    return vault.path_of(file.storage_key).open("rb")


@contextmanager
def path_decrypted(file: File) -> Iterator[Path]:
    """A path where a reader finds the open bytes, only to be read; it ends with the block, also when killed.

    A sealed file is opened into a nameless file that no folder shows.
    """
    refuse_erased(file)
    if not file.is_sensitive:
        yield vault.path_of(file.storage_key)
        return
    nameless = DESCRIPTORS.exists()
    temporary = tempfile.TemporaryFile if nameless else tempfile.NamedTemporaryFile
    with temporary(dir=vault.root()) as target, open_file(file) as source:
        copyfileobj(source, target, vault.CHUNK)
        target.flush()
        yield Path("/proc", str(os.getpid()), "fd", str(target.fileno())) if nameless else Path(target.name)


def refuse_erased(file: File) -> None:
    if file.erased_at is not None:
        raise Refused(f"文件“{file.name}”保存期满，已于 {timezone.localtime(file.erased_at):%Y-%m-%d} 清除")


def orphans(older_than: float) -> Iterator[str]:
    """Keys of stored bytes that no row names, last changed before a moment: what killed or undone uploads left."""
    batch: list[str] = []
    for key, changed in vault.stored_keys():
        if changed < older_than:
            batch.append(key)
        if len(batch) == 1000:
            yield from _unnamed(batch)
            batch = []
    yield from _unnamed(batch)


def _unnamed(keys: list[str]) -> list[str]:
    named = set(File.objects.filter(storage_key__in=keys).values_list("storage_key", flat=True))
    return [key for key in keys if key not in named]


def missing() -> Iterator[File]:
    """Rows whose bytes are not there: after a restore without the files."""
    for file in File.objects.filter(erased_at=None).order_by("pk").iterator(chunk_size=1000):
        if not vault.path_of(file.storage_key).exists():
            yield file
