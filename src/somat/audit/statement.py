"""How a built statement is run: as Django's cursor runs it, but without asking at each one what never changes.

Django asks some dozen questions before a statement reaches SQLite, which answers sooner than they are asked. Here they are
answered once. PostgreSQL gets the statement by name and its values beside it, and reads and plans it once a connection.
Wherever somebody listens to the statements (a count of a test, a log), or a write stands outside a transaction, the
statement goes the long way.
"""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections

from somat.audit import guard

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from somat.audit.wire import Wire

Rows = list[tuple[Any, ...]]
Change = tuple[int, Callable[[Any], Any]]  # the place of a column, and what makes of its value what its field gives

KNOWN = 4096  # uuids kept as objects: those of books, volumes and people stand in every line


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL as Django writes it, the same with SQLite's marks and with PostgreSQL's, and the tables whose rows it writes."""

    sql: str
    marked: str
    numbered: bytes
    writes: tuple[str, ...]

    def run(self, database: BaseDatabaseWrapper, values: Sequence[Any]) -> Rows:
        """All rows of the answer; `values` as the engine's driver takes them."""
        if not self._short(database):
            with database.cursor() as cursor:
                cursor.execute(self.sql, values)
                return list(cursor.fetchall())
        if self.writes:
            guard.demand(self.writes)
        with database.wrap_database_errors:
            if database.vendor == "sqlite":
                return list(database.connection.execute(self.marked, values))
            return _wire(database).run((self.numbered, values))

    def send(self, database: BaseDatabaseWrapper, values: Sequence[Any], *, then: Callable[[Rows], None]) -> None:
        """Run it and give `then` all rows of the answer: now, or inside `at_once` when that ends."""
        later = _LATER.get()
        if later is None:
            then(self.run(database, values))
            return
        guard.demand(self.writes)
        later.append((self, values, then))

    def _short(self, database: BaseDatabaseWrapper) -> bool:
        """Whether nobody but the guard listens, and the connection is as a statement needs it."""
        return _alone(database) and (database.in_atomic_block or not self.writes)


def _alone(database: BaseDatabaseWrapper) -> bool:
    return (
        database.execute_wrappers == ALONE
        and database.connection is not None
        and not database.queries_logged
        and not database.needs_rollback
    )


@contextmanager
def at_once() -> Iterator[None]:
    """What is sent inside goes to PostgreSQL in one go and is answered when the block ends: for writes that need nothing of one another.

    An error of any of them is raised at the end. What Django asks inside comes after what was sent before it. On SQLite,
    which is no way off, each is answered as it is sent.
    """
    database = database_now()
    if _LATER.get() is not None:
        yield
        _go(database)
        return
    if database.vendor == "sqlite" or not (database.in_atomic_block and _alone(database)):
        yield
        return
    token = _LATER.set([])
    try:
        with database.execute_wrapper(_after_what_was_sent):
            yield
        _go(database)
    finally:
        _LATER.reset(token)


def _after_what_was_sent(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Django's execute wrapper, inside `at_once`."""
    _go(context["connection"])
    return execute(sql, params, many, context)


def _go(database: BaseDatabaseWrapper) -> None:
    """Run what was sent so far."""
    later = _LATER.get() or []
    sent = later[:]
    later.clear()
    if not sent:
        return
    with database.wrap_database_errors:
        found = _wire(database).run_all([(written.numbered, values) for written, values, _ in sent])
    for (_, _, then), rows in zip(sent, found, strict=True):
        then(rows)


def commit_here(database: BaseDatabaseWrapper) -> bool:
    """Inside `at_once`, on PostgreSQL: send COMMIT too, so that Django finds the transaction ended; False elsewhere."""
    if _LATER.get() is None:
        return False
    COMMIT.send(database, (), then=lambda rows: None)
    return True


Sent = tuple[Statement, Sequence[Any], Callable[[Rows], None]]
_LATER: ContextVar[list[Sent] | None] = ContextVar("what was sent and has not gone yet", default=None)


class _Kept(threading.local):
    """How this thread speaks to its connection; a site on SQLite never loads the driver."""

    wire: Wire | None = None


_KEPT = _Kept()


def _wire(database: BaseDatabaseWrapper) -> Wire:
    wire, connection = _KEPT.wire, database.connection
    if wire is None or wire.connection is not connection:
        from somat.audit.wire import Wire

        wire = _KEPT.wire = Wire(connection)
    return wire


ALONE = [guard.watch]
MARK = re.compile(r"(?<!%)%s")


def statement(sql: str) -> Statement:
    """A statement with `%s` for each value."""
    count = itertools.count(1)
    marked, numbered = MARK.sub("?", sql), MARK.sub(lambda _: f"${next(count)}", sql)
    return Statement(
        sql, marked.replace("%%", "%"), numbered.replace("%%", "%").encode(), tuple(guard.tables_written(sql))
    )


COMMIT = statement("COMMIT")


def database_now() -> BaseDatabaseWrapper:
    """The connection of this thread, asked for each time: one that is kept might not be the one whose transaction runs."""
    return connections[DEFAULT_DB_ALIAS]


def natives(values: Iterable[Any], *, vendor: str) -> list[Any]:
    """Values as the engine's driver takes them; `vendor` as Django names the engine."""
    if vendor != "sqlite":
        return list(values)
    return [SQLITE[kind](value) if (kind := type(value)) in SQLITE else value for value in values]


def _text(value: datetime) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None))  # as Django writes it: without a fraction of zero


SQLITE: dict[type, Callable[[Any], Any]] = {
    UUID: attrgetter("hex"),
    datetime: _text,
    date: date.isoformat,
}


@lru_cache(KNOWN)
def _uuid(digits: str) -> UUID:
    return UUID(digits)


def _moment(value: datetime | str) -> datetime:
    """A column declared as a moment comes from the driver without its zone; what a query makes of one comes as text."""
    return (value if isinstance(value, datetime) else datetime.fromisoformat(value)).replace(tzinfo=UTC)


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


# What SQLite gives as text or number, by the name of Django's own conversion.
FROM_SQLITE: dict[str, Callable[[Any], Any]] = {
    "convert_uuidfield_value": _uuid,
    "convert_datetimefield_value": _moment,
    "convert_datefield_value": _day,
    "convert_booleanfield_value": bool,
}


def changes(compiler: Any) -> list[Change]:
    """For each column of a built query whose value is not what its field gives: what makes it so."""
    asked = compiler.get_converters([column[0] for column in compiler.select])
    return [(place, _change(ways, of, compiler.connection)) for place, (ways, of) in asked.items()]


def _change(ways: Sequence[Callable[..., Any]], of: Any, database: BaseDatabaseWrapper) -> Callable[[Any], Any]:
    quick = FROM_SQLITE.get(ways[0].__name__) if database.vendor == "sqlite" and len(ways) == 1 else None
    if quick is not None:
        return quick

    def change(value: Any) -> Any:
        for way in ways:
            value = way(value, of, database)
        return value

    return change


def changed(found: Iterable[Sequence[Any]], wanted: Sequence[Change]) -> Iterable[Sequence[Any]]:
    """The rows with every value as its field gives it; nothing stays nothing."""
    for row in found:
        values = list(row)
        for place, change in wanted:
            if values[place] is not None:
                values[place] = change(values[place])
        yield values
