"""Walls that the database itself keeps, written once for both engines and used by the rooms' migrations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.migrations import RunPython

Forward = Callable[[Any, Any], None]


def insert_only(*tables: str) -> RunPython:
    """Rows of these tables can be added, never changed or removed, whoever asks."""

    def forward(apps: Any, schema: Any) -> None:
        for table in tables:
            for statement in _insert_only(table, schema.connection.vendor):
                schema.execute(statement)

    return RunPython(forward, RunPython.noop)


def refuse(name: str, table: str, *, when: str, says: str, events: tuple[str, ...] = ("INSERT", "UPDATE")) -> RunPython:
    """Refuse a row for which `when` (SQL over NEW, valid on both engines) holds."""

    def forward(apps: Any, schema: Any) -> None:
        for statement in _refuse(name, table, when, says, events, schema.connection.vendor):
            schema.execute(statement)

    return RunPython(forward, RunPython.noop)


def _insert_only(table: str, vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
            for event in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{table} is insert-only' USING ERRCODE = '23514'; END $$",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_keep()",
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
