"""Recipients are found by line through the one index that also keeps their order apart, on whichever engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from somat.registry.models import Entry, Recipient
from somat.registry.queries.lists import unsigned
from tests.office import Office

TABLE = "registry_recipient"
WANTED = {"postgresql": "recipient_once", "sqlite": "autoindex_registry_recipient_2 (entry_id=?)"}


def plan(rows: QuerySet[Any]) -> str:
    """How the engine goes about it; PostgreSQL reads a table of four rows whole unless it is told not to."""
    with transaction.atomic(), connection.cursor() as hand:
        if connection.vendor == "postgresql":
            hand.execute("SET LOCAL enable_seqscan = off")
            hand.execute("SET LOCAL enable_bitmapscan = off")
        return str(rows.explain())


def test_recipients_have_one_index_by_line(office: Office) -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, TABLE)
    by_line = [name for name, one in found.items() if one["index"] and (one["columns"] or [""])[0] == "entry_id"]
    unique = [name for name, one in found.items() if one["unique"] and one["columns"] == ["entry_id", "ordinal"]]
    assert (set(by_line) | set(unique), len(unique)) == (set(unique), 1)


LOOKS: dict[str, Callable[[list[Any]], QuerySet[Any]]] = {
    "of a page of lines": lambda lines: Recipient.unchecked.filter(entry__in=lines).order_by("ordinal"),
    "of one line": lambda lines: Recipient.unchecked.filter(entry=lines[0]).order_by("ordinal"),
    "not all signed": lambda lines: Entry.unchecked.filter(unsigned(), uuid__in=lines),
}


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_for_recipients_by_line_goes_by_that_index(office: Office, look: str) -> None:
    lines = [office.issued().uuid for _ in range(2)]
    said = plan(LOOKS[look](lines))
    assert WANTED[connection.vendor] in said, said
