"""An arrival that needs no reply: who handled it, on what day and how; corrected or taken back by writing anew (R-IN-1)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db.models import Q

from somat.access.queries import members
from somat.audit.change import Act, change
from somat.audit.moment import day_of, today
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.refusal import demand
from somat.registry import checks, queries, verbs
from somat.registry.models import Entry, Forward, Handling
from somat.registry.queries import handling
from somat.registry.words import Words, plain
from somat.vault import actions as vault
from somat.vault import client
from somat.vault.client import SealedValue

TABLE = handling.TABLE
HANDLERS = frozenset({"recipient", "handler"})  # why somebody is in a circle who has to do with the paper's matter


def call_handled(
    uuid: UUID, *, done_on: date, person: UUID | None, how: str, by: Actor, key: UUID | None = None
) -> Handling:
    """Write that an arrival was handled, or correct what was written of it; `person` is who handled it, one of our own.

    Raises Refused with every reason: not the keeper and not the handler, a day before arrival or after today, no word of how.
    """
    row, seen, sealed = sealed_words(uuid, {"how": how.strip()}, by=by)
    with change(verbs.HANDLED, by=by, key=key) as act:
        on = day_of(act.at)
        entry = queries.entry(uuid, by=by, on=on, lock=True)
        own = person == by.person and is_handler(entry, by, on=on)
        keeps = person is not None and keeps_book(entry, by)
        demand(
            checks.same_version(entry, seen),
            *checks.may_call_handled(entry, keeps=keeps, own=own, done_on=done_on, how=how, on=on),
        )
        before = newest(entry)
        since = before.since if before and before.since else act.at
        made = following(entry, before, uuid=row, done_on=done_on, person=person, since=since, by=by, act=act)
        act.about(made, made=[made, *vault.keep(sealed)])
    return made


def take_back(uuid: UUID, *, reason: str, by: Actor, key: UUID | None = None) -> Handling:
    """What was written was wrong: the arrival is not handled, and stands among what is due again."""
    row, seen, sealed = sealed_words(uuid, {"reason": reason.strip()}, by=by)
    with change(verbs.NOT_HANDLED, by=by, key=key) as act:
        on = day_of(act.at)
        entry = queries.entry(uuid, by=by, on=on, lock=True)
        before = newest(entry)
        handled = before is not None and before.done_on is not None
        demand(
            checks.same_version(entry, seen),
            checks.may_take_back(handled=handled, keeps=keeps_book(entry, by), handler=is_handler(entry, by, on=on)),
            checks.may_reason(reason),
        )
        made = following(entry, before, uuid=row, by=by, act=act)
        act.about(made, made=[made, *vault.keep(sealed)])
    return made


def sealed_words(uuid: UUID, words: dict[str, str], *, by: Actor) -> tuple[UUID, Entry, list[SealedValue]]:
    """A number for the new row, the line as it is before the act, and the words sealed for its level."""
    row, seen = uuid4(), queries.entry(uuid, by=by, on=today())
    level = Level(seen.level)
    return (
        row,
        seen,
        client.seal(plain(Words("", words), table=TABLE, row=row, level=level, key=seen.volume_id, version=1)),
    )


def following(
    entry: Entry,
    before: Handling | None,
    *,
    uuid: UUID,
    by: Actor,
    act: Act,
    done_on: date | None = None,
    person: UUID | None = None,
    since: datetime | None = None,
) -> Handling:
    """The next row of a line, written."""
    made = Handling(
        uuid=uuid,
        entry=entry,
        ordinal=before.ordinal + 1 if before else 1,
        done_on=done_on,
        person=person,
        since=since,
        by=by.person,
        at=act.at,
    )
    made.save(force_insert=True)
    return made


def newest(entry: Entry) -> Handling | None:
    """What was written last; the line is locked, so that nobody writes between."""
    return Handling.unchecked.filter(entry=entry).order_by("-ordinal").first()


def keeps_book(entry: Entry, by: Actor) -> bool:
    return entry.book_id in by.keeps


def is_handler(entry: Entry, by: Actor, *, on: date) -> bool:
    """Whether the paper was sent or handed on to this person, and he is still in its circle."""
    mine = [m.why for m in members(entry.uuid, on=on) if m.person == by.person]
    steps = Forward.unchecked.filter(Q(person=by.person) | Q(received_by=by.person), entry=entry)
    return any(why in HANDLERS for why in mine) or (bool(mine) and steps.exists())
