"""Blind indexes: the same value gives the same identifier, and without the key nothing leads back.

HMAC-SHA256, cut to 128 bits so that it fits a uuid column. Each purpose has a key of its own: the same digits
as a phone and as a card number do not meet.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import overload
from uuid import UUID

from guildhall.kernel.crypto.keys import keyring

BLOCK = 64
LENGTH = 16


def blind_index(value: str, *, purpose: str) -> UUID:
    """The identifier of an already normalised value."""
    return UUID(bytes=_digest(purpose)(value.encode())[:LENGTH])


@overload
def blind_index_many(values: Sequence[str], *, purpose: str) -> list[UUID]: ...
@overload
def blind_index_many(values: Iterable[str | None], *, purpose: str) -> list[UUID | None]: ...
def blind_index_many(values: Iterable[str | None], *, purpose: str) -> list[UUID] | list[UUID | None]:
    digest = _digest(purpose)
    return [None if value is None else UUID(bytes=digest(value.encode())[:LENGTH]) for value in values]


@overload
def blind_index_hex_many(values: Sequence[str], *, purpose: str) -> list[str]: ...
@overload
def blind_index_hex_many(values: Iterable[str | None], *, purpose: str) -> list[str | None]: ...
def blind_index_hex_many(values: Iterable[str | None], *, purpose: str) -> list[str] | list[str | None]:
    """The same identifiers as 32 hexadecimal digits, which COPY into a uuid column takes: half the time."""
    digest = _digest(purpose)
    return [None if value is None else digest(value.encode())[:LENGTH].hex() for value in values]


def _digest(purpose: str) -> Callable[[bytes], bytes]:
    return _hmac_sha256(hmac.digest(keyring().index_secret, purpose.encode(), "sha256"))


@lru_cache(maxsize=64)
def _hmac_sha256(key: bytes) -> Callable[[bytes], bytes]:
    # Copying the two prepared states is 2.4 times as fast as hmac.digest for short values.
    padded = key.ljust(BLOCK, b"\0")
    inner_state = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
    outer_state = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))

    def digest(value: bytes) -> bytes:
        inner, outer = inner_state.copy(), outer_state.copy()
        inner.update(value)
        outer.update(inner.digest())
        return outer.digest()

    return digest
