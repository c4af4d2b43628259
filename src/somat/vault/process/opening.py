"""Sealed values out of the database and into text: after the gate, and after the law has been asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from somat.vault.process.clock import Clock
from somat.vault.process.database import Database, Reader, marks, uuid_of
from somat.vault.process.errors import BrokenSeal, Denied
from somat.vault.process.gate import SYSTEM, Gate
from somat.vault.process.keys.provider import Provider
from somat.vault.process.keys.sealing import bound, prefix
from somat.vault.process.rights import PART, PARTS_OF_ENTRIES, Line, Rights

ENTRY, GROUP, DRAFT, ABSTRACT, TOP = "registry_entry", "registry_group", "registry_draft", "abstract", 3
SEALED = (
    'SELECT row, "column", version, level, "key", ciphertext FROM vault_sealed'
    ' WHERE "table" = ? AND row IN ({}) ORDER BY version'
)

Row = tuple[str, UUID]


class Value(NamedTuple):
    """A sealed value as the table holds it."""

    table: str
    row: UUID
    column: str
    version: int
    level: int
    key: UUID
    ciphertext: bytes


class Seals:
    """Seals and opens single values of one installation."""

    def __init__(self, keys: Provider, *, installation: UUID) -> None:
        self._keys = keys
        self._installation = installation
        self._prefixes: dict[tuple[str, str], bytes] = {}

    def seal(self, table: str, row: UUID, column: str, *, version: int, level: int, key: UUID, text: str) -> bytes:
        """The ciphertext of one value. An abstract of a Tuyệt mật row is refused (R-OUT-2)."""
        if column == ABSTRACT and level == TOP:
            raise Denied("no-abstract-at-this-level", rule="R-OUT-2", table=table, row=row.hex)
        return self._keys.seal(key, aad=self._bound(table, row.bytes, column, version, level), text=text.encode())

    def open(self, value: Value) -> str:
        """The text. Raises BrokenSeal where the value was not sealed for exactly this place."""
        table, row, column, version, level, key, ciphertext = value
        (text,) = self.texts(key, [(table, row.bytes, column, version, level, ciphertext)])
        if text is None:
            raise BrokenSeal(table, row, column)
        return text

    def texts(self, key: UUID, values: Sequence[tuple[str, bytes, str, int, int, bytes]]) -> list[str | None]:
        """The same for some of a million values of one volume: (table, row, column, version, level, ciphertext) each, in
        their order; None for what was not sealed for exactly this place.
        """
        bounds = [
            (self._bound(table, row, column, version, level), ciphertext)
            for table, row, column, version, level, ciphertext in values
        ]
        return [
            None if value[2] == ABSTRACT and value[4] == TOP else _decoded(text)
            for value, text in zip(values, self._keys.open_many(key, bounds), strict=True)
        ]

    def _bound(self, table: str, row: bytes, column: str, version: int, level: int) -> bytes:
        shared = self._prefixes.get((table, column))
        if shared is None:
            shared = self._prefixes[table, column] = prefix(self._installation, table, column)
        return bound(shared, row, version, level)


def _decoded(text: bytes | None) -> str | None:
    try:
        return text.decode() if text is not None else None
    except UnicodeDecodeError:
        return None


class Opener:
    """Answers `open`: the leaf, the session and the right first; then the newest version of each column."""

    def __init__(self, database: Database, *, gate: Gate, rights: Rights, seals: Seals, clock: Clock) -> None:
        self._database = database
        self._gate = gate
        self._rights = rights
        self._seals = seals
        self._clock = clock

    def open(self, leaf: UUID, rows: Sequence[Row]) -> dict[Row, dict[str, str]]:
        """The texts of each row by column, empty where nothing is sealed. Raises Denied, BrokenSeal."""
        with self._database.reading() as reader:
            judged = self._gate.judge(reader, leaf, rows)
            values = self._values(reader, rows)
            lines = self._lines(reader, rows, values)
            if judged.actor != SYSTEM and not self._may_open(reader, judged.actor, rows, list(lines.values())):
                raise Denied("no-right")
        self._gate.use(judged)
        return {row: {value.column: self._seals.open(value) for value in values[row]} for row in rows}

    def _may_open(self, reader: Reader, person: UUID, rows: Sequence[Row], lines: Sequence[Line]) -> bool:
        """Entries and what belongs to them by the law; groups by their owner; drafts by owner or book."""
        on = self._clock.today()
        groups = [row for table, row in rows if table == GROUP]
        drafts = [row for table, row in rows if table == DRAFT]
        return (
            (not lines or self._rights.may_read(reader, person, lines, on=on))
            and (not groups or self._rights.owns(reader, person, groups))
            and (not drafts or self._rights.may_open_drafts(reader, person, drafts, on=on))
        )

    def _values(self, reader: Reader, rows: Sequence[Row]) -> dict[Row, list[Value]]:
        by_table: dict[str, list[UUID]] = defaultdict(list)
        for table, row in rows:
            by_table[table].append(row)
        found: dict[Row, dict[str, Value]] = {row: {} for row in rows}
        for table, uuids in by_table.items():
            for at in range(0, len(uuids), PART):
                part = [self._database.uuid(uuid) for uuid in uuids[at : at + PART]]
                for values in reader.all(SEALED.format(marks(len(part))), [table, *part]):
                    value = value_of(table, values)
                    found[table, value.row][value.column] = value
        return {row: list(columns.values()) for row, columns in found.items()}

    def _lines(self, reader: Reader, rows: Sequence[Row], values: dict[Row, list[Value]]) -> dict[Row, Line]:
        """The entry behind each row of the books, at the highest level that its row or its sealed values state."""
        entry_of = {(ENTRY, row): row for table, row in rows if table == ENTRY}
        for part in {table for table, _ in rows} & PARTS_OF_ENTRIES:
            entries = self._rights.entries_of(reader, part, (row for table, row in rows if table == part))
            entry_of |= {(part, row): entry for row, entry in entries.items()}
        lines = self._rights.lines(reader, entry_of.values())
        found: dict[Row, Line] = {}
        for row in rows:
            if row[0] == ENTRY or row[0] in PARTS_OF_ENTRIES:
                line = lines.get(entry_of.get(row, SYSTEM))
                if line is None:
                    raise Denied("no-right")
                found[row] = _sealed_as(line, row, values[row])
        return found


def _sealed_as(line: Line, row: Row, values: Iterable[Value]) -> Line:
    """A plain column rewritten by SQL lowers nothing: the key must be the volume's, and the higher level counts."""
    level = line.level
    for value in values:
        if value.key != line.volume:
            raise BrokenSeal(row[0], row[1], value.column)
        level = max(level, value.level)
    return Line(line.uuid, level, line.book, line.volume, line.day)


def value_of(table: str, values: Sequence[Any]) -> Value:
    row, column, version, level, key, ciphertext = values
    return Value(table, uuid_of(row), column, version, level, uuid_of(key), bytes(ciphertext))
