"""The vault's states and what it answers to each request: new, sealed, open, or stopped because the journal is not whole."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Mapping

from somat.vault.converter.client import Converter
from somat.vault.process import protocol
from somat.vault.process.clock import Clock
from somat.vault.process.content.desk import Desk, Talk
from somat.vault.process.custody import MOST_PASSPHRASE, Custody
from somat.vault.process.database import connect
from somat.vault.process.errors import Denied, Malformed
from somat.vault.process.gate import Gate
from somat.vault.process.hardening import Hardening
from somat.vault.process.index.index import Index
from somat.vault.process.index.words import parse
from somat.vault.process.keys.choice import provider_of
from somat.vault.process.keys.passphrase import Passphrase
from somat.vault.process.keys.provider import NoKeyring, NoKeys, NotAuthentic, Opening, Provider, WrongOpening
from somat.vault.process.keys.rootfile import OldVersion
from somat.vault.process.log.journal import Journal
from somat.vault.process.log.sequencer import Sequencer
from somat.vault.process.log.shelf import Shelf
from somat.vault.process.opening import Opener, Seals
from somat.vault.process.patience import Patience
from somat.vault.process.persons import Persons
from somat.vault.process.protocol import Message
from somat.vault.process.restored import demand_confirmed, demand_no_swap
from somat.vault.process.rights import Rights
from somat.vault.process.site import PKCS11, Site


class Vault:
    """One installation's keys and everything that needs them. Its methods may run in many threads at once."""

    def __init__(self, site: Site, *, hardening: Hardening, keys: Provider | None = None) -> None:
        self._site = site
        self._hardening = hardening
        self._clock = Clock()
        self._started = self._clock.now()
        self._database = connect(site)
        self._keys = keys or provider_of(site)
        self._seals = Seals(self._keys, installation=site.installation)
        self._rights = Rights(self._database)
        self._gate = Gate(self._database, self._clock)
        self._opener = Opener(
            self._database, gate=self._gate, rights=self._rights, seals=self._seals, clock=self._clock
        )
        self._journal = Journal(
            self._database,
            keys=self._keys,
            installation=site.installation,
            shelf=Shelf(site.checkpoints),
            clock=self._clock,
        )
        self._index = Index(
            self._database,
            journal=self._journal,
            rights=self._rights,
            seals=self._seals,
            folder=site.folder,
            filled=lambda: self._words.start(),
            noted=lambda things: self._words.noted(things),
        )
        self._sequencer: Sequencer | None = None
        self._patience = Patience()
        self._turning = threading.Lock()
        self._open = False
        self._custody = Custody(
            site,
            self._keys,
            persons=Persons(self._database, self._clock, gate=self._gate, rights=self._rights),
            patience=self._patience,
            unseal=self._unseal,
            demand_open=self._demand_open,
        )
        self._operations: dict[str, Callable[[Message], Message]] = {
            "status": self.status,
            "init": self.init,
            "unseal": self.unseal,
            "seal-again": self.seal_again,
            "seal": self.seal,
            "open": self.open,
            "search": self.search,
            "poke": self.poke,
            **self._custody.operations,
        }
        desk = self._desk(site)
        self._operations |= desk.operations
        self.talks: Mapping[str, Talk] = desk.talks
        self._words = desk.words

    def _desk(self, site: Site) -> Desk:
        return Desk(
            self._database,
            keys=self._keys,
            rights=self._rights,
            clock=self._clock,
            installation=site.installation,
            folder=site.folder,
            demand_open=self._demand_open,
            converter=Converter(site.folder / "run" / "converter.sock"),
            give=self._index.give,
        )

    def answer(self, message: Message) -> Message:
        """What one request gets. Raises Denied."""
        operation = message.get("op")
        if not isinstance(operation, str) or operation not in self._operations:
            raise Denied("unknown-operation")
        try:
            return self._operations[operation](message)
        except NoKeys:
            raise Denied("sealed") from None
        except NoKeyring as away:
            raise Denied("no-room", kind=str(away)) from None

    def status(self, message: Message) -> Message:
        protocol.only(message)
        return {
            "state": self._state(),
            "installation": self._site.installation.hex,
            "provider": self._keys.name,
            "started_at": self._started.isoformat(),
            "clock_behind": self._clock.behind(),
            "memory": self._hardening.facts(),
            "keys": self._custody.facts(),
            "index": {"state": self._index.state, "done": self._index.done, "total": self._index.total},
            "words": self._words.facts(),
            "log": self._log_status(),
        }

    def _log_status(self) -> Message:
        journal = self._journal
        facts: Message = {"size": journal.size, "root": journal.root.hex(), "broken": journal.broken}
        facts["signed_at"] = journal.signed_at.isoformat() if journal.signed_at else ""
        if not self._open:
            return facts
        try:
            with self._database.reading() as reader:
                count, oldest = journal.pending(reader)
        except Denied as no:
            return facts | {"database": no.code}
        age = (self._clock.now() - oldest).total_seconds() if oldest else 0.0
        return facts | {"pending": count, "oldest_pending": age}

    def init(self, message: Message) -> Message:
        """Make the keys, once: under a passphrase, or by its `pin` in the token where the site keeps its root there."""
        kind = "pin" if self._site.provider == PKCS11 else "passphrase"
        protocol.only(message, kind)
        opening = self._custody.opening(kind, message[kind])
        with self._turning:
            if self._keys.exists:
                raise Denied("exists-already")
            self._custody.make(opening)
        return {}

    def unseal(self, message: Message) -> Message:
        """Take the keys into memory; one attempt at a time, slower after each wrong one."""
        protocol.only(message, "passphrase")
        passphrase = protocol.text(message["passphrase"], most=MOST_PASSPHRASE)
        self._unseal(Passphrase(passphrase))
        return {"state": self._state()}

    def _unseal(self, opening: Opening) -> None:
        with self._turning:
            if not self._keys.exists:
                raise Denied("new")
            self._patience.demand()
            if self._open and self._journal.broken:
                self._end()
            try:
                self._keys.unwrap(opening)
            except WrongOpening:
                raise Denied("wrong-passphrase", seconds=int(self._patience.failed())) from None
            except OldVersion:
                raise Denied("keys-too-old") from None
            except NotAuthentic as broken:
                raise Denied("broken-keys", file=str(broken)) from None
            self._patience.succeeded()
            if not self._open:
                self._begin()

    def _begin(self) -> None:
        """With the keys at hand: is the journal the one that was signed? Then sequence it and fill the index."""
        try:
            demand_confirmed(self._site, self._database)
            demand_no_swap(self._database, swap=self._hardening.swap)
            self._journal.open()
        except Denied:
            self._keys.forget()
            raise
        if self._journal.broken:
            self._keys.forget()
            raise Denied("log-broken", why=self._journal.broken)
        self._open = True
        self._index.fill()
        self._sequencer = Sequencer(self._index.catch_up)
        self._sequencer.start()

    def seal_again(self, message: Message) -> Message:
        """Drop keys and index from memory."""
        protocol.only(message)
        with self._turning:
            self._end()
        return {}

    def _end(self) -> None:
        self._open = False
        if self._sequencer is not None:
            self._sequencer.end()
            self._sequencer = None
        self._index.clear()
        self._words.end()
        self._custody.forget()
        self._keys.forget()

    def seal(self, message: Message) -> Message:
        """Ciphertexts, in the order of the items."""
        protocol.only(message, "items")
        items = protocol.items(message["items"])
        self._demand_open()
        seal, encode = self._seals.seal, base64.b64encode
        return {
            "sealed": [
                encode(
                    seal(i.table, i.row, i.column, version=i.version, level=i.level, key=i.key, text=i.text)
                ).decode()
                for i in items
            ]
        }

    def open(self, message: Message) -> Message:
        """Texts by row, against a leaf."""
        protocol.only(message, "leaf", "rows")
        leaf, rows = protocol.uuid(message["leaf"]), protocol.rows(message["rows"])
        if not rows or len(set(rows)) != len(rows):
            raise Malformed("rows")
        self._demand_open()
        texts = self._opener.open(leaf, rows)
        return {"texts": [texts[row] for row in rows]}

    def search(self, message: Message) -> Message:
        """Hits that the person may see, [uuid, place] each, newest first."""
        protocol.only(message, "actor", "session", "words", "filters", "before", "limit")
        actor, session = protocol.uuid(message["actor"]), protocol.uuid(message["session"])
        filters = protocol.filters(message["filters"])
        words = protocol.text(message["words"], most=protocol.MAX_WORDS)
        query = parse(words, number=filters.number, body=filters.body)
        before = protocol.number(message["before"], least=0, most=2**62)
        limit = protocol.number(message["limit"], least=1, most=protocol.MAX_HITS)
        self._demand_open()
        with self._database.reading() as reader:
            self._gate.session(reader, session, of=actor)
        hits = self._index.search(actor, query, filters, on=self._clock.today(), before=before, count=limit + 1)
        return {"hits": [[uuid.hex, place] for uuid, place in hits]}

    def poke(self, message: Message) -> Message:
        """Leaves have been committed; nothing is waited for."""
        protocol.only(message)
        self._demand_open()
        if self._sequencer is not None:
            self._sequencer.poke()
        return {}

    def close(self) -> None:
        """End of the process: drop the keys, close the database."""
        with self._turning:
            self._end()
        self._database.close()

    def _state(self) -> str:
        if not self._keys.exists:
            return "new"
        if self._journal.broken:
            return "log-broken"
        return "open" if self._open else "sealed"

    def _demand_open(self) -> None:
        if self._open and not self._journal.broken:
            return
        state = self._state()
        if state == "log-broken":
            raise Denied(state, why=self._journal.broken)
        if state != "open":
            raise Denied(state)
