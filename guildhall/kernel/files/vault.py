"""Bytes on the disk: a folder of randomly named files; sensitive ones are sealed chunk by chunk.

A sealed file is a header (mark, key number) and chunks (nonce, ciphertext, tag). What binds a chunk is the file's
storage key, its own number and whether it is the last: chunks that were cut off, exchanged or brought from
another file do not open.
"""

import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from cryptography.exceptions import InvalidTag
from django.conf import settings

from guildhall.kernel.crypto import UnreadableError
from guildhall.kernel.crypto.keys import keyring, keyring_with
from guildhall.kernel.crypto.suites import NONCE_LENGTH, Cipher

MARK = b"GHF1"
HEADER_LENGTH = len(MARK) + 2
CHUNK = 1024 * 1024
TAG_LENGTH = 16
SEALED_CHUNK = NONCE_LENGTH + CHUNK + TAG_LENGTH
DAMAGED = "文件已损坏或被替换，请从备份恢复"


class Written(NamedTuple):
    """What was written: how many bytes came in, their digest, the key they were sealed with."""

    size: int
    sha256: str
    key_number: int | None


def root() -> Path:
    return Path(settings.GUILDHALL_FILES_DIR)


def new_key() -> str:
    return secrets.token_hex(16)


def path_of(storage_key: str) -> Path:
    return root() / storage_key[:2] / storage_key[2:4] / storage_key


def write(source: BinaryIO, storage_key: str, *, is_sensitive: bool) -> Written:
    """Write a stream to its place, a chunk in memory at a time; on the disk when this returns, gone when it fails."""
    path = path_of(storage_key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0) as target:
            written = _copy(source, target, Seal.new(storage_key) if is_sensitive else None)
            os.fsync(target.fileno())
        _keep_folders(path.parent)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return written


def remove(storage_key: str) -> None:
    path_of(storage_key).unlink(missing_ok=True)


def _keep_folders(folder: Path) -> None:
    """Make the names durable, not only the bytes."""
    for each in (folder, folder.parent, folder.parent.parent):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _copy(source: BinaryIO, target: BinaryIO, seal: "Seal | None") -> Written:
    digest = hashlib.sha256()
    size = number = 0
    if seal:
        _write_all(target, seal.header)
    chunk = _read_chunk(source)
    while chunk:
        following = _read_chunk(source)
        digest.update(chunk)
        size += len(chunk)
        _write_all(target, seal.closed(chunk, number, is_last=not following) if seal else chunk)
        chunk, number = following, number + 1
    return Written(size, digest.hexdigest(), seal.key_number if seal else None)


def _write_all(target: BinaryIO, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[target.write(rest) :]


def _read_chunk(source: BinaryIO) -> bytes:
    """A whole chunk, also of a stream that gives less at a time."""
    parts = bytearray()
    while len(parts) < CHUNK and (part := source.read(CHUNK - len(parts))):
        parts += part
    return bytes(parts)


class Seal:
    """The key and the binding of one file's chunks."""

    def __init__(self, storage_key: str, key_number: int, cipher: Cipher) -> None:
        self.storage_key = storage_key
        self.key_number = key_number
        self.header = MARK + key_number.to_bytes(2, "big")
        self._cipher = cipher

    @classmethod
    def new(cls, storage_key: str) -> "Seal":
        keys = keyring()
        return cls(storage_key, keys.active, keys.ciphers[keys.active])

    @classmethod
    def of(cls, storage_key: str, header: bytes) -> "Seal":
        if len(header) != HEADER_LENGTH or not header.startswith(MARK):
            raise UnreadableError(DAMAGED)
        key_number = int.from_bytes(header[len(MARK) :], "big")
        ciphers = keyring_with(key_number).ciphers
        if key_number not in ciphers:
            raise UnreadableError(f"密钥文件中没有编号为 {key_number} 的密钥")
        return cls(storage_key, key_number, ciphers[key_number])

    def closed(self, chunk: bytes, number: int, *, is_last: bool) -> bytes:
        nonce = os.urandom(NONCE_LENGTH)
        return nonce + self._cipher.encrypt(nonce, chunk, self._binding(number, is_last))

    def opened(self, sealed: bytes, number: int, *, is_last: bool) -> bytes:
        try:
            return self._cipher.decrypt(sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:], self._binding(number, is_last))
        except (InvalidTag, ValueError):
            raise UnreadableError(DAMAGED) from None

    def _binding(self, number: int, is_last: bool) -> bytes:
        return f"files.file:{self.storage_key}:{number}:{'last' if is_last else 'more'}".encode()


class SealedReader(io.RawIOBase):
    """A sealed file read as if it lay open: any place of it, one chunk in memory at a time."""

    def __init__(self, storage_key: str, size: int) -> None:
        super().__init__()
        self._file = path_of(storage_key).open("rb", buffering=0)
        self._size = size
        self._place = 0
        self._last = max(0, size - 1) // CHUNK
        self._held: tuple[int, bytes] = (-1, b"")
        try:
            self._seal = Seal.of(storage_key, self._file.read(HEADER_LENGTH))
            self._require_whole()
        except BaseException:
            self._file.close()
            raise

    def _require_whole(self) -> None:
        overhead = HEADER_LENGTH + (self._last + 1) * (NONCE_LENGTH + TAG_LENGTH)
        if os.fstat(self._file.fileno()).st_size != overhead + self._size:
            raise UnreadableError(DAMAGED)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        if origin + offset < 0:
            raise ValueError("a place before the beginning")
        self._place = origin + offset
        return self._place

    def readinto(self, buffer: Any) -> int:
        if self._place >= self._size:
            return 0
        number, start = divmod(self._place, CHUNK)
        part = self._chunk(number)[start : start + len(buffer)]
        buffer[: len(part)] = part
        self._place += len(part)
        return len(part)

    def _chunk(self, number: int) -> bytes:
        if self._held[0] != number:
            sealed = os.pread(self._file.fileno(), SEALED_CHUNK, HEADER_LENGTH + number * SEALED_CHUNK)
            self._held = (number, self._seal.opened(sealed, number, is_last=number == self._last))
        return self._held[1]

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def stored_keys() -> Iterator[tuple[str, float]]:
    """Every file of the folder with the moment of its last change."""
    for path in root().glob("??/??/*"):
        if path.is_file():
            yield path.name, path.stat().st_mtime
