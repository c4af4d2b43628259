"""One share on paper: 48 syllables in eight lines, each line with a check of its own, or the line of its QR code.

Syllables have no tone and no letter that a Vietnamese keyboard writes by itself, so that they are typed alike with the
input method on or off; marks that it adds all the same are dropped.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from itertools import product

from somat.law.fold import fold

LINES, DATA = 8, 5  # each line: five syllables of data and one that checks them
SECRET = 32
INITIALS = ("b", "c", "ch", "d", "g", "h", "kh", "l", "m", "ng", "nh", "ph", "s", "t", "th", "v")
RIMES = ("a", "ai", "am", "ang", "ao", "ac", "o", "oi", "om", "ong", "oc", "u", "ua", "um", "ung", "uoi")
SYLLABLES = tuple(initial + rime for initial, rime in product(INITIALS, RIMES))
_VALUES = {syllable: value for value, syllable in enumerate(SYLLABLES)}
PREFIX = "SOMAT1"
_QR = re.compile(rf"{PREFIX}([A-Z2-7]{{64}})")


class BadShare(Exception):
    """What was typed is no share. `code` is one word of the protocol; line and word count from 1, 0 where none is known."""

    def __init__(self, code: str, *, line: int = 0, word: int = 0) -> None:
        super().__init__(code)
        self.code, self.line, self.word = code, line, word


@dataclass(frozen=True, slots=True)
class Share:
    """`set` names the shares that belong together; `needed` of `total` open. The value is secret."""

    set: bytes
    number: int
    needed: int
    total: int
    value: bytes = field(repr=False)

    def packed(self) -> bytes:
        """40 bytes: set (4), number, needed and total (one each half), value (32), the first two of SHA-256 over these."""
        body = self.set + bytes([self.number, self.needed << 4 | self.total]) + self.value
        return body + _sum(body)

    def words(self) -> list[list[str]]:
        """Eight lines of six syllables."""
        data = self.packed()
        parts = [data[at : at + DATA] for at in range(0, len(data), DATA)]
        return [[SYLLABLES[b] for b in (*part, _check(line, part))] for line, part in enumerate(parts, start=1)]

    def code(self) -> str:
        """What the QR code says; only letters and digits that every scanner types."""
        return PREFIX + base64.b32encode(self.packed()).decode()

    def mark(self) -> str:
        """What the vault keeps to know this share again: a hash, from which it cannot be found."""
        return hashlib.sha256(b"somat share\x00" + self.packed()).hexdigest()


def read(text: str) -> Share:
    """A share from its words or its QR line, in any case, composition and spacing. Raises BadShare."""
    plain = fold(text)
    if scanned := _QR.fullmatch(re.sub(r"\W", "", plain).upper()):
        return _share(base64.b32decode(scanned[1]))
    words = re.findall(r"[a-z]+", plain)
    values = []
    for at, word in enumerate(words):
        if word not in _VALUES:
            raise BadShare("share-word", line=at // (DATA + 1) + 1, word=at % (DATA + 1) + 1)
        values.append(_VALUES[word])
    if len(values) != LINES * (DATA + 1):
        raise BadShare("share-length", word=len(values))
    data = b""
    for line in range(1, LINES + 1):
        *part, check = values[(line - 1) * (DATA + 1) : line * (DATA + 1)]
        if _check(line, bytes(part)) != check:
            raise BadShare("share-line", line=line)
        data += bytes(part)
    return _share(data)


def _share(data: bytes) -> Share:
    body, check = data[:-2], data[-2:]
    if _sum(body) != check:
        raise BadShare("share-check")
    return Share(body[:4], body[4], body[5] >> 4, body[5] & 15, body[6:])


def _sum(body: bytes) -> bytes:
    return hashlib.sha256(b"somat share check\x00" + body).digest()[:2]


def _check(line: int, part: bytes) -> int:
    """CRC-8 (polynomial 0x07): one wrong syllable always changes it, two in each other's place 255 times of 256."""
    remainder = 0
    for byte in (line, *part):
        remainder ^= byte
        for _ in range(8):
            remainder = remainder << 1 & 0xFF ^ (0x07 & -(remainder >> 7))
    return remainder
