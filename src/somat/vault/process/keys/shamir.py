"""Shamir's secret sharing over GF(2^8): any `needed` points give the secret back, fewer say nothing about it.

No table is looked up and nothing branches on a secret byte (docs/decisions/0009-shares.md).
"""

from __future__ import annotations

import os
from collections.abc import Mapping

LEAST, MOST = 2, 10  # holders needed, holders in all
REDUCED = 0x1B  # x^8 = x^4 + x^3 + x + 1, the field of AES


def multiply(a: int, b: int) -> int:
    """The product of two field elements."""
    product = 0
    for _ in range(8):
        product ^= a & -(b & 1)
        a = (a << 1 & 0xFF) ^ (REDUCED & -(a >> 7))
        b >>= 1
    return product


def inverse(a: int) -> int:
    """a^254: the inverse of an element that is not 0."""
    result, power = 1, a
    for _ in range(7):
        power = multiply(power, power)
        result = multiply(result, power)
    return result


def within_bounds(*, needed: int, total: int) -> bool:
    return LEAST <= needed <= total <= MOST


def split(secret: bytes, *, needed: int, total: int) -> dict[int, bytes]:
    """Shares by their number from 1. Each byte is the value at 0 of a random polynomial of its own."""
    if not within_bounds(needed=needed, total=total):
        raise ValueError((needed, total))
    polynomials = [(byte, *os.urandom(needed - 1)) for byte in secret]
    return {number: bytes(_value(polynomial, number) for polynomial in polynomials) for number in range(1, total + 1)}


def join(shares: Mapping[int, bytes]) -> bytes:
    """The value at 0 of the polynomials through these points: the secret, if there are enough of them and all are right."""
    weights = {number: _weight(number, shares) for number in shares}
    (length,) = {len(share) for share in shares.values()}
    secret = bytearray(length)
    for number, share in shares.items():
        for at, byte in enumerate(share):
            secret[at] ^= multiply(byte, weights[number])
    return bytes(secret)


def _value(polynomial: tuple[int, ...], x: int) -> int:
    value = 0
    for coefficient in reversed(polynomial):
        value = multiply(value, x) ^ coefficient
    return value


def _weight(number: int, numbers: Mapping[int, object]) -> int:
    """Lagrange's basis polynomial of a point, at 0; in this field a difference is a sum."""
    weight = 1
    for other in numbers:
        if other != number:
            weight = multiply(weight, multiply(other, inverse(other ^ number)))
    return weight
