"""What stands in the memory of a process, as whoever can read /proc/PID/mem finds it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

CHUNK = 8 << 20
HOLDS = "import sys; kept = bytearray.fromhex(sys.stdin.readline()); print('ready', flush=True); sys.stdin.readline()"


def found(pid: int, needles: Iterable[bytes]) -> set[bytes]:
    """Which of these stand in some page that the process can write. Raises PermissionError where it cannot be read."""
    wanted = set(needles)
    overlap = max(map(len, wanted)) - 1
    seen: set[bytes] = set()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end in writable(pid):
            tail = b""
            for at in range(start, end, CHUNK):
                try:
                    memory.seek(at)
                    data = tail + memory.read(min(CHUNK, end - at))
                except (OSError, ValueError):
                    break  # a page that went away meanwhile
                seen |= {needle for needle in wanted - seen if needle in data}
                tail = data[-overlap:]
    return seen


def writable(pid: int) -> Iterator[tuple[int, int]]:
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        place, rights, *_ = line.split()
        if rights.startswith("rw"):
            start, end = place.split("-")
            yield int(start, 16), int(end, 16)


@contextmanager
def holding(secret: bytes) -> Iterator[int]:
    """The planted control: a process that holds this secret, and nothing of it on its command line."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", HOLDS], text=True, **pipes) as process:  # type: ignore[call-overload]
        assert process.stdin and process.stdout
        process.stdin.write(secret.hex() + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ready\n"
        yield process.pid
        process.stdin.close()
