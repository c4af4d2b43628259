"""Idempotency: a request that comes twice is one act, and the second gets the first one's answer (R54).

Two at the same moment: the unique index lets one commit; the other waits for it (for the index entry on PostgreSQL, for
the write lock on SQLite), fails, rolls back, and reads the answer. A key counts for one person and one verb only, so
that nobody learns anything by trying the key of somebody else.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from somat.audit.instance import new
from somat.audit.models import Once
from somat.audit.prepared import Prepared, insert
from somat.audit.verbs import Verb
from somat.law.access import Actor

if TYPE_CHECKING:
    from django.db.models import QuerySet


class AlreadyDone(Exception):
    """This idempotency key has had its act; `object` is what it was about, so that the repeat gets the same answer."""

    def __init__(self, object: UUID | None) -> None:
        super().__init__(object)
        self.object = object


def answer(key: UUID, *, by: Actor, verb: Verb) -> UUID | None:
    """The object of the act that this person did with this key and verb; None where there was none, or it had no object."""
    done = _find(key, by=by, verb=verb)
    return done.object if done is not None else None


def raise_if_done(key: UUID | None, *, by: Actor, verb: Verb) -> None:
    """Raise AlreadyDone where this person has done this verb with this key."""
    done = _find(key, by=by, verb=verb) if key is not None else None
    if done is not None:
        raise AlreadyDone(done.object) from None


def keep(key: UUID, *, by: Actor, verb: Verb, object: UUID | None, at: datetime) -> None:
    """Tie a key to the act's object, in its transaction; a key used before breaks on the unique index."""
    insert([new(Once, key=key, actor=by.person, verb=verb.code, object=object, at=at)])


def _find(key: UUID, *, by: Actor, verb: Verb) -> Once | None:
    return FIND.first(key=key, actor=by.person, verb=verb.code)


def _done(key: UUID, actor: UUID, verb: str) -> QuerySet[Once]:
    return Once.unchecked.filter(key=key, actor=actor, verb=verb)


FIND = Prepared(_done)
