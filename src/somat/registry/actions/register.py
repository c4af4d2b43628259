"""Incoming: a checked paper takes its arrival number and stands in the book; a named-person envelope by its outer signs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from somat.access.actions import first_members
from somat.access.queries import members
from somat.audit.change import Act, change
from somat.audit.instance import new
from somat.audit.moment import day_of, today
from somat.audit.prepared import insert
from somat.audit.statement import at_once
from somat.law import receiving, sending, sessions
from somat.law.access import Actor
from somat.law.determining import basis_state
from somat.law.levels import Level, regime_on
from somat.law.refusal import Refusal, demand
from somat.registry import checks, queries, series, verbs
from somat.registry.actions.books import fill, fills
from somat.registry.actions.issue import TABLE, hold, may_write, on_duty_volume
from somat.registry.line import InLine
from somat.registry.models import Entry, Volume
from somat.registry.opening import open_words
from somat.registry.row import EntryRow
from somat.registry.words import Words, plain
from somat.vault import actions as vault
from somat.vault import client


@dataclass(frozen=True)
class Found:
    """What the named person found inside the envelope."""

    day: date
    doc_type: str
    abstract: str
    copies: int


def register(
    line: InLine, *, by: Actor, key: UUID | None = None, also: Callable[[EntryRow], None] | None = None
) -> Entry:
    """Take the next line and arrival numbers and write the line (R-IN-1, R-NUM-5). Raises Refused with every reason.

    `also` is what another room must do in the same act, with the line just written.
    """
    entry_id = uuid4()
    circle = circle_of(line)
    volume = on_duty_volume(line.book, by=by, to=verbs.REGISTER)
    sealed = client.seal(plain(words_of(line), table=TABLE, row=entry_id, level=line.level, key=volume.uuid, version=1))
    with change(verbs.REGISTER, by=by, key=key, look_first=False) as act:
        on = day_of(act.at)
        demand(*judge(line, volume=volume, by=by, on=on))
        with at_once():
            kept = vault.keep(sealed)
            taken = series.take(
                (series.LINE, volume.book_id), (series.ARRIVAL, volume.book.series), year=on.year, at=act.at
            )
            held = hold(volume.uuid, members=len(circle))
        demand(
            sessions.may_number_at(now=act.at, last=taken.last_at),
            may_write(held, number=taken.numbers[series.LINE], on=on),
        )
        _, _, _, place, *seats = held[0]
        entry = entry_of(line, act=act, uuid=entry_id, place=place, volume=volume, numbers=taken.numbers, by=by)
        if also is None and not fills(volume, number=entry.no, on=on):
            act.finish_at_once()
        insert([entry])
        members = first_members(entry.uuid, place=entry.pk, persons=circle, numbers=seats)
        act.about(entry, made=[entry, *members, *kept])
        fill(volume, number=entry.no, on=on, by=by)
        if also is not None:
            also(entry)
    client.poke()
    return entry


def judge(line: InLine, *, volume: Volume, by: Actor, on: date) -> list[Refusal | None]:
    return [
        checks.may_hold_level(line.level, book=Level(volume.book.level) if volume.book.level else None),
        receiving.may_handle(line.level, clearance=by.clearance, on=on),
        sending.may_record_abstract(line.level, abstract=line.abstract),
        checks.may_register_unopened(named_only=line.named_only, abstract=line.abstract, person=line.to_person),
        checks.may_date(line.arrived_on, on=on, field="arrived_on"),
        checks.may_arrive_after(arrived=line.arrived_on, day=line.day),
    ]


def words_of(line: InLine) -> Words:
    rest: dict[str, Any] = {"note": line.note, "basis": line.basis}
    if line.level == Level.TUYET_MAT:
        rest |= {"doc_type": line.doc_type, "symbol": line.symbol, "body": line.body}
        return Words("", rest)
    return Words(line.abstract, rest)


def entry_of(
    line: InLine, *, act: Act, uuid: UUID, place: int | None, volume: Volume, numbers: dict[str, int], by: Actor
) -> Entry:
    bare = line.level == Level.TUYET_MAT
    return new(
        Entry,
        id=place,
        uuid=uuid,
        kind="in",
        book_id=volume.book_id,
        volume_id=volume.uuid,
        year=volume.year,
        no=numbers[series.LINE],
        level=int(line.level),
        day=line.day,
        registered_at=act.at,
        registered_by=by.person,
        arrival_on=line.arrived_on,
        arrival_no=numbers[series.ARRIVAL],
        series=volume.book.series,
        symbol="" if bare else line.symbol,
        doc_type="" if bare else line.doc_type,
        body="" if bare else line.body,
        item=line.item,
        unit=line.unit,
        copies=line.copies,
        basis=basis_state(line.level, line.basis),
        regime=regime_on(line.day),
        named_only=line.named_only,
        completed=not line.named_only,
        return_by=line.return_by,
        due_on=line.due_on,
    )


def circle_of(line: InLine) -> dict[UUID, str]:
    circle: dict[UUID, str] = dict.fromkeys(line.circle, "handler")
    if line.to_person:
        circle[line.to_person] = "recipient"
    return circle


def complete(uuid: UUID, *, found: Found, by: Actor, key: UUID | None = None) -> Entry:
    """The named person fills in what the clerk could not see (R-IN-2): once, and only he."""
    seen = queries.entry(uuid, by=by, on=today())
    old = open_words([seen], table=TABLE, verb=verbs.READ_ENTRY, by=by, object=uuid)[uuid]
    level = Level(seen.level)
    bare = level == Level.TUYET_MAT
    rest = {**old.rest, "doc_type": found.doc_type} if bare else old.rest
    words = Words("" if bare else found.abstract, rest)
    sealed = client.seal(plain(words, table=TABLE, row=uuid, level=level, key=seen.volume_id, version=seen.version + 1))
    with change(verbs.COMPLETE, by=by, key=key) as act:
        entry = queries.entry(uuid, by=by, on=day_of(act.at), lock=True)
        demand(
            checks.same_version(entry, seen),
            checks.may_complete(entry, named=is_named(entry, by)),
            sending.may_record_abstract(level, abstract=found.abstract),
            checks.may_arrive_after(arrived=entry.arrival_on or found.day, day=found.day),
        )
        entry.completed, entry.day, entry.copies = True, found.day, found.copies
        entry.regime = regime_on(found.day)
        entry.version += 1
        if not bare:
            entry.doc_type = found.doc_type
        entry.save()
        vault.keep(sealed)
        act.about(entry)
    client.poke()
    return entry


def is_named(entry: Entry, by: Actor) -> bool:
    """Whether this person is the one whose name stood on the envelope."""
    return any(m.person == by.person and m.why == "recipient" for m in members(entry.uuid))
