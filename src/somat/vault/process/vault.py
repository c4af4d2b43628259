"""The vault's states and what it answers to each request: new, sealed, open, or stopped because the journal is not whole."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable

from somat.vault.process import protocol
from somat.vault.process.clock import Clock
from somat.vault.process.database import connect
from somat.vault.process.errors import Denied, Malformed
from somat.vault.process.gate import Gate
from somat.vault.process.hardening import Hardening
from somat.vault.process.keys.embedded import Embedded
from somat.vault.process.keys.provider import NotAuthentic, Provider, WrongPassphrase
from somat.vault.process.opening import Opener, Seals
from somat.vault.process.patience import Patience
from somat.vault.process.protocol import Message
from somat.vault.process.rights import Rights
from somat.vault.process.site import Site

LEAST_PASSPHRASE = 12
MOST_PASSPHRASE = 1024


class Vault:
    """One installation's keys and everything that needs them. Its methods may run in many threads at once."""

    def __init__(self, site: Site, *, hardening: Hardening, keys: Provider | None = None) -> None:
        self._site = site
        self._hardening = hardening
        self._clock = Clock()
        self._started = self._clock.now()
        self._database = connect(site)
        self._keys = keys or Embedded(site.keys, installation=site.installation)
        self._seals = Seals(self._keys, installation=site.installation)
        self._rights = Rights(self._database)
        self._gate = Gate(self._database, self._clock)
        self._opener = Opener(
            self._database, gate=self._gate, rights=self._rights, seals=self._seals, clock=self._clock
        )
        self._patience = Patience()
        self._turning = threading.Lock()
        self._open = False
        self._operations: dict[str, Callable[[Message], Message]] = {
            "status": self.status,
            "init": self.init,
            "unseal": self.unseal,
            "seal-again": self.seal_again,
            "seal": self.seal,
            "open": self.open,
        }

    def answer(self, message: Message) -> Message:
        """What one request gets. Raises Denied."""
        operation = message.get("op")
        if not isinstance(operation, str) or operation not in self._operations:
            raise Denied("unknown-operation")
        return self._operations[operation](message)

    def status(self, message: Message) -> Message:
        protocol.only(message)
        return {
            "state": self._state(),
            "installation": self._site.installation.hex,
            "provider": self._keys.name,
            "started_at": self._started.isoformat(),
            "clock_behind": self._clock.behind(),
            "memory": self._hardening.facts(),
        }

    def init(self, message: Message) -> Message:
        """Make the keys, once."""
        protocol.only(message, "passphrase")
        passphrase = protocol.text(message["passphrase"], most=MOST_PASSPHRASE)
        if len(passphrase) < LEAST_PASSPHRASE:
            raise Denied("passphrase-too-short", least=LEAST_PASSPHRASE)
        with self._turning:
            if self._keys.exists:
                raise Denied("exists-already")
            self._keys.create(passphrase)
        return {}

    def unseal(self, message: Message) -> Message:
        """Take the keys into memory; one attempt at a time, slower after each wrong one."""
        protocol.only(message, "passphrase")
        passphrase = protocol.text(message["passphrase"], most=MOST_PASSPHRASE)
        with self._turning:
            if not self._keys.exists:
                raise Denied("new")
            self._patience.demand()
            try:
                self._keys.unwrap(passphrase)
            except WrongPassphrase:
                raise Denied("wrong-passphrase", seconds=int(self._patience.failed())) from None
            except NotAuthentic as broken:
                raise Denied("broken-keys", file=str(broken)) from None
            self._patience.succeeded()
            self._open = True
        return {"state": self._state()}

    def seal_again(self, message: Message) -> Message:
        """Drop keys and index from memory."""
        protocol.only(message)
        with self._turning:
            self._open = False
            self._keys.forget()
        return {}

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

    def close(self) -> None:
        """End of the process: drop the keys, close the database."""
        self._open = False
        self._keys.forget()
        self._database.close()

    def _state(self) -> str:
        if not self._keys.exists:
            return "new"
        return "open" if self._open else "sealed"

    def _demand_open(self) -> None:
        state = self._state()
        if state != "open":
            raise Denied(state)
