"""SQLite with one fair write lock: its own busy handler lets a writer starve for seconds, so writers queue here."""

from __future__ import annotations

import fcntl
import os
import threading
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "WITH")


class WriteLock:
    """One descriptor and one thread lock per process, re-entrant for the thread that holds it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.RLock()
        self._depth = 0
        self._descriptor = -1
        self._process = -1

    def take(self) -> None:
        self._threads.acquire()
        self._depth += 1
        if self._depth == 1:
            fcntl.flock(self._open(), fcntl.LOCK_EX)

    def free(self) -> None:
        self._depth -= 1
        if self._depth == 0:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self._threads.release()

    def _open(self) -> int:
        if self._process != os.getpid():  # a forked child shares the parent's lock unless it opens its own
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
            self._process = os.getpid()
        return self._descriptor


_LOCKS: dict[str, WriteLock] = {}
_MAKING = threading.Lock()


def lock_of(database: str) -> WriteLock:
    """The lock beside a database file: `run/write.lock` of the site, the same file the vault takes."""
    found = _LOCKS.get(database)
    if found is None:
        with _MAKING:
            found = _LOCKS.setdefault(database, WriteLock(Path(database).parent / "run" / "write.lock"))
    return found


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite backend, whose write transactions wait their turn at the write lock."""

    _holds = False

    def _lock(self) -> WriteLock:
        return lock_of(str(self.settings_dict["NAME"]))

    def _take(self) -> None:
        if not self._holds:
            self._lock().take()
            self._holds = True

    def _free(self) -> None:
        if self._holds:
            self._holds = False
            self._lock().free()

    def _start_transaction_under_autocommit(self) -> None:
        self._take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._free()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._free()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._free()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._free()

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=FairCursor).bind(self)


class FairCursor(base.SQLiteCursorWrapper):
    """A write outside a transaction takes the lock for that one statement."""

    _wrapper: DatabaseWrapper

    def bind(self, wrapper: DatabaseWrapper) -> FairCursor:
        self._wrapper = wrapper
        return self

    def execute(self, query: str, params: Any = None) -> Any:
        if self._wrapper._holds or not query.lstrip().upper().startswith(WRITES):
            return super().execute(query, params)
        self._wrapper._take()
        try:
            return super().execute(query, params)
        finally:
            if not self._wrapper.connection.in_transaction:
                self._wrapper._free()

    def executemany(self, query: str, param_list: Any) -> Any:
        if self._wrapper._holds:
            return super().executemany(query, param_list)
        self._wrapper._take()
        try:
            return super().executemany(query, param_list)
        finally:
            if not self._wrapper.connection.in_transaction:
                self._wrapper._free()
