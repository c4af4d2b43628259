"""The floor: bare Django views on the same server, engine and settings as the product, without a line of its code.

`/one/` reads a row and commits one, through Django's models; `/bare/` does it with SQL by hand. `/page/<name>/` is a page of
the product as plain Django makes it: the log-in, one durable commit, the rows, a template. Only the SQLite backend with its
fair write lock is shared: it belongs to the engine.
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
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

FOLDER = Path(os.environ["BENCH_FLOOR"])
URL = os.environ.get("BENCH_FLOOR_URL", "")
START = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA wal_autocheckpoint=4000"
TABLES = (
    "CREATE TABLE IF NOT EXISTS one (id {key}, text TEXT)",
    "CREATE TABLE IF NOT EXISTS session (id {key}, token TEXT UNIQUE, person TEXT, ended TEXT)",
    "CREATE TABLE IF NOT EXISTS line (id {key}, page TEXT, cells {json})",
    "CREATE INDEX IF NOT EXISTS line_by_page ON line (page, id)",
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


class One(models.Model):
    """What the bare view reads and writes."""

    text = models.TextField()

    class Meta:
        app_label, db_table, managed = "bench", "one", False


class Session(models.Model):
    """A log-in."""

    token = models.TextField()
    person = models.TextField()
    ended = models.TextField(null=True)

    class Meta:
        app_label, db_table, managed = "bench", "session", False


class Line(models.Model):
    """A row of a page: its texts."""

    page = models.TextField()
    cells = models.JSONField()

    class Meta:
        app_label, db_table, managed = "bench", "line", False


def one(request: HttpRequest) -> HttpResponse:
    """Read a row, commit a row."""
    One.objects.get(pk=1)
    with transaction.atomic():
        One.objects.create(text="x")
    return HttpResponse("ok")


def bare(request: HttpRequest) -> HttpResponse:
    """The same with SQL by hand: the least that Django can do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, text FROM one WHERE id = 1")
        cursor.fetchone()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO one (text) VALUES (%s)", ["x"])
    return HttpResponse("ok")


def page(request: HttpRequest, name: str) -> HttpResponse:
    """Log-in check, one durable commit, the rows of the page, its template."""
    token = hashlib.sha256(request.COOKIES.get("floor", "").encode()).hexdigest()
    session = Session.objects.filter(token=token, ended=None).first()
    if session is None:
        return HttpResponse(status=403)
    with transaction.atomic():
        One.objects.create(text=session.person)
    rows = list(Line.objects.filter(page=name).order_by("-id")[:25])
    return render(request, f"{name}.html", {"rows": rows})


def make_tables() -> None:
    """The floor's tables with one session."""
    sqlite = connection.vendor == "sqlite"
    types = {"key": "INTEGER PRIMARY KEY" if sqlite else "BIGSERIAL PRIMARY KEY", "json": "TEXT" if sqlite else "JSONB"}
    with connection.cursor() as cursor:
        for sql in TABLES:
            cursor.execute(sql.format(**types))
        cursor.execute("DELETE FROM session")
        token = hashlib.sha256(b"floor").hexdigest()
        cursor.execute("INSERT INTO session (token, person) VALUES (%s, 'p')", [token])
        cursor.execute("INSERT INTO one (text) VALUES ('first')")
        cursor.execute("DELETE FROM line")


urlpatterns = [path("one/", one), path("bare/", bare), path("page/<slug:name>/", page)]
application = get_wsgi_application()
