"""Statements asked at every act: Django builds the SQL once a thread, later only the values are put in.

Building a statement costs Django some ten times what the database needs to answer it.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models.query import get_related_populators

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound="Model")
Value = UUID | date | datetime | str | int
Plan = Sequence[tuple[str, Any]]  # per parameter: the name of a value, or '' and what stands there always

MOST = 100  # rows of one INSERT

SIZES = (1, 4, 32, 64)  # places for `among`: a list is filled up to the next of them with its last value

_COUNT = itertools.count(1)

OUTSIDE = 15_000  # numbers from here on stand in no statement; twice as much still fits a column of two bytes


def marker(value: Value) -> Value:
    """A value of the same type that stands nowhere else."""
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, datetime):
        return value.replace(microsecond=next(_COUNT) % 1_000_000, year=1901)
    if isinstance(value, date):
        return date.fromordinal(next(_COUNT))
    return OUTSIDE + next(_COUNT) % OUTSIDE if isinstance(value, int) else f"¤{next(_COUNT)}¤"


def natives(values: Iterable[Any]) -> list[Any]:
    """Values as the engine's driver takes them."""
    if connection.vendor != "sqlite":
        return list(values)
    return [SQLITE[kind](value) if (kind := type(value)) in SQLITE else value for value in values]


def _moment(value: datetime) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None))  # as Django writes it: without a fraction of zero


SQLITE: dict[type, Callable[[Any], Any]] = {
    UUID: attrgetter("hex"),
    datetime: _moment,
    date: date.isoformat,
}


@dataclass(frozen=True, slots=True)
class _Made:
    """A statement as it was built for the connection of this thread, and how its rows become objects."""

    sql: str
    plan: Plan
    shape: Callable[[Sequence[tuple[Any, ...]]], Iterator[Any]]


class Prepared(Generic[Row]):
    """A query by name: `build` makes it from its values, which are single ones and never None."""

    def __init__(self, build: Callable[..., QuerySet[Row]]) -> None:
        self._build = build
        self._local = threading.local()

    def rows(self, **values: Value) -> list[Row]:
        return self._ask({}, values)

    def first(self, **values: Value) -> Row | None:
        return next(iter(self.rows(**values)), None)

    def among(self, wanted: Collection[Value], **values: Value) -> list[Row]:
        """The rows for any of these: `build` gets them as `among`. A long list is asked as Django asks it."""
        size = next((size for size in SIZES if size >= len(wanted)), 0)
        if not wanted:
            return []
        if not size:
            return list(self._build(among=list(wanted), **values))
        some = list(wanted)
        return self._ask({f"among {n}": some[min(n, len(some) - 1)] for n in range(size)}, values)

    def _ask(self, some: dict[str, Value], values: dict[str, Value]) -> list[Row]:
        made = self._local.__dict__.get(f"{connection.vendor} {len(some)}") or self._make(some, values)
        if not made.sql:
            return []
        given = values | some
        with connection.cursor() as cursor:
            cursor.execute(made.sql, natives(given[name] if name else fixed for name, fixed in made.plan))
            found = cursor.fetchall()
        return list(made.shape(found)) if found else []

    def _make(self, some: dict[str, Value], values: dict[str, Value]) -> _Made:
        marks = {name: marker(value) for name, value in (values | some).items()}
        single: dict[str, Any] = {name: marks[name] for name in values}
        if some:
            single["among"] = [marks[name] for name in some]
        compiler = self._build(**single).query.get_compiler(connection=connection)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:  # nothing can match, whatever the values are
            made = self._local.__dict__[f"{connection.vendor} {len(some)}"] = _Made("", (), iter)
            return made
        names = dict(zip(natives(marks.values()), marks, strict=True))
        plan = [(names.get(param, ""), param) for param in params]
        if missing := marks.keys() - {name for name, _ in plan}:
            raise TypeError(f"no parameter of the statement holds {missing}")
        made = self._local.__dict__[f"{connection.vendor} {len(some)}"] = _Made(sql, plan, shaping(compiler))
        return made


def shaping(compiler: Any) -> Callable[[Sequence[tuple[Any, ...]]], Iterator[Any]]:
    """How the rows of a built statement become objects: as Django's own iteration over a query does it.

    The rows of a query of values stay rows, each value as its field would have it.
    """
    info, alias = compiler.klass_info, connection.alias
    if compiler.query.values_select:
        values = compiler.get_converters([column[0] for column in compiler.select])
        return lambda found: iter(compiler.apply_converters(found, values) if values else found)
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[start:end]]
    related = get_related_populators(info, compiler.select, alias)  # type: ignore[call-arg]  # the stubs know a later Django
    converters = compiler.get_converters([column[0] for column in compiler.select])
    extra = list((compiler.annotation_col_map or {}).items())

    def shape(found: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        for row in compiler.apply_converters(found, converters) if converters else found:
            made = info["model"].from_db(alias, names, row[start:end])
            for one in related:
                one.populate(row, made)
            for name, at in extra:
                setattr(made, name, row[at])
            yield made

    return shape


def insert(rows: Sequence[Row]) -> list[Row]:
    """Write new rows of one model and give them their numbers: one statement for each `MOST` rows. None may be there already."""
    return [row for first in range(0, len(rows), MOST) for row in _insert(rows[first : first + MOST])]


def _insert(rows: Sequence[Row]) -> list[Row]:
    sql, values = _inserting(type(rows[0]), len(rows), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, natives(value for row in rows for value in values(row)))
        numbers = cursor.fetchall()
    for row, (number,) in zip(rows, numbers, strict=True):
        row.pk = number
        row._state.adding, row._state.db = False, connection.alias
    return list(rows)


@cache
def _inserting(model: type[Model], count: int, vendor: str) -> tuple[str, attrgetter[tuple[Any, ...]]]:
    """The statement of an engine for so many rows, and what reads a row's parameters."""
    quote = connection.ops.quote_name
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    values = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * count)
    key = quote(str(model._meta.pk.column))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES {values} RETURNING {key}"  # noqa: S608
    return sql, attrgetter(*(field.attname for field in fields))
