"""One machine, for trying and developing: keys and files below var/, secrets made at first start."""

import json
import sys

from .base import *

_written = json.loads(GUILDHALL_KEYS_FILE.read_text()) if GUILDHALL_KEYS_FILE.exists() else {}
SECRET_KEY = os.environ.get("GUILDHALL_SECRET_KEY") or _written.get("secret_key") or "only-until-make_keys-has-run"
DEBUG = os.environ.get("GUILDHALL_DEBUG") == "1"
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
if "runserver" in sys.argv:  # it has a new thread, so a new connection, for every visitor; granian keeps a few
    DATABASES["default"]["CONN_MAX_AGE"] = 0
