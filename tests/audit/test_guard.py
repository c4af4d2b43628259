"""The write guard: no row of ours is written while no change is open, however the statement is spelt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, connections, transaction

from somat.audit import guard
from somat.audit.change import change
from somat.audit.guard import Unaudited
from somat.people.models import Session, Unit
from tests.audit.ground import DAY, DO, actor, unit

pytestmark = pytest.mark.django_db

OURS = "people_unit"
WRITES = [
    "INSERT INTO people_unit (name) VALUES (%s)",
    "insert into people_unit (name) values (%s)",
    'INSERT INTO "people_unit" (name) VALUES (%s)',
    "INSERT INTO`people_unit` (name) VALUES (%s)",
    "INSERT INTO [people_unit] (name) VALUES (%s)",
    'INSERT INTO public."people_unit" (name) VALUES (%s)',
    'INSERT INTO "main" . "people_unit" (name) VALUES (%s)',
    "INSERT OR REPLACE INTO people_unit (name) VALUES (%s)",
    "INSERT OR IGNORE INTO people_unit (name) VALUES (%s)",
    "REPLACE INTO people_unit (name) VALUES (%s)",
    "  \n\tINSERT\n INTO\n people_unit (name) VALUES (%s)",
    "/* a note */ INSERT /* here */ INTO /* there */ people_unit (name) VALUES (%s)",
    "-- a note\nINSERT -- here\nINTO people_unit (name) VALUES (%s)",
    "WITH x AS (SELECT 1) INSERT INTO people_unit (name) SELECT %s",
    "WITH x AS (DELETE FROM people_unit RETURNING id) SELECT * FROM x",
    "UPDATE people_unit SET name = %s",
    'UPDATE"people_unit" SET name = %s',
    "UPDATE ONLY people_unit SET name = %s",
    "UPDATE OR IGNORE people_unit SET name = %s",
    "DELETE FROM people_unit",
    "DELETE FROM ONLY people_unit",
    "delete/**/from/**/people_unit",
    "TRUNCATE people_unit",
    "TRUNCATE TABLE ONLY people_unit",
    "TRUNCATE django_migrations, people_unit CASCADE",
    "MERGE INTO people_unit USING x ON true WHEN MATCHED THEN DELETE",
    "COPY people_unit FROM STDIN",
    "EXPLAIN ANALYZE DELETE FROM people_unit",
    "SELECT 1; DELETE FROM people_unit",
    "SET x = 1; UPDATE people_unit SET name = %s",
    "UPDATE U&\"people!0075nit\" UESCAPE '!' SET name = %s",
    "DO $$ BEGIN DELETE FROM people_unit; END $$",
    "DELETE FROM audit_leaf",
    "INSERT INTO registry_entry DEFAULT VALUES",
]
READS = [
    "SELECT * FROM people_unit",
    "SELECT * FROM people_unit FOR UPDATE",
    "(SELECT 1) UNION (SELECT 2)",
    "WITH x AS (SELECT * FROM people_unit) SELECT * FROM x FOR UPDATE OF x",
    "SAVEPOINT a",
    "RELEASE SAVEPOINT a",
    "PRAGMA foreign_keys",
    "INSERT INTO django_migrations (app) VALUES (%s)",
    'INSERT INTO "new__people_unit" SELECT * FROM people_unit',
    "CREATE TABLE people_x (id int REFERENCES people_unit ON DELETE CASCADE ON UPDATE CASCADE)",
    "CREATE TRIGGER x BEFORE TRUNCATE ON people_unit EXECUTE FUNCTION y()",
    "CREATE TRIGGER x BEFORE UPDATE OF name ON people_unit EXECUTE FUNCTION y()",
    "UPDATE people_session SET idle_until = %s",
    "INSERT INTO people_attempt (account) VALUES (%s)",
]


def refuses(sql: str) -> bool:
    return any(guard.ours(table) for table in guard.tables_written(sql))


@pytest.mark.parametrize("sql", WRITES)
def test_it_knows_a_write(sql: str) -> None:
    assert refuses(sql)


@pytest.mark.parametrize("sql", READS)
def test_it_lets_reads_and_foreign_tables_pass(sql: str) -> None:
    assert not refuses(sql)


@pytest.mark.parametrize("sql", WRITES)
def test_it_stops_the_statement_before_the_database_sees_it(sql: str) -> None:
    with connection.cursor() as cursor, pytest.raises(Unaudited):
        cursor.execute(sql, ["x"])


MUTANTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "REPLACE": lambda patch: _without(patch, "ROWS", "(?:INSERT|REPLACE)", "INSERT"),
    "OR REPLACE": lambda patch: _without(patch, "ROWS", rf"(?:{guard.GAP}+OR{guard.GAP}+\w+)?", ""),
    "UPDATE": lambda patch: _without(patch, "ROWS", "UPDATE", "UPDATES"),
    "DELETE": lambda patch: _without(patch, "ROWS", "DELETE", "DELETES"),
    "MERGE": lambda patch: _without(patch, "ROWS", "MERGE", "MERGES"),
    "COPY": lambda patch: _without(patch, "ROWS", "COPY", "COPIES"),
    "TRUNCATE": lambda patch: _without(patch, "WHOLE", "TRUNCATE", "TRUNCATES"),
    "lower case": lambda patch: patch.setattr(guard, "ROWS", re.compile(guard.ROWS.pattern, re.DOTALL)),
    "comments": lambda patch: _without(patch, "ROWS", guard.GAP, r"\s"),
    "quoted names": lambda patch: _without(patch, "ROWS", guard.NAME, r"\w+"),
    "WITH": lambda patch: patch.setattr(guard, "QUIET", (*guard.QUIET, "WITH")),
    "EXPLAIN": lambda patch: patch.setattr(guard, "QUIET", (*guard.QUIET, "EXPLAIN")),
    "escapes": lambda patch: patch.setattr(guard, "PLAIN", re.compile(".*")),
}


def _without(patch: pytest.MonkeyPatch, name: str, old: str, new: str) -> None:
    pattern: re.Pattern[str] = getattr(guard, name)
    assert old in pattern.pattern
    patch.setattr(guard, name, re.compile(pattern.pattern.replace(old, new), pattern.flags))


@pytest.mark.parametrize("mutant", MUTANTS)
def test_it_would_notice_a_guard_that_forgets(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: these tests fail on every guard that knows less."""
    MUTANTS[mutant](monkeypatch)
    assert not all(refuses(sql) for sql in WRITES)


def test_it_knows_every_table_of_the_house() -> None:
    tables = {model._meta.db_table for model in apps.get_models() if model.__module__.startswith("somat.")}
    assert {table for table in tables if not guard.ours(table)} == guard.FREE


def test_it_guards_every_way_of_the_orm() -> None:
    with change(DO, by=actor()):
        kept = unit()
    ways: list[Callable[[], object]] = [
        lambda: unit(),
        lambda: kept.save(),
        lambda: kept.delete(),
        lambda: Unit.unchecked.bulk_create([Unit(name="a", since=DAY), Unit(name="b", since=DAY)]),
        lambda: Unit.unchecked.bulk_update([kept], ["name"]),
        lambda: Unit.unchecked.filter(pk=kept.pk).update(name="x"),
        lambda: Unit.unchecked.filter(pk=kept.pk).delete(),
        lambda: Unit.unchecked.get_or_create(name="nowhere", defaults={"since": DAY}),
        lambda: Unit.unchecked.filter(pk=kept.pk)._raw_delete("default"),
        _executemany,
    ]
    for way in ways:
        with pytest.raises(Unaudited), transaction.atomic():
            way()
    assert Unit.unchecked.count() == 1


def _executemany() -> None:
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE people_unit SET name = %s", [["a"], ["b"]])


def test_it_lets_sessions_be_written_freely() -> None:
    assert Session.unchecked.filter(uuid=uuid4()).delete()[0] == 0


def test_it_is_on_every_connection() -> None:
    connection.close_if_unusable_or_obsolete()
    assert guard.watch in connection.execute_wrappers


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(connections["default"], "execute_wrappers", [])
    yield


def test_it_would_notice_a_connection_without_guard(unguarded: None) -> None:
    unit()
    assert Unit.unchecked.count() == 1


def test_it_closes_again_after_a_change() -> None:
    with change(DO, by=actor()):
        unit()
    with pytest.raises(Unaudited):
        unit()
    with pytest.raises(ZeroDivisionError), change(DO, by=actor()):
        raise ZeroDivisionError
    with pytest.raises(Unaudited):
        unit()
