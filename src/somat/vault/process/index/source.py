"""What the index reads of the rooms above: their tables and columns, all named here and nowhere else in the index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from somat.vault.process.database import Database, Reader, marks

# CROSS JOIN keeps SQLite from beginning with the whole table of sealed values; PostgreSQL plans as it likes. What is fetched
# for each of a million lines is kept few: the plain texts come as one (words.BREAK between
# them, words.WHO before a body), a key only as whether it is the volume's.
ENTRY = """
SELECT e.id, e.uuid, e.level, e.book_id, e.volume_id, e.day, e.year, e.kind,
  COALESCE(e.doc_number, e.arrival_no), e.symbol || ' ¶ ¤ ' || e.body || ' ¶ ' || e.signer
FROM registry_entry e WHERE {}"""
SEALED = """
SELECT e.id, NULL, s."column", s.version, s.level, s."key" = e.volume_id, s.ciphertext
FROM registry_entry e CROSS JOIN vault_sealed s
WHERE s."table" = 'registry_entry' AND s.row = e.uuid AND {}"""
RECIPIENT = """
SELECT e.id, r.body FROM registry_entry e CROSS JOIN registry_recipient r
WHERE r.entry_id = e.uuid AND r.body <> '' AND {}"""
RECIPIENT_SEALED = """
SELECT e.id, r.uuid, s."column", s.version, s.level, s."key" = e.volume_id, s.ciphertext
FROM registry_entry e CROSS JOIN registry_recipient r CROSS JOIN vault_sealed s
WHERE r.entry_id = e.uuid AND s."table" = 'registry_recipient' AND s.row = r.uuid AND {}"""
RANGE = "e.id > ? AND e.id <= ?"
COUNT = "SELECT count(*) FROM registry_entry"
STEP = "SELECT max(id) FROM (SELECT id FROM registry_entry WHERE id > ? ORDER BY id LIMIT ?) part"


class Batch(NamedTuple):
    """Entries as the database holds them, in the order of their places, with what belongs to them.

    `plain`: place, uuid, level, book, volume, day, year, kind, number, texts. `bodies`: place, a recipient's body.
    `sealed`: place, recipient or None for the entry itself, column, version, level, whether under the volume's key, ciphertext.
    """

    plain: list[tuple[Any, ...]]
    bodies: list[tuple[Any, ...]]
    sealed: list[tuple[Any, ...]]


class Source:
    """Reads entries with all that belongs to them, in batches by place or by uuid."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, reader: Reader) -> int:
        return int(reader.all(COUNT)[0][0])

    def after(self, reader: Reader, place: int, *, count: int) -> Batch:
        """The next `count` entries above a place, in rising order."""
        last = reader.all(STEP, [place, count])[0][0]
        return self._read(reader, RANGE, [place, last]) if last else Batch([], [], [])

    def named(self, reader: Reader, uuids: Iterable[UUID]) -> Batch:
        """Those of these uuids that are entries."""
        values = [self._database.uuid(uuid) for uuid in uuids]
        return self._read(reader, f"e.uuid IN ({marks(len(values))})", values) if values else Batch([], [], [])

    def _read(self, reader: Reader, which: str, values: Sequence[Any]) -> Batch:
        plain = reader.all(ENTRY.format(which) + " ORDER BY e.id", values)
        bodies = reader.all(RECIPIENT.format(which), values)
        sealed = [value for sql in (SEALED, RECIPIENT_SEALED) for value in reader.all(sql.format(which), values)]
        return Batch(plain, bodies, sealed)
