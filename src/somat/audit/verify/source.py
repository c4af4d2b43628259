"""The database as the verifier reads it: raw, read-only, on either engine, once per process."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

Row = tuple[Any, ...]


class Unreadable(Exception):
    """The database could not answer; the words are its own."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the database is: its engine, and the path of the file or the address of the server."""

    vendor: str
    target: str


class Stored(Protocol):
    """What says of a site where its database is (somat.site.Site)."""

    @property
    def engine(self) -> str: ...
    @property
    def database(self) -> Path: ...
    @property
    def database_url(self) -> str: ...


def place_of(site: Stored) -> Place:
    """Where a site's database is."""
    if site.engine == "sqlite":
        return Place("sqlite", str(site.database))
    return Place("postgresql", site.database_url)


class Source(Protocol):
    """A read-only connection. SQL is written with `?` marks; uuids go in and come out as 32 hexadecimal digits."""

    vendor: str

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]: ...

    def begin(self) -> None:
        """From here to `end`, see one committed state."""

    def end(self) -> None: ...

    def close(self) -> None: ...


class Sqlite:
    vendor = "sqlite"

    def __init__(self, path: str) -> None:
        try:
            self._connection = self._open(path, "mode=ro")
            try:
                self._connection.execute("SELECT count(*) FROM sqlite_master")
            except sqlite3.OperationalError:  # a medium that cannot be written: no side files, and nobody writes
                self._connection = self._open(path, "immutable=1")
        except sqlite3.Error as error:
            raise Unreadable(str(error)) from error

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise Unreadable(str(error)) from error

    def begin(self) -> None:
        self._connection.execute("BEGIN")

    def end(self) -> None:
        self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()

    @staticmethod
    def _open(path: str, how: str) -> sqlite3.Connection:
        connection = sqlite3.connect(f"{Path(path).absolute().as_uri()}?{how}", uri=True, isolation_level=None)
        connection.execute("PRAGMA mmap_size=4294967296")
        connection.execute("PRAGMA temp_store=MEMORY")
        return connection


class Postgresql:
    vendor = "postgresql"

    def __init__(self, url: str) -> None:
        import psycopg  # not needed, and its time not spent, on the other engine

        self._error = psycopg.Error
        options = (
            "-c default_transaction_read_only=on -c TimeZone=UTC -c DateStyle=ISO -c search_path=pg_catalog,public"
        )
        try:
            self._connection = psycopg.connect(url, options=options, autocommit=True)
        except psycopg.Error as error:
            raise Unreadable(str(error)) from error

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        try:
            with self._connection.cursor(binary=True) as cursor:
                rows: list[Row] = cursor.execute(sql.replace("?", "%s").encode(), list(values) or None).fetchall()
        except self._error as error:
            raise Unreadable(str(error)) from error
        return rows

    def begin(self) -> None:
        self._connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")

    def end(self) -> None:
        self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


_OPEN = threading.local()


def source(place: Place) -> Source:
    """The connection of this thread to a database, kept until `close`."""
    kept: dict[Place, Source] = _OPEN.__dict__.setdefault("kept", {})
    if place not in kept:
        kept[place] = Sqlite(place.target) if place.vendor == "sqlite" else Postgresql(place.target)
    return kept[place]


def close(place: Place) -> None:
    """Give the connection of this thread back."""
    opened = _OPEN.__dict__.setdefault("kept", {}).pop(place, None)
    if opened is not None:
        opened.close()


def hexed(column: str, vendor: str) -> str:
    """SQL for a uuid column as 32 hexadecimal digits."""
    return column if vendor == "sqlite" else f"replace({column}::text, '-', '')"
