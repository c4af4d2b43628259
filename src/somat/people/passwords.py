"""Passwords and one-time secrets: Argon2id, and the same work whether or not there is anything to compare with."""

from __future__ import annotations

import hashlib
import os
import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import VerifyMismatchError

# Passes, KiB of memory, lanes: RFC 9106's second choice with two lanes, as the smallest site has two cores.
COST = (3, 65536, 2)
COST_OF_TESTS = "SOMAT_TEST_ARGON2"
# No i, l, o, 0, 1: a secret is copied from paper. 16 of 31 letters are 79 bits.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 4


@cache
def hasher() -> PasswordHasher:
    """Argon2id with the parameters above; only a test run may ask for cheaper ones."""
    passes, memory, lanes = map(int, os.environ.get(COST_OF_TESTS, ",".join(map(str, COST))).split(","))
    return PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=lanes, type=Type.ID)


def hashed(password: str) -> str:
    return hasher().hash(_plain(password))


def matches(password: str, *, kept: str | None) -> bool:
    """Whether this is the password kept. With nothing kept the work is the same and the answer is no."""
    nobody = _nobody()  # made once, by whichever log-in comes first after the start, known or not
    try:
        hasher().verify(kept or nobody, _plain(password))
    except VerifyMismatchError:
        return False
    return kept is not None


def one_time_secret() -> str:
    """A secret that the program chooses and shows once; four groups of four letters and digits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def new_token() -> str:
    """What a log-in cookie holds: 32 random bytes in hex."""
    return secrets.token_hex(32)


def token_hash(token: str) -> str:
    """What the table of sessions holds of it: SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _nobody() -> str:
    return hasher().hash(secrets.token_hex(32))


def _plain(password: str) -> str:
    """One form of Vietnamese letters, whichever input method typed them."""
    return unicodedata.normalize("NFC", password)
