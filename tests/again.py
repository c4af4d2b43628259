"""Rows that acts have written once, put back for the later tests of a worker: the same beginning for a twentieth of its price."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, transaction

from somat.audit import guard, leaf
from somat.audit.moment import now, today
from somat.audit.statement import natives

LATER = frozenset({"audit_leafindex", "audit_checkpoint"})  # the vault of each test places and signs for itself
Made = TypeVar("Made")


@dataclass(frozen=True)
class Rows:
    """What one table got, as the driver gives and takes it."""

    table: str
    columns: tuple[str, ...]
    values: list[tuple[Any, ...]]

    @cached_property
    def facts(self) -> tuple[leaf.Facts, ...]:
        """What the leaves say, where this is their table."""
        body = self.columns.index("body")
        return tuple(leaf.parse(bytes(row[body])) for row in self.values)


_KEPT: dict[tuple[object, ...], tuple[Any, list[Rows]]] = {}


def again(name: str, make: Callable[[], Made]) -> Made:
    """Do `make` the first time on a day; afterwards write the rows that it left, and answer what it answered."""
    key = (name, connection.vendor, connection.settings_dict["NAME"], today())
    if key not in _KEPT:
        highest = {table: _highest(table) for table in _tables()}
        made = make()
        _KEPT[key] = deepcopy(made), [rows for table in _tables() if (rows := _since(table, highest[table])).values]
        return made
    made, kept = deepcopy(_KEPT[key][0]), _KEPT[key][1]
    with transaction.atomic(), guard.opened(), connection.cursor() as cursor:
        for rows in kept:
            columns = ", ".join(f'"{column}"' for column in rows.columns)
            marks = ", ".join(["%s"] * len(rows.columns))
            values = as_of_now(rows) if rows.table == "audit_leaf" else rows.values
            cursor.executemany(f'INSERT INTO "{rows.table}" ({columns}) VALUES ({marks})', values)
    return made


def as_of_now(leaves: Rows) -> list[tuple[Any, ...]]:
    """The same leaves, the last one of this moment: leaves that have waited a minute for their place make a site read-only."""
    at, body = leaves.columns.index("at"), leaves.columns.index("body")
    shift = now() - leaves.facts[-1].at
    made = []
    for row, old in zip(leaves.values, leaves.facts, strict=True):
        new = replace(old, at=old.at + shift)
        values = list(row)
        values[body], values[at] = leaf.body(new), natives([new.at], vendor=connection.vendor)[0]
        made.append(tuple(values))
    return made


def _tables() -> dict[str, tuple[str, ...]]:
    """Our tables with their columns."""
    models = [
        model for model in apps.get_models() if model.__module__.startswith("somat.") and model._meta.pk.name == "id"
    ]
    columns = {m._meta.db_table: tuple(str(f.column) for f in m._meta.concrete_fields) for m in models}
    return {table: found for table, found in columns.items() if table not in LATER}


def _highest(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"')
        return int(cursor.fetchone()[0])


def _since(table: str, highest: int) -> Rows:
    columns = _tables()[table]
    mark = "+" if connection.vendor == "sqlite" else ""  # an expression has no declared type, so nothing is converted
    wanted = ", ".join(f'{mark}"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {wanted} FROM "{table}" WHERE id > %s ORDER BY id', [highest])
        return Rows(table, columns, cursor.fetchall())
