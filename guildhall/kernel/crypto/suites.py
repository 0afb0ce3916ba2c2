"""The ciphers a key entry may name; another suite (SM4) is one more line here."""

from collections.abc import Callable
from typing import Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_LENGTH = 12
SECRET_LENGTH = {"aes-gcm": 32}


class Cipher(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes: ...


CIPHERS: dict[str, Callable[[bytes], Cipher]] = {"aes-gcm": AESGCM}
