"""Blind indexes: the same value gives the same identifier, and without the key nothing leads back.

A keyed hash, cut so that it fits a uuid column; its last two bytes are the number of the key, so that the database
can tell (and refuse) an identifier of another key. Each purpose has a key of its own: the same digits as a phone
and as a card number do not meet. While keys are being rotated a value has an identifier under each: whoever looks
something up asks for all of them.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import overload
from uuid import UUID

from guildhall.kernel.crypto.keys import IndexKey, keyring
from guildhall.kernel.crypto.suites import keyed

LENGTH = 16
MARK_LENGTH = 2


def blind_index(value: str, *, purpose: str) -> UUID:
    """The identifier of an already normalised value, as it is written."""
    return UUID(bytes=_digest(purpose)(value.encode()))


def blind_indexes(value: str, *, purpose: str) -> list[UUID]:
    """The identifiers under which a value may stand: look it up by `__in` these; one, or two during a rotation."""
    return [UUID(bytes=_of_purpose(key, purpose)(value.encode())) for key in keyring().index_keys]


@overload
def blind_index_many(values: Sequence[str], *, purpose: str) -> list[UUID]: ...
@overload
def blind_index_many(values: Iterable[str | None], *, purpose: str) -> list[UUID | None]: ...
def blind_index_many(values: Iterable[str | None], *, purpose: str) -> list[UUID] | list[UUID | None]:
    digest = _digest(purpose)
    return [None if value is None else UUID(bytes=digest(value.encode())) for value in values]


@overload
def blind_index_hex_many(values: Sequence[str], *, purpose: str, key: IndexKey | None = None) -> list[str]: ...
@overload
def blind_index_hex_many(
    values: Iterable[str | None], *, purpose: str, key: IndexKey | None = None
) -> list[str | None]: ...
def blind_index_hex_many(
    values: Iterable[str | None], *, purpose: str, key: IndexKey | None = None
) -> list[str] | list[str | None]:
    """The same identifiers as 32 hexadecimal digits, which COPY into a uuid column takes: half the time."""
    digest = _of_purpose(key, purpose) if key else _digest(purpose)
    return [None if value is None else digest(value.encode()).hex() for value in values]


def _digest(purpose: str) -> Callable[[bytes], bytes]:
    return _of_purpose(keyring().index, purpose)


@lru_cache(maxsize=64)
def _of_purpose(key: IndexKey, purpose: str) -> Callable[[bytes], bytes]:
    derived = keyed(key.hash_name, keyed(key.hash_name, key.secret)(purpose.encode()))
    if not key.is_marked:
        return lambda value: derived(value)[:LENGTH]
    mark = key.number.to_bytes(MARK_LENGTH, "big")
    return lambda value: derived(value)[: LENGTH - MARK_LENGTH] + mark
