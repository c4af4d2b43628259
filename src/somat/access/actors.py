"""Who asks: the frozen Actor of a session, built anew only when somebody's rights or the day have changed (R15, R19)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING
from uuid import UUID

from somat.access import queries
from somat.audit.moment import today
from somat.law.access import SYSTEM, Actor, BookScope, Clearance, Strength
from somat.law.authority import duties_lent
from somat.law.levels import Level
from somat.law.roles import duties_of
from somat.people import queries as people
from somat.people.queries import LiveSession, deputies

if TYPE_CHECKING:
    from somat.access.models import Right

MOST_KEPT = 1000
Key = tuple[UUID, int, date]

_KEPT: OrderedDict[Key, Actor] = OrderedDict()
_GUARD = Lock()


def actor_of(session: LiveSession, *, on: date | None = None) -> Actor:
    """The person of a live session with his roles and rights of the day; no query while nothing has changed."""
    key = (session.uuid, session.epoch, on or today())
    with _GUARD:
        if key in _KEPT:
            _KEPT.move_to_end(key)
            return _KEPT[key]
    actor = build(
        session.person,
        on=key[2],
        session=session.uuid,
        workstation=session.workstation,
        strength=Strength(session.strength),
    )
    with _GUARD:
        _KEPT[key] = actor
        while len(_KEPT) > MOST_KEPT:
            _KEPT.popitem(last=False)
    return actor


def actor_without_session(person: UUID, *, on: date | None = None, workstation: str = "") -> Actor:
    """A person named on the command line, or in a test; he can do his acts, and the vault opens nothing for him."""
    return build(person, on=on or today(), session=None, workstation=workstation, strength=Strength.NONE)


def system_actor() -> Actor:
    """The program itself: no duty, no clearance, no book."""
    return SYSTEM


def build(person: UUID, *, on: date, session: UUID | None, workstation: str, strength: Strength) -> Actor:
    who = people.person(person, by=SYSTEM)
    roles = people.roles(person, on=on)
    duties, letters = duties_of(roles), tuple(deputies.letters(person, on=on))
    lent = duties_lent(letters, on=on) - duties
    held = queries.rights_in_force(person, on=on)
    return Actor(
        person=person,
        name=who.name,
        roles=roles,
        duties=duties | lent,
        clearance=clearance_of(held),
        books=tuple(scope_of(right) for right in held if right.kind == "book"),
        session=session,
        workstation=workstation,
        strength=strength,
        title=who.post,
        delegations=letters,
        lent=lent,
    )


def clearance_of(held: Sequence[Right]) -> Clearance | None:
    """The highest of the clearances in force."""
    levels = [right for right in held if right.kind == "clearance"]
    if not levels:
        return None
    top = max(levels, key=lambda right: right.level)
    return Clearance(Level(top.level), top.since, top.until)


def scope_of(right: Right) -> BookScope:
    assert right.book is not None  # a constraint of the table
    return BookScope(right.book, Level(right.level), right.since, right.until, right.first, right.last)
