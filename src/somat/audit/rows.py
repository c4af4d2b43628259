"""What the journal answers for: the aggregates that rooms declare, and the rows of one as the database holds them now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from somat.audit import part
from somat.audit.part import Part

if TYPE_CHECKING:
    from django.db.models import Model

AT_ONCE = 500  # roots read by one statement

AGGREGATES: dict[str, tuple[Part, ...]] = {}


@dataclass(frozen=True, slots=True)
class Count:
    """Numbers that run without gap or duplicate inside each group; only rows whose column `only[0]` holds `only[1]`."""

    table: str
    groups: tuple[str, ...]
    number: str
    only: tuple[str, str] | None = None


COUNTS: list[Count] = []

KINDS: tuple[tuple[type[models.Field[Any, Any]], str], ...] = (
    (models.UUIDField, "u"),
    (models.DateTimeField, "m"),
    (models.DateField, "d"),
    (models.BinaryField, "b"),
    (models.BooleanField, "o"),
    (models.IntegerField, "i"),
    (models.CharField, "t"),
    (models.TextField, "t"),
)


def audited(root: str, *parts: tuple[str, str]) -> None:
    """Declare an aggregate: its root model ('registry.Entry') and its parts as (model, column holding the root's uuid).

    Every table has a number `id`; a root's uuid is the root of no other aggregate.
    """
    described = tuple(_part(apps.get_model(label), column) for label, column in ((root, "uuid"), *parts))
    AGGREGATES[described[0].table] = described
    _canonical.cache_clear()


def counted(label: str, *, by: tuple[str, ...], number: str, only: tuple[str, str] | None = None) -> None:
    """Declare that the numbers in column `number` run without gap or duplicate for each value of the columns `by`."""
    count = Count(apps.get_model(label)._meta.db_table, by, number, only)
    if count not in COUNTS:
        COUNTS.append(count)


def _part(model: type[Model], root: str) -> Part:
    fields = [f for f in model._meta.concrete_fields if not getattr(f, "unaudited", False)]
    return Part(model._meta.db_table, root, tuple(str(f.column) for f in fields), "".join(kind(f) for f in fields))


def kind(field: models.Field[Any, Any]) -> str:
    """How a column is written down; TypeError for a type that the two engines would spell differently."""
    if isinstance(field, models.ForeignKey):
        return kind(field.target_field)
    for type_, letter in KINDS:
        if isinstance(field, type_):
            return letter
    raise TypeError(f"{field} has no canonical form")


def digest_now(table: str, root: UUID) -> str:
    """The digest of an aggregate from the rows that the database holds now."""
    return digests_now(table, [root])[root]


def digests_now(table: str, roots: Iterable[UUID]) -> dict[UUID, str]:
    """The digests of many aggregates of one kind, in the order given."""
    wanted = list(dict.fromkeys(roots))
    found: dict[UUID, str] = {}
    with connection.cursor() as cursor:
        for first in range(0, len(wanted), AT_ONCE):
            held: dict[UUID, list[bytes]] = {root: [] for root in wanted[first : first + AT_ONCE]}
            for each in AGGREGATES[table]:
                cursor.execute(rows_sql(each, connection.vendor, roots=len(held)), [native(root) for root in held])
                for root, text in cursor.fetchall():
                    held[root if isinstance(root, UUID) else UUID(root)].append(text.encode())
            found.update((root, part.digest(texts)) for root, texts in held.items())
    return found


def native(uuid: UUID) -> UUID | str:
    """A uuid as the database's driver takes it."""
    return uuid if connection.features.has_native_uuid_field else uuid.hex


def rows_sql(each: Part, vendor: str, *, roots: int) -> str:
    """Root and canonical row of every row of one table that belongs to one of as many roots."""
    marks = ", ".join(["%s"] * roots)
    row = each.values(vendor)
    return f'SELECT "{each.root}", {row} FROM "{each.table}" WHERE "{each.root}" IN ({marks})'  # noqa: S608  our own names


def digest_of(table: str, made: list[Model]) -> str:
    """The digest of an aggregate from all its rows, just written. Raises ValueError for one that does not know its number."""
    if any(row.pk is None for row in made):
        raise ValueError(f"a row of {table} without its number")
    return part.digest(_canonical(table, type(row))(row) for row in made)


@cache
def _canonical(table: str, model: type[Model]) -> Callable[[Model], bytes]:
    """What makes the canonical row of an instance that belongs to an aggregate of this root."""
    (each,) = (each for each in AGGREGATES[table] if each.table == model._meta.db_table)
    names = {field.column: field.attname for field in model._meta.concrete_fields}
    values = attrgetter(*(names[column] for column in each.columns))
    return lambda row: each.row(values(row))
