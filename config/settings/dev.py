"""One machine, for trying and developing: keys and files below var/, secrets made at first start."""

import json

from .base import *

if GUILDHALL_KEYS_FILE.exists() and not SECRET_KEY:
    SECRET_KEY = json.loads(GUILDHALL_KEYS_FILE.read_text()).get("secret_key", "")
SECRET_KEY = SECRET_KEY or "only-until-make_keys-has-run"
DEBUG = os.environ.get("GUILDHALL_DEBUG") == "1"
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
