"""Walls that the database itself keeps, written once for both engines and used by the rooms' migrations.

On SQLite a later migration that rebuilds a table (AlterField) drops its triggers: declare them again in that migration.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.migrations import RunPython

Forward = Callable[[Any, Any], None]


def insert_only(*tables: str) -> RunPython:
    """Rows of these tables can be added, never changed, replaced or removed, whoever asks."""

    def forward(apps: Any, schema: Any) -> None:
        make = _insert_only_sqlite if schema.connection.vendor == "sqlite" else _insert_only_postgresql
        for table in tables:
            for statement in make(table, schema.connection):
                schema.execute(statement)

    return RunPython(forward, RunPython.noop)


def keep_rows(*tables: str) -> RunPython:
    """Rows of these tables can be added and changed by acts, never removed."""

    def forward(apps: Any, schema: Any) -> None:
        for table in tables:
            for statement in _keep_rows(table, schema.connection.vendor):
                schema.execute(statement)

    return RunPython(forward, RunPython.noop)


def refuse(name: str, table: str, *, when: str, says: str, events: tuple[str, ...] = ("INSERT", "UPDATE")) -> RunPython:
    """Refuse a row for which `when` (SQL over NEW, valid on both engines) holds."""

    def forward(apps: Any, schema: Any) -> None:
        for statement in _refuse(name, table, when, says, events, schema.connection.vendor):
            schema.execute(statement)

    return RunPython(forward, RunPython.noop)


def _insert_only_sqlite(table: str, connection: Any) -> list[str]:
    """INSERT OR REPLACE deletes the old row without its delete trigger: an insert that would hit a row is refused too."""
    taken = " OR ".join(
        "(" + " AND ".join(f'"{column}" = NEW."{column}"' for column in key) + ")" for key in _keys(table, connection)
    )
    clash = f"SELECT 1 FROM {table} WHERE {taken}"  # noqa: S608  names of our own tables
    says = f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {says}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {says}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS ({clash}) {says}",
    ]


def _keys(table: str, connection: Any) -> list[list[str]]:
    """The column sets by which an SQLite table can be hit: its primary key and its unique indexes."""
    with connection.cursor() as cursor:
        cursor.execute(f'PRAGMA table_info("{table}")')
        keys = [[column[1] for column in cursor.fetchall() if column[5]]]
        cursor.execute(f'PRAGMA index_list("{table}")')
        for index in [row for row in cursor.fetchall() if row[2] and row[3] != "pk"]:
            if index[4]:
                raise ValueError(f"{table}: a partial unique index cannot be kept insert-only")
            cursor.execute(f'PRAGMA index_info("{index[1]}")')
            keys.append([column[2] for column in cursor.fetchall()])
    return keys


def _insert_only_postgresql(table: str, connection: Any) -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{table} is insert-only' USING ERRCODE = '23514'; END $$",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_keep()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {table}_keep()",
    ]


def _keep_rows(table: str, vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} keeps its rows'); END"
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{table} keeps its rows' USING ERRCODE = '23514'; END $$",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_keep()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {table}_keep()",
    ]


def _refuse(name: str, table: str, when: str, says: str, events: tuple[str, ...], vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {name}_{event.lower()} BEFORE {event} ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
            for event in events
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {name}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {when} THEN RAISE EXCEPTION '{says}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {name} BEFORE {' OR '.join(events)} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}_refuse()",
    ]
