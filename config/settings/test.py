"""The strict test runner: a schema that is not public, fast hashing, keys of its own."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("GUILDHALL_SCHEMA", "guildhall_test")
_folder = Path(tempfile.gettempdir()) / f"guildhall-test-{os.getuid()}"
_folder.mkdir(mode=0o700, exist_ok=True)
_keys = "keys-sm.json" if os.environ.get("GUILDHALL_CRYPTO_SUITE") == "sm" else "keys.json"
os.environ.setdefault("GUILDHALL_KEYS_FILE", str(_folder / _keys))
os.environ.setdefault("GUILDHALL_FILES_DIR", str(_folder / "files"))
os.environ.setdefault("GUILDHALL_TRAIL_HEAD", str(_folder / "trail-head.log"))

from .base import *  # noqa: E402

GUILDHALL_KEEPS_READINGS = False
GUILDHALL_CODE_SECONDS = 0
SECRET_KEY = "for-tests-only"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
