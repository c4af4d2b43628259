"""PostgreSQL, reached by an address from a file, as the application's role: it may give leaves a place and change none."""

from __future__ import annotations

import queue
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import IsolationLevel

from somat.vault.process.database import Reader, Writer
from somat.vault.process.errors import Denied

IDLE = 8  # connections kept for the next request
WAIT = 10  # seconds for a connection or a lock
AWAY = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.UndefinedTable)

Connection = psycopg.Connection[tuple[Any, ...]]


class Transaction:
    """An open transaction of one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(_native(sql), values).fetchall()

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_native(sql), rows)


class Postgresql:
    """Fulfils `Database`."""

    engine = "postgresql"

    def __init__(self, url: str) -> None:
        self._url = url
        self._idle: queue.LifoQueue[Connection] = queue.LifoQueue(IDLE)

    def uuid(self, value: UUID) -> UUID:
        return value

    def moment(self, value: datetime) -> datetime:
        return value

    def day(self, value: date) -> date:
        return value

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        with self._borrowed() as connection:
            connection.read_only = True
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            with connection.transaction():
                yield Transaction(connection)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        with self._borrowed() as connection:
            connection.read_only = False
            connection.isolation_level = IsolationLevel.READ_COMMITTED
            with connection.transaction():
                yield Transaction(connection)

    def close(self) -> None:
        while not self._idle.empty():
            self._idle.get_nowait().close()

    @contextmanager
    def _borrowed(self) -> Iterator[Connection]:
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = self._open()
        try:
            yield connection
            self._idle.put_nowait(connection)
        except queue.Full:
            connection.close()
        except BaseException as error:
            connection.close()
            if isinstance(error, AWAY):
                self.close()  # a server that was restarted has ended the idle connections too
            _say_if_away(error)
            raise

    def _open(self) -> Connection:
        options = f"-c TimeZone=UTC -c lock_timeout={WAIT}s -c synchronous_commit=on"
        try:
            return psycopg.connect(self._url, options=options, connect_timeout=WAIT)
        except psycopg.Error as error:
            _say_if_away(error)
            raise


def _native(sql: str) -> bytes:
    return sql.replace("?", "%s").encode()


def _say_if_away(error: BaseException) -> None:
    """A server that is away, a missing table, a lock not had in time: an answer of the protocol. Anything else is a fault."""
    if isinstance(error, AWAY):
        raise Denied("no-database", kind=type(error).__name__) from error
