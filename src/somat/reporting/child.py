"""The throw-away process of a long print: data comes and goes by pipes, it can write no file and outgrow no limit."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

from somat.reporting.limits import limit
from somat.reporting.typeset import PrintFailed, typeset_and_keep

MEMORY = 1600 * 2**20  # bytes of address space; the memory in use stays well below
SECONDS = 120
DONE, NO_MEMORY, FAULT = 0, 3, 4
SOURCE = Path(__file__).resolve().parent.parent.parent


def run(data: bytes, *, memory: int = MEMORY, seconds: int = SECONDS) -> bytes:
    """The PDF of a packed print. Raises PrintFailed: "time", "memory" or "fault"."""
    command = [sys.executable, "-P", "-s", "-B", "-m", "somat.reporting.child", str(memory), str(seconds)]
    environment = {"PYTHONPATH": str(SOURCE), "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(  # noqa: S603 - our own module, no word of the caller's on the command line
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=environment,
    ) as process:
        try:
            pdf, _ = process.communicate(data, timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise PrintFailed("time") from None
    if process.returncode == DONE and pdf.startswith(b"%PDF-"):
        return pdf
    raise PrintFailed("memory" if process.returncode in {NO_MEMORY, -6} else "fault")


def main() -> int:
    limit(int(sys.argv[1]), int(sys.argv[2]))
    gc.disable()  # nothing here goes in circles, and the process is short
    # after the limits, so that they hold for the loading too
    from somat.reporting.book import composed
    from somat.reporting.wire import unpacked

    try:
        book = unpacked(sys.stdin.buffer.read())
        pdf = typeset_and_keep(book.form, composed(book), at=book.printed_at)
    except MemoryError:
        return NO_MEMORY
    except PrintFailed:
        return FAULT
    sys.stdout.buffer.write(pdf)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
