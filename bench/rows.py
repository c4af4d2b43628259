"""Rows by the thousand: Django's own bulk insert builds each value's SQL anew, which is most of the time of a large load."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Max, Model

Row = TypeVar("Row", bound=Model)

SQLITE: dict[type, Callable[[Any], Any]] = {
    UUID: lambda value: value.hex,
    datetime: lambda value: value.strftime("%Y-%m-%d %H:%M:%S.%f"),
    date: lambda value: value.isoformat(),
}


class Inserter:
    """Gives each row the next number of its table and inserts it; nobody else may write to these tables meanwhile."""

    def __init__(self) -> None:
        self._sql: dict[type[Model], tuple[str, tuple[str, ...]]] = {}

    def number(self, rows: Sequence[Model]) -> None:
        """Set the primary keys of rows of one model, following those in the table."""
        if rows:
            last = type(rows[0]).unchecked.aggregate(last=Max("pk"))["last"] or 0  # type: ignore[attr-defined]
            for pk, row in enumerate(rows, last + 1):
                row.pk = pk

    def insert(self, rows: Sequence[Row]) -> None:
        """Write numbered rows of one model."""
        if not rows:
            return
        sql, names = self._statement(type(rows[0]))
        adapt = SQLITE if connection.vendor == "sqlite" else {}
        values = [[prepared(getattr(row, name), adapt) for name in names] for row in rows]
        with connection.cursor() as cursor:
            cursor.executemany(sql, values)
            if connection.vendor == "postgresql":
                table = rows[0]._meta.db_table
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, rows[-1].pk])

    def _statement(self, model: type[Model]) -> tuple[str, tuple[str, ...]]:
        if model not in self._sql:
            fields = model._meta.concrete_fields
            columns = ", ".join(f'"{field.column}"' for field in fields)
            marks = ", ".join(["%s"] * len(fields))
            sql = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})'
            self._sql[model] = sql, tuple(field.attname for field in fields)
        return self._sql[model]


def prepared(value: Any, adapt: dict[type, Callable[[Any], Any]]) -> Any:
    change = adapt.get(type(value))
    return change(value) if change else value
