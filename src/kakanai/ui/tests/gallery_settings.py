"""Settings that draw the gallery without a database, a sign-in or any other room's code."""

from pathlib import Path

from csp.constants import NONE, SELF

SECRET_KEY = "gallery only"
DEBUG = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
DATABASES: dict[str, object] = {}
INSTALLED_APPS = ["django.contrib.staticfiles", "csp", "kakanai.ui"]
MIDDLEWARE = ["csp.middleware.CSPMiddleware"]
ROOT_URLCONF = "kakanai.ui.tests.gallery_urls"
_DESK = Path(__file__).parents[2] / "desk"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_DESK / "templates", Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "kakanai.ui.context.shell"],
            # A name that no context gives would hide a broken contract.
            "string_if_invalid": "",
        },
    }
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [_DESK / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "kakanai.ui.finders.NpmFinder",
]
LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
KAKANAI_SAMPLE_DATA = True
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
