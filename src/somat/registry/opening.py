"""Opening lines: the reading is recorded and committed first, only then does the vault give their words (R9, R30)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from somat.audit.reading import record_reading
from somat.audit.verbs import Verb
from somat.law.access import Actor
from somat.registry.words import Words, unpack
from somat.vault import client


class Worded(Protocol):
    """A row with sealed words: a line, a draft, a receipt, a question, a group."""

    uuid: UUID


def open_words(
    found: Sequence[Worded], *, table: str, verb: Verb, by: Actor, object: UUID | None = None
) -> dict[UUID, Words]:
    """The words of one table's rows, as one recorded reading; rows must come from this room's queries."""
    return open_all({table: found}, verb=verb, by=by, object=object)


def open_all(
    found: dict[str, Sequence[Worded]], *, verb: Verb, by: Actor, object: UUID | None = None
) -> dict[UUID, Words]:
    """The words of rows of several tables, as one recorded reading: one leaf with the hash of the whole set."""
    rows = [(table, row.uuid) for table, some in found.items() for row in some]
    if not rows:
        return {}
    leaf = record_reading(verb, by=by, object=object, rows=rows)
    texts = client.open_rows(leaf, rows)
    return {row: unpack(texts.get((table, row), {})) for table, row in rows}
