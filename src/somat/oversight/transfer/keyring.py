"""The vault's keyring as one whole file, copied while the vault goes on writing it; wrapped keys only."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from somat.oversight.transfer.snapshot import NotReadable

KEYRING = "keyring.sqlite3"
KEPT = 35 * 86_400  # seconds that a copy of the keyring lives, and what only it opens (R11)
WAIT = 30  # seconds that the copy waits for the vault's own short writing


def copy_of(path: Path) -> bytes:
    """The file as it is now, with what its write-ahead log holds, and without a trace of keys destroyed before.

    It is made in memory (about 160 bytes a key) and never lies in a folder of its own. Raises NotReadable.
    """
    try:
        with closing(sqlite3.connect(":memory:")) as copy:
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT)) as source:
                source.backup(copy)
            copy.execute("VACUUM")
            return bytes(copy.serialize())
    except sqlite3.Error as error:
        raise NotReadable(type(error).__name__) from error
