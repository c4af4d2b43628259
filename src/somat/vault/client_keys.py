"""How the rooms speak with the vault about its keys: shares, ceremonies, wrappings, re-keying, rotation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from somat.vault.client import QUICK, SLOW, Fault, ask

REFUSED = frozenset(
    {
        "share-word",
        "share-length",
        "share-line",
        "share-check",
        "share-of-another-set",
        "share-wrong",
        "share-differs",
        "share-proven",
        "shares-few",
        "share-bounds",
        "too-many-shares",
        "no-such-wrapping",
        "last-wrapping",
        "no-ceremony",
        "two-persons",
        "no-token",
        "token-away",
        "token-locked",
        "root-stays",
        "passphrase-too-short",
    }
)


class KeysRefused(Exception):
    """What was typed or asked does not do; `code` is one word (docs/formats/vault-protocol.md), facts name line and word."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Given:
    """How far the opening by shares is: the numbers of the holders whose shares are in, and how many are needed."""

    opened: bool
    given: tuple[int, ...]
    needed: int


@dataclass(frozen=True, slots=True)
class Begun:
    """A set in the making; `token` only at the terminal."""

    set: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OwnShare:
    """One holder's share: eight lines of words, and what its QR code says."""

    set: str
    words: tuple[tuple[str, ...], ...] = field(repr=False)
    code: str = field(repr=False)


def by_opening(kind: str, secret: str | Sequence[str]) -> dict[str, Any]:
    """The authority of whoever opens the root anew: `passphrase`, `pin`, or `shares` (a list)."""
    return {kind: secret if isinstance(secret, str) else list(secret)}


def by_two(about: UUID, *, asked: UUID, agreed: UUID) -> dict[str, Any]:
    """The authority of two custodians: the leaves of their asking and agreeing to one ceremony."""
    return {"about": about.hex, "asked": asked.hex, "agreed": agreed.hex}


def give_share(text: str) -> Given:
    """One holder gives his share. Raises KeysRefused, WrongPassphrase (also: wait), Sealed."""
    answer = _ask("share", wait=SLOW, share=text)
    return Given(bool(answer["opened"]), tuple(answer["given"]), int(answer["needed"]))


def open_by_token(pin: str) -> None:
    """Raises WrongPassphrase, KeysRefused, Sealed."""
    _ask("token", wait=SLOW, pin=pin)


def begin(authority: Mapping[str, Any], *, needed: int, total: int, holders: Sequence[UUID] = ()) -> Begun:
    """A new set of shares; it is in force when every holder has typed his back. Raises KeysRefused, WrongPassphrase."""
    persons = [person.hex for person in holders]
    answer = _ask("ceremony-begin", wait=SLOW, authority=authority, needed=needed, total=total, holders=persons)
    return Begun(str(answer["set"]), str(answer["token"]))


def show(number: int, *, token: str = "", leaf: UUID | None = None) -> OwnShare:
    """Raises KeysRefused once the share has been proven, and for anybody but its holder."""
    answer = _ask("ceremony-share", number=number, token=token, leaf=leaf.hex if leaf else "")
    return OwnShare(str(answer["set"]), tuple(map(tuple, answer["words"])), str(answer["code"]))


def prove(number: int, text: str, *, token: str = "", leaf: UUID | None = None) -> bool:
    """The holder types his share back; whether the set is in force now. Raises KeysRefused."""
    answer = _ask("ceremony-proof", number=number, token=token, leaf=leaf.hex if leaf else "", share=text)
    return bool(answer["done"])


def end() -> None:
    """Forget the set in the making; the one in force stays."""
    _ask("ceremony-end")


def add(authority: Mapping[str, Any], *, kind: str, secret: str) -> None:
    """One more way to open: `passphrase`, or `pin` for the token. Raises KeysRefused, WrongPassphrase."""
    _ask("add-wrapping", wait=SLOW, authority=authority, kind=kind, secret=secret)


def drop(authority: Mapping[str, Any], *, kind: str) -> None:
    """End a way to open: `shares`, `passphrase`, `pkcs11`. Raises KeysRefused, WrongPassphrase."""
    _ask("drop-wrapping", wait=SLOW, authority=authority, kind=kind)


def rekey(authority: Mapping[str, Any], *, openings: Mapping[str, Any]) -> None:
    """A new root, opened by these of the present ways alone. Raises KeysRefused, WrongPassphrase."""
    _ask("rekey", wait=SLOW, authority=authority, openings=dict(openings))


def rotate(authority: Mapping[str, Any]) -> None:
    """Begin new level keys, or go on where that was cut; `status()["keys"]["rotation"]` tells how far it is."""
    _ask("rotate", wait=SLOW, authority=authority)


def _ask(operation: str, *, wait: float = QUICK, **fields: Any) -> dict[str, Any]:
    try:
        return ask(operation, wait=wait, **fields)
    except Fault as no:
        if no.code in REFUSED:
            raise KeysRefused(no.code, **no.facts) from None
        raise
