"""A PKCS#11 token opens the root key: an AES key that never leaves the token wraps it; a second wrapping beside shares."""

from __future__ import annotations

import hmac
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import pkcs11
from pkcs11 import Attribute, GCMParams, KeyType, Mechanism, ObjectClass
from pkcs11.exceptions import PinIncorrect, PinInvalid, PinLenRange, PinLocked, PKCS11Error

from somat.vault.process.keys.passphrase import coded, decoded
from somat.vault.process.keys.provider import NotAuthentic, WrongOpening
from somat.vault.process.keys.sealing import NONCE, TAG

KEY_LABEL = "somat root"
_ONE = threading.Lock()  # a process has one log-in to a token at a time


class TokenAway(Exception):
    """No token of this name answers, or it refuses to work; the words name the error."""


class TokenLocked(Exception):
    """Too many wrong PINs: the token itself takes no more."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the token is: the driver's file and the token's label (site.toml `[vault] pkcs11_module`, `pkcs11_token`)."""

    module: str
    label: str


@contextmanager
def logged_in(place: Place, pin: str) -> Iterator[Any]:
    """A session for as long as the block lasts. Raises TokenAway, TokenLocked, WrongOpening for a wrong PIN."""
    try:
        token = pkcs11.lib(place.module).get_token(token_label=place.label)
        with token.open(user_pin=pin, rw=True) as opened:
            yield opened
    except (PinIncorrect, PinInvalid, PinLenRange):
        raise WrongOpening from None
    except PinLocked:
        raise TokenLocked from None
    except (PKCS11Error, RuntimeError, OSError) as error:
        raise TokenAway(type(error).__name__) from None


class Token:
    """Fulfils `Opening`. The PIN is given at each opening and kept nowhere else."""

    kind = "pkcs11"

    def __init__(self, place: Place, *, pin: str) -> None:
        self.place = place
        self._pin = pin

    def session(self) -> AbstractContextManager[Any]:
        return logged_in(self.place, self._pin)

    def marked(self, key: bytes) -> bytes:
        """The PIN as a hash under a key of this moment: a log-in that is held can be asked again whether it is the same."""
        return hmac.digest(key, self._pin.encode(), "sha256")

    def wrap(self, root: bytes, *, about: bytes) -> dict[str, Any]:
        """With a new key of the token, which replaces none: an older root's key stays until the token is cleared."""
        name = os.urandom(8)
        with _ONE, self.session() as opened:
            key = new_key(opened, name=name)
            facts = {"token": self.place.label, "key": name.hex()}
            return facts | {"wrapped": coded(encrypt(key, root, about=about + _bound(facts)))}

    def unwrap(self, facts: Mapping[str, Any], *, about: bytes) -> bytes:
        wrapped = decoded(facts, "wrapped")
        with _ONE, self.session() as opened:
            try:
                return decrypt(key_of(opened, name=bytes.fromhex(facts["key"])), wrapped, about=about + _bound(facts))
            except NotAuthentic:
                raise WrongOpening from None


def new_key(opened: Any, *, name: bytes) -> Any:
    """An AES-256 key that stays in the token."""
    template = {Attribute.EXTRACTABLE: False, Attribute.SENSITIVE: True, Attribute.PRIVATE: True}
    return opened.generate_key(KeyType.AES, 256, id=name, label=KEY_LABEL, store=True, template=template)


def key_of(opened: Any, *, name: bytes) -> Any:
    try:
        return opened.get_key(object_class=ObjectClass.SECRET_KEY, key_type=KeyType.AES, id=name)
    except PKCS11Error:
        raise NotAuthentic("token key") from None


def encrypt(key: Any, secret: bytes, *, about: bytes) -> bytes:
    """Nonce, ciphertext, tag: AES-256-GCM done by the token."""
    nonce = os.urandom(NONCE)
    return nonce + bytes(_gcm(key.encrypt, secret, nonce, about))


def decrypt(key: Any, wrapped: bytes, *, about: bytes) -> bytes:
    """Raises NotAuthentic."""
    try:
        return bytes(_gcm(key.decrypt, wrapped[NONCE:], wrapped[:NONCE], about))
    except PKCS11Error:
        raise NotAuthentic("token") from None


def _gcm(act: Any, data: bytes, nonce: bytes, about: bytes) -> Any:
    return act(data, mechanism=Mechanism.AES_GCM, mechanism_param=GCMParams(nonce, about, TAG * 8))


def _bound(facts: Mapping[str, Any]) -> bytes:
    return str(facts["token"]).encode() + b"\x00" + bytes.fromhex(facts["key"])
