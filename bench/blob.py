"""python -m bench.blob: a file into a blob and back, beside raw AES-256-GCM from file to file on the same disk.

The product's figure has everything: keys from the keyring, 1 MiB chunks bound to their place, SHA-256 of what is stored, the file and
its folder synced. The floor has none of that but the cipher, the same chunks in one reused buffer, and the sync.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import struct
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.place import environment
from somat.vault.process.content.store import Store
from somat.vault.process.content.stream import CHUNK, TAG, Place
from somat.vault.process.keys.embedded import Embedded
from somat.vault.process.keys.passphrase import Cost, Passphrase

NONCE = struct.Struct(">7sIB")
LEAST = 0.7  # of the floor


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.blob", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("build"))
    parser.add_argument("--mib", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-blob-", dir=options.folder))
    try:
        facts = {"environment": environment(folder), "blob": measured(folder, options.mib, options.rounds)}
    finally:
        shutil.rmtree(folder)
    print(json.dumps(facts, indent=1))


def measured(folder: Path, mib: int, rounds: int) -> dict[str, Any]:
    """MiB a second of each way, medians; product and floor take turns, so that a slow minute of the disk meets both."""
    source = folder / "source"
    with source.open("wb") as file:
        for _ in range(mib):
            file.write(os.urandom(CHUNK))
        os.fsync(file.fileno())
    keys = Embedded(folder / "vault", installation=uuid4())
    opener = Passphrase("mười hai con giáp đi qua cầu", cost=Cost(1, 64, 1))
    keys.create(opener)
    keys.unwrap(opener)
    taken: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, seconds in one_round(folder, source, keys):
            taken.setdefault(name, []).append(mib / seconds)
    rates = {name: round(median(some)) for name, some in taken.items()}
    shares = {way: round(rates[f"{way} MiB/s"] / rates[f"floor {way} MiB/s"], 2) for way in ("encrypt", "decrypt")}
    return {"MiB": mib, **rates, **{f"{way} of floor": share for way, share in shares.items()}, "asked": LEAST}


def one_round(folder: Path, source: Path, keys: Embedded) -> Iterator[tuple[str, float]]:
    cipher, sealed, out, blob = AESGCM(os.urandom(32)), folder / "sealed", folder / "out", uuid4()
    store, place = Store(folder, keys=keys), Place(uuid4(), uuid4(), 1)
    yield "floor encrypt MiB/s", timed(lambda: raw(source, sealed, cipher.encrypt_into, CHUNK, TAG))
    keys.new_document_key(blob, level=1)
    yield "encrypt MiB/s", timed(lambda: store.write(blob, place, pieces(source)))
    yield "floor decrypt MiB/s", timed(lambda: raw(sealed, out, cipher.decrypt_into, CHUNK + TAG, -TAG))
    sealed.unlink()
    out.unlink()
    yield "decrypt MiB/s", timed(lambda: back(store, blob, place, out))
    out.unlink()
    store.remove(blob)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def pieces(source: Path) -> Iterator[memoryview]:
    buffer = memoryview(bytearray(CHUNK))
    with source.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            yield buffer[:count]


def back(store: Store, blob: Any, place: Place, out: Path) -> None:
    with store.open(blob, place) as content, out.open("wb", buffering=0) as file:
        for piece in content.pieces():
            file.write(piece)
        os.fsync(file.fileno())


def raw(source: Path, target: Path, work: Callable[..., int], size: int, more: int) -> None:
    """The floor: chunk by chunk into one buffer, written and synced."""
    given, made = memoryview(bytearray(size)), memoryview(bytearray(CHUNK + TAG))
    with source.open("rb", buffering=0) as file, target.open("wb", buffering=0) as out:
        number, last = 0, source.stat().st_size // size - 1
        while count := file.readinto(given):
            nonce = NONCE.pack(b"1234567", number, number == last)
            done = work(nonce, given[:count], b"place", made[: count + more])
            out.write(made[:done])
            number += 1
        os.fsync(out.fileno())


if __name__ == "__main__":
    main()
