"""What a series has given out is on disk before anybody is answered, though on PostgreSQL the next number does not wait for the disk."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection, transaction

from somat.audit import durable, guard
from somat.audit.moment import now
from somat.registry import series

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


def test_an_act_that_is_taken_back_waits_for_nothing() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic(), guard.opened():
        take()
        raise ZeroDivisionError
    assert connection.run_on_commit == []
