"""The run is on the engine that it says it is on: otherwise "both engines" would be one engine twice."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from somat.audit import guard
from tests import postgres, workplace

LEAF = """INSERT INTO audit_leaf (uuid, body, at, actor, verb, decision, row)
    VALUES ('0af1ccd0-1111-4222-8333-444455556666', '', '2026-11-22', '0af1ccd0-1111-4222-8333-444455556666', 'a', 'b', '')"""


@pytest.mark.django_db
def test_it_runs_on_the_engine_named() -> None:
    assert connection.vendor == workplace.engine()


def test_a_private_postgresql_is_there_on_either_engine(pg_cluster: postgres.Cluster) -> None:
    with psycopg.connect(pg_cluster.url("postgres", role="somat_app")) as link:
        version, place = link.execute(
            "SELECT current_setting('server_version_num')::int, current_setting('listen_addresses')"
        ).fetchone()
        assert version >= 150000
        assert place == ""
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            link.execute("CREATE TABLE intruder (id int)")


def test_the_owner_makes_tables_in_a_fresh_database(pg_cluster: postgres.Cluster) -> None:
    name = pg_cluster.fresh()
    pg_cluster.run_sql("CREATE TABLE mine (id int)", database=name, role="somat_owner")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        pg_cluster.run_sql("SELECT id FROM mine", database=name, role="somat_app")


@pytest.mark.django_db
def test_the_application_may_neither_change_tables_nor_the_journal() -> None:
    if connection.vendor == "sqlite":  # SQLite has no roles: there the triggers alone hold
        expected = "insert-only"
    else:
        expected = "permission denied"
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("CREATE TABLE intruder (id int)")
    with (
        guard.opened(),
        pytest.raises(DatabaseError, match=expected),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(LEAF)
        cursor.execute("DELETE FROM audit_leaf")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_a_test_that_commits_leaves_an_empty_database(time: int) -> None:
    with guard.opened(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_leaf")
        assert cursor.fetchone() == (0,)
        cursor.execute(LEAF)
