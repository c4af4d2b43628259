"""Old books taken in: read once, kept sealed, columns settled, lines written in batches of 500 that can be cut anywhere and go on."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import UUID, uuid4

from somat.audit.change import Act, change
from somat.audit.moment import today
from somat.audit.reading import record_reading
from somat.exchange import verbs
from somat.exchange.actions import kept, results
from somat.exchange.actions.checks import goes_on, may_drop, may_import, may_settle
from somat.exchange.actions.oldentry import old_entry, with_free_numbers
from somat.exchange.models import Import, Kept
from somat.exchange.oldbook import child, told
from somat.exchange.oldbook.columns import Column, Kind
from somat.exchange.oldbook.encodings import Scheme
from somat.exchange.oldbook.face import Face, highest_numbers
from somat.exchange.oldbook.oldline import OldLine, Outcome
from somat.exchange.oldbook.whole import How, Read, read_whole
from somat.exchange.oldbook.wire import face_from, lines_from, texts_of
from somat.exchange.queries import imports as imports
from somat.exchange.queries import own as own
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.refusal import demand
from somat.registry import queries
from somat.registry.actions.old import OldEntry, fitting, known, take_in
from somat.vault import actions as vault
from somat.vault import client

TABLE = "exchange_import"
STEP = 500  # lines in one act, and in one kept piece
UNFINISHED = (Import.State.OPEN, Import.State.RUNNING)


def begin(
    data: bytes, *, name: str, book: UUID, by: Actor, key: UUID | None = None, found: Read | None = None
) -> Import:
    """Read the file once and keep it sealed with what was read; a file that this person left half done goes on.

    `found` where the caller has read it already. Raises BadSheet with one sentence; Refused where the file is in the
    book already, or another person is taking it in.
    """
    into = queries.book(book, by=by)
    if half_done := unfinished(data, book=book, by=by):
        return half_done
    how = How(today(), Kind(into.kind))
    fits = found is not None and found.book.kind == how.kind and replace(found.how, kind=how.kind) == how
    texts = texts_of(found, step=STEP) if found and fits else child.texts(data, name=name, how=how, step=STEP)
    return keep(data, as_pieces(texts), name=name, book=into.uuid, by=by, key=key)


def receive(data: bytes, *, name: str, book: UUID, by: Actor, key: UUID | None = None) -> Import:
    """Keep a long file sealed before anything of it is read: if the reading is cut the file need not be sent again.

    Refused like `begin`. What is wrong with the file shows when it is read (`face`).
    """
    into = queries.book(book, by=by)
    return unfinished(data, book=book, by=by) or keep(data, [], name=name, book=into.uuid, by=by, key=key)


def unfinished(data: bytes, *, book: UUID, by: Actor) -> Import | None:
    """This person's import of the same file, left half done."""
    digest = hashlib.sha256(data).hexdigest()
    return Import.unchecked.filter(sha256=digest, book=book, by=by.person, state__in=UNFINISHED).first()


def keep(
    data: bytes, read: Sequence[tuple[str, int, bytes]], *, name: str, book: UUID, by: Actor, key: UUID | None
) -> Import:
    """The row of an import with its file and the pieces that were read of it."""
    import_id, digest = uuid4(), hashlib.sha256(data).hexdigest()
    parts = [data[at : at + kept.PART] for at in range(0, len(data), kept.PART)]
    file = [(kept.FILE, at, part) for at, part in enumerate([json.dumps({"name": name}).encode(), *parts])]
    pieces = kept.sealed([*file, *read], batch=import_id, book=book)
    with change(verbs.IMPORT_BEGIN, by=by, key=key) as act:
        demand(may_import(digest, book=book))
        row = Import(uuid=import_id, book=book, sha256=digest, parts=0, by=by.person, at=act.at)
        row.save(force_insert=True)
        kept.write(pieces, act=act)
        whole(row, act=act)
    results.forget_older(by=by)
    return row


def whole(row: Import, *, act: Act) -> None:
    """The act is about the import, and its leaf, whose manifest speaks of pieces, of the import too."""
    act.about(row)
    act.batch(TABLE, [row.uuid])


def as_pieces(texts: Sequence[str]) -> list[tuple[str, int, bytes]]:
    """The face of a reading, its lines and their result, as they are kept."""
    lines = [(kept.LINES, at, words.encode()) for at, words in enumerate(texts[1:])]
    result = [(kept.RESULT, at, words.encode()) for at, words in enumerate(told.texts_of(texts))]
    return [(kept.FACE, 0, texts[0].encode()), *lines, *result]


def opened(row: Import, *, by: Actor) -> tuple[str, bytes]:
    """The name and the bytes of the file, opened by recorded readings."""
    if row.parts:
        return opened_whole(row, by=by)
    head, *parts = kept.opened(kept.of(row, kept.FILE), batch=row, by=by)
    return str(json.loads(head)["name"]), b"".join(parts)


def opened_whole(row: Import, *, by: Actor) -> tuple[str, bytes]:
    """The same for an import begun by an older version, whose file lies in the sealed values of its own row."""
    place = (TABLE, row.uuid)
    leaf = record_reading(verbs.IMPORT_READ, by=by, object=row.uuid, rows=[place])
    texts = client.open_rows(leaf, [place])[place]
    name = json.loads(texts[kept.column(0)])["name"]
    return name, b"".join(base64.b64decode(texts[kept.column(at)]) for at in range(1, row.parts + 1))


def is_read(row: Import) -> bool:
    """Whether an import has left the page of its reading."""
    return row.state != Import.State.OPEN or bool(kept.of(row, kept.FACE))


def face_if_read(row: Import, *, by: Actor) -> Face | None:
    """What was read of the file, without its lines; None while nothing was: a long one is read by an act of its own."""
    found = kept.of(row, kept.FACE)
    if not found and row.state == Import.State.OPEN:
        return None
    return unsealed(found, row, by=by) if found else face(row, by=by)


def face(row: Import, *, by: Actor) -> Face:
    """The same of a file that is read now where it was not yet."""
    found = kept.of(row, kept.FACE)
    if not found:
        read_again(row, settings_of(row), by=by)
        found = kept.of(row, kept.FACE)
    return unsealed(found, row, by=by)


def unsealed(found: Sequence[Kept], row: Import, *, by: Actor) -> Face:
    return face_from(kept.opened(found, batch=row, by=by)[0].decode())


def lines(row: Import, face: Face, *, start: int, count: int, by: Actor) -> list[OldLine]:
    """Some lines of the file, from the `start`-th on (from 0), as they were read."""
    ends, found = 0, list[OldLine]()
    for at, piece in enumerate(face.pieces):
        first, ends = ends, ends + piece.lines
        if ends > start and first < start + count:
            part = piece_of(row, at, by=by)
            found += part[max(0, start - first) : start + count - first]
    return found


def refused(row: Import, face: Face, *, by: Actor) -> list[OldLine]:
    """The lines that are not taken; only the pieces that hold some are opened."""
    wanted = [at for at, piece in enumerate(face.pieces) if piece.refused]
    return [line for at in wanted for line in piece_of(row, at, by=by) if line.outcome is Outcome.REFUSED]


def piece_of(row: Import, at: int, *, by: Actor) -> list[OldLine]:
    return lines_from(kept.opened(kept.of(row, kept.LINES, ordinal=at), batch=row, by=by)[0].decode())


def read(data: bytes, *, name: str, kind: str, row: Import | None = None) -> Read:
    """Read a file with the settings of its import, or with what the survey proposes."""
    settings = settings_of(row) if row is not None else Settings(None)
    return read_whole(data, name=name, how=settings.how(kind))


def settings_of(row: Import) -> Settings:
    mapping = {int(index): Column(name) for index, name in json.loads(row.mapping).items()} if row.mapping else None
    return Settings(mapping, row.scheme, row.year, Level(row.level) if row.level else None)


@dataclass(frozen=True)
class Settings:
    """What the officer settled: columns, encoding, year, and the level of a book that has but one."""

    mapping: dict[int, Column] | None
    scheme: str = ""
    year: int | None = None
    level: Level | None = None

    def how(self, kind: str) -> How:
        scheme = Scheme(self.scheme) if self.scheme else None
        return How(today(), Kind(kind) if kind else None, self.mapping, scheme, self.year, self.level)


def settle(
    uuid: UUID, settings: Settings, *, by: Actor, key: UUID | None = None, file: tuple[str, bytes] | None = None
) -> Import:
    """Write the settings down and read the file again by them, once; nothing is in the book yet.

    `file` is its name and bytes where the caller has them at hand; else the vault opens the copy.
    """
    row = own(uuid, by=by)
    if row.done == 0 and (file is not None or not is_as_read(settings, face(row, by=by))):
        return read_again(row, settings, by=by, key=key, file=file)
    with change(verbs.IMPORT_SET, by=by, key=key) as act:
        row = own(uuid, by=by, lock=True)
        demand(may_settle(row))
        act.about(put(settings, row))
    return row


def is_as_read(settings: Settings, face: Face) -> bool:
    """Whether the kept lines are just those that these settings give."""
    asked = settings.how(face.kind.value)
    told = asked.mapping == face.mapping and asked.year == face.year
    return told and (asked.scheme, asked.level) == (face.how.scheme, face.how.level)


def read_again(
    row: Import, settings: Settings, *, by: Actor, key: UUID | None = None, file: tuple[str, bytes] | None = None
) -> Import:
    """Read the file with these settings, and keep them and what they give in place of the reading before."""
    name, data = file or opened(row, by=by)
    kind = queries.book(row.book, by=by).kind
    texts = child.texts(data, name=name, how=settings.how(kind), step=STEP)
    pieces = kept.sealed(as_pieces(texts), batch=row.uuid, book=row.book)
    with change(verbs.IMPORT_SET, by=by, key=key) as act:
        mine = own(row.uuid, by=by, lock=True)
        demand(may_settle(mine) if settings != settings_of(mine) else None)
        kept.destroy(mine, kept.FACE, kept.LINES, kept.RESULT, act=act)
        kept.write(pieces, act=act)
        whole(put(settings, mine), act=act)
    return mine


def put(settings: Settings, row: Import) -> Import:
    mapping = settings.mapping
    row.mapping = "" if mapping is None else json.dumps({str(i): c.value for i, c in mapping.items()})
    row.scheme, row.year = settings.scheme, settings.year
    row.level = int(settings.level) if settings.level else None
    row.save(update_fields=["mapping", "scheme", "year", "level"])
    return row


class Lines(Protocol):
    """The lines of a file that are taken: how many, the highest number of each year, and those after the first `done`."""

    total: int
    above: dict[int, int]

    def after(self, done: int) -> list[OldEntry]: ...


class OfFile:
    """Lines of a file just read, for the command line, which has no session that the vault would open for."""

    def __init__(self, found: Read) -> None:
        taken = [line for line in found.book.lines if line.outcome is not Outcome.REFUSED]
        self._entries = [old_entry(line, year=found.year) for line in taken]
        self.total, self.above = len(taken), highest_numbers(taken)

    def after(self, done: int) -> list[OldEntry]:
        return self._entries[done : done + STEP]


class OfPieces:
    """Lines kept with an import: of all its pieces only the next is opened."""

    def __init__(self, row: Import, *, by: Actor) -> None:
        self._row, self._by = row, by
        self._face = face(row, by=by)
        self.total, self.above = sum(piece.taken for piece in self._face.pieces), self._face.above

    def after(self, done: int) -> list[OldEntry]:
        before = 0
        for at, piece in enumerate(self._face.pieces):
            if before + piece.taken > done:
                found = piece_of(self._row, at, by=self._by)
                taken = [line for line in found if line.outcome is not Outcome.REFUSED]
                return [old_entry(line, year=self._face.year) for line in taken[done - before :]]
            before += piece.taken
        return []


def step(uuid: UUID, *, by: Actor, file: tuple[str, bytes] | None = None) -> Import:
    """Take the next 500 lines in; after the last one the import is done, and of what was kept only its result stays. Safe to repeat."""
    return run(uuid, by=by, file=file, go_on=lambda row: False)


def run(
    uuid: UUID,
    *,
    by: Actor,
    file: tuple[str, bytes] | None = None,
    go_on: Callable[[Import], bool] = lambda row: True,
) -> Import:
    """Take the lines in, at most 500 an act, for as long as `go_on` says after each act.

    What was cut, anywhere, goes on with the next run: each act counts its lines in its own transaction. `file` is its
    name and bytes where the caller has them at hand (the command line); else the vault opens the kept lines, piece by piece.
    """
    row = own(uuid, by=by)
    if row.state == Import.State.DONE:
        return row
    kind = queries.book(row.book, by=by).kind
    lines: Lines = OfFile(read(file[1], name=file[0], kind=kind, row=row)) if file else OfPieces(row, by=by)
    while row.done < lines.total:
        take(lines.after(row.done), row, above=lines.above, by=by)
        row = own(uuid, by=by)
        if row.done < lines.total and not go_on(row):
            return row
    return finish(uuid, by=by)


def take(part: Sequence[OldEntry], row: Import, *, above: dict[int, int], by: Actor) -> None:
    """Write these lines and count them, in one act: as many as the volumes take before the next is begun.

    Refused where another run has taken them meanwhile.
    """
    book = queries.book(row.book, by=by)
    part = part[: fitting(book, part, on=today())]
    lines = with_free_numbers(part, held={(y, no) for y in {line.year for line in part} for no in known(book, y)})

    def also() -> None:
        with change(verbs.IMPORT_STEP, by=by) as act:
            mine = own(row.uuid, by=by, lock=True)
            demand(may_import(row.sha256, book=row.book, but=row.uuid), goes_on(mine, row))
            mine.state = Import.State.RUNNING
            mine.done += len(part)
            mine.taken += len(lines)
            mine.save(update_fields=["state", "done", "taken"])
            act.about(mine)

    take_in(row.book, lines, batch=row.uuid, by=by, above=above, also=also)


def finish(uuid: UUID, *, by: Actor) -> Import:
    with change(verbs.IMPORT_END, by=by) as act:
        row = own(uuid, by=by, lock=True)
        vault.destroy(table=TABLE, row=uuid)
        kept.destroy(row, kept.FILE, kept.FACE, kept.LINES, act=act)
        row.state = Import.State.DONE
        row.save(update_fields=["state"])
        whole(row, act=act)
    return row


def drop(uuid: UUID, *, by: Actor, key: UUID | None = None) -> None:
    """Do not take this file in: all that was kept of it is destroyed, the record of the attempt stays."""
    with change(verbs.IMPORT_END, by=by, key=key) as act:
        row = own(uuid, by=by, lock=True)
        demand(may_drop(row))
        vault.destroy(table=TABLE, row=uuid)
        kept.destroy(row, kept.FILE, kept.FACE, kept.LINES, kept.RESULT, act=act)
        row.state = Import.State.DROPPED
        row.save(update_fields=["state"])
        whole(row, act=act)


def facts(row: Import) -> dict[str, Any]:
    """An import as plain facts, for the command line."""
    return {"import": str(row.uuid), "state": row.state, "done": row.done, "taken": row.taken}
