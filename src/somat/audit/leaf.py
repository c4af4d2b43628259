"""A journal leaf as canonical bytes: what is hashed, signed, exported and verified (docs/formats/journal.md)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

VERSION = 1
KEYS = {"v", "leaf", "at", "actor", "session", "station", "verb", "object", "decision", "rule", "row", "detail"}
HASH = re.compile(r"(?:[0-9a-f]{64})?")
VERB = re.compile(r"[a-z]+(?:[.-][a-z]+)*")
MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"


class Decision:
    """The three answers an act can get; 'absent' is also what a look-up of something hidden gets."""

    GRANTED = "granted"
    REFUSED = "refused"
    ABSENT = "absent"
    ALL = frozenset((GRANTED, REFUSED, ABSENT))


class BadLeaf(Exception):
    """Bytes that are no leaf, or not its canonical bytes; the words say what is wrong."""


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
            "at": f"{facts.at.astimezone(UTC).replace(tzinfo=None).isoformat('T', 'microseconds')}Z",
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


def parse(data: bytes) -> Facts:
    """The fields of a leaf; raises BadLeaf unless `data` is exactly the canonical bytes of a leaf."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise BadLeaf("not JSON") from None
    if not isinstance(value, dict) or value.keys() != KEYS:
        raise BadLeaf("not the fields of a leaf")
    if not all(isinstance(field, str) for key, field in value.items() if key != "v"):
        raise BadLeaf("a field is no text")
    if value["decision"] not in Decision.ALL or not VERB.fullmatch(value["verb"]):
        raise BadLeaf("decision or verb")
    if not HASH.fullmatch(value["row"]) or not HASH.fullmatch(value["detail"]):
        raise BadLeaf("a hash is 64 hexadecimal digits")
    facts = _facts(value)
    try:
        same = body(facts) == data
    except UnicodeEncodeError:  # half a surrogate pair, written as an escape
        same = False
    if not same:
        raise BadLeaf("not the canonical bytes")
    return facts


def _facts(value: dict[str, str]) -> Facts:
    try:
        return Facts(
            leaf=UUID(value["leaf"]),
            at=datetime.strptime(value["at"], MOMENT).replace(tzinfo=UTC),
            actor=UUID(value["actor"]),
            verb=value["verb"],
            session=UUID(value["session"]) if value["session"] else None,
            station=value["station"],
            object=UUID(value["object"]) if value["object"] else None,
            decision=value["decision"],
            rule=value["rule"],
            row=value["row"],
            detail=value["detail"],
        )
    except ValueError:
        raise BadLeaf("a uuid or the moment") from None


CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def canonical(value: object) -> bytes:
    """JSON that two programs written apart agree on: sorted keys, no spaces, UTF-8."""
    return CANONICAL.encode(value).encode()


def row_set_hash(rows: Iterable[tuple[str, UUID]]) -> str:
    """SHA-256 (hex) of the set of rows that a page opens: sorted [table, uuid without dashes] pairs."""
    return hashlib.sha256(canonical(sorted([table, row.hex] for table, row in rows))).hexdigest()
