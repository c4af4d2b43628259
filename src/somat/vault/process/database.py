"""The site's database without Django: one small face over SQLite and PostgreSQL. SQL is written with `?` marks."""

from __future__ import annotations

import fcntl
import os
import queue
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import psycopg

from somat.vault.process.errors import Denied
from somat.vault.process.site import Site

IDLE = 8  # reading connections kept for the next request
WAIT = 10  # seconds that a statement of the vault may wait for a lock


class Reader(Protocol):
    """One transaction that sees one committed state and cannot write."""

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]: ...


class Writer(Reader, Protocol):
    """One transaction that writes."""

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None: ...


class Database(Protocol):
    """How values go in (`uuid`, `moment`) differs by engine; what comes out is read by the functions below."""

    engine: str

    def uuid(self, value: UUID) -> Any: ...

    def moment(self, value: datetime) -> Any: ...

    def reading(self) -> Any: ...

    def writing(self) -> Any: ...

    def close(self) -> None: ...


def connect(site: Site) -> Database:
    """The database of a site; no connection is made before the first use."""
    if site.engine == "sqlite":
        return Sqlite(site.database, lock=site.write_lock)
    return Postgresql(site.database_url)


def marks(count: int) -> str:
    return ",".join("?" * count)


def uuid_of(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def moment_of(value: Any) -> datetime:
    """A moment in UTC; SQLite keeps it as text without a zone."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def day_of(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


class _SqliteTransaction:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        self._connection.executemany(sql, rows)


class Sqlite:
    """The file in the site folder. A writer queues at the same file lock as the Django backend."""

    engine = "sqlite"

    def __init__(self, path: Path, *, lock: Path) -> None:
        self._path = path
        self._lock_path = lock
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue(IDLE)
        self._writer: sqlite3.Connection | None = None
        self._writers = threading.Lock()

    def uuid(self, value: UUID) -> str:
        return value.hex

    def moment(self, value: datetime) -> str:
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = self._open("PRAGMA query_only=ON")
        try:
            connection.execute("BEGIN")
            yield _SqliteTransaction(connection)
            connection.execute("COMMIT")
            self._idle.put_nowait(connection)
        except queue.Full:
            connection.close()
        except BaseException as error:
            connection.close()
            raise _unavailable(error) from error

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        with self._writers, self._turn():
            if self._writer is None:
                self._writer = self._open("PRAGMA synchronous=FULL")
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                yield _SqliteTransaction(self._writer)
                self._writer.execute("COMMIT")
            except BaseException as error:
                self._writer.close()
                self._writer = None
                raise _unavailable(error) from error

    def close(self) -> None:
        with self._writers:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
        while not self._idle.empty():
            self._idle.get_nowait().close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        descriptor = os.open(self._lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _open(self, also: str) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                f"file:{self._path}?mode=rw", uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False
            )
            for pragma in ("PRAGMA temp_store=MEMORY", "PRAGMA mmap_size=268435456", also):
                connection.execute(pragma)
        except sqlite3.Error as error:
            raise _unavailable(error) from error
        return connection


class _PostgresqlTransaction:
    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._connection = connection

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql.replace("?", "%s").encode(), values).fetchall()

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(sql.replace("?", "%s").encode(), rows)


class Postgresql:
    """A server reached by an address from a file. The role is the application's: it may insert leaves' places, no more."""

    engine = "postgresql"

    def __init__(self, url: str) -> None:
        self._url = url
        self._idle: queue.LifoQueue[psycopg.Connection[tuple[Any, ...]]] = queue.LifoQueue(IDLE)

    def uuid(self, value: UUID) -> UUID:
        return value

    def moment(self, value: datetime) -> datetime:
        return value

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        with self._borrowed() as connection:
            connection.read_only = True
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            with connection.transaction():
                yield _PostgresqlTransaction(connection)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        with self._borrowed() as connection:
            connection.read_only = False
            connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
            with connection.transaction():
                yield _PostgresqlTransaction(connection)

    def close(self) -> None:
        while not self._idle.empty():
            self._idle.get_nowait().close()

    @contextmanager
    def _borrowed(self) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        try:
            connection = self._idle.get_nowait()
            if connection.closed or connection.broken:
                connection = self._open()
        except queue.Empty:
            connection = self._open()
        try:
            yield connection
            self._idle.put_nowait(connection)
        except queue.Full:
            connection.close()
        except BaseException as error:
            connection.close()
            raise _unavailable(error) from error

    def _open(self) -> psycopg.Connection[tuple[Any, ...]]:
        options = f"-c TimeZone=UTC -c lock_timeout={WAIT}s -c synchronous_commit=on"
        try:
            return psycopg.connect(self._url, options=options, connect_timeout=WAIT)
        except psycopg.Error as error:
            raise _unavailable(error) from error


def _unavailable(error: BaseException) -> BaseException:
    """A database that is away, busy or not yet made is an answer of the protocol; anything else stays what it is."""
    if isinstance(error, sqlite3.Error | psycopg.Error):
        return Denied("no-database", kind=type(error).__name__)
    return error
