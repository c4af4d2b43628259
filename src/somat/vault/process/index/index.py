"""The search index: filled at unseal, caught up from the journal before each answer, blind for what one may not see."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from somat.law.access import Actor, BookScope
from somat.law.roles import Role
from somat.vault.process.database import Database, uuid_of
from somat.vault.process.errors import BrokenSeal, Denied
from somat.vault.process.index.ahead import FEW, batches, read_ahead
from somat.vault.process.index.memory import Condition, Hit, Line, Memory, narrowed
from somat.vault.process.index.reading import Unsealer
from somat.vault.process.index.source import Batch, Source
from somat.vault.process.index.words import Folder, Query
from somat.vault.process.log.journal import Journal
from somat.vault.process.opening import Seals
from somat.vault.process.protocol import Filters
from somat.vault.process.rights import Rights

RELOAD = 500
LEAVES = 10_000
RARE = 2_000  # hits of words that are looked through faster than any set of entries
SMALL_BOOKS = 5_000  # entries of a person's books that are looked through faster than a common word's hits
SMALL_CIRCLE = 5_000  # places of one person that are looked through before common words lead
FIRST, CHUNK = 200, 1_000  # places of a circle that are looked through at once: a common word is mostly among the first
END = 2**62  # above every place


class Index:
    """Fills itself in a thread of its own; answers only when it is whole."""

    def __init__(
        self,
        database: Database,
        *,
        journal: Journal,
        rights: Rights,
        seals: Seals,
        folder: Path | None = None,
        filled: Callable[[], None] = lambda: None,
        noted: Callable[[Sequence[UUID]], None] = lambda things: None,
    ) -> None:
        """`folder` is the site's, for reading much of it beside this process; without it all is read here.

        `filled` is called when the index is whole, `noted` with what new leaves are about, before anything is answered.
        """
        self._database = database
        self._folder = folder
        self._journal = journal
        self._rights = rights
        self._source = Source(database)
        self._unsealer = Unsealer(seals)
        self._memory = Memory()
        self._papers = Folder()
        self._filled, self._noted = filled, noted
        self._turn = threading.Lock()
        self._broken: dict[UUID, BrokenSeal] = {}
        self._stop = threading.Event()
        self._filler: threading.Thread | None = None
        self.clear()

    def clear(self) -> None:
        """Stop filling and forget everything."""
        self._stop.set()
        if self._filler is not None:
            self._filler.join()
        self._memory.clear()
        self._unsealer.clear()
        self._papers.clear()
        self._broken.clear()
        self.state, self.done, self.total, self._seen = "empty", 0, 0, 0

    def fill(self) -> None:
        """Begin to read all entries; `state` goes from loading to ready."""
        self._stop = threading.Event()
        self.state = "loading"
        self._seen = self._journal.size
        self._filler = threading.Thread(target=self._fill, daemon=True)
        self._filler.start()

    def broken(self) -> BrokenSeal | None:
        """The first value that did not open."""
        return next(iter(self._broken.values()), None)

    def search(
        self, actor: UUID, query: Query, filters: Filters, *, on: date, before: int, count: int
    ) -> list[tuple[UUID, int]]:
        """Up to `count` entries (uuid, place) below a place, newest first, of those that `actor` may read on that day."""
        if self.state != "ready":
            if self.state == "failed":
                self.fill()
            raise Denied("loading")
        self.catch_up()
        if (broken := self.broken()) is not None:
            raise broken
        with self._database.reading() as reader:
            who = self._rights.actor(reader, actor, on=on)
        if who.clearance is None or Role.QT in who.roles:
            return []
        condition = narrowed(filters, level=int(who.clearance.level))
        asked = _Asked(query, condition, before or END, count)
        hits = {*self._in_books(who, asked), *self._in_circle(actor, asked, on=on)}
        return [(UUID(bytes=uuid), place) for place, uuid in sorted(hits, reverse=True)[:count]]

    def _in_books(self, who: Actor, asked: _Asked) -> list[Hit]:
        """Hits in the books that the person sees whole: line by line where those books are small, by words otherwise."""
        scopes = [scope for scope in who.books if who.clearance is not None and scope.level <= who.clearance.level]
        if not scopes:
            return []
        lines = sum(self._memory.lines_of(book) for book in {scope.book for scope in scopes})
        if asked.query and lines > SMALL_BOOKS:
            within = asked.within(*map(_inside, scopes))
            return self._memory.by_words(asked.query, within, before=asked.before, count=asked.count)
        hits: list[Hit] = []
        for scope in scopes:  # one by one: each is read along the index of its book, newest first
            within = asked.within(_inside(scope))
            hits += self._memory.by_text(asked.query, within, before=asked.before, count=asked.count)
        return hits

    def _in_circle(self, actor: UUID, asked: _Asked, *, on: date) -> list[Hit]:
        """Hits among the entries in whose circle the person is: from his own places, newest first."""
        hits: list[Hit] = []
        before, looked, size = asked.before, 0, FIRST
        while len(hits) < asked.count:
            with self._database.reading() as reader:
                places = self._rights.places(reader, actor, on=on, before=before, count=size)
            if places:
                among = asked.within(_among(places))
                hits += self._memory.by_text(asked.query, among, before=before, count=asked.count - len(hits))
                before, looked = places[-1], looked + len(places)
            if len(places) < size:
                return hits
            size = CHUNK
            if looked >= SMALL_CIRCLE or (looked > FIRST and self._memory.few(asked.query, most=RARE)):
                return hits + self._by_words_in_circle(
                    actor, asked, on=on, before=before, count=asked.count - len(hits)
                )
        return hits

    def _by_words_in_circle(self, actor: UUID, asked: _Asked, *, on: date, before: int, count: int) -> list[Hit]:
        """The same for a very wide circle: from the hits of the words, each held against the circle."""
        find = self._memory.by_words if asked.query else self._memory.by_text
        hits: list[Hit] = []
        while len(hits) < count:
            found = find(asked.query, asked.condition, before=before, count=CHUNK)
            with self._database.reading() as reader:
                own = self._rights.own_places(reader, actor, [place for place, _ in found], on=on)
            hits += [hit for hit in found if hit[0] in own]
            if len(found) < CHUNK:
                break
            before = found[-1][0]
        return hits[:count]

    def _fill(self) -> None:
        try:
            self._read_all()
            if not self._stop.is_set():
                self.state = "ready"
                self._filled()
        except Denied:
            pass  # the database was away; the next search begins anew
        finally:
            if self.state == "loading":
                self.state = "failed"

    def _read_all(self) -> None:
        """Unseal one batch while the one before is being indexed, and where there are many the next one is being read."""
        self._memory.clear()
        self.done = 0
        with self._database.reading() as reader:
            self.total = self._source.count(reader)
        with ExitStack() as stack:
            beside = self._folder if self.total > FEW else None
            read = stack.enter_context(read_ahead(beside)) if beside else batches(self._database)
            indexer = stack.enter_context(ThreadPoolExecutor(1))
            last: Future[None] | None = None
            for batch in read:
                if self._stop.is_set():
                    break
                lines = self._lines(batch)
                if last is not None:
                    last.result()
                last = indexer.submit(self._memory.add, lines)
                self.done += len(batch.plain)
            if last is not None:
                last.result()  # what went wrong with the last batch is a failed index too

    def catch_up(self) -> None:
        """Give committed leaves their place, and read again what the leaves placed since are about."""
        self._journal.place()
        with self._turn:
            while self.state == "ready" and self._seen < self._journal.size:
                end = min(self._seen + LEAVES, self._journal.size)
                with self._database.reading() as reader:
                    named = self._journal.subjects(reader, self._seen, end)
                    for at in range(0, len(named), RELOAD):
                        self._memory.replace(self._lines(self._source.named(reader, named[at : at + RELOAD])))
                self._noted(named)
                self._seen = end

    def give(self, place: int, texts: Sequence[str]) -> None:
        """The words of an entry's documents, in the place of those known; no phrase reaches from one document into another."""
        self._memory.put_paper(place, self._papers.padded(texts) if texts else "")

    def _lines(self, batch: Batch) -> list[Line]:
        lines, broken = self._unsealer.lines(batch)
        if self._broken:
            for row in batch.plain:
                self._broken.pop(uuid_of(row[1]), None)
        self._broken.update(broken)
        return lines


@dataclass(frozen=True, slots=True)
class _Asked:
    """One search: words, what narrows it, where the page begins, and how many are wanted."""

    query: Query
    condition: Condition
    before: int
    count: int

    def within(self, *sets: Condition) -> Condition:
        """The condition, and inside one of these sets."""
        either = " OR ".join(f"({one.sql})" for one in sets)
        values = [value for one in sets for value in one.values]
        return Condition().add(self.condition.sql, *self.condition.values).add(f"({either})", *values)


def _inside(scope: BookScope) -> Condition:
    """The lines of a book that its keeper or inspector sees."""
    book = Condition().add("e.book = ?", scope.book.bytes)
    if scope.first:
        book.add("e.day >= ?", scope.first.isoformat())
    if scope.last:
        book.add("e.day <= ?", scope.last.isoformat())
    return book


def _among(places: Sequence[int]) -> Condition:
    return Condition().add(f"e.place IN ({','.join('?' * len(places))})", *places)
