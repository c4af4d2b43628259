"""The bytes of a sealed value: what it is bound to, so that a moved ciphertext does not open."""

from __future__ import annotations

import struct
from uuid import UUID

SUITE = 1  # AES-256-GCM, 12-byte random nonce, 16-byte tag, key by HKDF-SHA256
NONCE = 12
TAG = 16
LEAST = 1 + NONCE + TAG
_NUMBERS = struct.Struct(">IB")


def prefix(installation: UUID, table: str, column: str) -> bytes:
    """The part of the bound data that all values of one column share."""
    names = table.encode() + b"\x00" + column.encode() + b"\x00"
    return b"somat sealed value\x00" + bytes([SUITE]) + installation.bytes + names


def bound(shared: bytes, row: bytes, version: int, level: int) -> bytes:
    """The additional data of one value: installation, table, column, row (16 bytes), version, level, suite."""
    return shared + row + _NUMBERS.pack(version, level)
