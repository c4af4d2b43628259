"""One act, one transaction, one leaf: the only way to write anything in this house."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID, uuid4

from django.db import transaction

from somat.audit import durable, guard, moment, rows, standing
from somat.audit.instance import new
from somat.audit.leaf import Decision, Facts, body
from somat.audit.models import Leaf, Manifest
from somat.audit.once import AlreadyDone, keep, raise_if_done
from somat.audit.part import manifest_digest
from somat.audit.prepared import insert
from somat.audit.statement import at_once, database_now
from somat.audit.verbs import Verb
from somat.law.access import Actor
from somat.law.authority import must_name_ground
from somat.law.refusal import Refused, demand
from somat.law.roles import may_do

if TYPE_CHECKING:
    from django.db.models import Model


class Thing(Protocol):
    """Anything with a uuid that a leaf can name."""

    uuid: UUID


class ReadOnly(Exception):
    """The site takes no writes now; the sentence says why."""


@dataclass
class Act:
    """An act under way. Say what it is about before the block ends; its leaf is written then."""

    verb: Verb
    by: Actor
    leaf: UUID = field(default_factory=uuid4)
    at: datetime = field(default_factory=moment.now)
    object: UUID | None = None
    rule: str = ""
    detail: str = ""
    relies: UUID | None = None
    _table: str = ""
    _made: list[Model] | None = None
    _batches: list[tuple[str, list[UUID]]] = field(default_factory=list)
    _rest: ExitStack | None = None

    def about(self, thing: Model, *, made: Iterable[Model] | None = None) -> None:
        """Name the object. `made`: all rows of an aggregate just created, so that they need not be read back."""
        self.object = thing.uuid  # type: ignore[attr-defined]
        self._table = thing._meta.db_table
        self._made = list(made) if made is not None else None

    def naming(self, uuid: UUID | None) -> None:
        """Name an object without rows of its own: a look-up, a session, a file."""
        self.object = uuid

    def batch(self, root: str, objects: Iterable[UUID]) -> None:
        """Bind many objects of one table at once, as they are when the block ends: one leaf with a manifest hash.

        The leaf then binds these objects only; `about` or `naming` merely says what the batch was, a file or a book.
        """
        self._batches.append((root, list(objects)))

    def finish_at_once(self) -> None:
        """From here on the act needs no answer: what it writes, its leaf and the end of its transaction go in one go."""
        if self._rest is not None:
            self._rest.enter_context(at_once())
            self._rest = None

    def seal_facts(self, text: str) -> None:
        """Bind further facts by hash (file hash of an import, row set of a page); the facts stay out of the leaf."""
        self.detail = hashlib.sha256(text.encode()).hexdigest()

    def row(self) -> str:
        """The digest of the object's rows as they are now; empty where the act names no rows."""
        if not self._table or self.object is None:
            return ""
        if self._made is not None:
            return rows.digest_of(self._table, self._made)
        return rows.digest_now(self._table, self.object)

    def manifest(self) -> list[tuple[UUID, str]]:
        """Each object of the batches with the digest of its rows as they are now."""
        return [line for root, objects in self._batches for line in rows.digests_now(root, objects).items()]


__all__ = ["Act", "AlreadyDone", "ReadOnly", "change", "keyed", "once", "record_absent"]

_CURRENT: ContextVar[Act | None] = ContextVar("the act under way", default=None)
_KEY: ContextVar[UUID | None] = ContextVar("the key of the request, until an act has taken it", default=None)


@contextmanager
def keyed(key: UUID | None) -> Iterator[None]:
    """The first act inside is done once for this key, though its function takes none; None: each time it is asked."""
    token = _KEY.set(key)
    try:
        yield
    finally:
        _KEY.reset(token)


@contextmanager
def change(verb: Verb, *, by: Actor, key: UUID | None = None, look_first: bool = True) -> Iterator[Act]:
    """Demand the verb's duty, open the transaction, and write the leaf inside it.

    A refused act leaves no writes and a record that it was refused. A change inside a change joins its transaction.
    `key` is the request's idempotency key: a repeat raises AlreadyDone and changes nothing. Without `look_first` a repeat
    is found by what it runs into, at its end: for acts done often, whose block does nothing outside the database.
    """
    act = Act(verb, by)
    if _CURRENT.get() is not None:
        demand_duty(verb, by)
        yield act
        write_leaf(act)
        return
    key = key or _KEY.get()
    _KEY.set(None)
    token = _CURRENT.set(act)
    try:
        demand_duty(verb, by)
        demand_writable(verb, by=by, key=key)
        if look_first:
            raise_if_done(key, by=by, verb=verb)
        outermost = not database_now().in_atomic_block
        with transaction.atomic(), guard.opened(), ExitStack() as act._rest:
            yield act
            write_leaf(act, key=key)
            if outermost:
                durable.commit_at_once()
    except BaseException as why:
        raise_if_done(key, by=by, verb=verb)  # of two at once neither saw the other's answer before it began
        if isinstance(why, Refused):
            record_refusal(act, why)
        raise
    finally:
        _CURRENT.reset(token)


def demand_duty(verb: Verb, by: Actor) -> None:
    if verb.duty is not None:
        demand(may_do(verb.duty, duties=by.duties))


def demand_writable(verb: Verb, *, by: Actor, key: UUID | None) -> None:
    """Raise ReadOnly while the site takes no writes, but for the acts that bring it back; a repeat still gets its answer."""
    reason = "" if verb.rescue else standing.read_only_reason()
    if reason:
        raise_if_done(key, by=by, verb=verb)
        raise ReadOnly(reason)


def record_refusal(act: Act, no: Refused) -> None:
    """The record of a refusal: its own short transaction, after the act has been rolled back.

    Inside somebody's open transaction it would be rolled back too: that is a fault of the program (RuntimeError).
    """
    with transaction.atomic(durable=True), guard.opened():
        write(facts_of(act, decision=Decision.REFUSED, rule=",".join(r.rule for r in no.refusals), row=""))


def record_absent(verb: Verb, *, by: Actor, object: UUID | None) -> None:
    """A look-up that found nothing: the same leaf for what is hidden and for what is not there."""
    with transaction.atomic(), guard.opened():
        write(facts_of(Act(verb, by, object=object), decision=Decision.ABSENT, rule="", row=""))


def demand_ground(act: Act) -> None:
    """What a deputy does by a duty that is only lent to him names the delegation it rests on, or it is not done."""
    outer = _CURRENT.get() or act
    lent = act.verb.duty is not None and act.verb.duty in act.by.lent
    demand(must_name_ground(lent=lent, named=(act.relies or outer.relies) is not None))


def write_leaf(act: Act, *, key: UUID | None = None) -> None:
    """The leaf of what the act wrote, and the request's key tied to its object."""
    demand_ground(act)
    manifest = act.manifest()
    row = manifest_digest((object.hex, digest) for object, digest in manifest) if manifest else act.row()
    facts = facts_of(act, decision=Decision.GRANTED, rule=act.rule, row=row)
    act.finish_at_once()
    write(facts)
    insert([Manifest(leaf=act.leaf, object=object, digest=digest) for object, digest in manifest])
    if key is not None:
        once(key, act=act)


def facts_of(act: Act, *, decision: str, rule: str, row: str) -> Facts:
    return Facts(
        leaf=act.leaf if decision == Decision.GRANTED else uuid4(),
        at=act.at,
        actor=act.by.person,
        verb=act.verb.code,
        session=act.by.session,
        station=act.by.workstation,
        object=act.object,
        decision=decision,
        rule=rule,
        row=row,
        detail=act.detail,
    )


def write(facts: Facts) -> None:
    leaf = new(
        Leaf,
        uuid=facts.leaf,
        body=body(facts),
        at=facts.at,
        actor=facts.actor,
        verb=facts.verb,
        object=facts.object,
        decision=facts.decision,
        row=facts.row,
    )
    insert([leaf])


def once(key: UUID, *, act: Act) -> None:
    """Tie an idempotency key to the act's object, in its transaction; `change(…, key=…)` does it for most acts."""
    keep(key, by=act.by, verb=act.verb, object=act.object, at=act.at)
