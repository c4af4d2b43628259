"""The tables of the index, in the memory of this process: entries, their folded texts, and the words in them."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from somat.vault.process.index.words import BREAK, Query
from somat.vault.process.protocol import Filters

TABLES = """
PRAGMA temp_store=MEMORY;
CREATE TABLE entry(place INTEGER PRIMARY KEY, uuid BLOB, level INTEGER, book BLOB, day TEXT, year INTEGER, kind TEXT, text TEXT, paper TEXT);
CREATE INDEX entry_by_book ON entry(book, place);
CREATE VIRTUAL TABLE word USING fts5(text, paper, content='entry', content_rowid='place', tokenize='ascii', columnsize=0);
INSERT INTO word(word, rank) VALUES('automerge', 16); -- four as by default cost a fifth more work at filling
"""
ADD = "INSERT INTO entry VALUES (?,?,?,?,?,?,?,?,'')"
MORE = ",(?,?,?,?,?,?,?,?,'')"
AT_ONCE = 1_000  # entries of one statement, which SQLite works through without the GIL
WORDS = (
    "INSERT INTO word(rowid, text, paper) SELECT place, text, paper FROM entry"
    " WHERE place >= ? AND place <= ? ORDER BY place"
)
FORGET_WORDS = (
    "INSERT INTO word(word, rowid, text, paper) SELECT 'delete', place, text, paper FROM entry WHERE place = ?"
)
PUT_PAPER = "UPDATE entry SET paper = ? WHERE place = ?"
TOP = 3  # words of documents never stand beside a Tuyệt mật line
PAGE = 250  # hits up to which a search is a page for a person
NEAR, NEAR_EACH = 2_000, 10  # entries looked through before the word index is asked, and more for each one wanted
FORGET = "DELETE FROM entry WHERE place = ?"

Hit = tuple[int, bytes]  # place, uuid


class Line(NamedTuple):
    """An entry as the index keeps it, uuids as 16 bytes; `text` comes from `words.Folder`."""

    place: int
    uuid: bytes
    level: int
    book: bytes
    day: str
    year: int
    kind: str
    text: str


class Condition:
    """A part of a WHERE clause with its values."""

    def __init__(self) -> None:
        self.parts: list[str] = ["1"]
        self.values: list[Any] = []

    def add(self, sql: str, *values: Any) -> Condition:
        self.parts.append(sql)
        self.values += values
        return self

    @property
    def sql(self) -> str:
        return " AND ".join(self.parts)


class Memory:
    """One connection to a database that exists nowhere else; one user at a time."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._connection = self._empty()
        self._books: Counter[bytes] = Counter()

    def clear(self) -> None:
        """Forget everything."""
        with self._guard:
            self._connection.close()
            self._connection = self._empty()
            self._books.clear()

    def add(self, lines: Sequence[Line]) -> None:
        """Add entries in rising order of place, all above those that are there; mostly without the GIL."""
        if not lines:
            return
        with self._changing() as connection:
            for at in range(0, len(lines), AT_ONCE):
                part = lines[at : at + AT_ONCE]
                connection.execute(ADD + MORE * (len(part) - 1), list(chain.from_iterable(part)))
            connection.execute(WORDS, (lines[0].place, lines[-1].place))
            self._books.update(line.book for line in lines)

    def replace(self, lines: Sequence[Line]) -> None:
        """Put entries in the place of what was known of them; the words of their documents stay, below Tuyệt mật."""
        with self._changing() as connection:
            for line in lines:
                known = connection.execute("SELECT book, paper FROM entry WHERE place = ?", (line.place,)).fetchone()
                if known:
                    connection.execute(FORGET_WORDS, (line.place,))
                    connection.execute(FORGET, (line.place,))
                    self._books[known[0]] -= 1
                connection.execute(ADD, line)
                if known and known[1] and line.level < TOP:
                    connection.execute(PUT_PAPER, (known[1], line.place))
                connection.execute(WORDS, (line.place, line.place))
                self._books[line.book] += 1

    def put_paper(self, place: int, text: str) -> None:
        """The words of an entry's documents, in the place of those known; nothing where the entry is not known, or Tuyệt mật."""
        with self._changing() as connection:
            known = connection.execute("SELECT level, paper FROM entry WHERE place = ?", (place,)).fetchone()
            if known is None or known[1] == (text := text if known[0] < TOP else ""):
                return
            connection.execute(FORGET_WORDS, (place,))
            connection.execute(PUT_PAPER, (text, place))
            connection.execute(WORDS, (place, place))

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        with self._guard:
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def lines_of(self, book: UUID) -> int:
        """How many entries a book has."""
        return self._books[book.bytes]

    def few(self, query: Query, *, most: int) -> bool:
        """Whether there are words, and no more than `most` entries hold them: looked at no further than that."""
        return bool(query) and self._count(query.whole(), most) <= most and self._count(query, most) <= most

    def _count(self, query: Query, most: int) -> int:
        sql = "SELECT count(*) FROM (SELECT 1 FROM word WHERE word MATCH ? LIMIT ?)"
        with self._guard:
            return int(self._connection.execute(sql, (query.match(), most + 1)).fetchone()[0])

    def by_words(self, query: Query, condition: Condition, *, before: int, count: int) -> list[Hit]:
        """Entries with these words, newest first: a common word's from the newest entries, a rare one's from the word index."""
        near = self._newest(query, condition, before=before, count=count)
        if len(near) >= count:
            return near
        whole = fielded(query, condition)
        sql = (
            f"SELECT e.place, e.uuid FROM word CROSS JOIN entry e ON e.place = word.rowid"  # noqa: S608
            f" WHERE word MATCH ? AND word.rowid < ? AND {whole.sql} ORDER BY word.rowid DESC LIMIT ?"
        )
        return self._all(sql, [query.match(), before, *whole.values, count])

    def _newest(self, query: Query, condition: Condition, *, before: int, count: int) -> list[Hit]:
        """What the newest entries below a place hold. FTS5 gathers all entries of a word's beginning before it gives the first:
        of half a million that takes longer than to look through these.
        """
        if not query.beginning or count > PAGE:
            return []
        (highest,) = self._all("SELECT max(place) FROM entry", [])[0]
        least = min(before, (highest or 0) + 1) - NEAR - NEAR_EACH * count
        within = Condition().add("e.place >= ?", least).add(condition.sql, *condition.values)
        return self._by_text("entry e NOT INDEXED", query, within, before=before, count=count)

    def by_text(self, query: Query, condition: Condition, *, before: int, count: int) -> list[Hit]:
        """The same, taken from the entries: for sets that are small or without words."""
        return self._by_text("entry e", query, condition, before=before, count=count)

    def _by_text(self, table: str, query: Query, condition: Condition, *, before: int, count: int) -> list[Hit]:
        whole = fielded(query, condition)
        for needle in query.needles():
            whole.add("(instr(e.text, ?) > 0 OR instr(e.paper, ?) > 0)", needle, needle)
        sql = f"SELECT e.place, e.uuid FROM {table} WHERE e.place < ? AND {whole.sql} ORDER BY e.place DESC LIMIT ?"  # noqa: S608
        return self._all(sql, [before, *whole.values, count])

    def _all(self, sql: str, values: Sequence[Any]) -> list[Any]:
        with self._guard:
            return self._connection.execute(sql, values).fetchall()

    def _empty(self) -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        connection.executescript(TABLES)
        return connection


def fielded(query: Query, condition: Condition) -> Condition:
    """The condition, and that fields of an entry begin as the query says; the first field has a break before it here."""
    whole = Condition().add(condition.sql, *condition.values)
    for field in query.fields:
        stands = f"instr('{BREAK}' || e.text, ?) > 0"
        either = " OR ".join(f"({' AND '.join([stands] * len(way))})" for way in field.ways)
        whole.add(f"({either})", *chain.from_iterable(field.ways))
    return whole


def narrowed(filters: Filters, *, level: int) -> Condition:
    """What holds for every hit: cleared for its level, and within the filters."""
    condition = Condition().add("e.level <= ?", level)
    if filters.levels:
        condition.add(f"e.level IN ({','.join('?' * len(filters.levels))})", *filters.levels)
    if filters.books:
        condition.add(f"e.book IN ({','.join('?' * len(filters.books))})", *(book.bytes for book in filters.books))
    if filters.first:
        condition.add("e.day >= ?", filters.first)
    if filters.last:
        condition.add("e.day <= ?", filters.last)
    if filters.year:
        condition.add("e.year = ?", filters.year)
    if filters.kind:
        condition.add("e.kind = ?", filters.kind)
    return condition
