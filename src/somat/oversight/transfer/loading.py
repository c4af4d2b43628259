"""Rows in canonical form into the empty tables of a new database, all of them in one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from somat.oversight.transfer.shape import Shape

if TYPE_CHECKING:
    import psycopg

AT_ONCE = 5_000
Values = list[Any]
USER_TRIGGERS = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"


class NotLoaded(Exception):
    """A line does not belong into this table, or what came in breaks a relation; the words name the table."""


class Load(Protocol):
    """An open load: tables one after the other, then the block ends and everything is committed."""

    def table(self, shape: Shape, lines: Iterable[str], *, given: int) -> int:
        """Put a table's rows in; `given` is the highest number its counter gave. Answers how many rows came."""


class SqliteLoad:
    """Into a file that nobody else has opened yet."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def table(self, shape: Shape, lines: Iterable[str], *, given: int) -> int:
        names = ", ".join(f'"{column}"' for column in shape.columns)
        marks = ", ".join("?" * len(shape.columns))
        insert = f'INSERT INTO "{shape.table}" ({names}) VALUES ({marks})'  # noqa: S608  names checked by shape_of
        count = 0
        for some in batches(values_of(shape, lines, _sqlite)):
            self._connection.executemany(insert, some)
            count += len(some)
        if given:
            self._connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", [shape.table])
            self._connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [shape.table, given])
        return count


class PostgresqlLoad:
    """Into the tables of a database, as their owner."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def table(self, shape: Shape, lines: Iterable[str], *, given: int) -> int:
        names = ", ".join(f'"{column}"' for column in shape.columns)
        count = 0
        with self._connection.cursor() as cursor:
            with cursor.copy(f'COPY "{shape.table}" ({names}) FROM STDIN'.encode()) as copy:
                for row in values_of(shape, lines, _postgresql):
                    copy.write_row(row)
                    count += 1
            if given:
                sequence = f"pg_get_serial_sequence('{shape.table}', '{shape.key}')"
                cursor.execute(f"SELECT setval({sequence}, {given:d}) WHERE {sequence} IS NOT NULL".encode())
        return count


def values_of(shape: Shape, lines: Iterable[str], native: Callable[[Any, str], Any]) -> Iterator[Values]:
    """The rows as the engine takes them. Raises NotLoaded for a line that is not of this table."""
    width = len(shape.columns) + 1
    for line in lines:
        try:
            table, *values = json.loads(line)
        except ValueError:
            raise NotLoaded(shape.table) from None
        if table != shape.table or len(values) + 1 != width:
            raise NotLoaded(shape.table)
        yield [native(value, kind) for value, kind in zip(values, shape.kinds, strict=True)]


def _sqlite(value: Any, kind: str) -> Any:
    """As Django keeps it: bytes as bytes, and a moment without a fraction of zero."""
    if value is None:
        return None
    if kind == "b":
        return bytes.fromhex(value)
    return value.removesuffix(".000000") if kind == "m" else value


def _postgresql(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "b":
        return bytes.fromhex(value)
    if kind == "o":
        return bool(value)
    return f"{value}+00" if kind == "m" else value


def batches(rows: Iterator[Values]) -> Iterator[list[Values]]:
    while some := list(islice(rows, AT_ONCE)):
        yield some


@contextmanager
def sqlite_load(path: Path) -> Iterator[Load]:
    """A load without a journal of its own: a file that did not become whole is thrown away."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-64000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN EXCLUSIVE")
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        yield SqliteLoad(connection)
        for _, text in triggers:
            connection.execute(text)
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken:
            raise NotLoaded(broken[0])
        connection.execute("COMMIT")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


@contextmanager
def postgresql_load(owner_url: str) -> Iterator[Load]:
    """Triggers that judge single rows stand aside; relations are checked by the engine when all rows are in."""
    import psycopg  # not needed, and its time not spent, on the other engine

    with psycopg.connect(owner_url, options="-c TimeZone=UTC -c DateStyle=ISO") as connection:
        tables = [name for (name,) in connection.execute(USER_TRIGGERS).fetchall()]
        for table in tables:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        yield PostgresqlLoad(connection)
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER".encode())
