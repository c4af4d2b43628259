"""The committed vectors of docs/formats/keyring.md: read by the program, and again by a reader that shares only the page."""

from __future__ import annotations

import base64
import hashlib
import json
import struct
import unicodedata
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from somat.vault.process.keys.collecting import all_together
from somat.vault.process.keys.passphrase import Passphrase
from somat.vault.process.keys.provider import NotAuthentic, WrongOpening
from somat.vault.process.keys.rootfile import about_root
from somat.vault.process.keys.share import BadShare, read
from somat.vault.process.keys.wrapped import about_key, unwrap

FOLDER = Path(__file__).with_name("vectors") / "keyring"


def vectors(kind: str) -> list[Any]:
    found = sorted(FOLDER.glob(f"{kind}*.json"))
    return [pytest.param(json.loads(path.read_text("utf-8")), id=path.stem) for path in found]


def test_the_vectors_are_there() -> None:
    assert len(list(FOLDER.glob("good-*.json"))) == 3 and len(list(FOLDER.glob("bad-*.json"))) == 17


# the program


def key_of(facts: dict[str, Any]) -> bytes:
    about = {name: facts[name] for name in ("kind", "level", "year")}
    bound = about_key(UUID(facts["installation"]), UUID(facts["key"]), **about)
    return unwrap(bytes.fromhex(facts["under"]), bytes.fromhex(facts["wrapped"]), about=bound)


def by_words(facts: dict[str, Any]) -> bytes:
    bound = about_root(UUID(facts["installation"]), UUID(facts["root"]), "passphrase")
    return Passphrase(facts["words"]).unwrap(facts, about=bound)


@pytest.mark.parametrize("facts", vectors("good-key"))
def test_a_wrapped_key_is_unwrapped(facts: dict[str, Any]) -> None:
    assert key_of(facts).hex() == facts["secret"] == other_key(facts).hex()


@pytest.mark.parametrize("facts", vectors("bad-key"))
def test_a_key_for_another_place_is_not(facts: dict[str, Any]) -> None:
    with pytest.raises(NotAuthentic):
        key_of(facts)
    with pytest.raises((InvalidTag, ValueError)):
        other_key(facts)


@pytest.mark.parametrize("facts", vectors("good-passphrase"))
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_words_open(facts: dict[str, Any], form: Any) -> None:
    typed = facts | {"words": unicodedata.normalize(form, facts["words"])}
    assert by_words(typed).hex() == facts["secret"] == other_words(typed).hex()


@pytest.mark.parametrize("facts", vectors("bad-passphrase"))
def test_other_words_do_not(facts: dict[str, Any]) -> None:
    with pytest.raises(WrongOpening):
        by_words(facts)
    with pytest.raises(InvalidTag):
        other_words(facts)


@pytest.mark.parametrize("facts", vectors("good-shares"))
@pytest.mark.parametrize("given", ["shares", "codes"])
def test_any_three_shares_open(facts: dict[str, Any], given: str) -> None:
    about = about_root(UUID(facts["installation"]), UUID(facts["root"]), "shares")
    for chosen in combinations(facts[given], 3):
        assert all_together(chosen, facts=facts).unwrap(facts, about=about).hex() == facts["secret"]


@pytest.mark.parametrize("facts", vectors("good-shares"))
def test_any_three_shares_open_for_the_other_reader(facts: dict[str, Any]) -> None:
    for chosen in combinations(facts["codes"], 3):
        assert other_shares(chosen, facts).hex() == facts["secret"]
    for chosen in combinations(facts["codes"], 2):
        with pytest.raises(InvalidTag):
            other_shares(chosen, facts)


@pytest.mark.parametrize("facts", vectors("bad-share-"))
def test_a_share_typed_wrong_is_named(facts: dict[str, Any]) -> None:
    with pytest.raises(BadShare) as bad:
        read(facts["text"])
    assert {"code": bad.value.code, "line": bad.value.line, "word": bad.value.word} == facts["fails"]


# the other reader: written from the page, with nothing of the program's


def decrypted(key: bytes, wrapped: bytes, bound: bytes) -> bytes:
    return AESGCM(key).decrypt(wrapped[:12], wrapped[12:], bound)


def other_key(facts: dict[str, Any]) -> bytes:
    bound = b"somat wrapped key\0" + bytes([facts["suite"]]) + bytes.fromhex(facts["installation"] + facts["key"])
    bound += facts["kind"].encode() + b"\0" + struct.pack(">BH", facts["level"], facts["year"])
    return decrypted(bytes.fromhex(facts["under"]), bytes.fromhex(facts["wrapped"]), bound)


def root_bound(facts: dict[str, Any], kind: bytes) -> bytes:
    return b"somat root key\0\x01" + bytes.fromhex(facts["installation"] + facts["root"]) + kind + b"\0"


def other_words(facts: dict[str, Any]) -> bytes:
    cost, salt = facts["cost"], base64.b64decode(facts["salt"])
    words = unicodedata.normalize("NFC", facts["words"]).encode()
    key = hash_secret_raw(words, salt, cost["time"], cost["memory_kib"], cost["lanes"], 32, Type.ID)
    said = json.dumps({name: cost[name] for name in ("lanes", "memory_kib", "time")}).encode()
    return decrypted(key, base64.b64decode(facts["wrapped"]), root_bound(facts, b"passphrase") + said + salt)


def tables() -> tuple[list[int], dict[int, int]]:
    """Powers and logarithms of 3 in the field: another way to multiply than the program's."""
    powers, value = [], 1
    for _ in range(255):
        powers.append(value)
        value ^= (value << 1) ^ (0x11B if value & 0x80 else 0)
    return powers, {value: at for at, value in enumerate(powers)}


def other_shares(codes: tuple[str, ...], facts: dict[str, Any]) -> bytes:
    packed = [base64.b32decode(code.removeprefix("SOMAT1")) for code in codes]
    for one in packed:
        assert one[38:] == hashlib.sha256(b"somat share check\0" + one[:38]).digest()[:2]
        assert facts["marks"][one[4] - 1] == hashlib.sha256(b"somat share\0" + one).hexdigest()
    powers, logs = tables()
    points = {one[4]: one[6:38] for one in packed}
    secret = bytearray(32)
    for x, values in points.items():
        log = sum(logs[other] - logs[other ^ x] for other in points if other != x)
        for at, value in enumerate(values):
            secret[at] ^= powers[(logs[value] + log) % 255] if value else 0
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"somat shares").derive(bytes(secret))
    bound = bytes.fromhex(facts["set"]) + bytes([facts["needed"], facts["total"]]) + "".join(facts["marks"]).encode()
    return decrypted(key, base64.b64decode(facts["wrapped"]), root_bound(facts, b"shares") + bound)
