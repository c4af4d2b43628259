"""No row, no key: the vault opens texts only against a leaf it has read itself, fresh, committed and not used before."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from somat.audit.leaf import MOMENT, Decision, row_set_hash
from somat.vault.process.clock import Clock
from somat.vault.process.database import Database, Reader, moment_of, uuid_of
from somat.vault.process.errors import Denied

FRESH = timedelta(seconds=30)
AHEAD = timedelta(seconds=2)  # one machine, one clock; the leaf's moment is taken before its commit
SYSTEM = UUID(int=0)

# Every verb whose leaf may open texts; each stands in full, no family of verbs is let through.
READING_VERBS = frozenset(
    {
        "book.export",
        "book.page",
        "book.print",
        "draft.read",
        "entry.read",
        "envelope.past",
        "envelope.read",
        "group.read",
        "import.read",
        "list.page",
    }
)
# Verbs that the system itself may open texts by. None: no work of the machine reads what people wrote.
SYSTEM_VERBS: frozenset[str] = frozenset()

LEAF = "SELECT body FROM audit_leaf WHERE uuid = ?"
SESSION = "SELECT person_uuid, ended_at, idle_until, ends_at FROM people_session WHERE uuid = ?"


@dataclass(frozen=True, slots=True)
class Leaf:
    """What the gate needs of a leaf's canonical bytes."""

    uuid: UUID
    at: datetime
    actor: UUID
    session: UUID | None
    verb: str
    decision: str
    detail: str


class Gate:
    """Judges leaves and sessions. A used leaf is remembered until it is too old to be presented again."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        verbs: Collection[str] = READING_VERBS,
        system_verbs: Collection[str] = SYSTEM_VERBS,
    ) -> None:
        self._database = database
        self._clock = clock
        self._verbs = frozenset(verbs)
        self._system_verbs = frozenset(system_verbs)
        self._started = clock.now()
        self._used: dict[UUID, datetime] = {}
        self._guard = threading.Lock()

    def judge(self, reader: Reader, leaf: UUID, rows: Sequence[tuple[str, UUID]]) -> Leaf:
        """The leaf, if it may open these rows. Raises Denied with the first reason."""
        found = self._leaf(reader, leaf)
        now = self._clock.now()
        if found.decision != Decision.GRANTED:
            raise Denied("leaf-not-granted")
        if found.at <= self._started:
            raise Denied("leaf-older-than-vault")
        if found.at < now - FRESH:
            raise Denied("leaf-too-old")
        if found.at > now + AHEAD:
            raise Denied("leaf-from-the-future")
        if found.verb not in self._verbs:
            raise Denied("verb-does-not-read", verb=found.verb)
        if found.detail != row_set_hash(rows):
            raise Denied("rows-differ")
        if found.actor == SYSTEM:
            if found.verb not in self._system_verbs:
                raise Denied("no-session")
        else:
            self.session(reader, found.session, of=found.actor)
        return found

    def session(self, reader: Reader, session: UUID | None, *, of: UUID) -> None:
        """Demand a live session of this person. Raises Denied."""
        rows = reader.all(SESSION, [self._database.uuid(session)]) if session else []
        now = self._clock.now()
        for person, ended, idle_until, ends_at in rows:
            if uuid_of(person) == of and ended is None and now < moment_of(idle_until) and now < moment_of(ends_at):
                return
        raise Denied("no-session")

    def use(self, leaf: Leaf) -> None:
        """Mark a leaf used; of two requests with the same leaf one gets here first, the other is refused."""
        horizon = self._clock.now() - FRESH
        with self._guard:
            if leaf.uuid in self._used:
                raise Denied("leaf-used")
            self._used[leaf.uuid] = leaf.at
            if len(self._used) % 1024 == 0:
                self._used = {uuid: at for uuid, at in self._used.items() if at >= horizon}

    def _leaf(self, reader: Reader, leaf: UUID) -> Leaf:
        rows = reader.all(LEAF, [self._database.uuid(leaf)])
        if not rows:
            raise Denied("leaf-missing")
        facts = json.loads(bytes(rows[0][0]))
        if facts["leaf"] != str(leaf):
            raise Denied("leaf-missing")
        return _read(facts)


def _read(facts: dict[str, Any]) -> Leaf:
    return Leaf(
        uuid=UUID(facts["leaf"]),
        at=moment_of(datetime.strptime(facts["at"], MOMENT)),  # noqa: DTZ007  the format ends in Z
        actor=UUID(facts["actor"]),
        session=UUID(facts["session"]) if facts["session"] else None,
        verb=facts["verb"],
        decision=facts["decision"],
        detail=facts["detail"],
    )
