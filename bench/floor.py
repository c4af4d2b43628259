"""The floor: bare Django views on the same server, engine and settings as the product, without a line of its code.

`/one/` reads a row and commits one. `/page/<name>/` is the same page as the product's: a look at the session, one durable
commit, the rows of the page, and a template. Only the SQLite backend with its fair write lock is shared: it belongs to the engine.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

FOLDER = Path(os.environ["BENCH_FLOOR"])
URL = os.environ.get("BENCH_FLOOR_URL", "")
START = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON"
CELLS = 12
TABLES = (
    "CREATE TABLE {} one (id {}, text TEXT)",
    "CREATE TABLE {} session (id {}, token TEXT UNIQUE, person TEXT, ended TEXT)",
    "CREATE TABLE {} line (id {}, page TEXT, " + ", ".join(f"c{n} TEXT" for n in range(CELLS)) + ")",
)


def database() -> dict[str, Any]:
    if not URL:
        return {
            "ENGINE": "somat.project.sqlite",
            "NAME": str(FOLDER / "floor.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": START},
        }
    parts = urlsplit(URL)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": parts.username,
        "HOST": dict(parse_qsl(parts.query))["host"],
        "CONN_MAX_AGE": None,
        "OPTIONS": {"options": "-c synchronous_commit=on"},
    }


settings.configure(
    SECRET_KEY="floor",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": database()},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [FOLDER]}],
)
django.setup()


def one(request: HttpRequest) -> HttpResponse:
    """Read a row, commit a row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM one WHERE id = 1")
        cursor.fetchone()
    commit()
    return HttpResponse("ok")


def commit() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO one (text) VALUES ('x')")


def page(request: HttpRequest, name: str) -> HttpResponse:
    """Log-in check, one durable commit, the rows of the page."""
    token = hashlib.sha256(request.COOKIES.get("floor", "").encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT person FROM session WHERE token = %s AND ended IS NULL", [token])
        if cursor.fetchone() is None:
            return HttpResponse(status=403)
        commit()
        cursor.execute("SELECT * FROM line WHERE page = %s ORDER BY id DESC LIMIT 25", [name])
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return render(request, f"{name}.html", {"rows": rows})


def make_tables() -> None:
    """The floor's tables with one session."""
    key = "INTEGER PRIMARY KEY" if connection.vendor == "sqlite" else "BIGSERIAL PRIMARY KEY"
    with connection.cursor() as cursor:
        for sql in TABLES:
            cursor.execute(sql.format("IF NOT EXISTS", key))
        cursor.execute("DELETE FROM session")
        token = hashlib.sha256(b"floor").hexdigest()
        cursor.execute("INSERT INTO session (token, person) VALUES (%s, 'p')", [token])
        cursor.execute("INSERT INTO one (text) VALUES ('first')")


urlpatterns = [path("one/", one), path("page/<slug:name>/", page)]
application = get_wsgi_application()
