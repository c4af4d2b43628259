"""The journal's tables refuse to change, on both engines, whoever asks and however it is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from somat.audit import guard
from somat.audit.models import Leaf, LeafIndex, Once, Sheet
from somat.audit.moment import now
from tests import postgres, workplace
from tests.audit.ground import DAY, Copy

pytestmark = pytest.mark.django_db

# A column to write to, and the primary key.
TABLES = {
    "audit_leaf": ("uuid", "id"),
    "audit_leafindex": ("leaf", '"index"'),
    "audit_checkpoint": ("root", "size"),
    "audit_manifest": ("leaf", "id"),
    "audit_once": ("key", "id"),
    "audit_sheet": ("root", "id"),
}
REFUSED = "insert-only|permission denied"
REPLACE = {
    "sqlite": "INSERT OR REPLACE INTO {t} SELECT * FROM {t}",
    "postgresql": "INSERT INTO {t} SELECT * FROM {t} ON CONFLICT ({k}) DO UPDATE SET {c} = excluded.{c}",
}


def spelt(sql: str, table: str) -> str:
    column, key = TABLES[table]
    return sql.format(t=table, c=column, k=key)


@pytest.fixture
def rows(db: None) -> Iterator[None]:
    """One row in each table, with the guard out of the way: here the database alone must refuse."""
    leaf = uuid4()
    with guard.opened(), connection.cursor() as cursor:
        Leaf.unchecked.create(uuid=leaf, body=b"{}", at=now(), actor=leaf, verb="a", decision="granted")
        LeafIndex.unchecked.create(index=0, leaf=leaf)
        Sheet.unchecked.create(day=DAY, size=1, root="a", printed_by=leaf, printed_at=now())
        Once.unchecked.create(key=leaf, actor=leaf, verb="a", at=now())
        values = [now(), leaf.hex, leaf.hex]
        cursor.execute("INSERT INTO audit_checkpoint (size, root, note, at) VALUES (1, 'a', 'b', %s)", values[:1])
        cursor.execute("INSERT INTO audit_manifest (leaf, object, digest) VALUES (%s, %s, 'c')", values[1:])
        yield


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("sql", ["UPDATE {t} SET {c} = {c}", "DELETE FROM {t}", "DELETE FROM {t} WHERE {c} = {c}"])
def test_it_refuses_to_change_or_delete(rows: None, table: str, sql: str) -> None:
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        cursor.execute(spelt(sql, table))


@pytest.mark.parametrize("table", TABLES)
def test_it_refuses_to_replace_a_row(rows: None, table: str) -> None:
    """SQLite deletes the old row of INSERT OR REPLACE without its delete trigger; PostgreSQL has the upsert."""
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        cursor.execute(spelt(REPLACE[connection.vendor], table))


def test_it_refuses_to_replace_a_leaf_by_its_uuid_alone(rows: None) -> None:
    columns = 'uuid, body, at, actor, verb, decision, "row"'
    insert = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute(f"{insert} INTO audit_leaf ({columns}) SELECT {columns} FROM audit_leaf")
    assert Leaf.unchecked.count() == 1


def test_it_lets_rows_be_added(rows: None) -> None:
    LeafIndex.unchecked.create(index=1, leaf=uuid4())
    assert LeafIndex.unchecked.count() == 2


@pytest.mark.parametrize("table", TABLES)
def test_it_refuses_the_owner_of_the_tables_too(journal: Copy, table: str) -> None:
    """Only somebody who first takes the triggers away gets through, and that is what `somat verify` is for."""
    with journal.owner() as hand:
        present = hand.run(f"SELECT count(*) FROM {table}")[0][0]
    attempts = ["UPDATE {t} SET {c} = {c}", "DELETE FROM {t}"] if present else []
    attempts += ["TRUNCATE {t}"] if journal.engine == "postgresql" else []
    with closing(plainly(journal)) as owner:
        for sql in attempts:
            with pytest.raises((psycopg.errors.CheckViolation, sqlite3.IntegrityError), match="insert-only"):
                owner.execute(spelt(sql, table))
            owner.rollback()


def plainly(journal: Copy) -> Any:
    """The owner's connection with the triggers as they are."""
    if journal.engine == "sqlite":
        return sqlite3.connect(journal.database)
    return psycopg.connect(postgres.Cluster(workplace.root() / "pg").url(journal.folder.name, role="somat_owner"))
