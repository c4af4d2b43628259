"""The journal's tables as the sequencer reads and writes them; every name of a column stands here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from somat.audit.tree import Checkpoint
from somat.vault.process.database import Database, Reader, Writer, moment_of, uuid_of
from somat.vault.process.log.floor import MOST_GAPS, Where

LAST = 'SELECT "index", leaf FROM audit_leafindex ORDER BY "index" DESC LIMIT 1'
AT = 'SELECT leaf FROM audit_leafindex WHERE "index" = ?'
PLACED = (
    'SELECT i."index", i.leaf, l.body FROM audit_leafindex i JOIN audit_leaf l ON l.uuid = i.leaf'
    ' WHERE i."index" >= ? AND i."index" < ? ORDER BY i."index"'
)
WAITING = "FROM audit_leaf l WHERE {ids} AND NOT EXISTS (SELECT 1 FROM audit_leafindex i WHERE i.leaf = l.uuid)"
ABOVE, AMONG = WAITING.format(ids="l.id > ?"), WAITING.format(ids="l.id = ANY(?)")  # the second on PostgreSQL alone
FRESH = "SELECT l.id, l.uuid, l.body {waiting} ORDER BY l.id LIMIT ?"
OLDEST = "SELECT count(*), min(l.at) {waiting}"
# On PostgreSQL: the ids up to one that no leaf has, as pairs of the one before and the one after them.
GAPS = (
    "SELECT below, id FROM (SELECT id, lag(id, 1, 0::bigint) OVER (ORDER BY id) AS below FROM audit_leaf WHERE id <= ?) pair"
    " WHERE id > below + 1 ORDER BY id LIMIT ?"
)
HIGHEST = "SELECT max(id) FROM audit_leaf"
UP_TO = (
    "SELECT id, (SELECT count(*) FROM audit_leaf below WHERE below.id <= leaf.id) FROM audit_leaf leaf WHERE uuid = ?"
)
PLACE = 'INSERT INTO audit_leafindex ("index", leaf) VALUES (?, ?)'
NEWEST_NOTE = "SELECT size, note FROM audit_checkpoint ORDER BY size DESC LIMIT 1"
SIGNED = "SELECT 1 FROM audit_checkpoint WHERE size = ?"
SIGN = "INSERT INTO audit_checkpoint (size, root, note, at) VALUES (?, ?, ?, ?) ON CONFLICT (size) DO NOTHING"
SUBJECTS = (
    "SELECT DISTINCT l.object FROM audit_leafindex i JOIN audit_leaf l ON l.uuid = i.leaf"
    ' WHERE i."index" >= ? AND i."index" < ? AND l.object IS NOT NULL'
)
MANIFEST = (
    "SELECT DISTINCT m.object FROM audit_leafindex i JOIN audit_manifest m ON m.leaf = i.leaf"
    ' WHERE i."index" >= ? AND i."index" < ?'
)
# A lock that dies with its transaction. The number is ours alone: the first bytes of SHA-256("somat sequencer").
TURN = "SELECT pg_advisory_xact_lock(?)"
TURN_NUMBER = 0x1F6E3A95
SNAPSHOT = "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint FROM pg_current_snapshot() s"


@dataclass(frozen=True, slots=True)
class Pending:
    """Leaves without a place, and the moment of the oldest."""

    count: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Fresh:
    """A committed leaf that has no place yet."""

    id: int
    uuid: UUID
    body: bytes


def looks(where: Where) -> list[tuple[str, Any]]:
    """The parts of a look, lower ids first: each a condition and its value."""
    among = [(AMONG, list(where.among))] if where.among else []
    return [*among, (ABOVE, where.above)]


class Tables:
    """Reads and writes inside a transaction that the caller holds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take_turn(self, writer: Writer) -> None:
        """One sequencer at a time. On SQLite the write transaction is that lock already."""
        if self._database.engine == "postgresql":
            writer.all(TURN, [TURN_NUMBER])

    def last(self, reader: Reader) -> tuple[int, UUID | None]:
        """How many leaves have a place, and the last of them."""
        rows = reader.all(LAST)
        return (rows[0][0] + 1, uuid_of(rows[0][1])) if rows else (0, None)

    def leaf_at(self, reader: Reader, index: int) -> UUID | None:
        rows = reader.all(AT, [index])
        return uuid_of(rows[0][0]) if rows else None

    def placed(self, reader: Reader, first: int, end: int) -> list[tuple[int, Any, bytes]]:
        """Index, leaf and body of the leaves placed from `first` up to before `end`."""
        return reader.all(PLACED, [first, end])

    def fresh(self, reader: Reader, where: Where, *, count: int) -> list[Fresh]:
        """Leaves without a place, by id."""
        rows = list[tuple[Any, ...]]()
        for waiting, ids in looks(where):
            rows += reader.all(FRESH.format(waiting=waiting), [ids, count - len(rows)])
        return [Fresh(id_, uuid_of(uuid), bytes(body)) for id_, uuid, body in rows]

    def pending(self, reader: Reader, where: Where) -> Pending:
        found = [reader.all(OLDEST.format(waiting=waiting), [ids])[0] for waiting, ids in looks(where)]
        oldest = min((moment_of(at) for _, at in found if at is not None), default=None)
        return Pending(sum(count for count, _ in found), oldest)

    def gaps(self, reader: Reader, highest: int) -> list[int] | None:
        """PostgreSQL: the ids up to `highest` that no leaf has; None where they are many."""
        pairs = reader.all(GAPS, [highest, MOST_GAPS + 1])
        if sum(id_ - below - 1 for below, id_ in pairs) > MOST_GAPS:
            return None
        return [gap for below, id_ in pairs for gap in range(below + 1, id_)]

    def highest(self, reader: Reader) -> int:
        """The highest id of any leaf; 0 where there is none."""
        return reader.all(HIGHEST)[0][0] or 0

    def up_to(self, reader: Reader, leaf: UUID) -> tuple[int, int]:
        """The id of a leaf, and how many leaves there are up to it."""
        return reader.all(UP_TO, [self._database.uuid(leaf)])[0]

    def place(self, writer: Writer, first: int, leaves: Sequence[UUID]) -> None:
        writer.many(PLACE, [(first + i, self._database.uuid(leaf)) for i, leaf in enumerate(leaves)])

    def newest_note(self, reader: Reader) -> str | None:
        rows = reader.all(NEWEST_NOTE)
        return rows[0][1] if rows else None

    def write_note(self, writer: Writer, checkpoint: Checkpoint, note: str, *, at: datetime) -> None:
        """Another vault may have signed this size already; on SQLite the table's trigger refuses even to try again."""
        if not writer.all(SIGNED, [checkpoint.size]):
            writer.many(SIGN, [(checkpoint.size, checkpoint.root.hex(), note, self._database.moment(at))])

    def subjects(self, reader: Reader, first: int, end: int) -> list[UUID]:
        """What the leaves placed from `first` up to before `end` are about, batches included."""
        found = {uuid_of(uuid) for sql in (SUBJECTS, MANIFEST) for (uuid,) in reader.all(sql, [first, end])}
        return list(found)

    def snapshot(self, reader: Reader) -> tuple[int, int]:
        """PostgreSQL: every transaction below the first number is over; none from the second on has begun."""
        lower, upper = reader.all(SNAPSHOT)[0]
        return lower, upper
