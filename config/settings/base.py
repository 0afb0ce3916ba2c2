"""Settings that every way of running shares; each value that differs between places comes from the environment."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF

from setup import postgres

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(os.environ.get("GUILDHALL_VAR", BASE_DIR / "var"))


def database_from(url: str) -> dict[str, Any]:
    """Django's database entry for a postgresql:// address; socket folders may stand in ?host=."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "guildhall",
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": f"-c search_path={SCHEMA} -c timezone=Asia/Shanghai", **query},
    }


def pairs(name: str, default: str = "") -> dict[str, str]:
    """A setting such as phone=mobile,text=content as names and values."""
    written = os.environ.get(name, default).split(",")
    return {left.strip(): right.strip() for left, is_pair, right in (one.partition("=") for one in written) if is_pair}


SCHEMA = os.environ.get("GUILDHALL_SCHEMA", "city")
DATABASES = {"default": database_from(os.environ.get("DATABASE_URL") or postgres.address(BASE_DIR))}

SECRET_KEY = os.environ.get("GUILDHALL_SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("GUILDHALL_HOSTS", "localhost,127.0.0.1").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("GUILDHALL_ORIGINS", "").split(",") if origin]
GUILDHALL_KEYS_FILE = Path(os.environ.get("GUILDHALL_KEYS_FILE", VAR_DIR / "keys.json"))
GUILDHALL_CRYPTO_SUITE = os.environ.get("GUILDHALL_CRYPTO_SUITE", "aes")
GUILDHALL_FILES_DIR = Path(os.environ.get("GUILDHALL_FILES_DIR", VAR_DIR / "files"))
# Whoever shows this token may read /metrics; without a token there is no such page.
GUILDHALL_METRICS_TOKEN = os.environ.get("GUILDHALL_METRICS_TOKEN", "")
GUILDHALL_BACKUPS_DIR = Path(os.environ.get("GUILDHALL_BACKUPS_DIR", VAR_DIR / "backups"))
GUILDHALL_TRAIL_HEAD = Path(os.environ.get("GUILDHALL_TRAIL_HEAD", VAR_DIR / "trail-head.log"))

INSTALLED_APPS = [
    "guildhall.kernel.offers",
    "guildhall.kernel.scope",
    "guildhall.kernel.crypto",
    "guildhall.kernel.numbers",
    "guildhall.kernel.audit",
    "guildhall.kernel.jobs",
    "guildhall.kernel.calendar",
    "guildhall.kernel.parameters",
    "guildhall.kernel.organisations",
    "guildhall.kernel.people",
    "guildhall.kernel.files",
    "guildhall.kernel.notifications",
    "guildhall.kernel.access",
    "guildhall.web",
    "guildhall.mechanisms.indicators",
    "guildhall.mechanisms.workbooks",
    "guildhall.mechanisms.documents",
    "guildhall.domains.membership",
    "guildhall.domains.organising",
    "guildhall.portal",
    "guildhall.demo",
    "treebeard",
    "pgtrigger",
    "procrastinate.contrib.django",
    "django_htmx",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "guildhall.web.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "guildhall.kernel.access.middleware.ActorMiddleware",
    "guildhall.web.refusals.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "guildhall.web.context.frame",
            ],
            "builtins": [],
        },
    }
]

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "guildhall.kernel.access.passwords.StrongEnough"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "guildhall.portal.signing.lockout.answer"
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
# People by role on the sign-in page: only in a database marked as a demo, and only while this is on.
GUILDHALL_DEMO_SIGN_IN = os.environ.get("GUILDHALL_DEMO_SIGN_IN", "1") == "1"
# Asking for a code takes at least so long, whether or not the phone is known.
GUILDHALL_CODE_SECONDS = 0.4
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"
STEP_UP_URL = "/desk/step-up/"
SESSION_COOKIE_AGE = 30 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "guildhall.web.refusals.without_token"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Counts of figures are kept in the database while the trail shows no write since.
GUILDHALL_KEEPS_READINGS = os.environ.get("GUILDHALL_KEEPS_READINGS", "1") == "1"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "indicators_kept",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    }
}

# Who carries messages out of the house; a channel without its address here is kept on this machine only.
GUILDHALL_SITE = os.environ.get("GUILDHALL_SITE", "").rstrip("/")
GUILDHALL_SMS = {
    "address": os.environ.get("GUILDHALL_SMS_URL", ""),
    "token": os.environ.get("GUILDHALL_SMS_TOKEN", ""),
    "token_header": os.environ.get("GUILDHALL_SMS_TOKEN_HEADER", "Authorization"),
    "shape": os.environ.get("GUILDHALL_SMS_SHAPE", "json"),
    "fields": pairs("GUILDHALL_SMS_FIELDS", "phone=phone,text=text,key=key"),
    "constants": pairs("GUILDHALL_SMS_CONSTANTS"),
    "accepted": os.environ.get("GUILDHALL_SMS_ACCEPTED", "").partition("=")[::2],
    "reference": os.environ.get("GUILDHALL_SMS_REFERENCE", "id"),
}
GUILDHALL_WECHAT = {
    "address": os.environ.get("GUILDHALL_WECHAT_URL", "https://api.weixin.qq.com"),
    "account": os.environ.get("GUILDHALL_WECHAT_ACCOUNT", ""),
    "secret": os.environ.get("GUILDHALL_WECHAT_SECRET", ""),
}
EMAIL_HOST = os.environ.get("GUILDHALL_MAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("GUILDHALL_MAIL_PORT", "465"))
EMAIL_HOST_USER = os.environ.get("GUILDHALL_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("GUILDHALL_MAIL_PASSWORD", "")
EMAIL_USE_SSL = os.environ.get("GUILDHALL_MAIL_SSL", "1") == "1"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("GUILDHALL_MAIL_FROM", EMAIL_HOST_USER or "guildhall@localhost")
GUILDHALL_MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2]
PROVIDERS = "guildhall.kernel.notifications.providers"
GUILDHALL_PROVIDERS = {
    channel: f"{PROVIDERS}.{provider}"
    for channel, provider, given in (
        ("sms", "sms.HttpSms", GUILDHALL_SMS["address"]),
        ("mail", "mail.Smtp", EMAIL_HOST),
        ("wechat", "wechat.OfficialAccount", GUILDHALL_WECHAT["account"]),
    )
    if given
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "worker"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "guildhall.kernel.audit.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": os.environ.get("GUILDHALL_LOG_LEVEL", "INFO")},
    "loggers": {
        "django.db.backends": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
        "axes": {"level": "ERROR"},
    },
}
