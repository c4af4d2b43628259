"""`may_read` as SQL: the only filter by which lines of the books are listed, counted or looked up (R16, R17)."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Exists, F, Func, Model, OuterRef, Q, QuerySet
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from somat.access import queries
from somat.law.access import Actor, BookScope
from somat.law.roles import Role

Row = TypeVar("Row", bound=Model)
NOTHING = Q(pk__in=[])


class Beside(Func):
    """A column that narrows a list but never leads it: SQLite would read a whole book by its days to sort 25 lines."""

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **more)


def visible_to(actor: Actor, on: date) -> Q:
    """What this person may read on that day, over rows with `uuid`, `level`, `book_id` and `day`."""
    if not reads_at_all(actor, on):
        return NOTHING
    named = Exists(queries.memberships(actor.person, on=on).filter(object=OuterRef("uuid")))
    seen = Q(named)
    for scope in actor.books:
        seen |= in_scope(actor, scope, on)
    return within_clearance(actor) & seen


def visible_in_books(actor: Actor, on: date) -> Q:
    """What he sees by his duty over books alone: cheaper than `visible_to` where a whole book is listed."""
    if not reads_at_all(actor, on):
        return NOTHING
    seen = NOTHING
    for scope in actor.books:
        seen |= in_scope(actor, scope, on)
    return within_clearance(actor) & seen


def reads_at_all(actor: Actor, on: date) -> bool:
    """The administrator reads nothing, and nobody reads without a clearance in force."""
    clearance = actor.clearance
    return Role.QT not in actor.roles and clearance is not None and clearance.since <= on <= clearance.until


def within_clearance(actor: Actor) -> Q:
    return Q(level__lte=int(actor.clearance.level)) if actor.clearance else NOTHING


def in_scope(actor: Actor, scope: BookScope, on: date) -> Q:
    """A book he keeps or inspects on that day, if he is cleared for all of it."""
    if not scope.since <= on <= scope.until or actor.clearance is None or actor.clearance.level < scope.level:
        return NOTHING
    seen = Q(book_id=scope.book)
    if scope.first is not None:
        seen &= Q(GreaterThanOrEqual(Beside(F("day")), scope.first))
    if scope.last is not None:
        seen &= Q(LessThanOrEqual(Beside(F("day")), scope.last))
    return seen


def own_places(rows: QuerySet[Row], actor: Actor, on: date, *, before: int | None = None) -> QuerySet[Row]:
    """A person's own entries, newest first, read along the index of his memberships and never along the book.

    `before` is a place (an entry's id). The order is part of the plan: adding another `order_by` loses the index.
    """
    if not reads_at_all(actor, on):
        return rows.filter(NOTHING)
    entry = rows.model._meta.db_table
    where = ["access_member.place = " + f'"{entry}"."id"', "access_member.person = %s"]
    params: list[Any] = [native(actor)]
    where.append("(access_member.until IS NULL OR access_member.until >= %s)")
    params.append(connection.ops.adapt_datefield_value(on))
    if before is not None:
        where.append("access_member.place < %s")
        params.append(before)
    joined = rows.filter(within_clearance(actor))
    return joined.extra(  # noqa: S610  names of our own tables; values are parameters
        tables=["access_member"], where=where, params=params, order_by=["-access_member.place"]
    )


def native(actor: Actor) -> Any:
    """A uuid as the engine keeps it."""
    return actor.person if connection.features.has_native_uuid_field else actor.person.hex
