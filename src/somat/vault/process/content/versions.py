"""What the database says about a document: the vault reads it itself and believes no web process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from somat.vault.process.content.stream import Kind, Place
from somat.vault.process.database import Database, Reader, marks, uuid_of
from somat.vault.process.errors import Denied
from somat.vault.process.rights import PART, Line, Rights

COLUMNS = (
    "SELECT v.uuid, v.document_id, v.entry_id, v.number, v.blob, v.media, v.size, v.pages, d.state"
    " FROM registry_documentversion v JOIN registry_document d ON d.uuid = v.document_id WHERE "
)
ONE = COLUMNS + "v.uuid = ?"
OF_ENTRY = COLUMNS + "v.entry_id = ? ORDER BY v.id"
OF_DOCUMENT = COLUMNS + "v.document_id = ? ORDER BY v.id"
AFTER = "SELECT id, entry_id FROM registry_documentversion WHERE id > ? ORDER BY id LIMIT ?"
ABOUT = (
    "SELECT DISTINCT entry_id FROM registry_documentversion WHERE uuid IN ({0})"
    " UNION SELECT DISTINCT entry_id FROM registry_documentversion WHERE document_id IN ({0})"
    " UNION SELECT DISTINCT entry_id FROM registry_documentversion WHERE entry_id IN ({0})"
)
PLACE = "SELECT id FROM registry_entry WHERE uuid = ?"
ENDED = COLUMNS + "d.state = 'ended' ORDER BY v.id"
NAMED = "SELECT blob FROM registry_documentversion WHERE blob IN ({})"
SEALED_LEVELS = (
    'SELECT "column", level FROM vault_sealed WHERE "table" = \'registry_entry\' AND row = ? ORDER BY version'
)
APPROVED = (
    "SELECT 1 FROM registry_documentexport WHERE uuid = ? AND version_id = ? AND asked_by = ? AND state = 'taken'"
    " AND answered_by IS NOT NULL AND answered_by <> asked_by"
)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a document, as its row says."""

    uuid: UUID
    document: UUID
    entry: UUID
    number: int
    blob: UUID
    media: str
    size: int
    pages: int
    ended: bool

    def place(self, installation: UUID, *, kind: Kind = Kind.CONTENT, part: int = 0) -> Place:
        return Place(installation, self.document, self.number, kind, part)


class Versions:
    """Versions, the entries they belong to, and whether somebody may read those."""

    def __init__(self, database: Database, rights: Rights) -> None:
        self._database = database
        self._rights = rights

    def one(self, reader: Reader, version: UUID) -> Version:
        """Raises Denied('no-right') for one that is not there, as for one that may not be read."""
        found = self._found(reader, ONE, version)
        if not found:
            raise Denied("no-right")
        return found[0]

    def of_entry(self, reader: Reader, entry: UUID) -> list[Version]:
        return self._found(reader, OF_ENTRY, entry)

    def of_document(self, reader: Reader, document: UUID) -> list[Version]:
        return self._found(reader, OF_DOCUMENT, document)

    def ended(self, reader: Reader) -> list[Version]:
        """All versions of documents that two persons have ended."""
        return self._found(reader, ENDED)

    def after(self, reader: Reader, last: int, *, count: int) -> tuple[int, list[UUID]]:
        """The entries of the next versions above an id, and the id to go on from."""
        rows = reader.all(AFTER, [last, count])
        return (rows[-1][0] if rows else last), list(dict.fromkeys(uuid_of(entry) for _, entry in rows))

    def about(self, reader: Reader, things: Iterable[UUID]) -> list[UUID]:
        """The entries with documents among the entries, documents and versions of these uuids."""
        every, found = list(things), dict[UUID, None]()
        for at in range(0, len(every), PART):
            part = [self._database.uuid(uuid) for uuid in every[at : at + PART]]
            rows = reader.all(ABOUT.format(marks(len(part))), part * 3)
            found |= dict.fromkeys(uuid_of(entry) for (entry,) in rows)
        return list(found)

    def place_of(self, reader: Reader, entry: UUID) -> int:
        """`Entry.id`. Raises Denied('no-right') where there is no such entry."""
        rows = reader.all(PLACE, [self._database.uuid(entry)])
        if not rows:
            raise Denied("no-right")
        return int(rows[0][0])

    def named(self, reader: Reader, blobs: Iterable[UUID]) -> set[UUID]:
        """Those of these blobs that a row names."""
        every, found = list(blobs), set()
        for at in range(0, len(every), PART):
            part = [self._database.uuid(blob) for blob in every[at : at + PART]]
            found |= {uuid_of(blob) for (blob,) in reader.all(NAMED.format(marks(len(part))), part)}
        return found

    def line(self, reader: Reader, entry: UUID) -> Line:
        """The entry at the highest level that its row or the newest of its sealed values state. Raises Denied."""
        line = self._rights.lines(reader, [entry]).get(entry)
        if line is None:
            raise Denied("no-right")
        newest = dict(reader.all(SEALED_LEVELS, [self._database.uuid(entry)]))
        return Line(line.uuid, max(line.level, *newest.values(), 1), line.book, line.volume, line.day)

    def is_approved(self, reader: Reader, export: UUID, *, version: UUID, person: UUID) -> bool:
        """Whether this person asked for this original and another let him have it."""
        values = [self._database.uuid(uuid) for uuid in (export, version, person)]
        return bool(reader.all(APPROVED, values))

    def _found(self, reader: Reader, statement: str, *values: UUID) -> list[Version]:
        return [
            Version(uuid_of(u), uuid_of(d), uuid_of(e), number, uuid_of(blob), media, size, pages, state == "ended")
            for u, d, e, number, blob, media, size, pages, state in reader.all(
                statement, [self._database.uuid(value) for value in values]
            )
        ]
