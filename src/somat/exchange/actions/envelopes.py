"""Receiving, checking, returning and registering envelopes: the law's table of moves, one act each (R-IN-1..8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from somat.audit.change import change
from somat.audit.moment import day_of, today
from somat.exchange import queries, verbs
from somat.exchange.models import Content, Envelope, Step
from somat.law import receiving
from somat.law.access import Actor
from somat.law.authority import Power
from somat.law.levels import Level
from somat.law.receiving import Act, Inspection, after_check, may_handle, may_open, moved
from somat.law.refusal import Refusal, demand
from somat.law.roles import Role
from somat.people import queries as people
from somat.people.actions import delegations
from somat.registry import series
from somat.registry.actions.books import newest_volume
from somat.registry.actions.issue import on_duty_volume
from somat.registry.actions.register import register
from somat.registry.checks import may_reason
from somat.registry.line import InLine
from somat.registry.row import EntryRow
from somat.registry.words import Words, plain
from somat.vault import actions as vault
from somat.vault import client
from somat.vault.client import SealedValue

TABLE = "exchange_envelope"
STEPS = "exchange_step"
SERIES = "envelope"


@dataclass(frozen=True)
class NewEnvelope:
    """What stands outside when the courier hands it over."""

    book: UUID
    letter: str
    body: str
    symbols: str
    papers: int = 1
    copies: int = 1
    courier: str = ""
    named: UUID | None = None
    urgency: str = ""
    note: str = ""


def level_of(letter: str) -> Level:
    """The level that a letter outside stands for (R-LEVEL-9)."""
    return next(level for level in Level if level.letter == letter)


def receive(new: NewEnvelope, *, by: Actor, key: UUID | None = None) -> Envelope:
    """Put an envelope on the desk: it has a number of its own, but none of the book yet."""
    envelope_id = uuid4()
    level = level_of(new.letter)
    volume = on_duty_volume(new.book, by=by, to=verbs.RECEIVE)
    words = Words("", {"body": new.body, "symbols": new.symbols, "courier": new.courier, "note": new.note})
    sealed = client.seal(plain(words, table=TABLE, row=envelope_id, level=level, key=volume.uuid, version=1))
    with change(verbs.RECEIVE, by=by, key=key) as act:
        on = day_of(act.at)
        demand(may_handle(level, clearance=by.clearance, on=on))
        taken = series.take((SERIES, new.book), year=on.year, at=act.at)
        envelope = Envelope(
            uuid=envelope_id,
            year=on.year,
            no=taken.numbers[SERIES],
            letter=new.letter,
            level=int(level),
            book=new.book,
            state=receiving.Envelope.RECEIVED,
            named=new.named,
            urgency=new.urgency,
            papers=new.papers,
            copies_stated=new.copies,
            received_by=by.person,
            received_at=act.at,
            changed_at=act.at,
        )
        envelope.save(force_insert=True)
        act.about(envelope, made=[envelope, *vault.keep(sealed)])
    return envelope


def check(uuid: UUID, inspection: Inspection, *, by: Actor, key: UUID | None = None) -> Envelope:
    """Record what the clerk found; a short or badly packed envelope waits for the sender, a tampered one for the head."""
    with change(verbs.CHECK, by=by, key=key) as act:
        envelope = queries.envelope(uuid, by=by, on=day_of(act.at), lock=True)
        state = moved(receiving.Envelope(envelope.state), Act.CHECK)
        demand(not_opened(envelope, inspection, by=by, on=day_of(act.at)))
        forced, faults = after_check(inspection, level=Level(envelope.level), on=day_of(act.at))
        envelope.state = moved(state, forced) if forced else state
        envelope.found = ";".join(f"{fault.rule}:{fault.facts.get('case', '')}" for fault in faults)
        envelope.incident = envelope.incident or forced is Act.REPORT
        write(envelope, at=act.at)
        if forced:
            note(envelope, forced, at=act.at, by=by)
        act.about(envelope)
        act.seal_facts(repr(sorted(asdict(inspection).items(), key=str)))
    return envelope


def step(uuid: UUID, move: Act, *, reason: str, by: Actor, key: UUID | None = None) -> Envelope:
    """The sender has completed it, the head lets it go on, or it goes back to the sender with a reason."""
    verb = {Act.CORRECTED: verbs.CORRECTED, Act.CLEAR: verbs.CLEAR, Act.RETURN: verbs.RETURN}[move]
    row, seen = uuid4(), queries.envelope(uuid, by=by, on=today())
    volume = newest_volume(seen.book)
    assert volume is not None  # a book has its first volume from the act that opens it
    words = plain(
        Words("", {"reason": reason.strip()}),
        table=STEPS,
        row=row,
        level=Level(seen.level),
        key=volume.uuid,
        version=1,
    )
    sealed = client.seal(words)
    with change(verb, by=by, key=key) as act:
        demand(may_reason(reason) if move is Act.RETURN else None)
        envelope = queries.envelope(uuid, by=by, on=day_of(act.at), lock=True)
        if move is Act.CLEAR:
            level = Level(envelope.level)
            demand(delegations.decide(act, Power.BOOK, level=level, object=envelope.uuid, by=by))
        envelope.state = moved(receiving.Envelope(envelope.state), move)
        if move is not Act.RETURN:
            envelope.found = ""
        write(envelope, at=act.at)
        note(envelope, move, at=act.at, by=by, row=row, sealed=sealed)
        act.about(envelope)
        act.seal_facts(reason)
    return envelope


def note(
    envelope: Envelope,
    what: Act,
    *,
    at: datetime,
    by: Actor,
    row: UUID | None = None,
    sealed: Sequence[SealedValue] = (),
) -> None:
    """Write down what stopped an envelope or let it go on, in the act that does so; its faults are those of the check."""
    with change(verbs.STEP, by=by) as act:
        made = Step(
            uuid=row or uuid4(),
            envelope=envelope,
            ordinal=Step.unchecked.filter(envelope=envelope).count() + 1,
            act=what,
            found=envelope.found,
            by=by.person,
            at=at,
        )
        made.save(force_insert=True)
        act.about(made, made=[made, *vault.keep(sealed)])


def enter(uuid: UUID, line: InLine, *, by: Actor, key: UUID | None = None) -> Any:
    """Register a paper of a checked envelope; with its last paper the envelope leaves the desk (R-IN-1, R-IN-5)."""
    seen = queries.envelope(uuid, by=by, on=today())
    return register(line, by=by, key=key, also=entered(seen.uuid, line, by=by))


def entered(uuid: UUID, line: InLine, *, by: Actor) -> Callable[[EntryRow], None]:
    """What happens to the envelope in the act that registers a paper of it."""

    def also(entry: EntryRow) -> None:
        with change(verbs.ENTER, by=by) as act:
            envelope = queries.envelope(uuid, by=by, on=day_of(act.at), lock=True)
            state = receiving.Envelope(envelope.state)
            demand(
                receiving.may_give_arrival_number(state),
                same_level(envelope, entry),
                stays_closed(envelope, line, by=by, on=day_of(act.at)),
            )
            Content(envelope=envelope, entry=entry.uuid).save(force_insert=True)
            envelope.registered += 1
            if envelope.registered >= envelope.papers:
                envelope.state = moved(state, Act.REGISTER)
            write(envelope, at=act.at)
            act.about(envelope)

    return also


def stays_closed(envelope: Envelope, line: InLine, *, by: Actor, on: date) -> Refusal | None:
    """An envelope for a named person is registered by its outer signs and goes to that person (R-IN-2).

    To a head instead, where it is of the urgency that the law names; that the named person is away is the clerk's word.
    """
    if envelope.named is None:
        return None
    if not line.named_only or line.to_person is None:
        return Refusal("R-IN-2", field="to_person")
    heads = {head.uuid for head in people.holders(Role.LD, by=by, on=on)}
    return may_open(by=line.to_person, named=envelope.named, away=True, urgency=envelope.urgency, heads=heads, on=on)


def not_opened(envelope: Envelope, found: Inspection, *, by: Actor, on: date) -> Refusal | None:
    """Nobody at the desk says what lies inside an envelope for a named person, but that person himself."""
    if found.symbols_inside is None and found.copies_found is None:
        return None
    return may_open(by=by.person, named=envelope.named, away=False, urgency="", heads=(), on=on)


def same_level(envelope: Envelope, entry: EntryRow) -> Refusal | None:
    """No paper in an envelope is above the letter outside it; a lower one may travel with it."""
    if entry.level <= envelope.level:
        return None
    return Refusal("R-IN-3", field="level")


def write(envelope: Envelope, *, at: Any) -> None:
    envelope.changed_at = at
    envelope.version += 1
    envelope.save()
