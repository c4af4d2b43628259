"""The floor: a bare Django view that reads one row and commits one, on the same engine and settings as the product."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

FOLDER = Path(os.environ["BENCH_FLOOR"])
START = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL"

settings.configure(
    SECRET_KEY="floor",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            "ENGINE": "somat.project.sqlite",
            "NAME": str(FOLDER / "floor.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": START},
        }
    },
)
django.setup()


def view(request: HttpRequest) -> HttpResponse:
    """Read a row, commit a row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM row WHERE id = 1")
        cursor.fetchone()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO row (text) VALUES ('x')")
    return HttpResponse("ok")


urlpatterns = [path("", view)]
application = get_wsgi_application()
