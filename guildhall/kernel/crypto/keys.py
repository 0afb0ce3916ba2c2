"""The keys file: read when it changes, written by `manage.py make_keys` and by a rotation."""

import base64
import binascii
import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from guildhall.kernel.crypto.suites import CIPHERS, HASHES, INDEX_SECRET_LENGTH, SECRET_LENGTH, SUITES, Cipher, Suite

LAST_KEY_ID = 0xFFFF
OLD_INDEX = "hmac-sha256"


class KeysUnusable(ImproperlyConfigured):
    """The keys file is missing or cannot be used; the message says what to do and holds no secret."""


@dataclass(frozen=True)
class IndexKey:
    """One key of blind indexes; `is_marked` says whether its identifiers end in its number."""

    number: int
    hash_name: str
    secret: bytes = field(repr=False)
    is_marked: bool = True


@dataclass(frozen=True)
class Keyring:
    active: int
    ciphers: Mapping[int, Cipher]
    suites: Mapping[int, str]
    index: IndexKey
    index_keys: tuple[IndexKey, ...]

    @property
    def next_index(self) -> IndexKey:
        """The key that the indexes should stand under in the end."""
        return self.index_keys[-1]


def keys_path() -> Path:
    return Path(settings.GUILDHALL_KEYS_FILE)


def chosen_suite() -> Suite:
    """The suite of keys made from now on."""
    code = getattr(settings, "GUILDHALL_CRYPTO_SUITE", "aes")
    if code not in SUITES:
        raise KeysUnusable(f"GUILDHALL_CRYPTO_SUITE 应为 {'、'.join(SUITES)} 之一")
    return SUITES[code]


def keyring() -> Keyring:
    """The keys as they stand in the file; a file that another process replaced is read again."""
    path = os.fspath(settings.GUILDHALL_KEYS_FILE)
    return _read(path, _stamp(path))


def keyring_with(key_id: int) -> Keyring:
    """The keyring, read again if it does not know the key."""
    keys = keyring()
    if key_id not in keys.ciphers:
        _read.cache_clear()
        keys = keyring()
    return keys


def _stamp(path: str) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_ino)


@lru_cache(maxsize=8)
def _read(path: str, stamp: tuple[int, int]) -> Keyring:
    try:
        text = Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KeysUnusable(f"密钥文件 {path} 不存在，请先运行 python manage.py make_keys --if-missing") from None
    except OSError as error:
        raise KeysUnusable(f"密钥文件 {path} 无法读取：{error.strerror}") from None
    try:
        return _keyring(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, binascii.Error):
        # The cause may quote a secret, so it is not chained.
        raise KeysUnusable(f"密钥文件 {path} 内容有误，请从备份恢复") from None


def _keyring(written: dict[str, Any]) -> Keyring:
    ciphers = {int(key_id): _cipher(entry) for key_id, entry in written["keys"].items()}
    suites = {int(key_id): str(entry["suite"]) for key_id, entry in written["keys"].items()}
    active = int(written["active"])
    kept = written["index"]["keys"]
    index_keys = {int(number): _index_key(int(number), entry) for number, entry in kept.items()}
    index = index_keys[int(written["index"]["active"])]
    if active not in ciphers or not all(0 < key_id <= LAST_KEY_ID for key_id in (*ciphers, *index_keys)):
        raise ValueError("no such key")
    ordered = tuple(index_keys[number] for number in sorted(index_keys))
    return Keyring(active=active, ciphers=ciphers, suites=suites, index=index, index_keys=ordered)


def _cipher(entry: dict[str, str]) -> Cipher:
    suite = entry["suite"]
    return CIPHERS[suite](_secret(entry["secret"], SECRET_LENGTH[suite]))


def _index_key(number: int, entry: str | dict[str, str]) -> IndexKey:
    """An entry that is a bare secret is of the first cities: SHA-256, identifiers without a mark."""
    if isinstance(entry, str):
        return IndexKey(number, OLD_INDEX, _secret(entry, INDEX_SECRET_LENGTH), is_marked=False)
    if entry["suite"] not in HASHES:
        raise ValueError("no such hash")
    return IndexKey(number, entry["suite"], _secret(entry["secret"], INDEX_SECRET_LENGTH))


def _secret(text: str, length: int) -> bytes:
    secret = base64.b64decode(text, validate=True)
    if len(secret) != length:
        raise ValueError("wrong length")
    return secret


def write_first_keys(path: Path) -> None:
    """Make the keys file, readable by its owner only; raise FileExistsError rather than replace one."""
    suite = chosen_suite()
    written = {
        "active": 1,
        "keys": {"1": _new_entry(suite.cipher, SECRET_LENGTH[suite.cipher])},
        "index": {"active": 1, "keys": {"1": _new_entry(suite.index, INDEX_SECRET_LENGTH)}},
        "secret_key": secrets.token_urlsafe(48),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    _write_new(path, written)
    _read.cache_clear()


def add_key(path: Path) -> int:
    """Add a key of the chosen suite and make it the active one; the old ones keep deciphering what they wrote."""
    suite = chosen_suite()
    with rewritten(path) as written:
        key_id = max(map(int, written["keys"])) + 1
        written["keys"][str(key_id)] = _new_entry(suite.cipher, SECRET_LENGTH[suite.cipher])
        written["active"] = key_id
    return key_id


def add_index_key(path: Path) -> int:
    """Add a key of blind indexes; a rotation re-indexes every column and then makes it the active one."""
    suite = chosen_suite()
    with rewritten(path) as written:
        kept = written["index"]["keys"]
        number = max(map(int, kept)) + 1
        kept[str(number)] = _new_entry(suite.index, INDEX_SECRET_LENGTH)
    return number


def activate_index_key(path: Path, number: int) -> None:
    with rewritten(path) as written:
        written["index"]["active"] = number


def forget_old_keys(path: Path) -> tuple[list[int], list[int]]:
    """Take every key but the active ones out of the file; whoever calls it has seen that nothing needs them."""
    with rewritten(path) as written:
        gone = _kept_only(written["keys"], written["active"])
        gone_indexes = _kept_only(written["index"]["keys"], written["index"]["active"])
    return gone, gone_indexes


def _kept_only(entries: dict[str, Any], active: int) -> list[int]:
    gone = sorted(int(number) for number in entries if int(number) != int(active))
    for number in gone:
        del entries[str(number)]
    return gone


@contextmanager
def rewritten(path: Path) -> Iterator[dict[str, Any]]:
    """The file's content to change; one process at a time, and the new file takes the old one's place whole."""
    _read(str(path), _stamp(str(path)))
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        written = json.loads(path.read_text(encoding="utf-8"))
        yield written
        _keyring(written)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        _write_new(draft, written)
        draft.replace(path)
        _read.cache_clear()


def _new_entry(suite: str, length: int) -> dict[str, str]:
    return {"suite": suite, "secret": base64.b64encode(os.urandom(length)).decode()}


def _write_new(path: Path, written: dict[str, Any]) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(written, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
