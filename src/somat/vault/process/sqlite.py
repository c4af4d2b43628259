"""SQLite: the file in the site folder. A writer queues at the same file lock as the Django backend."""

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
from typing import Any
from uuid import UUID

from somat.vault.process.database import Reader, Writer
from somat.vault.process.errors import Denied

IDLE = 8  # reading connections kept for the next request
WAIT = 10  # seconds that a statement may wait for a lock


class Transaction:
    """An open transaction of one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        self._connection.executemany(sql, rows)


class Sqlite:
    """Fulfils `Database`."""

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

    def day(self, value: date) -> str:
        return value.isoformat()

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = self._open("PRAGMA query_only=ON")
        try:
            connection.execute("BEGIN")
            yield Transaction(connection)
            connection.execute("COMMIT")
            self._idle.put_nowait(connection)
        except queue.Full:
            connection.close()
        except BaseException as error:
            connection.close()
            _say_if_away(error)
            raise

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        with self._writers, self._turn():
            if self._writer is None:
                self._writer = self._open("PRAGMA synchronous=FULL", "PRAGMA wal_autocheckpoint=4000")
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                yield Transaction(self._writer)
                self._writer.execute("COMMIT")
            except BaseException as error:
                self._writer.close()
                self._writer = None
                _say_if_away(error)
                raise

    def close(self) -> None:
        with self._writers:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
        while not self._idle.empty():
            self._idle.get_nowait().close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        descriptor = os.open(self._lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _open(self, *also: str) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                f"file:{self._path}?mode=rw", uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False
            )
            # Nothing is mapped: the pages of this process are locked in memory, and those of the file would be too.
            for pragma in ("PRAGMA temp_store=MEMORY", "PRAGMA mmap_size=0", "PRAGMA cache_size=-16000", *also):
                connection.execute(pragma)
        except sqlite3.Error as error:
            _say_if_away(error)
            raise
        return connection


def _say_if_away(error: BaseException) -> None:
    """A missing file or table, a full disk, a lock not had in time: an answer of the protocol. A wrong statement is a fault."""
    if isinstance(error, sqlite3.OperationalError):
        wrong = error.sqlite_errorname == "SQLITE_ERROR" and not str(error).startswith("no such table")
        if not wrong:
            raise Denied("no-database", kind=error.sqlite_errorname) from error
