"""Taking lines of an old book in, a batch of them in one act: old numbers, levels and bodies stay as they stood (R-TRANS-5)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from somat.audit.change import change
from somat.audit.moment import day_of, today
from somat.law.access import Actor
from somat.law.dated import NoLawInForce
from somat.law.determining import basis_state
from somat.law.levels import Level, Regime, regime_on
from somat.law.refusal import Refusal, demand, rule
from somat.law.volumes import full, is_full, room
from somat.registry import queries, series, verbs
from somat.registry.actions.books import fill, last_number
from somat.registry.actions.issue import TABLE
from somat.registry.models import Book, Entry, Recipient, Series, Volume
from somat.registry.words import Words, plain
from somat.vault import actions as vault
from somat.vault import client


@dataclass(frozen=True)
class OldEntry:
    """One line as it stood in the old book; `number` is the whole number as written where it has no plain number."""

    year: int
    no: int | None
    level: Level
    day: date
    doc_number: int | None
    symbol: str
    doc_type: str
    abstract: str
    signer: str
    body: str
    unit: str
    copies: int
    note: str
    basis: str
    to: tuple[str, ...]
    arrival_on: date | None
    arrival_no: int | None
    cancelled: bool


def known(book: Book, year: int) -> set[int]:
    """The line numbers of a year that the book holds already."""
    return set(Entry.unchecked.filter(book=book, year=year).values_list("no", flat=True))


@rule(
    "R-NUM-9",
    case="running",
    says="Sổ năm {year} đã có dòng ghi trong chương trình: số cũ không xen vào được. Mở sổ riêng để nhập.",
)
def may_take_in(book: Book, years: Collection[int]) -> Refusal | None:
    """Old lines of a year come before the first new one: among numbers given without gap there is no room for others."""
    new = Entry.unchecked.filter(book=book, year__in=years, source=Entry.Source.NEW).order_by("year").first()
    return Refusal("R-NUM-9", case="running", year=new.year) if new else None


def may_hold(volume: Volume, *, on: date) -> Refusal | None:
    """Not more lines than a volume takes: it is one printed book."""
    return full(on=on) if is_full(lines=held(volume) - 1, on=on) else None


def take_in(
    book: UUID,
    lines: Sequence[OldEntry],
    *,
    batch: UUID,
    by: Actor,
    above: Mapping[int, int] | None = None,
    also: Callable[[], None] = lambda: None,
) -> list[UUID]:
    """Write these lines as one act with a manifest (at most 500 a time). `also` is what the import room adds to the act.

    Lines without a number of their own take the next after all, and after the number that `above` names for their year.
    """
    found = queries.book(book, by=by)
    lines = with_numbers_in_words(found, lines)
    volumes = old_volumes(found, lines, by=by)
    rows = [(uuid4(), line) for line in lines]
    items = [
        item
        for uuid, line in rows
        for item in plain(
            words_of(line), table=TABLE, row=uuid, level=line.level, key=volumes[line.year].uuid, version=1
        )
    ]
    sealed = client.seal(items)
    with change(verbs.IMPORT, by=by) as act:
        act.naming(batch)
        demand(may_take_in(found, volumes))
        entries = numbered(found, rows, volumes, batch=batch, above=above or {}, by=by, at=act.at)
        Entry.unchecked.bulk_create(entries)
        Recipient.unchecked.bulk_create(
            Recipient(
                entry_id=uuid,
                ordinal=at,
                level=int(line.level),
                body="" if line.level == Level.TUYET_MAT else body[:200],
                copy_no=at,
            )
            for uuid, line in rows
            for at, body in enumerate(line.to, start=1)
        )
        vault.keep(sealed)
        demand(*(may_hold(volume, on=day_of(act.at)) for volume in volumes.values()))
        for year, volume in volumes.items():
            begin_by(volume, began([line for line in lines if line.year == year]), by=by)
            last = max(entry.no for entry in entries if entry.volume_id == volume.uuid)
            fill(volume, number=max(last, volume.first_no + held(volume) - 1), on=day_of(act.at), by=by)
        also()
        act.batch("registry_entry", [uuid for uuid, _ in rows])
    client.poke()
    return [uuid for uuid, _ in rows]


def with_numbers_in_words(book: Book, lines: Sequence[OldEntry]) -> list[OldEntry]:
    """The lines, but Tuyệt mật ones of one number with theirs in words: without the symbol, which is sealed, they are alike."""
    bare = Entry.unchecked.filter(series=book.series, symbol="", doc_number__isnull=False)
    held = set(bare.filter(year__in={line.year for line in lines}).values_list("year", "doc_number"))
    found: list[OldEntry] = []
    for line in lines:
        place = (line.year, line.doc_number)
        if line.level == Level.TUYET_MAT and place in held:
            line = replace(line, doc_number=None, symbol=f"{line.doc_number}/{line.symbol}"[:60])
        elif line.level == Level.TUYET_MAT and line.doc_number is not None:
            held.add(place)
        found.append(line)
    return found


def fitting(book: Book, lines: Sequence[OldEntry], *, on: date) -> int:
    """How many of the first lines go into the volumes as they stand: one is filled up before the next is begun."""
    left: dict[int, int] = {}
    for at, line in enumerate(lines):
        if line.year not in left:
            volume = fillable(newest_of_year(book, line.year), on=on)
            left[line.year] = room(lines=held(volume) if volume else 0, on=on)
        if left[line.year] < 1:
            return at
        left[line.year] -= 1
    return len(lines)


def fillable(volume: Volume | None, *, on: date) -> Volume | None:
    """The volume, if old lines may go into it: not full, and not closed by a clerk, whose closing line stands."""
    if volume is None or volume.state == Volume.State.FULL or volume.closed_by is not None:
        return None
    return None if is_full(lines=held(volume), on=on) else volume


def held(volume: Volume) -> int:
    """How many lines a volume holds; at most some thousands."""
    return Entry.unchecked.filter(volume=volume).count()


def newest_of_year(book: Book, year: int) -> Volume | None:
    return Volume.unchecked.filter(book=book, year=year).order_by("-no").first()


def old_volumes(book: Book, lines: Sequence[OldEntry], *, by: Actor) -> dict[int, Volume]:
    """The volume each year's lines go into: the newest of that year, and after a full one the next.

    They are locked ones, made for the import and closed by a clerk afterwards; this year's go on in an open one where the one before was being written.
    """
    found: dict[int, Volume] = {}
    for year in sorted({line.year for line in lines}):
        mine = [line for line in lines if line.year == year]
        last = newest_of_year(book, year)
        found[year] = fillable(last, on=today()) or next_volume(book, year, after=last, lines=mine, by=by)
    return found


def began(lines: Sequence[OldEntry]) -> date:
    """The day on which registering began, of lines of one year: that of the first line, for no book tells it."""
    return max(date(lines[0].year, 1, 1), min(line.arrival_on or line.day for line in lines))


def begin_by(volume: Volume, day: date, *, by: Actor) -> None:
    """Where the lines of an old book do not stand by their days the first of them may come with a later act."""
    if volume.state == Volume.State.OPEN or volume.opened_on <= day:
        return
    with change(verbs.VOLUME_IMPORTED, by=by) as act:
        volume = Volume.unchecked.select_for_update().get(pk=volume.pk)
        volume.opened_on = min(volume.opened_on, day)
        volume.save(update_fields=["opened_on"])
        act.about(volume)


def next_volume(book: Book, year: int, *, after: Volume | None, lines: Sequence[OldEntry], by: Actor) -> Volume:
    """A new volume for these lines, which are all of its year."""
    first = next((line.no for line in lines if line.no), None)
    day = today()
    with change(verbs.VOLUME_IMPORTED, by=by) as act:
        if after is not None:
            fill(after, number=after.first_no + held(after) - 1, on=day, by=by)
        is_open = year == day.year and after is not None and after.state == Volume.State.FULL
        is_open = is_open and not Volume.unchecked.filter(book=book, state=Volume.State.OPEN).exists()
        volume = Volume(
            book=book,
            year=year,
            no=after.no + 1 if after else 1,
            state=Volume.State.OPEN if is_open else Volume.State.CLOSED,
            opened_on=day if is_open else began(lines),
            first_no=first or last_number(book, year) + 1,
        )
        volume.save(force_insert=True)
        act.about(volume)
    return volume


def numbered(
    book: Book,
    rows: Sequence[tuple[UUID, OldEntry]],
    volumes: dict[int, Volume],
    *,
    batch: UUID,
    above: Mapping[int, int],
    by: Actor,
    at: Any,
) -> list[Entry]:
    """The rows with their numbers: the old ones where they are free, the next free ones where the book had none."""
    entries = []
    for year in sorted(volumes):
        used = known(book, year)
        arrivals = set(
            Entry.unchecked.filter(series=book.series, year=year, arrival_no__isnull=False).values_list(
                "arrival_no", flat=True
            )
        )
        documents = set(
            Entry.unchecked.filter(series=book.series, year=year, doc_number__isnull=False).values_list(
                "doc_number", "symbol"
            )
        )
        for uuid, line in rows:
            if line.year != year:
                continue
            no = line.no if line.no and line.no not in used else max(above.get(year, 0), *used, 0) + 1
            used.add(no)
            entry = entry_of(book, line, volumes[year], uuid=uuid, no=no, batch=batch, by=by, at=at)
            if entry.arrival_no in arrivals:
                entry.arrival_no = None
            arrivals.add(entry.arrival_no)
            if (entry.doc_number, entry.symbol) in documents and entry.doc_number is not None:
                if line.level != Level.TUYET_MAT:
                    entry.symbol = f"{entry.doc_number}/{entry.symbol}"[:60]
                entry.doc_number = None
            documents.add((entry.doc_number, entry.symbol))
            entries.append(entry)
        remember((series.LINE, book.uuid), year, max(used, default=0), at=at)
        remember((series.ARRIVAL, book.series), year, max((no for no in arrivals if no), default=0), at=at)
        remember((series.DOCUMENT, book.series), year, max((no for no, _ in documents if no), default=0), at=at)
    return entries


def remember(numbers: tuple[str, UUID], year: int, last: int, *, at: Any) -> None:
    """New lines of that year go on after the imported ones, and so do document and arrival numbers."""
    kind, scope = numbers
    if last < 1:
        return
    row, _ = Series.unchecked.get_or_create(kind=kind, scope=scope, year=year, defaults={"last": last, "at": at})
    if row.last < last:
        Series.unchecked.filter(pk=row.pk).update(last=last)


def words_of(line: OldEntry) -> Words:
    rest: dict[str, Any] = {"note": line.note, "basis": line.basis}
    if line.level == Level.TUYET_MAT:
        outside = {"doc_type": line.doc_type, "symbol": line.symbol, "signer": line.signer, "body": line.body}
        return Words("", {**rest, **outside, "to": list(line.to)})
    return Words(line.abstract, rest)


def entry_of(
    book: Book, line: OldEntry, volume: Volume, *, uuid: UUID, no: int, batch: UUID, by: Actor, at: Any
) -> Entry:
    bare = line.level == Level.TUYET_MAT
    return Entry(
        uuid=uuid,
        kind=book.kind,
        book=book,
        volume=volume,
        year=line.year,
        no=no,
        level=int(line.level),
        day=line.day,
        registered_at=at,
        registered_by=by.person,
        arrival_on=line.arrival_on,
        arrival_no=line.arrival_no,
        series=book.series,
        doc_number=line.doc_number if book.kind == "out" else None,
        symbol="" if bare else line.symbol[:60],
        doc_type="" if bare else line.doc_type[:10],
        body="" if bare else line.body[:200],
        signer="" if bare else line.signer[:120],
        unit=line.unit[:120],
        copies=line.copies,
        state=Entry.State.CANCELLED if line.cancelled else Entry.State.LIVE,
        basis=basis_state(line.level, line.basis),
        regime=regime(line.day),
        source=Entry.Source.IMPORTED,
        batch=batch,
    )


def regime(day: date) -> str:
    """The regime of an old line; what is older than the ordinance of 2000 is kept under it, as history."""
    try:
        return regime_on(day)
    except NoLawInForce:
        return Regime.ORDINANCE_2000
