"""Statements asked at every act: Django builds the SQL once a thread, later only the values are put in.

Building a statement costs Django some ten times what the database needs to answer it.
"""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db.models import BigIntegerField, Func
from django.db.models.query import get_related_populators

from somat.audit.instance import as_read
from somat.audit.statement import MARK, Rows, Statement, changed, changes, database_now, natives, statement

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound="Model")
Value = UUID | date | datetime | str | int
Plan = Sequence[tuple[str, Any]]  # per parameter: the name of a value, or '' and what stands there always

MOST = 100  # rows of one INSERT

SIZES = (1, 4, 32, 64)  # places for `among`: a list is filled up to the next of them with its last value

WORD = re.compile(r"[a-z_]+")

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


@dataclass(frozen=True, slots=True)
class _Made:
    """A statement as it was built for the connection of this thread, and how its rows become objects."""

    statement: Statement | None
    plan: Plan
    shape: Callable[[Rows], Iterable[Any]]

    def given(self, values: dict[str, Value], *, vendor: str) -> list[Any]:
        """The parameters of the statement, as the engine's driver takes them."""
        return natives([values[name] if name else fixed for name, fixed in self.plan], vendor=vendor)


class _Kept(threading.local):
    """The statements of a thread, by engine and how many places for `among` they have."""

    def __init__(self) -> None:
        self.made: dict[tuple[str, int], _Made] = {}


class Prepared(Generic[Row]):
    """A query by name: `build` makes it from its values, which are single ones and never None."""

    def __init__(self, build: Callable[..., QuerySet[Row]]) -> None:
        self._build = build
        self._kept = _Kept()

    def rows(self, **values: Value) -> list[Row]:
        return self._ask({}, values)

    def soon(self, **values: Value) -> list[Row]:
        """The same rows; inside `at_once` they are there when that ends."""
        database = database_now()
        made = self._made({}, values, database)
        found: list[Row] = []
        if made.statement is not None:
            given = made.given(values, vendor=database.vendor)
            made.statement.send(database, given, then=lambda rows: found.extend(made.shape(rows)))
        return found

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
        database = database_now()
        made = self._made(some, values, database)
        if made.statement is None:
            return []
        given = made.given(values | some if some else values, vendor=database.vendor)
        found = made.statement.run(database, given)
        return list(made.shape(found)) if found else []

    def _made(self, some: dict[str, Value], values: dict[str, Value], database: BaseDatabaseWrapper) -> _Made:
        return self._kept.made.get((database.vendor, len(some))) or self._make(some, values, database)

    def _make(self, some: dict[str, Value], values: dict[str, Value], database: BaseDatabaseWrapper) -> _Made:
        marks = {name: marker(value) for name, value in (values | some).items()}
        single: dict[str, Any] = {name: marks[name] for name in values}
        if some:
            single["among"] = [marks[name] for name in some]
        compiler = self._build(**single).query.get_compiler(connection=database)
        kept = self._kept.made
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:  # nothing can match, whatever the values are
            made = kept[database.vendor, len(some)] = _Made(None, (), iter)
            return made
        names = dict(zip(natives(marks.values(), vendor=database.vendor), marks, strict=True))
        plan: Plan = [(names.get(param, ""), param) for param in params]
        if missing := marks.keys() - {name for name, _ in plan}:
            raise TypeError(f"no parameter of the statement holds {missing}")
        sql, plan = written_out(sql, plan)
        made = kept[database.vendor, len(some)] = _Made(statement(sql), plan, shaping(compiler))
        return made


def written_out(sql: str, plan: Plan) -> tuple[str, Plan]:
    """The statement with its plain constants in their places.

    Where a parameter decides whether a partial index serves it, SQLite compiles a statement anew at each call, and
    PostgreSQL's plan for all values leaves the index alone.
    """
    pieces = MARK.split(sql)
    marks = ["%s" if name or not is_plain(fixed) else literal(fixed) for name, fixed in plan]
    text = "".join(piece + mark for piece, mark in zip(pieces, [*marks, ""], strict=True))
    return text, [part for part, mark in zip(plan, marks, strict=True) if mark == "%s"]


def is_plain(value: Any) -> bool:
    """A number, or a word of small letters: nothing that could be read otherwise inside a statement."""
    if isinstance(value, str):
        return WORD.fullmatch(value) is not None
    return isinstance(value, int) and not isinstance(value, bool)


def literal(value: int | str) -> str:
    return (
        f"'{value!s}'" if isinstance(value, str) else str(int(value))
    )  # PostgreSQL's numbers come in types of Django's


def shaping(compiler: Any) -> Callable[[Rows], Iterable[Any]]:
    """How the rows of a built statement become objects: as Django's own iteration over a query does it.

    The rows of a query of values stay rows, each value as its field would have it.
    """
    info, alias = compiler.klass_info, compiler.connection.alias
    wanted = changes(compiler)
    if compiler.query.values_select:
        return lambda found: map(tuple, changed(found, wanted)) if wanted else found
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[start:end]]
    related = get_related_populators(info, compiler.select, alias)  # type: ignore[call-arg]  # the stubs know a later Django
    extra = list((compiler.annotation_col_map or {}).items())
    model = info["model"]
    whole = names == [field.attname for field in model._meta.concrete_fields]

    def shape(found: Rows) -> Iterator[Any]:
        for row in changed(found, wanted):
            part = row[start:end]
            made = as_read(model, names, part, alias=alias) if whole else model.from_db(alias, names, part)
            for one in related:
                one.populate(row, made)
            for name, at in extra:
                setattr(made, name, row[at])
            yield made

    return shape


def insert(rows: Sequence[Row]) -> list[Row]:
    """Write new rows of one model and give them their numbers: one statement for each `MOST` rows. None may be there already.

    Inside `at_once` they have their numbers when that ends.
    """
    return [row for first in range(0, len(rows), MOST) for row in _insert(rows[first : first + MOST])]


def _insert(rows: Sequence[Row]) -> Sequence[Row]:
    database = database_now()
    written, values, key = _inserting(type(rows[0]), len(rows), database.vendor, rows[0].pk is not None)
    wanted = natives((value for row in rows for value in values(row)), vendor=database.vendor)

    def numbered(answer: Rows) -> None:
        for row, (number,) in zip(rows, answer, strict=True):
            setattr(row, key, number)
            row._state.adding, row._state.db = False, database.alias

    written.send(database, wanted, then=numbered)
    return rows


@cache
def _inserting(
    model: type[Model], count: int, vendor: str, known: bool
) -> tuple[Statement, attrgetter[tuple[Any, ...]], str]:
    """The statement of an engine for so many rows, what reads a row's parameters, and the name of its number.

    `known`: the rows have their numbers already.
    """
    quote = database_now().ops.quote_name
    fields = [field for field in model._meta.concrete_fields if known or not field.primary_key]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    values = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * count)
    key = quote(str(model._meta.pk.column))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES {values} RETURNING {key}"  # noqa: S608
    return statement(sql), attrgetter(*(field.attname for field in fields)), model._meta.pk.attname


class Ahead(Func):
    """The number of the next row of a model, taken by a query on PostgreSQL, so that what names the row can be sent with it.

    Nothing on SQLite, where writing the row gives the number at once.
    """

    template = "NULL"
    output_field = BigIntegerField()

    def __init__(self, table: str, key: str = "id") -> None:
        super().__init__()
        self._sequence = f"""pg_get_serial_sequence('"{table}"', '{key}')"""

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[()]]:
        return f"nextval({self._sequence})", ()
