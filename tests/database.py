"""The test database as a site has it: the application's role on PostgreSQL, and insert-only tables that tests may still empty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from somat.audit import grants, guard
from tests import postgres, workplace


@contextmanager
def as_application() -> Iterator[None]:
    """From here on the tests log in as `somat_app`; the owner comes back at the end, to drop the database."""
    if connection.vendor == "sqlite":
        yield
        return
    grants.grant_application(connection, role="somat_app")
    connection.close()
    connection.settings_dict["USER"] = "somat_app"
    yield
    connection.close()
    connection.settings_dict["USER"] = "somat_owner"


@contextmanager
def emptying() -> Iterator[None]:
    """Tests that commit are followed by Django's flush, which the insert-only triggers and the guard would refuse."""
    empty = _empty_sqlite if connection.vendor == "sqlite" else _empty_postgresql
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(connection.ops), "execute_sql_flush", empty)
        yield
    ADMINISTRATOR.leave()


def _empty_sqlite(operations: Any, statements: list[str]) -> None:
    """Only what has rows: each trigger dropped and made again lets every connection read the schema anew."""
    with guard.opened(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_which_have_rows(statements))
        filled = sorted(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = [(name, text) for table, name, text in cursor.fetchall() if table in filled]
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        for table in filled:
            cursor.execute(f'DELETE FROM "{table}"')
        for statement in statements:
            if statement.startswith("UPDATE"):  # numbers that begin again, where a test asked for them
                cursor.execute(statement)
        for _, text in triggers:
            cursor.execute(text)


def _which_have_rows(statements: list[str]) -> str:
    """The question for the tables, among those that the flush would empty, in which there is something."""
    emptied = [statement for statement in statements if statement.startswith(("DELETE", "TRUNCATE"))]
    tables = sorted({table for statement in emptied for table in re.findall(r'"(\w+)"', statement)})
    return " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in tables)


class Administrator:
    """PostgreSQL's flush: only what has rows, by one connection that knows the tables already.

    No trigger stops its role: one switched off and on again by name lets every other connection look its table up anew.
    """

    def __init__(self) -> None:
        self._link: psycopg.Connection | None = None

    def empty(self, statements: list[str]) -> None:
        if self._link is None:
            url = postgres.Cluster(workplace.root() / "pg").url(connection.settings_dict["NAME"], role="postgres")
            # A test that left a transaction open is named by the time-out instead of waited for.
            options = "-c lock_timeout=10s -c session_replication_role=replica"
            self._link = psycopg.connect(url, options=options, autocommit=True)
        with self._link.transaction():
            for (table,) in self._link.execute(_which_have_rows(statements).encode()).fetchall():
                self._link.execute(f"DELETE FROM {table}".encode())

    def leave(self) -> None:
        """Before the database is copied or dropped: nobody may be in it."""
        if self._link is not None:
            self._link.close()
            self._link = None


ADMINISTRATOR = Administrator()


def _empty_postgresql(operations: Any, statements: list[str]) -> None:
    ADMINISTRATOR.empty(statements)
