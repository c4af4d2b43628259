"""Who may read which entry, taken from the database at each request: the vault asks the same law as the pages do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from somat.law.access import Actor, BookScope, Clearance, Thing, may_read
from somat.law.levels import Level
from somat.law.roles import Role
from somat.vault.process.database import Database, Reader, day_of, marks, uuid_of

PART = 500

RIGHTS = 'SELECT kind, level, book, since, until, "first", "last" FROM access_right WHERE person = ? ORDER BY id'
ROLES = "SELECT role, since, until FROM people_roleheld WHERE person_id = ?"
CIRCLE = "SELECT object FROM access_member WHERE person = ? AND (until IS NULL OR until >= ?) AND object IN ({})"
PLACES = (
    "SELECT place FROM access_member WHERE person = ? AND (until IS NULL OR until >= ?) AND place < ?"
    " ORDER BY place DESC LIMIT ?"
)
OWN_PLACES = "SELECT place FROM access_member WHERE person = ? AND (until IS NULL OR until >= ?) AND place IN ({})"
ENTRIES = "SELECT uuid, level, book_id, volume_id, day FROM registry_entry WHERE uuid IN ({})"
OF_ENTRY = 'SELECT uuid, entry_id FROM "{}" WHERE uuid IN ({})'
PARTS_OF_ENTRIES = frozenset(
    {
        "registry_recipient",
        "registry_receipt",
        "registry_question",
        "registry_handling",
        "registry_documentversion",
        "registry_documentexport",
    }
)
GROUPS = "SELECT owner FROM registry_group WHERE uuid IN ({})"
DRAFTS = "SELECT owner, purpose, level, book, signed_on FROM registry_draft WHERE uuid IN ({})"
OUT = "out"  # a paper that waits for its number; any other draft is its owner's alone


@dataclass(frozen=True, slots=True)
class Line:
    """The plain columns of an entry that a decision rests on."""

    uuid: UUID
    level: int
    book: UUID
    volume: UUID
    day: date


class Rights:
    """The rights of people and the circles of entries, by SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def actor(self, reader: Reader, person: UUID, *, on: date) -> Actor:
        """The person as the law's `may_read` wants him: the highest clearance in force, and his duties over books."""
        clearance: Clearance | None = None
        books: list[BookScope] = []
        for kind, level, book, since, until, first, last in reader.all(RIGHTS, [self._database.uuid(person)]):
            begins, ends = day_of(since), day_of(until)
            if not begins <= on <= ends:
                continue
            if kind == "clearance" and (clearance is None or level > clearance.level):
                clearance = Clearance(Level(level), begins, ends)
            if kind == "book":
                days = (day_of(first) if first else None, day_of(last) if last else None)
                books.append(BookScope(uuid_of(book), Level(level), begins, ends, *days))
        return Actor(person, "", self._roles(reader, person, on=on), frozenset(), clearance, tuple(books))

    def _roles(self, reader: Reader, person: UUID, *, on: date) -> frozenset[Role]:
        """For the law's one question: is this the administrator, who reads nothing."""
        held = reader.all(ROLES, [self._database.uuid(person)])
        return frozenset(
            Role(role) for role, since, until in held if day_of(since) <= on and (until is None or on <= day_of(until))
        )

    def may_read(self, reader: Reader, person: UUID, lines: Sequence[Line], *, on: date) -> bool:
        """Whether this person may read every one of these entries on that day."""
        actor = self.actor(reader, person, on=on)
        circle = self._circle(reader, person, [line.uuid for line in lines], on=on)
        return all(
            may_read(actor, Thing(Level(line.level), line.book, line.day, line.uuid in circle), on=on) is None
            for line in lines
        )

    def lines(self, reader: Reader, entries: Iterable[UUID]) -> dict[UUID, Line]:
        """Entries by uuid; one that is not there is missing from the answer."""
        found: dict[UUID, Line] = {}
        for part in _parts(entries):
            for uuid, level, book, volume, day in reader.all(ENTRIES.format(marks(len(part))), self._native(part)):
                line = Line(uuid_of(uuid), level, uuid_of(book), uuid_of(volume), day_of(day))
                found[line.uuid] = line
        return found

    def entries_of(self, reader: Reader, table: str, rows: Iterable[UUID]) -> dict[UUID, UUID]:
        """The entry that each row of a table of PARTS_OF_ENTRIES belongs to."""
        found: dict[UUID, UUID] = {}
        for part in _parts(rows):
            for uuid, entry in reader.all(OF_ENTRY.format(table, marks(len(part))), self._native(part)):
                found[uuid_of(uuid)] = uuid_of(entry)
        return found

    def owns(self, reader: Reader, person: UUID, groups: Sequence[UUID]) -> bool:
        """Whether all these groups of recipients and saved searches are there, and this person's own."""
        owners = [uuid_of(owner) for part in _parts(groups) for (owner,) in self._rows(reader, GROUPS, part)]
        return len(owners) == len(set(groups)) and set(owners) <= {person}

    def may_open_drafts(self, reader: Reader, person: UUID, drafts: Sequence[UUID], *, on: date) -> bool:
        """Whether all these are there, and this person's own or, if they wait for a number, of a book that he keeps."""
        found = [row for part in _parts(drafts) for row in self._rows(reader, DRAFTS, part)]
        if len(found) != len(set(drafts)):
            return False
        actor = self.actor(reader, person, on=on)
        for owner, purpose, level, book, signed_on in found:
            own = uuid_of(owner) == person
            if purpose != OUT or book is None:
                if not own:
                    return False
                continue
            thing = Thing(Level(level), uuid_of(book), day_of(signed_on) if signed_on else on, own)
            if may_read(actor, thing, on=on) is not None:
                return False
        return True

    def _rows(self, reader: Reader, statement: str, part: Sequence[UUID]) -> Sequence[Sequence[Any]]:
        return reader.all(statement.format(marks(len(part))), self._native(part))

    def places(self, reader: Reader, person: UUID, *, on: date, before: int, count: int) -> list[int]:
        """The next places, newest first, of the entries in whose circle the person is."""
        values = [self._database.uuid(person), self._database.day(on), before, count]
        return [place for (place,) in reader.all(PLACES, values)]

    def own_places(self, reader: Reader, person: UUID, places: Sequence[int], *, on: date) -> set[int]:
        """Those of these places in whose circle the person is."""
        found: set[int] = set()
        for at in range(0, len(places), PART):
            part = places[at : at + PART]
            values = [self._database.uuid(person), self._database.day(on), *part]
            found |= {place for (place,) in reader.all(OWN_PLACES.format(marks(len(part))), values)}
        return found

    def _circle(self, reader: Reader, person: UUID, entries: Sequence[UUID], *, on: date) -> set[UUID]:
        found: set[UUID] = set()
        for part in _parts(entries):
            values = [self._database.uuid(person), self._database.day(on), *self._native(part)]
            found |= {uuid_of(uuid) for (uuid,) in reader.all(CIRCLE.format(marks(len(part))), values)}
        return found

    def _native(self, uuids: Iterable[UUID]) -> list[object]:
        return [self._database.uuid(uuid) for uuid in uuids]


def _parts(uuids: Iterable[UUID]) -> Iterator[list[UUID]]:
    every = list(dict.fromkeys(uuids))
    for at in range(0, len(every), PART):
        yield every[at : at + PART]
