"""A real server: every secret comes from the environment, and nothing is served without TLS in front."""

from django.core.exceptions import ImproperlyConfigured

from .base import *

if not os.environ.get("DATABASE_URL") or not SECRET_KEY:
    raise ImproperlyConfigured("production needs DATABASE_URL and GUILDHALL_SECRET_KEY")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31536000
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
