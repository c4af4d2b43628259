"""What a series has given out is on disk before anybody is answered, though on PostgreSQL the next number does not wait for the disk."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from somat.audit import durable, guard
from somat.audit.change import change
from somat.audit.instance import new
from somat.audit.models import Leaf
from somat.audit.moment import now, today
from somat.audit.prepared import insert
from somat.audit.statement import statement
from somat.people.models import Unit
from somat.registry import series
from tests.audit.ground import DO, actor

pytestmark = pytest.mark.django_db(transaction=True)


def asked(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0])


def take() -> None:
    scope = uuid4()
    series.take((series.LINE, scope), (series.DOCUMENT, scope), year=2026, at=now())


def numbered(*, times: int = 1) -> bool:
    """Take numbers in an act of their own, and say whether all that it wrote stood on disk when it was over."""
    with transaction.atomic(), guard.opened():
        for _ in range(times):
            take()
        if connection.vendor == "sqlite":
            return connection.run_on_commit == []  # its commit is on disk when it returns
        assert asked("SHOW synchronous_commit") == "off" and len(connection.run_on_commit) == 1
        written = asked("SELECT pg_current_wal_insert_lsn()")
    assert asked("SHOW synchronous_commit") == "on"
    return asked(f"SELECT pg_current_wal_flush_lsn() > '{written}'::pg_lsn") == "True"


def test_an_act_is_on_disk_when_it_is_over() -> None:
    assert all(numbered(times=times) for times in (1, 1, 2, 3))


def test_without_the_wait_it_would_not_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "on_disk", lambda: None)
    seen = [numbered() for _ in range(20)]
    assert all(seen) is (connection.vendor == "sqlite")


def issued() -> bool:
    """The same of an act with its leaf, whose end goes to the database together with them."""
    with change(DO, by=actor(), key=uuid4()) as act:
        take()
        written = asked("SELECT pg_current_wal_insert_lsn()") if connection.vendor == "postgresql" else ""
        act.finish_at_once()
        made = new(Unit, name="Tổ", since=today())
        act.naming(made.uuid)
        insert([made])
    done = not written or asked(f"SELECT pg_current_wal_flush_lsn() > '{written}'::pg_lsn") == "True"
    assert Unit.unchecked.filter(uuid=made.uuid).exists() and Leaf.unchecked.filter(uuid=act.leaf).exists()
    return done


def test_an_act_that_ends_in_one_go_is_on_disk_when_it_is_over() -> None:
    assert all(issued() for _ in range(5))


def test_without_the_wait_that_would_not_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another writer's wait may put it on disk meanwhile, but not three hundred times."""
    nothing = statement("SELECT 1")
    monkeypatch.setattr(durable, "WAIT", nothing)
    assert any(not issued() for _ in range(300)) is (connection.vendor == "postgresql")


def test_what_fails_as_the_act_ends_takes_it_all_back() -> None:
    """On PostgreSQL the error of a row is known only with the answer to the commit; the key of the act finds nothing."""
    key, by = uuid4(), actor()
    made = new(Unit, name="Tổ", since=today())
    with pytest.raises(IntegrityError), change(DO, by=by, key=key) as act:
        take()
        act.finish_at_once()
        insert([made])
        insert([new(Unit, uuid=made.uuid, name="Tổ nữa", since=today())])
        act.naming(made.uuid)
    assert not Unit.unchecked.exists() and not Leaf.unchecked.exists() and connection.run_on_commit == []
    with change(DO, by=by, key=key) as act:
        act.naming(None)
    assert Leaf.unchecked.count() == 1


def test_an_act_that_is_taken_back_waits_for_nothing() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic(), guard.opened():
        take()
        raise ZeroDivisionError
    assert connection.run_on_commit == []
