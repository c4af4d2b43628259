"""A site's database at one moment, read row by row on either engine while others go on writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from somat.audit.verify.source import Stored
from somat.oversight.transfer.shape import Shape

if TYPE_CHECKING:
    import psycopg

AT_ONCE = 2_000  # rows in memory
Row = tuple[Any, ...]
LEAVES = (
    'SELECT leaf.body FROM audit_leafindex place JOIN audit_leaf leaf ON leaf.uuid = place.leaf ORDER BY place."index"'
)
MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY id"


class NotReadable(Exception):
    """The database failed while it was read or copied; the words are the name of the engine's own error."""


@dataclass(frozen=True, slots=True)
class Address:
    """A database by itself: a new one is read as its owner until the application has rights in it."""

    engine: str
    database: Path
    database_url: str = field(default="", repr=False)


class Snapshot:
    """One committed state. Whatever is committed after it was taken is not seen."""

    vendor = ""

    def rows(self, sql: str) -> Iterator[Row]:
        raise NotImplementedError

    def numbers_given(self, shape: Shape) -> int:
        """The highest number that the table's own counter has given out; 0 where it has none."""
        raise NotImplementedError

    def lines(self, shape: Shape) -> Iterator[str]:
        """Each row in canonical form (somat.audit.part), by key: the same text from either engine."""
        row = shape.part.values(self.vendor)
        return (text for (text,) in self.rows(f'SELECT {row} FROM "{shape.table}" ORDER BY "{shape.key}"'))  # noqa: S608

    def count(self, shape: Shape) -> int:
        return int(next(self.rows(f'SELECT count(*) FROM "{shape.table}"'))[0])  # noqa: S608

    def leaves(self) -> Iterator[bytes]:
        """The body of every leaf that has a place, in the order of the tree."""
        return (bytes(body) for (body,) in self.rows(LEAVES))

    def migrations(self) -> list[tuple[str, str]]:
        return [(app, name) for app, name in self.rows(MIGRATIONS)]


class SqliteSnapshot(Snapshot):
    vendor = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, sql: str) -> Iterator[Row]:
        return iter(self._connection.execute(sql))

    def numbers_given(self, shape: Shape) -> int:
        found = self._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [shape.table]).fetchone()
        return int(found[0]) if found else 0


class PostgresqlSnapshot(Snapshot):
    vendor = "postgresql"

    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self._connection = connection

    def rows(self, sql: str) -> Iterator[Row]:
        with self._connection.cursor(name=f"copy_{uuid4().hex}") as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(sql.encode())
            yield from cursor

    def numbers_given(self, shape: Shape) -> int:
        last = "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)"  # USAGE is enough for it
        found = self._connection.execute(last.encode(), [shape.table, shape.key]).fetchone()
        return int(found[0]) if found and found[0] is not None else 0


@contextmanager
def snapshot(place: Stored) -> Iterator[Snapshot]:
    """The database as it is now, until the block ends. Raises NotReadable."""
    with _sqlite(place.database) if place.engine == "sqlite" else _postgresql(place.database_url) as taken:
        yield taken


@contextmanager
def _sqlite(path: Path) -> Iterator[Snapshot]:
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
        try:
            connection.execute("PRAGMA query_only=ON")
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM django_migrations")  # the first read takes the snapshot
            yield SqliteSnapshot(connection)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise NotReadable(type(error).__name__) from error


@contextmanager
def _postgresql(url: str) -> Iterator[Snapshot]:
    import psycopg  # not needed, and its time not spent, on the other engine

    options = "-c TimeZone=UTC -c default_transaction_read_only=on -c search_path=public,pg_catalog"
    try:
        with psycopg.connect(url, options=options) as link:
            link.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            yield PostgresqlSnapshot(link)
    except psycopg.Error as error:
        raise NotReadable(type(error).__name__) from error
