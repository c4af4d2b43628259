"""The site's database without Django: one small face over SQLite and PostgreSQL. SQL is written with `?` marks."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID

from somat.vault.process.site import Site


class Reader(Protocol):
    """One transaction that sees one committed state and cannot write."""

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]: ...


class Writer(Reader, Protocol):
    """One transaction that writes."""

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None: ...


class Database(Protocol):
    """How values go in (`uuid`, `moment`, `day`) differs by engine; what comes out is read by the functions below.

    A database that is away, busy or not yet made raises Denied('no-database').
    """

    engine: str

    def uuid(self, value: UUID) -> Any: ...

    def moment(self, value: datetime) -> Any: ...

    def day(self, value: date) -> Any: ...

    def reading(self) -> AbstractContextManager[Reader]: ...

    def writing(self) -> AbstractContextManager[Writer]: ...

    def close(self) -> None: ...


def connect(site: Site) -> Database:
    """The database of a site; no connection is made before the first use."""
    if site.engine == "sqlite":
        from somat.vault.process.sqlite import Sqlite

        return Sqlite(site.database, lock=site.write_lock)
    from somat.vault.process.postgresql import Postgresql  # a site on SQLite does not load the driver

    return Postgresql(site.database_url)


def marks(count: int) -> str:
    return ",".join("?" * count)


def uuid_of(value: Any) -> UUID:
    """A uuid column; SQLite keeps it as 32 hex digits."""
    return value if isinstance(value, UUID) else _uuid(value)


@lru_cache(65_536)  # books and volumes stand in every row, and a row's uuid in each of its values
def _uuid(digits: str) -> UUID:
    return UUID(digits)


def moment_of(value: Any) -> datetime:
    """A moment in UTC; SQLite keeps it as text without a zone."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def day_of(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
