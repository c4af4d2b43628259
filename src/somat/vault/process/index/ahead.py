"""All entries in batches; many of them read a batch ahead by a process of its own, which has no key and meets sealed values only."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from somat.vault.process.database import Database, connect
from somat.vault.process.errors import Denied
from somat.vault.process.index.source import Batch, Source
from somat.vault.process.site import read_site

BATCH = 5_000  # entries
FEW = 40_000  # entries up to which another process costs more than it saves
SOURCE = Path(__file__).resolve().parents[4]
SIZE = 8  # bytes before each batch that say how long it is


def batches(database: Database) -> Iterator[Batch]:
    """Every entry in rising order of place, each batch as one committed state shows it."""
    source, place = Source(database), 0
    while True:
        with database.reading() as reader:
            batch = source.after(reader, place, count=BATCH)
        if not batch.plain:
            return
        yield batch
        place = batch.plain[-1][0]


@contextmanager
def read_ahead(folder: Path) -> Iterator[Iterator[Batch]]:
    """The same of the site in a folder, from another process; it is gone after the block. Raises Denied where that one fell."""
    command = [sys.executable, "-P", "-s", "-B", "-m", __name__, str(folder)]
    with subprocess.Popen(  # noqa: S603 - our own module
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    ) as process:
        assert process.stdout is not None
        try:
            yield _received(process.stdout)
        finally:
            process.kill()


def _received(pipe: IO[bytes]) -> Iterator[Batch]:
    while size := int.from_bytes(_whole(pipe, SIZE)):
        yield Batch(*pickle.loads(_whole(pipe, size)))  # noqa: S301 - by a pipe from the process that was started above


def _whole(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise Denied("no-database", kind="reader")
    return data


def main() -> None:
    for batch in batches(connect(read_site(Path(sys.argv[1])))):
        data = pickle.dumps(tuple(batch), pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.write(len(data).to_bytes(SIZE))
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    sys.stdout.buffer.write(bytes(SIZE))


if __name__ == "__main__":
    main()
