"""The write guard: the database refuses a write to our tables while no change is open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

OPEN: ContextVar[bool] = ContextVar("an audited change is open", default=False)

ROOMS = (
    "audit_",
    "people_",
    "vault_",
    "catalogue_",
    "access_",
    "registry_",
    "oversight_",
    "exchange_",
    "reporting_",
    "web_",
)
# Log-in sessions and failed attempts are written before anybody is known; their acts have leaves of their own.
FREE = frozenset({"people_session", "people_attempt"})
QUIET = ("SELECT", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SET", "SHOW")
GAP = r"(?:\s|--[^\n]*\n|/\*.*?\*/)"  # what may stand between two words
NAME = r"(?:U&\s*\"[^\"]*\"|\"[^\"]*\"|`[^`]*`|\[[^\]]*\]|\w+)"
TARGET = rf"(?:{GAP}+|(?=[\"`\[]))(?:ONLY{GAP}+)?\(?{GAP}*(?P<name>{NAME}(?:{GAP}*\.{GAP}*{NAME})*)"
ROWS = re.compile(
    rf"\b(?:(?:INSERT|REPLACE)(?:{GAP}+OR{GAP}+\w+)?{GAP}+INTO|UPDATE(?:{GAP}+OR{GAP}+\w+)?|DELETE{GAP}+FROM|MERGE{GAP}+INTO|COPY)"
    + TARGET,
    re.IGNORECASE | re.DOTALL,
)
WHOLE = re.compile(rf"\bTRUNCATE(?!{GAP}+ON\b)(?:{GAP}+TABLE)?(?P<names>[^;]*)", re.IGNORECASE | re.DOTALL)
ANY_NAME = re.compile(NAME, re.IGNORECASE)
PLAIN = re.compile(r"\w+")


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
    """The tables whose rows a statement writes, in lower case.

    Also behind WITH and EXPLAIN, in REPLACE, TRUNCATE, MERGE and COPY, after a semicolon, between comments. A word in a
    text or a comment that looks like a write counts as one: better refused than missed.
    """
    if ";" not in sql and sql.lstrip("( \n\t").upper().startswith(QUIET):
        return []
    targets = [match["name"] for match in ROWS.finditer(sql)]
    lists = [ANY_NAME.findall(match["names"]) for match in WHOLE.finditer(sql)]
    return [_bare(name) for name in targets] + [_bare(name) for names in lists for name in names]


def _bare(name: str) -> str:
    """A table's name without schema and quotes; what is written in escapes stays as it is, and counts as ours."""
    last = ANY_NAME.findall(name)[-1]
    return str(last if last[:2].upper() == "U&" else last.strip('"`[]')).lower()


def ours(table: str) -> bool:
    """Whether a write to this table needs an open change."""
    return (table.startswith(ROOMS) and table not in FREE) or not PLAIN.fullmatch(table)


def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Django's execute wrapper: every statement passes here."""
    if not OPEN.get():
        demand(tables_written(sql))
    return execute(sql, params, many, context)


def demand(tables: Iterable[str]) -> None:
    """Raise Unaudited where one of these tables is ours and no change is open."""
    if not OPEN.get():
        for table in tables:
            if ours(table):
                raise Unaudited(table)


def set_on(*, connection: BaseDatabaseWrapper, **_: object) -> None:
    """Put the guard on a connection as it is made."""
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, watch)
