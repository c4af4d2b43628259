"""The write guard: the database refuses a write to our tables while no change is open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

OPEN: ContextVar[bool] = ContextVar("an audited change is open", default=False)

ROOMS = ("audit_", "people_", "vault_", "catalogue_", "access_", "registry_", "oversight_", "exchange_", "reporting_", "web_")
# Log-in sessions and failed attempts are written before anybody is known; their acts have leaves of their own.
FREE = frozenset({"people_session", "people_attempt"})
HARMLESS = ("SELECT", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SET", "SHOW", "EXPLAIN")
WRITE = re.compile(
    r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?(?:\s+ONLY)?|DELETE\s+FROM(?:\s+ONLY)?"
    r"|TRUNCATE(?:\s+TABLE)?(?:\s+ONLY)?|MERGE\s+INTO|COPY)\s+\"?(?:\w+\"?\.\"?)?(\w+)",
    re.IGNORECASE,
)
SKIP = re.compile(r"^(?:\s|--[^\n]*\n|/\*.*?\*/)+", re.DOTALL)


class Unaudited(RuntimeError):
    """A write to a table of ours with no open change: a fault of the program, never of the user."""


@contextmanager
def opened() -> Iterator[None]:
    """Writes are answered for until the block ends. Only `change`, set-up and the bulk loader may use it."""
    token = OPEN.set(True)
    try:
        yield
    finally:
        OPEN.reset(token)


def tables_written(sql: str) -> list[str]:
    """The tables that a statement writes, in lower case; also behind WITH and in REPLACE, TRUNCATE, MERGE, COPY."""
    text = SKIP.sub("", sql)
    if text.lstrip("( ").upper().startswith(HARMLESS):
        return []
    return [name.lower() for name in WRITE.findall(text)]


def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Django's execute wrapper: every statement passes here."""
    if not OPEN.get() and not sql.startswith("SELECT"):
        for table in tables_written(sql):
            if table.startswith(ROOMS) and table not in FREE:
                raise Unaudited(table)
    return execute(sql, params, many, context)


def set_on(*, connection: BaseDatabaseWrapper, **_: object) -> None:
    """Put the guard on a connection as it is made."""
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, watch)
