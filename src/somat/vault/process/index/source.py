"""What the index reads of the rooms above: their tables and columns, all named here and nowhere else in the index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from somat.vault.process.database import Database, Reader, marks

# CROSS JOIN keeps SQLite from beginning with the whole table of sealed values; PostgreSQL plans as it likes.
ENTRY = """
SELECT e.id, e.uuid, e.level, e.book_id, e.volume_id, e.day, e.year, e.kind, e.doc_number, e.symbol, e.body, e.signer
FROM registry_entry e WHERE {}"""
SEALED = """
SELECT e.id, s.row, s."column", s.version, s.level, s."key", s.ciphertext
FROM registry_entry e CROSS JOIN vault_sealed s
WHERE s."table" = 'registry_entry' AND s.row = e.uuid AND {}"""
RECIPIENT = """
SELECT e.id, r.body FROM registry_entry e CROSS JOIN registry_recipient r
WHERE r.entry_id = e.uuid AND r.body <> '' AND {}"""
RECIPIENT_SEALED = """
SELECT e.id, s.row, s."column", s.version, s.level, s."key", s.ciphertext
FROM registry_entry e CROSS JOIN registry_recipient r CROSS JOIN vault_sealed s
WHERE r.entry_id = e.uuid AND s."table" = 'registry_recipient' AND s.row = r.uuid AND {}"""
ENTRY_TABLE, RECIPIENT_TABLE = "registry_entry", "registry_recipient"
RANGE = "e.id > ? AND e.id <= ?"
COUNT = "SELECT count(*) FROM registry_entry"
STEP = "SELECT max(id) FROM (SELECT id FROM registry_entry WHERE id > ? ORDER BY id LIMIT ?) part"


class Raw:
    """One entry as the database holds it: plain columns, recipients' bodies, and sealed values by the table they belong to.

    A sealed value is (place, row, column, version, level, key, ciphertext).
    """

    __slots__ = ("bodies", "columns", "sealed")

    def __init__(self, columns: tuple[Any, ...]) -> None:
        self.columns = columns
        self.bodies: list[str] = []
        self.sealed: dict[str, list[tuple[Any, ...]]] = {}


class Source:
    """Reads entries with all that belongs to them, in batches by place or by uuid."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, reader: Reader) -> int:
        return int(reader.all(COUNT)[0][0])

    def after(self, reader: Reader, place: int, *, count: int) -> list[Raw]:
        """The next `count` entries above a place, in rising order."""
        last = reader.all(STEP, [place, count])[0][0]
        return self._read(reader, RANGE, [place, last]) if last else []

    def named(self, reader: Reader, uuids: Iterable[UUID]) -> list[Raw]:
        """Those of these uuids that are entries."""
        values = [self._database.uuid(uuid) for uuid in uuids]
        return self._read(reader, f"e.uuid IN ({marks(len(values))})", values) if values else []

    def _read(self, reader: Reader, which: str, values: Sequence[Any]) -> list[Raw]:
        found = {row[0]: Raw(row) for row in reader.all(ENTRY.format(which) + " ORDER BY e.id", values)}
        for table, sql in ((ENTRY_TABLE, SEALED), (RECIPIENT_TABLE, RECIPIENT_SEALED)):
            for value in reader.all(sql.format(which), values):
                found[value[0]].sealed.setdefault(table, []).append(value)
        for place, body in reader.all(RECIPIENT.format(which), values):
            found[place].bodies.append(body)
        return list(found.values())
