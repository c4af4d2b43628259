"""A built statement gives the same by the short way as by Django's own, and the walls of the long way stand on the short."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections, models, transaction
from django.db.transaction import TransactionManagementError

from somat.audit import guard
from somat.audit.instance import new
from somat.audit.models import Leaf, Once, Sheet
from somat.audit.prepared import Prepared, insert, written_out
from somat.audit.statement import at_once, database_now, statement

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ONCES = Prepared(lambda verb: Once.unchecked.filter(verb=verb).order_by("id"))
LEAVES = Prepared(lambda actor: Leaf.unchecked.filter(actor=actor).order_by("id"))
SHEETS = Prepared(lambda day: Sheet.unchecked.filter(day=day).order_by("id"))


@pytest.fixture
def rows() -> Iterator[list[models.Model]]:
    actor = uuid4()
    made = [
        Once(key=uuid4(), actor=actor, verb="a:b", object=None, at=AT),
        Once(key=uuid4(), actor=actor, verb="a:b", object=uuid4(), at=AT + timedelta(microseconds=7)),
        Leaf(uuid=uuid4(), body=b"\x00x", at=AT, actor=actor, verb="a:b", decision="granted"),
        Sheet(day=date(2026, 1, 2), size=3, root="r", printed_by=actor, printed_at=AT),
    ]
    with transaction.atomic(), guard.opened():
        yield [insert([row])[0] for row in made]


@contextmanager
def listened() -> Iterator[None]:
    """A listener on the connection: every statement goes Django's way."""
    with connection.execute_wrapper(lambda execute, *rest: execute(*rest)):
        yield


def facts(found: list[models.Model]) -> list[dict[str, object]]:
    state = [{"adding": row._state.adding, "db": row._state.db} for row in found]
    values = [{name: value for name, value in vars(row).items() if name != "_state"} for row in found]
    return [{"class": type(row)} | one | two for row, one, two in zip(found, state, values, strict=True)]


@pytest.mark.django_db
def test_both_ways_give_what_django_gives(rows: list[models.Model]) -> None:
    actor = rows[0].actor  # type: ignore[attr-defined]
    asked = (
        (lambda: ONCES.rows(verb="a:b"), Once.unchecked.filter(verb="a:b").order_by("id")),
        (lambda: LEAVES.rows(actor=actor), Leaf.unchecked.filter(actor=actor).order_by("id")),
        (lambda: SHEETS.rows(day=date(2026, 1, 2)), Sheet.unchecked.filter(day=date(2026, 1, 2))),
    )
    for ask, query in asked:
        short = facts(list(ask()))
        with listened():
            long = facts(list(ask()))
        assert short == long == facts(list(query)) and short


@pytest.mark.django_db
def test_postgresql_reads_a_statement_once_and_gets_its_values_apart(rows: list[models.Model]) -> None:
    if connection.vendor == "sqlite":
        return  # its driver keeps statements by itself
    book = Prepared(lambda verb: Once.unchecked.filter(verb=verb, object=None).order_by("key", "at"))
    book.rows(verb="a:b")
    book.rows(verb="it's")
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%audit_once%\"key\" ASC, %'")
        kept = cursor.fetchall()
    assert len(kept) == 1 and "= $1" in kept[0][0] and "it's" not in kept[0][0]


@pytest.mark.django_db
@pytest.mark.parametrize("way", [nullcontext, listened])
def test_what_is_sent_at_once_is_all_there_when_the_block_ends(way: Callable[[], AbstractContextManager[None]]) -> None:
    actor = uuid4()
    one, two = (Once(key=uuid4(), actor=actor, verb="a:c", at=AT) for _ in range(2))
    leaf = Leaf(uuid=uuid4(), body=b"x", at=AT, actor=actor, verb="a:c", decision="granted")
    with transaction.atomic(), guard.opened(), way():
        with at_once():
            insert([one, two])
            found = ONCES.soon(verb="a:c")
            insert([leaf])
        assert facts(list(found)) == facts([one, two]) and leaf.pk and not leaf._state.adding
    assert facts(list(Once.unchecked.filter(verb="a:c").order_by("id"))) == facts([one, two])


@pytest.mark.django_db
def test_an_error_at_once_is_djangos_and_nothing_of_the_block_stays() -> None:
    key, actor = uuid4(), uuid4()
    with pytest.raises(IntegrityError), transaction.atomic(), guard.opened(), at_once():
        insert([Once(key=key, actor=actor, verb="a:c", at=AT)])
        insert([Once(key=key, actor=actor, verb="a:c", at=AT)])
        insert([Once(key=uuid4(), actor=actor, verb="a:c", at=AT)])
    assert not Once.unchecked.filter(verb="a:c").exists() and ONCES.rows(verb="a:c") == []
    with pytest.raises(guard.Unaudited), transaction.atomic(), at_once():
        insert([Once(key=key, actor=actor, verb="a:c", at=AT)])
    with transaction.atomic(), guard.opened(), at_once():
        insert([Once(key=key, actor=actor, verb="a:c", at=AT)])
    assert Once.unchecked.filter(verb="a:c").count() == 1


@pytest.mark.django_db
def test_a_listener_hears_every_statement(rows: list[models.Model]) -> None:
    heard: list[str] = []

    def hear(execute, sql, *rest):  # type: ignore[no-untyped-def]
        heard.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(hear):
        ONCES.rows(verb="a:b")
        insert([Once(key=uuid4(), actor=uuid4(), verb="a:b", at=AT)])
    assert [sql.split()[0] for sql in heard] == ["SELECT", "INSERT"]


@pytest.mark.django_db
@pytest.mark.parametrize("way", [nullcontext, listened])
def test_the_guard_stands_on_both_ways(way: Callable[[], AbstractContextManager[None]]) -> None:
    row = Once(key=uuid4(), actor=uuid4(), verb="a:b", at=AT)
    with transaction.atomic(), pytest.raises(guard.Unaudited), way():
        insert([row])
    assert not Once.unchecked.filter(key=row.key).exists()


@pytest.mark.django_db
def test_a_write_in_disguise_is_a_write() -> None:
    sql = "WITH x AS (SELECT 1) UPDATE people_unit SET name = %s"
    assert statement(sql).writes == ("people_unit",)
    with transaction.atomic(), pytest.raises(guard.Unaudited):
        statement(sql).run(database_now(), ["a"])


@pytest.mark.django_db
def test_an_error_is_djangos_and_breaks_the_transaction_as_ever(rows: list[models.Model]) -> None:
    first = rows[0]
    again = Once(key=first.key, actor=first.actor, verb="a:b", at=AT)  # type: ignore[attr-defined]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([again])
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            ONCES.rows(verb="a:b")
        raise ZeroDivisionError


def test_a_per_cent_sign_in_a_statement_stays_one() -> None:
    assert statement("SELECT 'a%%s' WHERE b LIKE '%%' AND c = %s").marked == "SELECT 'a%s' WHERE b LIKE '%' AND c = ?"


def test_only_plain_constants_are_written_into_a_statement() -> None:
    plan = [("", "open"), ("key", "open"), ("", "it's"), ("", 7), ("", True), ("", None), ("", "%s"), ("", "")]
    sql = " ".join(f"a{n} = %s" for n in range(len(plan)))
    text, left = written_out(sql, plan)
    assert text == "a0 = 'open' a1 = %s a2 = %s a3 = 7 a4 = %s a5 = %s a6 = %s a7 = %s"
    assert left == [("key", "open"), ("", "it's"), ("", True), ("", None), ("", "%s"), ("", "")]


def test_a_new_row_is_what_the_constructor_makes() -> None:
    facts = {"key": uuid4(), "actor": uuid4(), "verb": "a:b", "at": AT}
    one, other = new(Once, **facts), Once(**facts)
    assert {**vars(one), "_state": 0} == {**vars(other), "_state": 0} and one._state.adding and one.pk is None
    assert new(Leaf, verb="a:b").uuid != new(Leaf, verb="a:b").uuid
    with pytest.raises(TypeError):
        new(Once, **facts, nobody=1)


def test_a_connection_that_was_replaced_is_not_written_to() -> None:
    """The planted fault: one kept from before writes outside the transaction that runs, and waits for it for ever."""

    def replaced() -> bool:
        before = database_now()
        del connections["default"]
        try:
            return database_now() is connections["default"] is not before
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(replaced).result(timeout=30)
