"""The throw-away process that reads a large file: bytes in, texts out by pipes; it writes no file and outgrows no limit.

Reading 20,000 lines keeps a processor busy for some seconds: in the server itself everybody else would wait.
"""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from somat.exchange.oldbook.gate import TOO_BIG
from somat.exchange.oldbook.sheet import BadSheet
from somat.exchange.oldbook.whole import How, read_whole
from somat.exchange.oldbook.wire import how_from, how_plain, texts_of

SMALL = 64 * 1024  # bytes of a file that is read sooner than a process begins
MEMORY = 3 * 2**30  # bytes of address space
SECONDS = 900
DONE, BAD = 0, 5
TOO_LONG = "Tệp quá dài, đọc không kịp. Hãy tách mỗi năm một tệp rồi nạp lại."
SOURCE = Path(__file__).resolve().parents[3]


def texts(data: bytes, *, name: str, how: How, step: int) -> list[str]:
    """The face of a file and its lines in pieces of `step` (wire.py). Raises BadSheet with one sentence."""
    if len(data) <= SMALL:
        return texts_of(read_whole(data, name=name, how=how), step=step)
    return in_child(data, name=name, how=how, step=step)


def in_child(data: bytes, *, name: str, how: How, step: int, memory: int = MEMORY, seconds: int = SECONDS) -> list[str]:
    """The same, always in a process of its own."""
    head = json.dumps({"name": name, "step": step, "how": how_plain(how)}).encode()
    command = [sys.executable, "-P", "-s", "-B", "-m", "somat.exchange.oldbook.child", str(memory), str(seconds)]
    environment = {"PYTHONPATH": str(SOURCE), "LC_ALL": "C.UTF-8"}
    try:
        ended = subprocess.run(  # noqa: S603 - our own module, no word of the caller's on the command line
            command,
            input=head + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=environment,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BadSheet(TOO_LONG) from None
    if ended.returncode == DONE:
        return ended.stdout.decode().split("\n")
    raise BadSheet(ended.stdout.decode() if ended.returncode == BAD else TOO_BIG)


def main() -> int:
    for what, most in (
        (resource.RLIMIT_AS, int(sys.argv[1])),
        (resource.RLIMIT_CPU, int(sys.argv[2])),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    gc.disable()  # a book read is a million objects and no circle among them: looking for one took a fifth of the time
    asked: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    try:
        found = read_whole(sys.stdin.buffer.read(), name=asked["name"], how=how_from(asked["how"]))
    except BadSheet as bad:
        sys.stdout.buffer.write(bad.sentence.encode())
        return BAD
    sys.stdout.buffer.write("\n".join(texts_of(found, step=asked["step"])).encode())
    return DONE


if __name__ == "__main__":
    sys.exit(main())
