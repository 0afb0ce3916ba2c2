"""Sealing stored files anew under the newest key, one after the other, while they are read."""

from collections.abc import Callable
from typing import BinaryIO, cast

from django.db import models, transaction

from guildhall.kernel.crypto.keys import keyring
from guildhall.kernel.files import vault
from guildhall.kernel.files.models import File


def stale_files() -> models.QuerySet[File]:
    """The files that still need an old key."""
    return File.objects.exclude(key_number=None).exclude(key_number=keyring().active).order_by("pk")


def reseal_files(told: Callable[[int], None]) -> list[int]:
    """Seal every stale file anew; gives the keys of those that cannot be opened, which stay as they are."""
    unreadable = []
    for file in stale_files():
        try:
            _reseal(file)
        except (vault.UnreadableError, FileNotFoundError):
            unreadable.append(file.pk)
        told(1)
    return unreadable


def _reseal(file: File) -> None:
    """Write the bytes to a new place, then let the record name it: a reader finds the one or the other, whole."""
    storage_key = vault.new_key()
    with vault.SealedReader(file.storage_key, file.size) as source:
        written = vault.write(cast(BinaryIO, source), storage_key, is_sensitive=True)
    if written.sha256 != file.sha256:
        vault.remove(storage_key)
        raise vault.UnreadableError(vault.DAMAGED)
    with transaction.atomic():
        same = File.objects.filter(pk=file.pk, storage_key=file.storage_key)
        took = same.update(storage_key=storage_key, key_number=written.key_number)
    vault.remove(file.storage_key if took else storage_key)
