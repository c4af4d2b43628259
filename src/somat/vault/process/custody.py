"""What is asked about the keys themselves: shares given, ceremonies, wrappings, re-keying, rotation."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from somat.law.roles import may_hold_shares
from somat.vault.process import protocol
from somat.vault.process.ceremony import Ceremony, Made
from somat.vault.process.errors import Denied, Malformed
from somat.vault.process.keys.collecting import Collector, WrongShare, all_together
from somat.vault.process.keys.passphrase import Passphrase
from somat.vault.process.keys.provider import (
    NoKeyring,
    NoKeys,
    NotAuthentic,
    Opening,
    Provider,
    RootStays,
    WrongOpening,
)
from somat.vault.process.keys.token import Place, Token, TokenAway, TokenLocked
from somat.vault.process.patience import Patience
from somat.vault.process.persons import NEW_LEVEL_KEYS, NEW_SET, Persons
from somat.vault.process.protocol import Message
from somat.vault.process.site import Site

LEAST_PASSPHRASE, MOST_PASSPHRASE = 12, 1024
MOST_SHARE = 2000  # letters that one share may take, typed with marks and line numbers
MOST_PIN = 100


class Custody:
    """One installation's ways to its root key. `unseal` opens the vault by an opener; `demand_open` raises where it is not."""

    def __init__(
        self,
        site: Site,
        keys: Provider,
        *,
        persons: Persons,
        patience: Patience,
        unseal: Callable[[Opening], None],
        demand_open: Callable[[], None],
    ) -> None:
        self._keys = keys
        self._token = Place(site.pkcs11_module, site.pkcs11_token)
        self._persons = persons
        self._patience = patience
        self._unseal = unseal
        self._demand_open = demand_open
        self._collector = Collector()
        self._ceremony = Ceremony()
        self._turning = threading.Lock()
        self._rotation: dict[str, Any] = {"running": False, "done": 0, "total": 0}
        self.operations: dict[str, Callable[[Message], Message]] = {
            "share": self.share,
            "token": self.token,
            "ceremony-begin": self.begin,
            "ceremony-share": self.show,
            "ceremony-proof": self.prove,
            "ceremony-end": self.end,
            "add-wrapping": self.add,
            "drop-wrapping": self.drop,
            "rekey": self.rekey,
            "rotate": self.rotate,
        }

    def facts(self) -> Message:
        """For the status: nothing that opens anything."""
        if not self._keys.exists:
            return {"wrappings": [], "given": [], "ceremony": {}}
        try:
            wrappings = [{name: each[name] for name in each if name != "marks"} for each in self._keys.wrappings()]
        except NotAuthentic:
            wrappings = []
        facts: Message = {
            "wrappings": wrappings,
            "given": self._collector.numbers(),
            "ceremony": self._ceremony.facts(),
        }
        try:
            return facts | {"rotation": {**self._rotation, "unfinished": self._keys.rotating}}
        except (NoKeyring, NoKeys):
            return facts

    def forget(self) -> None:
        """The vault is sealed or ends: shares given and sets in the making go too."""
        self._collector.forget()
        self._ceremony.end()

    # opening

    def share(self, message: Message) -> Message:
        """One holder's share; with enough of them the vault opens. Only numbers are answered."""
        protocol.only(message, "share")
        text, facts = protocol.text(message["share"], most=MOST_SHARE), self._facts_of("shares")
        self._patience.demand()
        try:
            opener = self._collector.give(text, facts=facts)
        except WrongShare:
            raise Denied("share-wrong", seconds=int(self._patience.failed())) from None
        if opener is not None:
            self._unseal(opener)
        return {"opened": opener is not None, "given": self._collector.numbers(), "needed": facts["needed"]}

    def token(self, message: Message) -> Message:
        """The token's PIN opens the vault."""
        protocol.only(message, "pin")
        opener = self.opening("pin", message["pin"])
        self._facts_of("pkcs11")
        with _named():
            self._unseal(opener)
        return {"opened": True}

    # ceremony

    def begin(self, message: Message) -> Message:
        """A new set of shares; `holders` (number to person) where two custodians ordered it on the page."""
        protocol.only(message, "authority", "needed", "total", "holders")
        needed = protocol.number(message["needed"], least=1, most=99)
        total = protocol.number(message["total"], least=1, most=99)
        holders = _holders(message["holders"])
        if self._keys.exists and any(each.get("inside") for each in self._keys.wrappings()):
            raise Denied("root-stays")
        about = self._authorised(message["authority"], order=NEW_SET)
        if about is not None:
            self._demand_holders(holders, total=total)
            self._persons.demand_set(about, needed=needed, holders=holders)
        elif holders:
            raise Malformed("holders")
        made: Made = self._ceremony.begin(needed=needed, total=total, about=about, holders=holders)
        return {"set": made.opener.set, "token": "" if about else made.token}

    def show(self, message: Message) -> Message:
        """One share, for its holder."""
        protocol.only(message, "number", "token", "leaf")
        number, by = self._by(message)
        share = self._ceremony.share(number, **by)
        return {"words": share.words(), "code": share.code(), "set": share.set.hex()}

    def prove(self, message: Message) -> Message:
        """A share typed back. The last one puts the set in force, durable, and ends the set before it."""
        protocol.only(message, "number", "token", "leaf", "share")
        text = protocol.text(message["share"], most=MOST_SHARE)
        number, by = self._by(message)
        self._demand_open()
        opener = self._ceremony.prove(number, text, **by)
        if opener is not None:
            self._keys.add_wrapping(opener)
            self._collector.forget()
        return {"done": opener is not None, "proven": self._ceremony.facts().get("proven", [])}

    def end(self, message: Message) -> Message:
        """The set in the making is forgotten; the one in force stays."""
        protocol.only(message)
        self._ceremony.end()
        return {}

    # wrappings

    def add(self, message: Message) -> Message:
        """A passphrase or a token as one more way; it takes the place of one of its kind."""
        protocol.only(message, "authority", "kind", "secret")
        if message["kind"] not in ("passphrase", "pin"):
            raise Malformed("kind")
        opener = self.opening(message["kind"], message["secret"])
        self._authorised(message["authority"])
        with _named():
            self._keys.add_wrapping(opener)
        return {}

    def drop(self, message: Message) -> Message:
        """End one way; the last one stays."""
        protocol.only(message, "authority", "kind")
        kind = protocol.text(message["kind"], most=20)
        self._authorised(message["authority"])
        try:
            with _named():
                self._keys.drop_wrapping(kind)
        except ValueError:
            raise Denied("last-wrapping") from None
        return {}

    def rekey(self, message: Message) -> Message:
        """A new root, opened by each of `openings`, which must open the present one; what is not given opens no more."""
        protocol.only(message, "authority", "openings")
        openings = message["openings"]
        if not isinstance(openings, dict) or not openings:
            raise Malformed("openings")
        with self._turning:
            self._authorised(message["authority"])
            openers = [self._proven(kind, secret) for kind, secret in openings.items()]
            with _named():
                self._keys.rekey(openers)
        return {}

    def rotate(self, message: Message) -> Message:
        """Begin a rotation, or go on with one that was cut; answers at once, `status` tells how far it is."""
        protocol.only(message, "authority")
        self._authorised(message["authority"], order=NEW_LEVEL_KEYS)
        with self._turning:
            if not self._rotation["running"]:
                self._rotation = {"running": True, "done": 0, "total": 0}
                threading.Thread(target=self._rotate, daemon=True).start()
        return {}

    def _rotate(self) -> None:
        try:
            self._keys.rotate(progress=lambda done, total: self._rotation.update(done=done, total=total))
        except (NoKeys, NoKeyring):
            pass  # sealed in the middle, or the disk is full: it goes on when it is asked again
        finally:
            self._rotation["running"] = False

    # authority

    def _authorised(self, authority: Any, *, order: str = "") -> UUID | None:
        """What opens the root, given anew; or the leaves of two custodians who ordered this. Answers what the leaves are about."""
        self._demand_open()
        if not isinstance(authority, dict):
            raise Malformed("authority")
        if set(authority) == {"about", "asked", "agreed"}:
            about, asked, agreed = (protocol.uuid(authority[name]) for name in ("about", "asked", "agreed"))
            self._persons.demand_two(order, asked, agreed, about=about)
            return about
        if len(authority) != 1:
            raise Malformed("authority")
        ((kind, secret),) = authority.items()
        self._proven(kind, secret)
        return None

    def _proven(self, kind: str, secret: Any) -> Opening:
        """An opener that opens the present root; a wrong one makes everybody wait, as at the sealed page."""
        self._patience.demand()
        try:
            opener = self.opening(kind, secret)
            with _named():
                self._keys.prove(opener)
        except (WrongOpening, WrongShare):
            raise Denied("wrong-passphrase", seconds=int(self._patience.failed())) from None
        self._patience.succeeded()
        return opener

    def make(self, opening: Opening) -> None:
        """The keys of a new installation."""
        with _named():
            try:
                self._keys.create(opening)
            except WrongOpening:
                raise Denied("wrong-passphrase", seconds=0) from None

    def opening(self, kind: str, secret: Any) -> Opening:
        """What was typed, as a way to open the root. Raises Denied, Malformed."""
        if kind == "passphrase":
            words = protocol.text(secret, most=MOST_PASSPHRASE)
            if len(words) < LEAST_PASSPHRASE:
                raise Denied("passphrase-too-short", least=LEAST_PASSPHRASE)
            return Passphrase(words)
        if kind == "pin":
            if not self._token.module:
                raise Denied("no-token")
            return Token(self._token, pin=protocol.text(secret, most=MOST_PIN))
        if kind == "shares":
            texts = [protocol.text(each, most=MOST_SHARE) for each in protocol.many(secret, most=20)]
            return all_together(texts, facts=self._facts_of("shares"))
        raise Malformed("opening")

    def _facts_of(self, kind: str) -> Mapping[str, Any]:
        if not self._keys.exists:
            raise Denied("new")
        try:
            found = [facts for facts in self._keys.wrappings() if facts["kind"] == kind]
        except NotAuthentic as broken:
            raise Denied("broken-keys", file=str(broken)) from None
        if not found:
            raise Denied("no-such-wrapping", kind=kind)
        return found[0]

    def _by(self, message: Message) -> tuple[int, dict[str, Any]]:
        """The number asked about, and who asks: the terminal's token, or a holder by his leaf."""
        number = protocol.number(message["number"], least=1, most=99)
        if message["token"]:
            return number, {"token": protocol.text(message["token"], most=64)}
        about = self._ceremony.facts().get("about")
        if not about:
            raise Denied("no-ceremony")
        return number, {"person": self._persons.holder(protocol.uuid(message["leaf"]), about=UUID(about))}

    def _demand_holders(self, holders: Mapping[int, UUID], *, total: int) -> None:
        """Every number has a holder, and none holds more than his roles allow (R25)."""
        if set(holders) != set(range(1, total + 1)):
            raise Malformed("holders")
        for person in set(holders.values()):
            shares = sum(each == person for each in holders.values())
            if may_hold_shares(self._persons.roles(person), shares=shares) is not None:
                raise Denied("too-many-shares", rule="R25")


class _named:
    """What a token says when it does not work, in words of the protocol."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, TokenAway):
            raise Denied("token-away", kind=str(error)) from None
        if isinstance(error, RootStays):
            raise Denied("root-stays") from None
        if isinstance(error, TokenLocked):
            raise Denied("token-locked") from None


def _holders(value: object) -> dict[int, UUID]:
    if not isinstance(value, list) or len(value) > 99:
        raise Malformed("holders")
    return {number: protocol.uuid(person) for number, person in enumerate(value, start=1)}
