"""Outgoing: a signed paper takes its number and stands in the book, in one act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from somat.access.actions import NUMBER, first_members
from somat.audit.change import Act, change
from somat.audit.instance import new
from somat.audit.moment import day_of, now
from somat.audit.prepared import Ahead, Prepared, insert
from somat.audit.statement import at_once
from somat.audit.verbs import Verb
from somat.law import numbering, sending, sessions, volumes
from somat.law.access import Actor
from somat.law.determining import basis_state
from somat.law.levels import Level, regime_on
from somat.law.refusal import Refusal, demand
from somat.registry import checks, queries, series, verbs
from somat.registry.actions.books import current_volume, fill, fills, newest_volume
from somat.registry.line import OutLine
from somat.registry.models import Draft, Entry, Recipient, Volume
from somat.registry.words import Words, plain
from somat.vault import actions as vault
from somat.vault import client

TABLE = "registry_entry"


def issue(line: OutLine, *, by: Actor, key: UUID | None = None, draft: UUID | None = None) -> Entry:
    """Take the next line number and document number, write the line and its recipients (R-OUT-1, R-NUM-1..3).

    The words are sealed first, outside the transaction. Raises Refused with every reason; nothing is then written.
    """
    entry_id = uuid4()
    circle = circle_of(line)
    volume = on_duty_volume(line.book, by=by, to=verbs.ISSUE)
    sealed = client.seal(plain(words_of(line), table=TABLE, row=entry_id, level=line.level, key=volume.uuid, version=1))
    with change(verbs.ISSUE, by=by, key=key, look_first=False) as act:
        if draft is not None:
            use_draft(draft, entry=entry_id, by=by)
        demand(*judge(line, volume=volume, on=day_of(act.at)))
        with at_once():
            recipients = insert(recipients_of(line, entry_id))
            kept = vault.keep(sealed)
            taken = series.take(
                (series.LINE, volume.book_id),
                (series.DOCUMENT, volume.book.series),
                year=day_of(act.at).year,
                at=act.at,
            )
            held = hold(volume.uuid, members=len(circle))
        demand(
            sessions.may_number_at(now=act.at, last=taken.last_at),
            may_write(held, number=taken.numbers[series.LINE], on=day_of(act.at)),
        )
        _, _, _, place, *seats = held[0]
        entry = entry_of(line, act=act, uuid=entry_id, place=place, volume=volume, numbers=taken.numbers, by=by)
        if not fills(volume, number=entry.no, on=day_of(act.at)):
            act.finish_at_once()
        insert([entry])
        members = first_members(entry.uuid, place=entry.pk, persons=circle, numbers=seats)
        act.about(entry, made=[entry, *recipients, *members, *kept])
        fill(volume, number=entry.no, on=day_of(act.at), by=by)
    client.poke()
    return entry


def on_duty_volume(book: UUID, *, by: Actor, to: Verb) -> Volume:
    """The open volume of a book on which this person is on duty; NotFound for any other book.

    Raises Refused where no volume is open, recorded as a refusal of the act it is wanted for.
    """
    if not any(s.book == book for s in by.books):
        raise queries.NotFound(book)
    volume = current_volume(book)
    if volume is None:
        with change(to, by=by):
            demand(checks.no_volume(newest_volume(book), on=day_of(now())))
    assert volume is not None
    return volume


def may_write(held: Sequence[Any], *, number: int, on: date) -> Refusal | None:
    """Whether the volume, as `hold` gives it, takes this line: not closed since it was read, its year, and room for it."""
    ((state, first_no, year, *_),) = held
    return volumes.may_write_line(volumes.Volume(state), lines=number - first_no, year=year, on=on)


def hold(volume: UUID, *, members: int) -> list[Any]:
    """One row: state, first number and year of the locked volume; the numbers of the line's row and of its members' rows.

    On SQLite the numbers are None: writing the rows gives them. Inside `at_once` the row is there when that ends.
    """
    return _holding(members).soon(uuid=volume)


@lru_cache(64)
def _holding(members: int) -> Prepared[Any]:
    numbers = {f"member_{at}": NUMBER for at in range(members)}
    columns = ("state", "first_no", "year", "place", *numbers)
    locked = Volume.unchecked.select_for_update(no_key=True)
    return Prepared(lambda uuid: locked.filter(uuid=uuid).annotate(place=Ahead(TABLE), **numbers).values_list(*columns))


def judge(line: OutLine, *, volume: Volume, on: date) -> list[Refusal | None]:
    """Everything the law asks of a line before it takes a number; each answer is a refusal or None."""
    bodies = [t.body for t in line.to]
    return [
        checks.may_hold_level(line.level, book=Level(volume.book.level) if volume.book.level else None),
        numbering.may_symbol(line.symbol, on=on),
        sending.may_record_abstract(line.level, abstract=line.abstract),
        sending.copies_add_up(issued=line.copies, sent=[t.copies for t in line.to], kept=line.kept),
        sending.may_issue_copies(issued=line.copies, approved=line.approved) if line.approved is not None else None,
        sending.may_send_to(bodies, approved=line.approved_bodies) if line.approved_bodies is not None else None,
        numbering.may_number(signed=line.signed_on or line.day, on=on),
        checks.may_date(line.day, on=on),
    ]


def words_of(line: OutLine) -> Words:
    """The secret texts of a line; on Tuyệt mật also what names the outside."""
    rest: dict[str, Any] = {"note": line.note, "basis": line.basis, "may_copy": line.may_copy}
    if line.level == Level.TUYET_MAT:
        rest |= {
            "doc_type": line.doc_type,
            "symbol": line.symbol,
            "signer": line.signer,
            "to": [t.body for t in line.to],
        }
        return Words("", rest)
    return Words(line.abstract, rest)


def entry_of(
    line: OutLine, *, act: Act, uuid: UUID, place: int | None, volume: Volume, numbers: dict[str, int], by: Actor
) -> Entry:
    bare = line.level == Level.TUYET_MAT
    return new(
        Entry,
        id=place,
        uuid=uuid,
        kind="out",
        book_id=volume.book_id,
        volume_id=volume.uuid,
        year=volume.year,
        no=numbers[series.LINE],
        level=int(line.level),
        day=line.day,
        registered_at=act.at,
        registered_by=by.person,
        series=volume.book.series,
        doc_number=numbers[series.DOCUMENT],
        symbol="" if bare else line.symbol,
        doc_type="" if bare else line.doc_type,
        signer="" if bare else line.signer,
        item=line.item,
        unit=line.unit,
        copies=line.copies,
        basis=basis_state(line.level, line.basis),
        regime=regime_on(line.day),
        return_by=line.return_by,
    )


def recipients_of(line: OutLine, entry: UUID) -> list[Recipient]:
    """One row each, copy numbers given in order from 1; on Tuyệt mật the body's name stays sealed with the line."""
    rows, copy_no = [], 1
    for ordinal, to in enumerate(line.to, start=1):
        rows.append(
            new(
                Recipient,
                entry_id=entry,
                ordinal=ordinal,
                level=int(line.level),
                body="" if line.level == Level.TUYET_MAT else to.body,
                person=to.person,
                copy_no=copy_no,
                copies=to.copies,
            )
        )
        copy_no += to.copies
    return rows


def circle_of(line: OutLine) -> dict[UUID, str]:
    """Who of our own people needs to know: recipients, the signer, the drafter."""
    circle: dict[UUID, str] = {t.person: "recipient" for t in line.to if t.person}
    if line.drafter:
        circle[line.drafter] = "drafter"
    if line.signer_person:
        circle[line.signer_person] = "signer"
    return circle


def use_draft(draft: UUID, *, entry: UUID, by: Actor) -> None:
    """Mark a draft as numbered; of two clerks who issue the same draft the second is refused."""
    with change(verbs.DRAFT_USE, by=by) as act:
        found = queries.draft(draft, by=by, lock=True)
        demand(checks.may_use_draft(found))
        found.state = Draft.State.USED
        found.entry = entry
        found.changed_at = now()
        found.save(update_fields=["state", "entry", "changed_at"])
        act.about(found)
