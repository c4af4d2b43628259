"""Statements sent to PostgreSQL below the driver's cursor: in Django's transaction, in order, bounded, and never waiting for ever."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from somat.audit import guard
from somat.audit.models import Leaf, Once
from somat.audit.prepared import Prepared, insert
from somat.audit.statement import at_once, database_now, statement

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
KEYS = Prepared(lambda verb: Once.unchecked.filter(verb=verb).order_by("id").values_list("key"))
ECHO = statement("SELECT %s::text")


pytestmark = pytest.mark.django_db(transaction=True)


def once(key: UUID, verb: str = "a:w") -> Once:
    return Once(key=key, actor=uuid4(), verb=verb, at=AT)


def kept(verb: str = "a:w") -> list[UUID]:
    return [key for (key,) in Once.unchecked.filter(verb=verb).order_by("id").values_list("key")]


@pytest.mark.parametrize("together", [False, True])
def test_the_first_statement_of_a_transaction_is_in_it(together: bool) -> None:
    """The planted fault: without its BEGIN the row stays, for the server took it for a transaction of its own."""
    with pytest.raises(ZeroDivisionError), transaction.atomic(), guard.opened():
        if together:
            with at_once():
                insert([once(uuid4())])
        else:
            insert([once(uuid4())])
        raise ZeroDivisionError
    assert kept() == []


def test_what_was_sent_together_stays_together() -> None:
    key = uuid4()
    with pytest.raises(IntegrityError), transaction.atomic(), guard.opened(), at_once():
        for again in (uuid4(), key, uuid4()):
            row = once(again)
            row.actor = key
            insert([row, once(uuid4())])
        row = once(key)
        row.actor = key
        insert([row])
    assert kept() == []
    with transaction.atomic(), guard.opened(), at_once():
        insert([once(key)])
    assert kept() == [key]


def test_what_django_asks_inside_comes_after_what_was_sent_before() -> None:
    first, second = uuid4(), uuid4()
    with transaction.atomic(), guard.opened(), at_once():
        insert([once(first)])
        assert kept() == [first]
        insert([once(second)])
        assert KEYS.rows(verb="a:w") == [(first,), (second,)]
    assert kept() == [first, second]


def test_one_go_inside_another_ends_with_its_own_answers() -> None:
    with transaction.atomic(), guard.opened(), at_once():
        outer = insert([once(uuid4())])
        with at_once():
            inner = insert([once(uuid4())])
        assert outer[0].pk and inner[0].pk == outer[0].pk + 1


def test_more_than_the_line_holds_at_once_passes() -> None:
    """Both ends would wait for one another, were answers not taken while statements are written."""
    bodies = [bytes([n]) * 3_000_000 for n in range(4)]
    leaves = [
        Leaf(uuid=uuid4(), body=body, at=AT, actor=uuid4(), verb="a:w", decision="granted", row="") for body in bodies
    ]
    big = statement("SELECT repeat(%s, 3000000)" if connection.vendor != "sqlite" else "SELECT hex(zeroblob(%s))")
    seen: list[int] = []
    with transaction.atomic(), guard.opened(), at_once():
        for leaf in leaves:
            value = "é" if connection.vendor != "sqlite" else 1_500_000
            big.send(database_now(), [value], then=lambda rows: seen.append(len(rows[0][0])))
            insert([leaf])
    found = Leaf.unchecked.filter(verb="a:w").order_by("id").values_list("body", flat=True)
    assert [bytes(body) for body in found] == bodies and seen == [3_000_000] * 4


def test_a_server_that_goes_away_is_an_error_and_the_next_connection_works() -> None:
    if connection.vendor == "sqlite":
        return  # no server
    connection.ensure_connection()
    other = connection.copy()
    try:
        with pytest.raises((OperationalError, DatabaseError)), transaction.atomic(), guard.opened(), at_once():
            insert([once(uuid4())])
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
            ECHO.send(connection, ["a"], then=lambda rows: None)
    finally:
        other.close()
    connection.close()
    assert kept() == [] and ECHO.run(database_now(), ["a"]) == [("a",)]


def test_a_connection_keeps_a_bounded_number_of_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":
        return  # its driver has a bound of its own
    from somat.audit import wire

    connection.close()  # the next one knows no statement
    monkeypatch.setattr(wire, "NAMED", 3)
    asked = [statement(f"SELECT %s::text || '{n}'") for n in range(6)]
    with transaction.atomic():
        found: list[str] = []
        for _ in range(2):
            assert [one.run(database_now(), ["x"]) for one in asked] == [[(f"x{n}",)] for n in range(6)]
            found.clear()
            with at_once():
                for one in asked:
                    one.send(database_now(), ["y"], then=lambda rows: found.append(rows[0][0]))
            assert found == [f"y{n}" for n in range(6)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'somat%%' AND name <> ''", [])
            assert cursor.fetchone() == (3,)


def test_an_error_of_a_first_reading_is_djangos_and_the_statement_can_be_asked_again() -> None:
    missing = statement("SELECT nothing FROM audit_nowhere WHERE a = %s")
    for _ in range(2):
        with pytest.raises(DatabaseError), transaction.atomic(), at_once():
            missing.send(database_now(), ["a"], then=lambda rows: None)
        with pytest.raises(DatabaseError), transaction.atomic():
            missing.run(database_now(), ["a"])
    assert kept() == []
