"""Two persons for one act on the keys (R27): two committed leaves, two live sessions, two key custodians."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from somat.audit.leaf import MOMENT, Decision
from somat.law.roles import Role
from somat.vault.process.clock import Clock
from somat.vault.process.database import Database, Reader, moment_of, uuid_of
from somat.vault.process.errors import Denied
from somat.vault.process.gate import LEAF, Gate
from somat.vault.process.rights import Rights

SHOWN = "vault.share"
# What two may order without opening the root, and the verbs of their two leaves: an order for one thing does no other.
NEW_SET, NEW_LEVEL_KEYS = "new-set", "new-level-keys"
ORDERS = {NEW_SET: ("vault.ask", "vault.agree"), NEW_LEVEL_KEYS: ("vault.rotate-ask", "vault.rotate-agree")}
SET = "SELECT needed FROM vault_ceremony WHERE uuid = ?"
HOLDERS = "SELECT number, person FROM vault_holder WHERE ceremony_id = ?"
PROVEN = "SELECT proven_at FROM people_session WHERE uuid = ?"
WHILE = timedelta(minutes=15)  # between log-in, asking and the vault's doing
AT_ONCE = timedelta(seconds=30)


class Persons:
    """Reads leaves and sessions itself; what the web says of a person counts for nothing."""

    def __init__(self, database: Database, clock: Clock, *, gate: Gate, rights: Rights) -> None:
        self._database = database
        self._clock = clock
        self._gate = gate
        self._rights = rights
        self._started = clock.now()
        self._used: set[UUID] = set()

    def demand_two(self, order: str, asked: UUID, agreed: UUID, *, about: UUID) -> None:
        """Raise Denied('two-persons', why=…) unless two custodians asked for and agreed to this very thing, lately."""
        if order not in ORDERS:
            raise Denied("two-persons", why="not-by-two")
        verbs = ORDERS[order]
        with self._database.reading() as reader:
            first = self._custodian(reader, asked, verb=verbs[0], about=about, within=WHILE)
            second = self._custodian(reader, agreed, verb=verbs[1], about=about, within=WHILE)
        if first == second:
            raise Denied("two-persons", why="same-person")
        if agreed in self._used:
            raise Denied("two-persons", why="leaf-used")
        self._used.add(agreed)

    def demand_set(self, about: UUID, *, needed: int, holders: Mapping[int, UUID]) -> None:
        """Raise Denied('two-persons') unless the set to be made is the one that stands in the row they agreed to (R27)."""
        key = [self._database.uuid(about)]
        with self._database.reading() as reader:
            agreed = reader.all(SET, key), {number: uuid_of(person) for number, person in reader.all(HOLDERS, key)}
        if agreed != ([(needed,)], dict(holders)):
            raise Denied("two-persons", why="other-set")

    def holder(self, leaf: UUID, *, about: UUID) -> UUID:
        """The person who asks, just now and logged in, to see or prove his own share."""
        with self._database.reading() as reader:
            return self._person(reader, leaf, verb=SHOWN, about=about, within=AT_ONCE)

    def roles(self, person: UUID) -> frozenset[Role]:
        with self._database.reading() as reader:
            return self._rights.actor(reader, person, on=self._clock.today()).roles

    def _custodian(self, reader: Reader, leaf: UUID, *, verb: str, about: UUID, within: timedelta) -> UUID:
        person = self._person(reader, leaf, verb=verb, about=about, within=within)
        session = UUID(self._leaf(reader, leaf)["session"])
        ((proven_at,),) = reader.all(PROVEN, [self._database.uuid(session)])
        if moment_of(proven_at) < self._clock.now() - WHILE:
            raise Denied("two-persons", why="log-in-too-old")
        if Role.GK not in self._rights.actor(reader, person, on=self._clock.today()).roles:
            raise Denied("two-persons", why="no-custodian")
        return person

    def _person(self, reader: Reader, leaf: UUID, *, verb: str, about: UUID, within: timedelta) -> UUID:
        facts = self._leaf(reader, leaf)
        at = moment_of(datetime.strptime(facts["at"], MOMENT))  # noqa: DTZ007  the format ends in Z
        if facts["verb"] != verb or facts["decision"] != Decision.GRANTED or facts["object"] != str(about):
            raise Denied("two-persons", why="other-leaf")
        if at <= self._started or at < self._clock.now() - within:
            raise Denied("two-persons", why="too-old")
        person = UUID(facts["actor"])
        self._gate.session(reader, UUID(facts["session"]) if facts["session"] else None, of=person)
        return person

    def _leaf(self, reader: Reader, leaf: UUID) -> dict[str, Any]:
        rows = reader.all(LEAF, [self._database.uuid(leaf)])
        facts: dict[str, Any] = json.loads(bytes(rows[0][0])) if rows else {}
        if facts.get("leaf") != str(leaf):
            raise Denied("two-persons", why="no-leaf")
        return facts
