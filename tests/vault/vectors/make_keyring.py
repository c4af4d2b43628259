"""Writes tests/vault/vectors/keyring: `python -m tests.vault.vectors.make_keyring`. Run by hand when the format changes, never by tests."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from somat.vault.process.keys.passphrase import Cost, Passphrase
from somat.vault.process.keys.rootfile import about_root
from somat.vault.process.keys.share import SYLLABLES
from somat.vault.process.keys.shares import new_set
from somat.vault.process.keys.wrapped import about_key, wrap

FOLDER = Path(__file__).with_name("keyring")
SITE, ROOT, KEY = UUID(int=0xA1), UUID(int=0xB2), UUID(int=0xC3)
_count = itertools.count()


def not_random(count: int) -> bytes:
    """Bytes that are the same in each run of this program."""
    return hashlib.shake_256(b"somat vectors %d" % next(_count)).digest(count)


def main() -> None:
    os.urandom = not_random
    FOLDER.mkdir(exist_ok=True)
    secret, under = not_random(32), not_random(32)
    _keys(secret, under)
    _passphrase(secret)
    _shares(secret)


def _keys(secret: bytes, under: bytes) -> None:
    right: dict[str, Any] = {"kind": "document", "level": 2, "year": 2026}
    facts = {"installation": SITE.hex, "key": KEY.hex, "suite": 1, "under": under.hex(), **right}
    wrapped = wrap(under, secret, about=about_key(SITE, KEY, **right))
    put("good-key", facts | {"wrapped": wrapped.hex(), "secret": secret.hex()})
    for name, change in {
        "level": {"level": 1}, "year": {"year": 2025}, "kind": {"kind": "volume"}, "key": {"key": ROOT.hex},
        "installation": {"installation": ROOT.hex}, "under": {"under": secret.hex()},
        "cut": {"wrapped": wrapped[:-1].hex()}, "bit": {"wrapped": (wrapped[:-1] + bytes([wrapped[-1] ^ 1])).hex()},
        "empty": {"wrapped": ""},
    }.items():  # fmt: skip
        put(f"bad-key-{name}", facts | {"wrapped": wrapped.hex()} | change)


def _passphrase(secret: bytes) -> None:
    words = "Nước chảy đá mòn, 3 giờ sáng"
    wrapping = Passphrase(words, cost=Cost(1, 64, 1)).wrap(secret, about=about_root(SITE, ROOT, "passphrase"))
    facts = {"installation": SITE.hex, "root": ROOT.hex, "words": words, **wrapping}
    put("good-passphrase", facts | {"secret": secret.hex()})
    put("bad-passphrase-words", facts | {"words": words.lower()})
    put("bad-passphrase-cost", facts | {"cost": {"time": 2, "memory_kib": 64, "lanes": 1}})
    put("bad-passphrase-root", facts | {"root": KEY.hex})


def _shares(secret: bytes) -> None:
    opening, shares = new_set(needed=3, total=5)
    wrapping = opening.wrap(secret, about=about_root(SITE, ROOT, "shares"))
    texts = ["\n".join(" ".join(line) for line in share.words()) for share in shares]
    facts = {"installation": SITE.hex, "root": ROOT.hex, **wrapping}
    put("good-shares", facts | {"shares": texts, "codes": [share.code() for share in shares], "secret": secret.hex()})
    lines = [line.split() for line in texts[0].split("\n")]

    def spoilt(change: Callable[[list[list[str]]], object]) -> str:
        copy = [list(line) for line in lines]
        change(copy)
        return "\n".join(" ".join(line) for line in copy)

    other = next(one for one in SYLLABLES if one != lines[2][3])
    code = shares[0].code()
    for name, text, fails in (
        ("line", spoilt(lambda copy: copy[2].__setitem__(3, other)), {"code": "share-line", "line": 3, "word": 0}),
        ("swapped", spoilt(lambda copy: copy.insert(0, copy.pop(1))), {"code": "share-line", "line": 1, "word": 0}),
        ("word", spoilt(lambda copy: copy[7].__setitem__(5, "zz")), {"code": "share-word", "line": 8, "word": 6}),
        ("short", spoilt(lambda copy: copy.pop()), {"code": "share-length", "line": 0, "word": 42}),
        ("code", code[:-1] + ("A" if code[-1] != "A" else "B"), {"code": "share-check", "line": 0, "word": 0}),
    ):
        put(f"bad-share-{name}", {"text": text, "fails": fails})


def put(name: str, facts: dict[str, Any]) -> None:
    (FOLDER / f"{name}.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
