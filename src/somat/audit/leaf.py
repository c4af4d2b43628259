"""A journal leaf as canonical bytes: what is hashed, signed, exported and verified (docs/formats/journal.md)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

VERSION = 1
MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"


class Decision:
    """The three answers an act can get; 'absent' is also what a look-up of something hidden gets."""

    GRANTED = "granted"
    REFUSED = "refused"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Facts:
    """The fields of a leaf; none of them can hold a title, a name from outside or any other secret."""

    leaf: UUID
    at: datetime
    actor: UUID
    verb: str
    session: UUID | None = None
    station: str = ""
    object: UUID | None = None
    decision: str = Decision.GRANTED
    rule: str = ""
    row: str = ""
    detail: str = ""


def body(facts: Facts) -> bytes:
    """Canonical bytes: UTF-8 JSON, keys sorted, no spaces, every key always present."""
    return canonical(
        {
            "v": VERSION,
            "leaf": str(facts.leaf),
            "at": facts.at.astimezone(UTC).strftime(MOMENT),
            "actor": str(facts.actor),
            "session": str(facts.session) if facts.session else "",
            "station": facts.station,
            "verb": facts.verb,
            "object": str(facts.object) if facts.object else "",
            "decision": facts.decision,
            "rule": facts.rule,
            "row": facts.row,
            "detail": facts.detail,
        }
    )


def canonical(value: object) -> bytes:
    """JSON that two programs written apart agree on: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def row_set_hash(rows: Iterable[tuple[str, UUID]]) -> str:
    """SHA-256 (hex) of the set of rows that a page opens: sorted [table, uuid without dashes] pairs."""
    return hashlib.sha256(canonical(sorted([table, row.hex] for table, row in rows))).hexdigest()
