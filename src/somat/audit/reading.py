"""To open content is an act: its leaf is committed before the vault gives a word of it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from somat.audit.change import change
from somat.audit.leaf import row_set_hash
from somat.audit.verbs import Verb
from somat.law.access import Actor

Row = tuple[str, UUID]


def record_reading(verb: Verb, *, by: Actor, object: UUID | None, rows: Sequence[Row]) -> UUID:
    """One leaf for one page: who opens which set of rows. Returns the leaf that the vault will ask for."""
    with change(verb, by=by) as act:
        act.naming(object)
        act.detail = row_set_hash(rows)
    return act.leaf
