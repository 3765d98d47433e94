"""Django's settings. What an operator may change comes from the environment (docs/reference/configuration.md)."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from kakanai.server import database, environment, logs
from kakanai.server.errors import InsecureSettingError
from kakanai.server.postgres import Cluster

PRODUCTION = KAKANAI_PRODUCTION = environment.flag("KAKANAI_PRODUCTION")
DEBUG = False
VAR = environment.var()

# --- rooms -----------------------------------------------------------------------------------------------------
ROOMS = tuple(
    room
    for room in ("ui", "trust", "counter", "robots", "reform", "desk", "insight", "demo")
    if find_spec(f"kakanai.{room}.apps") and not (PRODUCTION and room == "demo")
)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "axes",
    "ninja",
    "procrastinate.contrib.django",
    *(f"kakanai.{room}" for room in ROOMS),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kakanai.trust.middleware.TenantMiddleware",
    "kakanai.trust.middleware.PolicyMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "kakanai.server.urls"
WSGI_APPLICATION = "kakanai.server.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kakanai.ui.context.shell",
            ],
        },
    }
]

# --- database and background work ------------------------------------------------------------------------------
CLUSTER = Cluster(os.environ.get("KAKANAI_CLUSTER", "main"), fast=environment.flag("KAKANAI_CLUSTER_FAST"))
DATABASES = {"default": database.django_settings(CLUSTER)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_ON_APP_READY = "kakanai.server.worker.on_app_ready"

# --- language and time -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True

# --- people and secrets ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "trust.User"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
"""Hours."""
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "kakanai.server.views.locked_out"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
SECRET_KEY = environment.secret("django-secret-key")
KAKANAI_KEY_FILE = Path(os.environ.get("KAKANAI_KEY_FILE", VAR / "secrets" / "master.key"))

# --- browser ---------------------------------------------------------------------------------------------------
ALLOWED_HOSTS = os.environ.get("KAKANAI_HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host not in {"127.0.0.1", "localhost"}]
SESSION_COOKIE_NAME = "kakanai_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Browsers take the loopback interface for a safe place, so these hold without TLS on the clerk's own machine too.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "kakanai.server.views.csrf_failure"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# The browsers' public preload list is for hosts of the internet; a desk's host has no business there.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 400
"""A folder of forms is brought in as one request."""

# --- static files ----------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static" if PRODUCTION else None
STATICFILES_DIRS = [Path(__file__).parent / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "kakanai.ui.finders.NpmFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
MEDIA_ROOT = VAR / "files"

# --- the desk's own --------------------------------------------------------------------------------------------
KAKANAI_SAMPLE_DATA = not PRODUCTION
KAKANAI_SIGN_OUT_URL_NAME = "sign_out"
KAKANAI_LOCK_URL_NAME = "lock"
KAKANAI_NODE_MODULES = environment.node_modules()
KAKANAI_PROCEDURE_SURVEY = os.environ.get("KAKANAI_PROCEDURE_SURVEY", "")
KAKANAI_HOLDINGS = os.environ.get("KAKANAI_HOLDINGS", "")
KAKANAI_ORDINANCES = os.environ.get("KAKANAI_ORDINANCES", "")
KAKANAI_IDLE_SECONDS = int(os.environ.get("KAKANAI_IDLE_SECONDS", "180"))

LOGGING = logs.configuration(os.environ.get("KAKANAI_LOG_LEVEL", "INFO"))

if PRODUCTION:
    _weak = [
        reason
        for reason, weak in {
            "KAKANAI_HOSTS must name the desk's host": "KAKANAI_HOSTS" not in os.environ,
            "KAKANAI_HOSTS must not allow every host": "*" in ALLOWED_HOSTS,
            "DATABASE_URL must name a PostgreSQL that somebody backs up": not database.external(),
            "KAKANAI_KEY_FILE must name the master key, kept apart from the database": "KAKANAI_KEY_FILE"
            not in os.environ,
            "KAKANAI_CLUSTER_FAST gives up durability": CLUSTER.fast,
        }.items()
        if weak
    ]
    if _weak:
        raise InsecureSettingError("; ".join(_weak))
