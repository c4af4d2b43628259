"""The keyring: one SQLite file with every wrapped key. It knows what hangs under what, and holds nothing unwrapped."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from somat.vault.process.keys.files import sync_folder
from somat.vault.process.keys.provider import KeyExists, NoKeyring, NotAuthentic

NAME = "keyring.sqlite3"
FORMAT = 1
WAIT = 10  # seconds that a statement waits for a backup's copy to end
TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE key (
  uuid BLOB PRIMARY KEY CHECK (length(uuid) = 16),
  kind TEXT NOT NULL CHECK (kind IN ('log', 'site', 'index', 'backup', 'level', 'volume', 'document')),
  level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 3),
  year INTEGER NOT NULL,
  suite INTEGER NOT NULL,
  under BLOB NOT NULL CHECK (length(under) = 16),
  wrapped BLOB,
  made_at TEXT NOT NULL,
  retired_at TEXT,
  destroyed_at TEXT,
  CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
) WITHOUT ROWID;
CREATE INDEX key_under ON key (under) WHERE wrapped IS NOT NULL;
"""
COLUMNS = "uuid, kind, level, year, suite, under, wrapped"


@dataclass(frozen=True, slots=True)
class Row:
    """One key as the keyring holds it. `under` is the key that wraps it; `wrapped` None: destroyed."""

    uuid: UUID
    kind: str
    level: int
    year: int
    suite: int
    under: UUID
    wrapped: bytes | None = field(repr=False)


class Keyring:
    """Open between `open` and `close`; its methods may run in many threads at once. Raises NoKeyring, NotAuthentic."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._link: sqlite3.Connection | None = None
        self._turn = threading.RLock()

    def create(self, *, installation: UUID, root: UUID, rows: Sequence[Row]) -> None:
        """A new file with its first rows, durable. What an earlier, unfinished start left goes away."""
        for name in (NAME, f"{NAME}-wal", f"{NAME}-shm"):
            self.path.with_name(name).unlink(missing_ok=True)
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        with self._turn, _said():
            self._link = _connected(self.path)
            self._link.executescript(TABLES)
            with self.writing() as link:
                facts = {"format": bytes([FORMAT]), "installation": installation.bytes, "root": root.bytes}
                link.executemany("INSERT INTO about VALUES (?, ?)", list(facts.items()))
                for row in rows:
                    _insert(link, row)
        sync_folder(self.path.parent)

    def open(self, *, installation: UUID) -> None:
        """Raises NotAuthentic where there is no keyring of this installation."""
        if not self.path.is_file():
            raise NotAuthentic(NAME)
        with self._turn:
            self.close()
            try:
                self._link = _connected(self.path)
                facts = dict(self._link.execute("SELECT name, value FROM about"))
            except sqlite3.DatabaseError as bad:
                self.close()
                if isinstance(bad, sqlite3.OperationalError) and not str(bad).startswith("no such table"):
                    raise NoKeyring(bad.sqlite_errorname) from bad
                raise NotAuthentic(NAME) from None
            if (facts.get("format"), facts.get("installation")) != (bytes([FORMAT]), installation.bytes):
                self.close()
                raise NotAuthentic(NAME)

    def close(self) -> None:
        with self._turn:
            if self._link is not None:
                self._link.close()
                self._link = None

    @property
    def root(self) -> UUID:
        """The root under which the uppermost keys are wrapped."""
        ((value,),) = self.all("SELECT value FROM about WHERE name = 'root'")
        return UUID(bytes=value)

    def row(self, key: UUID) -> Row | None:
        found = self.rows("uuid = ?", key.bytes)
        return found[0] if found else None

    def rows(self, condition: str, *values: Any) -> list[Row]:
        return [_row(one) for one in self.all(f"SELECT {COLUMNS} FROM key WHERE {condition}", *values)]  # noqa: S608

    def all(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._turn, _said():
            return self._opened().execute(sql, values).fetchall()

    def add(self, *rows: Row) -> None:
        """Durable when this returns. Raises KeyExists where one of these names was used before."""
        with self.writing() as link:
            for row in rows:
                _insert(link, row)

    def put(self, rows: Sequence[Row]) -> None:
        """Other wrappings of keys that live, all or none of them."""
        with self.writing() as link:
            _put(link, rows)

    def turn_over(self, rows: Sequence[Row], *, root: UUID) -> None:
        """A new root and everything wrapped anew under it, in one step."""
        with self.writing() as link:
            _put(link, rows)
            link.execute("UPDATE about SET value = ? WHERE name = 'root'", [root.bytes])
        self.flush()

    def retire(self, condition: str, *values: Any) -> None:
        """These level keys take no new keys under them."""
        with self.writing() as link:
            sql = f"UPDATE key SET retired_at = ? WHERE kind = 'level' AND {condition}"  # noqa: S608
            link.execute(sql, [_now(), *values])

    def destroy(self, key: UUID) -> None:
        """Forget the wrapped bytes; nothing of them is left in the file or its log when this returns."""
        with self.writing() as link:
            sql = "UPDATE key SET wrapped = NULL, destroyed_at = ? WHERE uuid = ? AND wrapped IS NOT NULL"
            link.execute(sql, [_now(), key.bytes])
        self.flush()

    def flush(self) -> None:
        """Move the write-ahead log into the file and empty it, so that old wrapped bytes are on disk no more."""
        self.all("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        with self._turn, _said():
            link = self._opened()
            link.execute("BEGIN IMMEDIATE")
            try:
                yield link
                link.execute("COMMIT")
            except BaseException:
                if link.in_transaction:
                    link.execute("ROLLBACK")
                raise

    def _opened(self) -> sqlite3.Connection:
        if self._link is None:
            raise NoKeyring("closed")
        return self._link


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except sqlite3.IntegrityError as bad:
        if bad.sqlite_errorname == "SQLITE_CONSTRAINT_PRIMARYKEY":
            raise KeyExists from None
        raise
    except sqlite3.OperationalError as bad:
        raise NoKeyring(bad.sqlite_errorname) from bad


def _connected(path: Path) -> sqlite3.Connection:
    link = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False
    )
    # Nothing is mapped: pages of this process are locked in memory. Overwritten bytes are really overwritten.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "mmap_size=0", "temp_store=MEMORY"):
        link.execute(f"PRAGMA {pragma}")
    return link


def _insert(link: sqlite3.Connection, row: Row) -> None:
    values = [row.uuid.bytes, row.kind, row.level, row.year, row.suite, row.under.bytes, row.wrapped, _now()]
    link.execute(f"INSERT INTO key ({COLUMNS}, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)  # noqa: S608


def _put(link: sqlite3.Connection, rows: Sequence[Row]) -> None:
    values = [(row.level, row.under.bytes, row.wrapped, row.uuid.bytes) for row in rows]
    link.executemany("UPDATE key SET level = ?, under = ?, wrapped = ? WHERE uuid = ? AND wrapped IS NOT NULL", values)


def _row(values: Sequence[Any]) -> Row:
    uuid, kind, level, year, suite, under, wrapped = values
    return Row(UUID(bytes=uuid), kind, level, year, suite, UUID(bytes=under), wrapped)


def _now() -> str:
    return datetime.now(UTC).isoformat()
