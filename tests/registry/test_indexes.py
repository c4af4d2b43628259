"""Recipients are found by line through the one index that also keeps their order apart, on whichever engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from somat.audit import guard
from somat.registry.models import Entry, Recipient
from somat.registry.queries.lists import unsigned
from tests.office import Office

TABLE = "registry_recipient"
WANTED = {"postgresql": "recipient_once", "sqlite": "autoindex_registry_recipient_2 (entry_id=?)"}


MANY = """
INSERT INTO registry_recipient (uuid, entry_id, ordinal, level, body, copy_no, copies)
SELECT gen_random_uuid(), %s, n, 1, '', n, 1 FROM generate_series(1001, 9000) n
"""


def plan(rows: QuerySet[Any], *, other: UUID) -> str:
    """How the engine goes about it; PostgreSQL in a table of thousands and told to use an index, whatever it knew of the table before."""
    with transaction.atomic(), guard.opened(), connection.cursor() as hand:
        if connection.vendor == "postgresql":
            hand.execute(MANY, [other])
            hand.execute("SET LOCAL enable_seqscan = off")
            hand.execute("SET LOCAL enable_bitmapscan = off")
        said = str(rows.explain())
        transaction.set_rollback(True)
    return said


def test_recipients_have_one_index_by_line(office: Office) -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, TABLE)
    by_line = [name for name, one in found.items() if one["index"] and (one["columns"] or [""])[0] == "entry_id"]
    unique = [name for name, one in found.items() if one["unique"] and one["columns"] == ["entry_id", "ordinal"]]
    assert (set(by_line) | set(unique), len(unique)) == (set(unique), 1)


JOINED = "not all signed"
LOOKS: dict[str, Callable[[list[Any]], QuerySet[Any]]] = {
    "of a page of lines": lambda lines: Recipient.unchecked.filter(entry__in=lines).order_by("ordinal"),
    "of one line": lambda lines: Recipient.unchecked.filter(entry=lines[0]).order_by("ordinal"),
    JOINED: lambda lines: Entry.unchecked.filter(unsigned(), uuid__in=lines),
}


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_for_recipients_by_line_goes_by_that_index(office: Office, look: str) -> None:
    if connection.vendor == "postgresql" and look == JOINED:
        return  # how it joins is its own choice, by what it happens to know of the tables
    *lines, other = [office.issued().uuid for _ in range(3)]
    said = plan(LOOKS[look](lines), other=other)
    assert WANTED[connection.vendor] in said, said
