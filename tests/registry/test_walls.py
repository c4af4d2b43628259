"""The database's own walls, against SQL written by hand as the program's own role, on whichever engine (R-OUT-2, R-NUM-9)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from somat.audit import guard
from somat.audit.moment import now, today
from somat.catalogue.actions import Shipped
from somat.registry.actions.answer import confirm
from somat.registry.actions.books import close_volume
from somat.registry.actions.groups import keep
from somat.registry.actions.handle import forward
from somat.registry.actions.handled import call_handled
from somat.registry.actions.prints import Printed, record_print
from somat.registry.actions.sign import record_paper
from somat.registry.models import Entry, Recipient
from somat.reporting.form import file_hash
from tests.office import A, Office
from tests.registry.evidence import asked, written


@contextmanager
def refused_by_the_database(says: str) -> Iterator[Any]:
    """A hand on the database inside the block; it must be refused in these words, and nothing may have changed."""
    before = written()
    with pytest.raises(DatabaseError, match=says), guard.opened(), transaction.atomic(), connection.cursor() as hand:
        yield hand
    assert written() == before


@pytest.fixture
def full(office: Office) -> Office:
    """An office in which every table of the books has a row."""
    entry, arrival = office.issued(), office.registered()
    confirm(asked(office, office.issued(), "cancel").uuid, by=office.at_desk("an"))
    place = Recipient.unchecked.filter(entry=entry)[0]
    record_paper(place.uuid, name="Trần Thị Mai", signed_at=now(), page=1, by=office.hanh)
    forward(arrival.uuid, unit="Phòng Kinh tế", person=None, due_on=today(), by=office.hanh)
    call_handled(arrival.uuid, done_on=today(), person=office.hanh.person, how="Lưu", by=office.hanh)
    form = Shipped("A1", "unverified", file_hash("A1"))
    record_print(Printed("volume", 1, size=1, root="0" * 64, form=form, volume=entry.volume_id), by=office.hanh)
    keep("to", {"name": "Các sở"}, by=office.hanh)
    return office


KEPT = [
    "registry_book", "registry_volume", "registry_series", "registry_entry", "registry_recipient", "registry_receipt",
    "registry_question", "registry_forward", "registry_group", "registry_printing", "registry_printedform",
    "registry_handling",
]  # fmt: skip


def test_no_row_of_the_books_is_deleted(full: Office) -> None:
    for table in KEPT:
        with refused_by_the_database("keeps its rows|permission denied|FOREIGN KEY|violates foreign key") as hand:
            hand.execute(f"DELETE FROM {table}")
        if connection.vendor == "postgresql":
            with refused_by_the_database("keeps its rows|permission denied") as hand:
                hand.execute(f"TRUNCATE {table} CASCADE")


CHANGES = [
    ("UPDATE registry_entry SET no = no + 100", "keeps its number"),
    ("UPDATE registry_entry SET year = year - 1", "keeps its number"),
    ("UPDATE registry_entry SET doc_number = doc_number + 100 WHERE doc_number IS NOT NULL", "numbers stay"),
    ("UPDATE registry_entry SET doc_number = NULL WHERE doc_number IS NOT NULL", "numbers stay"),
    ("UPDATE registry_entry SET arrival_no = 7 WHERE arrival_no IS NOT NULL", "numbers stay"),
    ("UPDATE registry_entry SET state = 'live' WHERE state = 'cancelled'", "stays cancelled"),
    ("UPDATE registry_recipient SET copy_no = copy_no + 1", "keeps the copies"),
    ("UPDATE registry_recipient SET copies = 5", "keeps the copies"),
    ("UPDATE registry_receipt SET page = 9", "a receipt stays"),
    ("UPDATE registry_handling SET ordinal = 9", "what was handled stays"),
    ("UPDATE registry_printing SET size = 2", "a print stays"),
    ("UPDATE registry_printedform SET note = 'x'", "a print stays"),
    ("UPDATE registry_series SET last = last - 1", "never goes back"),
    ("UPDATE registry_question SET answered_by = asked_by", "question_by_two"),
]


def test_what_was_given_does_not_change(full: Office) -> None:
    for sql, says in CHANGES:
        with refused_by_the_database(says) as hand:
            hand.execute(sql)


def copied(table: str, where: str, **changed: str) -> str:
    """An INSERT of a row once more, under another id and uuid, with some columns changed."""
    with connection.cursor() as cursor:
        names = [c.name for c in connection.introspection.get_table_description(cursor, table) if c.name != "id"]
    fresh = "lower(hex(randomblob(16)))" if connection.vendor == "sqlite" else "gen_random_uuid()"
    values = [changed.get(name, fresh if name == "uuid" else f'"{name}"') for name in names]
    quoted = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table} ({quoted}) SELECT {', '.join(values)} FROM {table} WHERE {where}"


TWICE = [
    ("registry_entry", "kind = 'out' AND no = 1", {}),  # the line number
    ("registry_entry", "kind = 'out' AND no = 1", {"no": "77"}),  # the document number with its symbol
    ("registry_entry", "kind = 'in'", {"no": "77"}),  # the arrival number
    ("registry_recipient", "ordinal = 1", {}),
    ("registry_volume", "no = 1", {}),
    ("registry_volume", "no = 1", {"no": "2"}),  # a second open volume of the book
    ("registry_receipt", "1 = 1", {}),
    ("registry_series", "1 = 1", {}),
]


def test_no_number_is_given_twice(full: Office) -> None:
    for table, where, changed in TWICE:
        sql = copied(table, where, **changed)
        with refused_by_the_database("(?i)unique") as hand:
            hand.execute(sql)


def test_the_same_row_with_numbers_of_its_own_goes_in(full: Office) -> None:
    """So that the refusals above are about the numbers and nothing else."""
    sql = copied("registry_entry", "kind = 'out' AND no = 1", no="77", doc_number="77")
    with guard.opened(), transaction.atomic(), connection.cursor() as hand:
        hand.execute(sql)
    assert Entry.unchecked.filter(no=77).count() == 1


def test_a_closed_volume_takes_no_line_and_stays_as_it_was_closed(office: Office) -> None:
    entry = office.issued()
    close_volume(entry.volume_id, pages=3, by=office.hanh)
    with refused_by_the_database("takes no line") as hand:
        hand.execute(copied("registry_entry", "no = 1", no="77", doc_number="77"))
    counts = ("SET pages = 4", "SET last_no = 2", "SET lines = 2", "SET cancelled = 1")
    for sql in ("SET state = 'open'", *counts, "SET closed_by = NULL", "SET closed_on = '2012-12-31'"):
        with refused_by_the_database("stays as its closing line says") as hand:
            hand.execute(f"UPDATE registry_volume {sql} WHERE state = 'closed'")


BARE = ["symbol", "doc_type", "signer", "body"]


def test_a_tuyet_mat_line_has_no_plain_name(office: Office) -> None:
    office.issued(level=A, abstract="")
    for column in BARE:
        with refused_by_the_database("tuyet_mat_entry_bare") as hand:
            hand.execute(f"UPDATE registry_entry SET {column} = 'x'")
    with refused_by_the_database("tuyet_mat_recipient_bare") as hand:
        hand.execute("UPDATE registry_recipient SET body = 'x'")
    with refused_by_the_database("R-OUT-2") as hand:
        hand.execute("UPDATE vault_sealed SET \"column\" = 'abstract' WHERE level = 3 AND \"table\" = 'registry_entry'")


def test_a_line_with_plain_names_does_not_become_tuyet_mat(office: Office) -> None:
    office.issued()
    with refused_by_the_database("tuyet_mat_entry_bare") as hand:
        hand.execute("UPDATE registry_entry SET level = 3")
    with refused_by_the_database("R-OUT-2|CHECK|unique|violates") as hand:
        hand.execute("UPDATE vault_sealed SET level = 3 WHERE \"column\" = 'abstract'")


def test_without_an_act_the_program_itself_writes_nothing(office: Office) -> None:
    office.issued()
    before = written()
    with pytest.raises(guard.Unaudited), connection.cursor() as hand:
        hand.execute("UPDATE registry_entry SET copies = 9")
    assert written() == before
