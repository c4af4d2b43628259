"""How Django reaches the database of a site: SQLite in the folder, or PostgreSQL by an address kept in a file."""

from __future__ import annotations

import os
import secrets
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from somat.site import Site

# A thousand pages, SQLite's own choice, are some thirty acts: the same pages would be written back again and again.
SQLITE_START = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
    "PRAGMA temp_store=MEMORY;PRAGMA mmap_size=268435456;PRAGMA cache_size=-32000;PRAGMA secure_delete=ON;"
    "PRAGMA wal_autocheckpoint=4000"
)


def settings(site: Site, *, role: str) -> dict[str, Any]:
    """Django's DATABASES entry; `role` is 'app' (rows only) or 'owner' (tables too)."""
    if site.engine == "sqlite":
        return {
            "ENGINE": "somat.project.sqlite",
            "NAME": os.environ.get("SOMAT_SQLITE", str(site.database)),
            "CONN_MAX_AGE": None,
            "TEST": {"NAME": str(site.folder / "test.sqlite3")},
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": SQLITE_START},
        }
    return postgresql(site.owner_url if role == "owner" else site.database_url)


def postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": options.pop("port", str(parts.port or "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {
            "options": "-c statement_timeout=60000 -c synchronous_commit=on -c TimeZone=UTC",
            "prepare_threshold": 0,  # what a driver is asked to keep, it keeps; Django says never
            **options,
        },
    }


def process_secret(site: Site) -> str:
    """The key of form tokens, shared by the site's web processes; it protects no content."""
    path = site.folder / "run" / "web.secret"
    try:
        return path.read_text("utf-8")
    except OSError:
        return secrets.token_urlsafe(48)
