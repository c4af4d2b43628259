"""Old books taken in: the file kept sealed, columns settled, lines written in batches of 500 that can be cut anywhere and go on."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from somat.audit.absent import NotFound
from somat.audit.change import change
from somat.audit.moment import today
from somat.audit.reading import record_reading
from somat.exchange import verbs
from somat.exchange.models import Import
from somat.exchange.oldbook.columns import Column, Kind
from somat.exchange.oldbook.decode import Encoding, decode_sheet
from somat.exchange.oldbook.encodings import Scheme
from somat.exchange.oldbook.layout import Layout, survey
from somat.exchange.oldbook.lines import Setting, read_lines
from somat.exchange.oldbook.oldline import Flag, OldBook, OldLine, Outcome
from somat.exchange.oldbook.reading import open_book
from somat.exchange.oldbook.sheet import Sheet
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.refusal import Refusal, demand, rule
from somat.registry import queries
from somat.registry.actions.old import OldEntry, known, take_in
from somat.vault import actions as vault
from somat.vault import client

TABLE = "exchange_import"
PART = 256 * 1024  # bytes of the file in one sealed value
STEP = 500  # lines in one act
NOBODY = UUID(int=0)
UNFINISHED = (Import.State.OPEN, Import.State.RUNNING)


@rule("R-TRANS-5", case="again", says="Tệp này đã nhập, hoặc đang nhập dở, vào sổ này rồi.")
def may_import(sha256: str, *, book: UUID, but: UUID = NOBODY) -> Refusal | None:
    """The same file is not taken into the same book twice; `but` is the import that asks."""
    begun = (Import.State.RUNNING, Import.State.DONE)
    other = Import.unchecked.filter(sha256=sha256, book=book, state__in=begun).exclude(uuid=but).exists()
    return Refusal("R-TRANS-5", case="again", field="file") if other else None


@rule("R54", case="import", says="Đợt này vừa được nhận ở nơi khác. Mở lại trang để xem đã nhận đến đâu.")
def goes_on(now: Import, seen: Import) -> Refusal | None:
    """Two runs of one import at the same moment: the lines are counted once."""
    return None if now.done == seen.done else Refusal("R54", case="import")


@rule("R-TRANS-5", case="begun", says="Tệp này đã nhận {done} dòng vào sổ: nhận tiếp cho hết, không bỏ được nữa.")
def may_drop(row: Import) -> Refusal | None:
    """A file of which nothing is in the book yet can be left out."""
    return None if row.done == 0 else Refusal("R-TRANS-5", case="begun", done=row.done)


@rule("R-TRANS-5", case="settled", says="Tệp này đã nhận {done} dòng vào sổ: giữ nguyên cách ghép cột đã chọn.")
def may_settle(row: Import) -> Refusal | None:
    """How the file is read stays as it was once lines of it are in the book: the rest is counted from there."""
    return None if row.done == 0 else Refusal("R-TRANS-5", case="settled", done=row.done)


@dataclass(frozen=True)
class Read:
    """A file as it stands with the settings of its import: what was found, and every line read."""

    name: str
    sheet: Sheet
    encoding: Encoding
    layout: Layout
    mapping: dict[int, Column]
    book: OldBook
    year: int | None


def begin(data: bytes, *, name: str, book: UUID, by: Actor, key: UUID | None = None) -> Import:
    """Keep the file sealed; a file that this person left half done goes on. Raises BadSheet with one sentence.

    Raises Refused where the file is in the book already, or another person is taking it in.
    """
    open_book(data, name=name)
    found = queries.book(book, by=by)
    digest = hashlib.sha256(data).hexdigest()
    if half_done := Import.unchecked.filter(sha256=digest, book=book, by=by.person, state__in=UNFINISHED).first():
        return half_done
    import_id = uuid4()
    parts = [data[at : at + PART] for at in range(0, len(data), PART)]
    texts = [json.dumps({"name": name}), *(base64.b64encode(part).decode() for part in parts)]
    sealed = client.seal(
        [
            client.Plain(TABLE, import_id, column(at), 1, Level.TUYET_MAT, found.uuid, text)
            for at, text in enumerate(texts)
        ]
    )
    with change(verbs.IMPORT_BEGIN, by=by, key=key) as act:
        demand(may_import(digest, book=book))
        row = Import(uuid=import_id, book=found.uuid, sha256=digest, parts=len(parts), by=by.person, at=act.at)
        row.save(force_insert=True)
        act.about(row, made=[row, *vault.keep(sealed)])
    return row


def column(at: int) -> str:
    """The sealed column of a part of the file: part_aaa, part_aab, …"""
    return "part_" + "".join(chr(ord("a") + at // 26**place % 26) for place in (2, 1, 0))


def own(uuid: UUID, *, by: Actor, lock: bool = False) -> Import:
    """A person's own import that is not dropped."""
    rows = Import.unchecked.filter(uuid=uuid, by=by.person).exclude(state=Import.State.DROPPED)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NotFound(uuid)
    return found


def imports(*, by: Actor) -> list[Import]:
    """A person's imports, newest first."""
    return list(Import.unchecked.filter(by=by.person).exclude(state=Import.State.DROPPED).order_by("-id")[:20])


def opened(row: Import, *, by: Actor) -> tuple[str, bytes]:
    """The name and the bytes of the file, opened by a recorded reading."""
    place = (TABLE, row.uuid)
    leaf = record_reading(verbs.IMPORT_READ, by=by, object=row.uuid, rows=[place])
    texts = client.open_rows(leaf, [place])[place]
    name = json.loads(texts[column(0)])["name"]
    data = b"".join(base64.b64decode(texts[column(at)]) for at in range(1, row.parts + 1))
    return name, data


def read(data: bytes, *, name: str, kind: str, row: Import | None = None) -> Read:
    """Read a file with the settings of its import, or with what the survey proposes."""
    raw = open_book(data, name=name).first_shown()
    forced = Scheme(row.scheme) if row is not None and row.scheme else None
    sheet, encoding = decode_sheet(raw, forced=forced)
    layout = survey(sheet, name=name, into=Kind(kind) if kind else None)
    mapping = mapping_of(row) if row is not None and row.mapping else layout.mapping
    year = row.year if row is not None and row.year else layout.year
    level = Level(row.level) if row is not None and row.level else layout.level
    setting = Setting(Kind(kind) if kind else layout.kind, year, today(), level)
    return Read(
        name, sheet, encoding, layout, mapping, read_lines(sheet, layout.header, mapping, setting=setting), year
    )


def mapping_of(row: Import) -> dict[int, Column]:
    return {int(index): Column(name) for index, name in json.loads(row.mapping).items()}


@dataclass(frozen=True)
class Settings:
    """What the officer settled: columns, encoding, year, and the level of a book that has but one."""

    mapping: dict[int, Column]
    scheme: str = ""
    year: int | None = None
    level: Level | None = None


def settle(uuid: UUID, settings: Settings, *, by: Actor, key: UUID | None = None) -> Import:
    """Write the settings down; nothing is in the book yet."""
    with change(verbs.IMPORT_SET, by=by, key=key) as act:
        row = own(uuid, by=by, lock=True)
        demand(may_settle(row))
        row.mapping = json.dumps({str(i): c.value for i, c in settings.mapping.items()})
        row.scheme, row.year = settings.scheme, settings.year
        row.level = int(settings.level) if settings.level else None
        row.save(update_fields=["mapping", "scheme", "year", "level"])
        act.about(row)
    return row


def step(uuid: UUID, *, by: Actor, file: tuple[str, bytes] | None = None) -> Import:
    """Take the next 500 lines in; after the last one the import is done and its file destroyed. Safe to repeat."""
    return run(uuid, by=by, file=file, go_on=lambda row: False)


def run(
    uuid: UUID,
    *,
    by: Actor,
    file: tuple[str, bytes] | None = None,
    go_on: Callable[[Import], bool] = lambda row: True,
) -> Import:
    """Read the file once and take its lines in, 500 an act, for as long as `go_on` says after each act.

    What was cut, anywhere, goes on with the next run: each act counts its lines in its own transaction. `file` is its
    name and bytes where the caller has them at hand (the command line); else the vault opens the copy.
    """
    row = own(uuid, by=by)
    if row.state == Import.State.DONE:
        return row
    name, data = file or opened(row, by=by)
    kind = queries.book(row.book, by=by).kind
    found = read(data, name=name, kind=kind, row=row)
    lines = [old_entry(line, year=found.year) for line in found.book.lines if line.outcome is not Outcome.REFUSED]
    above = highest(lines)
    while row.done < len(lines):
        take(lines[row.done : row.done + STEP], row, above=above, by=by)
        row = own(uuid, by=by)
        if row.done < len(lines) and not go_on(row):
            return row
    return finish(uuid, by=by)


def highest(lines: Sequence[OldEntry]) -> dict[int, int]:
    """The highest number of the file in each year."""
    found: dict[int, int] = {}
    for line in lines:
        found[line.year] = max(found.get(line.year, 0), line.no or 0)
    return found


def take(part: Sequence[OldEntry], row: Import, *, above: dict[int, int], by: Actor) -> None:
    """Write these lines and count them, in one act. Refused where another run has taken them meanwhile."""
    book = queries.book(row.book, by=by)
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


def with_free_numbers(lines: Sequence[OldEntry], *, held: set[tuple[int, int]]) -> list[OldEntry]:
    """The lines, those whose number is held already with their number in words instead; they take the next free one."""
    free, used = [], set(held)
    for line in lines:
        taken = line.no is not None and (line.year, line.no) in used
        free.append(renumbered(line) if taken else line)
        used |= {(line.year, line.no)} if line.no is not None else set()
    return free


def renumbered(line: OldEntry) -> OldEntry:
    words = f"Số thứ tự trong sổ cũ: {line.no:02d}"
    return replace(line, no=None, note=f"{line.note}; {words}" if line.note else words)


def finish(uuid: UUID, *, by: Actor) -> Import:
    with change(verbs.IMPORT_END, by=by) as act:
        row = own(uuid, by=by, lock=True)
        vault.destroy(table=TABLE, row=uuid)
        row.state = Import.State.DONE
        row.save(update_fields=["state"])
        act.about(row)
    return row


def drop(uuid: UUID, *, by: Actor, key: UUID | None = None) -> None:
    """Do not take this file in: its sealed copy is destroyed, the record of the attempt stays."""
    with change(verbs.IMPORT_END, by=by, key=key) as act:
        row = own(uuid, by=by, lock=True)
        demand(may_drop(row))
        vault.destroy(table=TABLE, row=uuid)
        row.state = Import.State.DROPPED
        row.save(update_fields=["state"])
        act.about(row)


def old_entry(line: OldLine, *, year: int | None) -> OldEntry:
    """A line that was read, as the registry takes it. Accepted lines always have level, day and year."""
    assert line.level is not None
    day = line.day or line.arrival_on
    assert day is not None
    plain = Flag.SUFFIX not in line.flags and Flag.DUPLICATE not in line.flags
    return OldEntry(
        year=line.year or year or day.year,
        no=line.no,
        level=line.level,
        day=day,
        doc_number=line.doc_number if plain and line.kind is Kind.OUT else None,
        symbol=line.symbol if plain and line.kind is Kind.OUT else line.number_written,
        doc_type=line.doc_type,
        abstract=line.abstract,
        signer=line.signer,
        body=line.body,
        unit=line.unit,
        copies=line.copies or 1,
        note="; ".join([line.note, *line.notes] if line.note else line.notes),
        basis=line.basis,
        to=line.recipients if line.kind is Kind.OUT else (),
        arrival_on=(line.arrival_on or line.day) if line.kind is Kind.IN else None,
        arrival_no=line.arrival_no,
        cancelled=Flag.CANCELLED in line.flags,
    )


def facts(row: Import) -> dict[str, Any]:
    """An import as plain facts, for the command line."""
    return {"import": str(row.uuid), "state": row.state, "done": row.done, "taken": row.taken}
