"""The journal's tree: rebuilt and compared at start, grown one batch at a time, signed after each batch."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from somat.audit.tree import BadNote, Checkpoint, Tree, leaf_hash, make_note, origin_of, verifier_key, verify_note
from somat.vault.process.clock import Clock
from somat.vault.process.database import Database, Reader, uuid_of
from somat.vault.process.errors import Denied
from somat.vault.process.keys.provider import Provider
from somat.vault.process.log.floor import Floor, PostgresqlFloor, SqliteFloor, Where
from somat.vault.process.log.shelf import Shelf
from somat.vault.process.log.source import Fresh, Tables

BATCH = 10_000


class NotWhole(Exception):
    """The journal in the database is not the one that was signed; the words name the first thing found."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one round found: leaves without a place, the highest leaf id, and PostgreSQL's snapshot before and after."""

    fresh: list[Fresh]
    highest: int
    lower: int
    upper: int


class Journal:
    """The one signer of a log. Many may run on one database: the database's lock lets one place leaves at a time."""

    def __init__(self, database: Database, *, keys: Provider, installation: UUID, shelf: Shelf, clock: Clock) -> None:
        self._database = database
        self._tables = Tables(database)
        self._keys = keys
        self._origin = origin_of(installation)
        self._shelf = shelf
        self._clock = clock
        self._turn = threading.RLock()
        self._forget()

    def _forget(self) -> None:
        self._tree = Tree()
        self._last: UUID | None = None
        self._root = self._tree.root()
        self._signed = 0
        self._signed_at: datetime | None = None
        self._floor: Floor = SqliteFloor() if self._database.engine == "sqlite" else PostgresqlFloor()
        self._burst = 0  # inside a long backlog: the last id of the batch before, so that each row is looked at once
        self.broken = ""

    @property
    def size(self) -> int:
        """How many leaves the tree holds."""
        return self._tree.size

    @property
    def root(self) -> bytes:
        return self._root

    @property
    def signed_at(self) -> datetime | None:
        return self._signed_at

    def open(self) -> None:
        """Rebuild the tree from the tables and compare it with the newest checkpoint. Sets `broken` where it differs."""
        with self._turn:
            self._forget()
            with self._database.reading() as reader:
                self._guarded(reader, self._shelf.newest())
                self._raise_floor(reader)

    def _raise_floor(self, reader: Reader) -> None:
        """A million placed leaves are counted, not each looked up. On PostgreSQL an id that is not there may be under way."""
        if self._last is None or self.broken:
            return
        last, count = self._tables.up_to(reader, self._last)
        if count != self._tree.size:
            return
        if not isinstance(self._floor, PostgresqlFloor):
            self._floor.saw_all(last, lower=0, upper=0)
        elif (gaps := self._tables.gaps(reader, last)) is not None:
            self._floor.begin(last, gaps)

    def place(self) -> int:
        """Give every committed leaf its index and sign the tree; answers how many. Raises Denied('log-broken')."""
        total = 0
        with self._turn:
            while True:
                self._demand_whole()
                count = self._round()
                total += count
                if count < BATCH:
                    return total

    def pending(self, reader: Reader) -> tuple[int, datetime | None]:
        """How many committed leaves wait for a place, and since when the oldest does."""
        found = self._tables.pending(reader, self._floor.where)
        return found.count, found.oldest

    def subjects(self, reader: Reader, first: int, end: int) -> list[UUID]:
        """What the leaves of these indexes are about."""
        return self._tables.subjects(reader, first, end)

    def _round(self) -> int:
        if not self._due():
            return 0
        with self._database.writing() as writer:
            self._tables.take_turn(writer)
            self._guarded(writer, None)
            self._demand_whole()
            look = self._look(writer, count=BATCH)
            self._tables.place(writer, self._tree.size, [leaf.uuid for leaf in look.fresh])
        self._placed(look)
        if self._tree.size > self._signed:
            self._sign()
        return len(look.fresh)

    def _placed(self, look: Look) -> None:
        """What a committed round means for the tree and for where the next one looks."""
        fresh = look.fresh
        if fresh:
            self._tree.extend(leaf_hash(leaf.body) for leaf in fresh)
            self._root = self._tree.root()
            self._last = fresh[-1].uuid
            self._floor.found(leaf.id for leaf in fresh)
        if len(fresh) == BATCH:
            self._burst = fresh[-1].id
        else:
            self._burst = 0
            self._floor.saw_all(look.highest, lower=look.lower, upper=look.upper)

    def _due(self) -> bool:
        """Whether there is anything to do, without taking the write lock. Where there is nothing, the floor may rise."""
        with self._database.reading() as reader:
            size, last = self._tables.last(reader)
            if (size, last) != (self._tree.size, self._last) or self._signed < size:
                return True
            look = self._look(reader, count=1)
        if not look.fresh:
            self._floor.saw_all(look.highest, lower=look.lower, upper=look.upper)
        return bool(look.fresh)

    def _look(self, reader: Reader, *, count: int) -> Look:
        """The next batch of leaves, and what is known of leaves that may still be on their way; in this order of reading."""
        postgresql = self._database.engine == "postgresql"
        lower = self._tables.snapshot(reader)[0] if postgresql else 0
        where = Where(self._burst) if self._burst else self._floor.where
        fresh = self._tables.fresh(reader, where, count=count)
        highest = self._tables.highest(reader)
        upper = self._tables.snapshot(reader)[1] if postgresql else 0
        return Look(fresh, highest, lower, upper)

    def _guarded(self, reader: Reader, own: str | None) -> None:
        try:
            self._follow(reader, own)
        except NotWhole as why:
            self.broken = str(why)

    def _follow(self, reader: Reader, own: str | None) -> None:
        """Take in what has been placed since, by whomever, and hold it against the newest checkpoint."""
        size, _ = self._tables.last(reader)
        if size < self._tree.size:
            raise NotWhole(f"the database has {size} leaves placed, the signed tree {self._tree.size}")
        if self._last is not None and self._tables.leaf_at(reader, self._tree.size - 1) != self._last:
            raise NotWhole(f"index {self._tree.size - 1} is another leaf than before")
        notes = [self._believed(note) for note in (self._tables.newest_note(reader), own) if note is not None]
        for checkpoint in sorted(notes, key=lambda note: note.size):
            if checkpoint.size > size:
                raise NotWhole(f"the database has {size} leaves placed, the newest checkpoint {checkpoint.size}")
            self._reach(reader, checkpoint)
        self._take_in(reader, size)
        self._root = self._tree.root()

    def _believed(self, note: str) -> Checkpoint:
        try:
            return verify_note(note, verifier_key(self._origin, self._keys.verify_key()))
        except BadNote as bad:
            raise NotWhole(f"newest checkpoint: {bad}") from None

    def _reach(self, reader: Reader, checkpoint: Checkpoint) -> None:
        """Grow the tree to a checkpoint's size and compare roots; one older than the tree was compared when it was new."""
        if checkpoint.size < self._tree.size:
            return
        self._take_in(reader, checkpoint.size)
        if self._tree.root() != checkpoint.root:
            raise NotWhole(f"the tree of {checkpoint.size} leaves differs from its checkpoint")
        self._signed = checkpoint.size

    def _take_in(self, reader: Reader, end: int) -> None:
        """Append the leaves placed from the tree's size up to `end`."""
        sha256 = hashlib.sha256
        while (first := self._tree.size) < end:
            until = min(first + BATCH, end)
            rows = self._tables.placed(reader, first, until)
            if len(rows) != until - first:
                present = {row[0] for row in rows}
                gap = next(index for index in range(first, until) if index not in present)
                raise NotWhole(f"index {gap} or its leaf is missing")
            self._tree.extend([sha256(b"\x00" + body).digest() for _, _, body in rows])
            self._last = uuid_of(rows[-1][1])

    def _sign(self) -> None:
        """Sign the tree as it is: the file first, so that the vault never knows less than the database."""
        checkpoint = Checkpoint(self._origin, self._tree.size, self._root)
        note = make_note(checkpoint, public=self._keys.verify_key(), sign=self._keys.sign)
        at = self._clock.now()
        try:
            self._shelf.put(checkpoint.size, note)
        except OSError as error:
            raise Denied("no-room", kind=type(error).__name__, number=error.errno or 0) from error
        with self._database.writing() as writer:
            self._tables.write_note(writer, checkpoint, note, at=at)
        self._signed, self._signed_at = checkpoint.size, at

    def _demand_whole(self) -> None:
        if self.broken:
            raise Denied("log-broken", why=self.broken)
