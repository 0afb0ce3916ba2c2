"""The keys file: read once, written by `manage.py make_keys`."""

import base64
import binascii
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from guildhall.kernel.crypto.suites import CIPHERS, SECRET_LENGTH, Cipher

DEFAULT_SUITE = "aes-gcm"
INDEX_SECRET_LENGTH = 32
LAST_KEY_ID = 0xFFFF


class KeysUnusable(ImproperlyConfigured):
    """The keys file is missing or cannot be used; the message says what to do and holds no secret."""


@dataclass(frozen=True)
class Keyring:
    active: int
    ciphers: Mapping[int, Cipher]
    index_secret: bytes


def keys_path() -> Path:
    return Path(settings.GUILDHALL_KEYS_FILE)


def keyring() -> Keyring:
    return _read(str(keys_path()))


def keyring_with(key_id: int) -> Keyring:
    """The keyring, read again if it does not know the key: another process may have added it."""
    keys = keyring()
    if key_id not in keys.ciphers:
        _read.cache_clear()
        keys = keyring()
    return keys


@lru_cache(maxsize=8)
def _read(path: str) -> Keyring:
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
    active = int(written["active"])
    index = written["index"]
    index_secret = _secret(index["keys"][str(index["active"])], INDEX_SECRET_LENGTH)
    if active not in ciphers or not all(0 < key_id <= LAST_KEY_ID for key_id in ciphers):
        raise ValueError("no such key")
    return Keyring(active=active, ciphers=ciphers, index_secret=index_secret)


def _cipher(entry: dict[str, str]) -> Cipher:
    suite = entry["suite"]
    return CIPHERS[suite](_secret(entry["secret"], SECRET_LENGTH[suite]))


def _secret(text: str, length: int) -> bytes:
    secret = base64.b64decode(text, validate=True)
    if len(secret) != length:
        raise ValueError("wrong length")
    return secret


def write_first_keys(path: Path) -> None:
    """Make the keys file, readable by its owner only; raise FileExistsError rather than replace one."""
    written = {
        "active": 1,
        "keys": {"1": _new_entry(DEFAULT_SUITE)},
        "index": {"active": 1, "keys": {"1": _new_secret(INDEX_SECRET_LENGTH)}},
        "secret_key": secrets.token_urlsafe(48),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    _write_new(path, written)
    _read.cache_clear()


def add_key(path: Path, *, suite: str = DEFAULT_SUITE) -> int:
    """Add a key and make it the active one; the old ones keep deciphering what they wrote."""
    _read(str(path))
    written = json.loads(path.read_text(encoding="utf-8"))
    key_id = max(map(int, written["keys"])) + 1
    written["keys"][str(key_id)] = _new_entry(suite)
    written["active"] = key_id
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    _write_new(draft, written)
    draft.replace(path)
    _read.cache_clear()
    return key_id


def _new_entry(suite: str) -> dict[str, str]:
    return {"suite": suite, "secret": _new_secret(SECRET_LENGTH[suite])}


def _new_secret(length: int) -> str:
    return base64.b64encode(os.urandom(length)).decode()


def _write_new(path: Path, written: dict[str, Any]) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(written, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
