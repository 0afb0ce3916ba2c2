"""Values to sealed bytes and back: version (1), key id (2), nonce (12), ciphertext and tag."""

import os
from collections.abc import Iterable, Sequence
from typing import overload

from cryptography.exceptions import InvalidTag

from guildhall.kernel.crypto.keys import keyring, keyring_with
from guildhall.kernel.crypto.suites import NONCE_LENGTH, Cipher

VERSION = 1
HEADER_LENGTH = 3
BODY_START = HEADER_LENGTH + NONCE_LENGTH


class UnreadableError(Exception):
    """Sealed bytes that no key opens under this label: altered, moved from another column, or their key is gone."""


def encrypt(value: str, *, label: str) -> bytes:
    """Seal a value for one column; the label ("people.person.phone") must be the same when it is opened."""
    return encrypt_many([value], label=label)[0]


def decrypt(blob: bytes, *, label: str) -> str:
    return decrypt_many([blob], label=label)[0]


@overload
def encrypt_many(values: Sequence[str], *, label: str) -> list[bytes]: ...
@overload
def encrypt_many(values: Sequence[str | None], *, label: str) -> list[bytes | None]: ...
def encrypt_many(values: Sequence[str | None], *, label: str) -> list[bytes] | list[bytes | None]:
    """Seal many values of one column in their order; None stays None."""
    keys = keyring()
    seal = keys.ciphers[keys.active].encrypt
    header = _header(keys.active)
    context = label.encode()
    randomness = os.urandom(NONCE_LENGTH * len(values))
    sealed: list[bytes | None] = []
    start = 0
    for value in values:
        if value is None:
            sealed.append(None)
            continue
        nonce = randomness[start : start + NONCE_LENGTH]
        start += NONCE_LENGTH
        sealed.append(header + nonce + seal(nonce, value.encode(), context))
    return sealed


@overload
def decrypt_many(blobs: Iterable[bytes], *, label: str) -> list[str]: ...
@overload
def decrypt_many(blobs: Iterable[bytes | None], *, label: str) -> list[str | None]: ...
def decrypt_many(blobs: Iterable[bytes | None], *, label: str) -> list[str] | list[str | None]:
    """Open many sealed values of one column in their order; raise UnreadableError at the first that does not open."""
    context = label.encode()
    ciphers: dict[bytes, Cipher] = {}
    values: list[str | None] = []
    for blob in blobs:
        if blob is None:
            values.append(None)
            continue
        header = blob[:HEADER_LENGTH]
        cipher = ciphers.get(header) or ciphers.setdefault(header, _cipher(header))
        try:
            value = cipher.decrypt(blob[HEADER_LENGTH:BODY_START], blob[BODY_START:], context)
        except (InvalidTag, ValueError):
            raise UnreadableError(f"{label}：密文已损坏或不属于该列") from None
        values.append(value.decode())
    return values


def key_id_of(blob: bytes) -> int:
    """The id of the key a value was sealed with, to find what a rotation has still to do."""
    return int.from_bytes(blob[1:HEADER_LENGTH], "big")


def _header(key_id: int) -> bytes:
    return bytes([VERSION]) + key_id.to_bytes(2, "big")


def _cipher(header: bytes) -> Cipher:
    if len(header) < HEADER_LENGTH or header[0] != VERSION:
        raise UnreadableError("密文格式无法识别")
    key_id = key_id_of(header)
    ciphers = keyring_with(key_id).ciphers
    if key_id not in ciphers:
        raise UnreadableError(f"密钥文件中没有编号为 {key_id} 的密钥")
    return ciphers[key_id]
