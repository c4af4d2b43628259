"""Rows in canonical form: the same from the database and from the instance, on both engines; every column counts."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection, models

from somat.audit import guard, part, rows
from somat.audit.part import NO_ROWS, Part
from somat.people.models import Unit
from somat.vault.models import Sealed
from tests.audit.ground import DAY, actor, write_book

pytestmark = pytest.mark.django_db

STRANGE = [
    "",
    " ",
    "dấu \" và \\ và / và '",
    "dòng\nhai\r\tthẻ\b\f",
    "".join(map(chr, range(1, 32))) + "\x7f",
    "Ủy ban nhân dân – “xã” № ½ 😀 \u2028\u2029 \u0301e",
    "null",
    "[1,2]",
]


@pytest.mark.parametrize("text", STRANGE)
def test_texts_are_written_the_same_by_database_and_program(text: str) -> None:
    with guard.opened():
        made = Unit.unchecked.create(name=text, short="", since=DAY)
    assert rows.digest_now("people_unit", made.uuid) == rows.digest_of("people_unit", [made])


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 20, 1, 2, 3, 456789, UTC),
        datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC),
        datetime(2026, 11, 20, 1, 2, 3, 100, UTC),
        datetime(2026, 1, 1, 3, 0, 0, 5, timezone(timedelta(hours=7))),
    ],
)
def test_all_kinds_of_columns_are_written_the_same(at: datetime) -> None:
    with guard.opened():
        book = write_book(actor(), lines=1)
        entry = apps.get_model("registry.Entry").unchecked.get(book=book)
        entry.registered_at, entry.named_only, entry.due_on = at, True, DAY
        entry.save()
        made = [entry]
        for label, column in (("registry.Recipient", "entry"), ("access.Member", "object"), ("vault.Sealed", "row")):
            made += apps.get_model(label).unchecked.filter(**{column: entry.uuid})
    assert rows.digest_now("registry_entry", entry.uuid) == rows.digest_of("registry_entry", made)


def test_a_canonical_row_is_as_the_page_says() -> None:
    kinds = Part("t", "uuid", tuple("abcdefgh"), "uitdmbot")
    values = [UUID(int=1), 7, 'a"b', DAY, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), b"\x00\xff", True, None]
    assert json.loads(kinds.row(values)) == [
        "t",
        "0" * 31 + "1",
        7,
        'a"b',
        "2026-11-20",
        "2026-01-02 03:04:05.000000",
        "00ff",
        1,
        None,
    ]
    assert b" " not in kinds.row([UUID(int=1), 7, "a", DAY, None, b"", False, ""])


def test_the_digest_is_over_the_sorted_hashes() -> None:
    hashes = sorted(hashlib.sha256(row).digest() for row in (b"a", b"b"))
    assert part.digest([b"b", b"a"]) == hashlib.sha256(b"".join(hashes)).hexdigest()
    assert hashlib.sha256(b"").hexdigest() == NO_ROWS == rows.digest_now("people_unit", uuid4())


def test_every_column_of_every_aggregate_is_bound() -> None:
    for table, parts in rows.AGGREGATES.items():
        model = next(model for model in apps.get_models() if model._meta.db_table == table)
        assert set(parts[0].columns) == {field.column for field in model._meta.concrete_fields}, table
        assert "id" in parts[0].columns, table


def test_the_sealed_values_of_a_line_are_bound() -> None:
    with guard.opened():
        book = write_book(actor(), lines=1)
        entry = apps.get_model("registry.Entry").unchecked.get(book=book)
        before = rows.digest_now("registry_entry", entry.uuid)
        Sealed.unchecked.filter(row=entry.uuid).update(ciphertext=b"\x01khac")
    assert rows.digest_now("registry_entry", entry.uuid) != before


def test_a_type_without_one_spelling_is_refused() -> None:
    for field in (models.JSONField(), models.FloatField(), models.DecimalField(max_digits=4, decimal_places=2)):
        with pytest.raises(TypeError):
            rows.kind(field)


def test_the_session_of_the_database_does_not_matter() -> None:
    """Another time zone or date style of the connection changes nothing of what is hashed."""
    with guard.opened():
        book = write_book(actor(), lines=1)
    entry = apps.get_model("registry.Entry").unchecked.get(book=book)
    before = rows.digest_now("registry_entry", entry.uuid)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL TimeZone = 'Asia/Ho_Chi_Minh'; SET LOCAL DateStyle = 'German'")
    assert rows.digest_now("registry_entry", entry.uuid) == before
