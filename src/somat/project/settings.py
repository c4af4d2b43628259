"""All settings of the program, in one place; what differs by installation comes from its `site.toml`."""

from __future__ import annotations

import os
from pathlib import Path

from somat import site
from somat.project import database

SITE = site.current()

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "somat.audit",
    "somat.people",
    "somat.vault",
    "somat.catalogue",
    "somat.access",
    "somat.registry",
    "somat.oversight",
    "somat.exchange",
    "somat.reporting",
    "somat.web",
]

DATABASES = {"default": database.settings(SITE, role=os.environ.get("SOMAT_DB_ROLE", "app"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = database.process_secret(SITE)
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "somat.project.urls"
WSGI_APPLICATION = "somat.project.wsgi.application"

MIDDLEWARE = [
    "somat.web.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "somat.web.middleware.policy",
    "somat.web.middleware.door",
    "somat.web.documents.upload.tidy",
    "somat.web.kept.cleared",
    "somat.web.errors.faces",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).parent.parent / "web" / "templates"],
        "OPTIONS": {
            "environment": "somat.web.pages.environment",
            "context_processors": ["somat.web.frame.frame"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.Jinja2"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = SITE.folder / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "somat.web.errors.forged"
CSRF_USE_SESSIONS = False
X_FRAME_OPTIONS = "DENY"

# A document goes to the vault as it comes in; any other upload stays in memory: Django's spool would write plain text to disk (R12, R14).
FILE_UPLOAD_HANDLERS = [
    "somat.web.documents.upload.ToVault",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = str(SITE.folder / "tmp")

# Only words without content go to the log: no parameters, no bodies, no addresses with words (R12, R14).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"err": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["err"], "level": "WARNING"},
    "loggers": {f"django.{name}": {"level": "CRITICAL"} for name in ("request", "security", "db.backends")},
}

SESSION_IDLE_MINUTES = 15
SESSION_ADMIN_IDLE_MINUTES = 5
SESSION_ABSOLUTE_HOURS = 8
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
