"""The hash of an object's rows: what a leaf binds, and what `somat verify` computes again from the database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import models

from somat.audit.leaf import canonical

if TYPE_CHECKING:
    from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Part:
    """A table of an aggregate: the column that holds the uuid of its root, and the columns that are hashed, in order."""

    table: str
    root: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]


AGGREGATES: dict[str, tuple[Part, ...]] = {}


def audited(root: str, *parts: tuple[str, str]) -> None:
    """Declare an aggregate: its root model ('registry.Entry') and its parts as (model, column holding the root's uuid)."""
    described = tuple(_part(apps.get_model(label), column) for label, column in ((root, "uuid"), *parts))
    AGGREGATES[described[0].table] = described




def _part(model: type[Model], root: str) -> Part:
    fields = [f for f in model._meta.concrete_fields if not getattr(f, "unaudited", False)]
    return Part(model._meta.db_table, root, tuple(f.column for f in fields), tuple(kind(f) for f in fields))


def kind(field: models.Field[Any, Any]) -> str:
    """How a column is written down: u uuid, d day, m moment, b bytes, o truth value, i number, t text."""
    if isinstance(field, models.ForeignKey):
        return kind(field.target_field)
    table: tuple[tuple[type[models.Field[Any, Any]], str], ...] = (
        (models.UUIDField, "u"),
        (models.DateTimeField, "m"),
        (models.DateField, "d"),
        (models.BinaryField, "b"),
        (models.BooleanField, "o"),
        (models.IntegerField, "i"),
        (models.JSONField, "t"),
    )
    return next((letter for type_, letter in table if isinstance(field, type_)), "t")


def plain(value: Any, letter: str) -> str | int | None:
    """One value in canonical form, the same from SQLite, PostgreSQL and a model instance."""
    if value is None:
        return None
    if letter == "i":
        return int(value)
    if letter == "u":
        return value.hex if isinstance(value, UUID) else str(value).replace("-", "")
    if letter == "m":
        return moment(value)
    if letter == "d":
        return value if isinstance(value, str) else value.isoformat()
    if letter == "b":
        return hashlib.sha256(bytes(value)).hexdigest()
    if letter == "o":
        return int(bool(value))
    return str(value)


def moment(value: datetime | date | str) -> str:
    """A moment as UTC to the microsecond; SQLite keeps it as text without zone."""
    if isinstance(value, str):
        head, _, tail = value.partition(".")
        return f"{head}.{(tail + '000000')[:6]}"
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat()


def digest(rows: Iterable[Sequence[Any]]) -> str:
    """SHA-256 (hex) over an aggregate's rows, each [table, value, …], sorted by their canonical bytes."""
    return hashlib.sha256(b"\n".join(sorted(canonical(row) for row in rows))).hexdigest()


def row(part: Part, values: Sequence[Any]) -> list[str | int | None]:
    """One row in canonical form, the table's name first."""
    return [part.table, *(plain(value, letter) for value, letter in zip(values, part.kinds, strict=True))]
