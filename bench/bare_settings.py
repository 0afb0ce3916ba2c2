"""The project's database and models under a Django without middleware and with one view."""

from config.settings.dev import *  # noqa: F403
from config.settings.dev import INSTALLED_APPS as EVERY_APP

INSTALLED_APPS = [app for app in EVERY_APP if not app.startswith("allauth")]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
MIDDLEWARE = []
ROOT_URLCONF = "bench.bare"
