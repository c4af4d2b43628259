"""Prepared statements answer as Django's own query would, for values that were not there when they were built."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from somat.audit import guard
from somat.audit.models import Leaf, Once
from somat.audit.prepared import MOST, Prepared, insert

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def once(**more: object) -> Once:
    facts: dict[str, object] = {"key": uuid4(), "actor": uuid4(), "verb": "a:b", "object": uuid4(), "at": AT}
    return Once(**facts | more)


def written(rows: list[Once]) -> list[Once]:
    with transaction.atomic(), guard.opened():
        return insert(rows)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3, MOST, MOST + 1])
def test_rows_come_back_as_they_were_written(count: int) -> None:
    moments = [AT, AT + timedelta(microseconds=7), AT.astimezone(), None]
    rows = [once(at=moments[n % 3], object=None if n % 2 else uuid4()) for n in range(count)]
    made = written(rows)
    assert made == rows and all(row.pk for row in made)
    kept = {row.pk: row for row in Once.unchecked.all()}
    names = [field.attname for field in Once._meta.concrete_fields]
    assert [[getattr(kept[row.pk], name) for name in names] for row in made] == [
        [getattr(row, name) for name in names] for row in made
    ]


@pytest.mark.django_db
def test_nothing_is_written_for_no_rows() -> None:
    assert insert([]) == []


@pytest.mark.django_db
def test_a_row_is_written_as_django_writes_it() -> None:
    """Column by column, as the database keeps it."""
    rows = [once(verb=f"v{n}", at=at) for n, at in enumerate((AT, AT + timedelta(microseconds=5)))]
    written(rows)
    with transaction.atomic(), guard.opened():
        for row in rows:
            Once(key=row.key, actor=row.actor, verb=f"{row.verb}'", object=row.object, at=row.at).save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, actor, object, at FROM audit_once ORDER BY verb")
        found = cursor.fetchall()
    assert found[0] == found[1] and found[2] == found[3]


@pytest.mark.django_db
def test_each_call_gets_its_own_values() -> None:
    rows = written([once(verb=f"v{n}", at=AT + timedelta(seconds=n)) for n in range(4)])
    asked = Prepared(
        lambda key, verb, at: Once.unchecked.filter(key=key, verb=verb, at__lte=at, id__gt=0).order_by("id")
    )
    for row in rows:
        assert asked.rows(key=row.key, verb=row.verb, at=row.at) == [row]
        assert asked.rows(key=row.key, verb=row.verb, at=row.at - timedelta(microseconds=1)) == []
    assert asked.first(key=uuid4(), verb="v0", at=AT) is None


@pytest.mark.django_db
def test_constants_of_the_query_stay() -> None:
    rows = written([once(verb="kept"), once(verb="other")])
    asked = Prepared(lambda since: Once.unchecked.filter(at__gte=since, verb="kept"))
    assert asked.rows(since=AT) == rows[:1]
    assert asked.rows(since=AT + timedelta(days=1)) == []


@pytest.mark.django_db
def test_two_values_that_are_alike_at_first_stay_apart() -> None:
    same = uuid4()
    written([once(key=same, actor=same), once(key=same)])
    asked = Prepared(lambda key, actor: Once.unchecked.filter(key=key, actor=actor))
    assert len(asked.rows(key=same, actor=same)) == 1
    assert asked.rows(key=same, actor=UUID(int=3)) == []


@pytest.mark.django_db
def test_a_value_that_the_statement_leaves_out_is_a_fault() -> None:
    with pytest.raises(TypeError):
        Prepared(lambda key, day: Once.unchecked.filter(key=key)).rows(key=uuid4(), day=date(2026, 1, 2))


@pytest.mark.django_db(transaction=True)
def test_another_thread_builds_its_own() -> None:
    rows = written([once(verb="kept")])
    asked = Prepared(lambda verb: Once.unchecked.filter(verb=verb))
    found: list[list[Once]] = []

    def ask() -> None:
        found.append(asked.rows(verb="kept"))
        connection.close()

    asked.rows(verb="kept")
    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [rows]


@pytest.mark.django_db
def test_the_guard_sees_a_prepared_write() -> None:
    with pytest.raises(guard.Unaudited):
        insert([once()])
    leaf = Leaf(body=b"x", at=AT, actor=uuid4(), verb="a:b", decision="granted")
    with pytest.raises(guard.Unaudited):
        insert([leaf])
