"""The throw-away process of a long print: data comes and goes by pipes, it can write no file and outgrow no limit."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from somat.reporting.drawer import DONE, NO_MEMORY
from somat.reporting.typeset import PrintFailed

MEMORY = 1600 * 2**20  # bytes of address space; the memory in use stays well below
SECONDS = 120
SOURCE = Path(__file__).resolve().parent.parent.parent


def run(data: bytes, *, memory: int = MEMORY, seconds: int = SECONDS) -> bytes:
    """The PDF of a packed print. Raises PrintFailed: "time", "memory" or "fault"."""
    with waiting(memory=memory, seconds=seconds) as child:
        return child(data)


@contextmanager
def waiting(*, memory: int = MEMORY, seconds: int = SECONDS) -> Iterator[Callable[[bytes], bytes]]:
    """A child that loads what it needs while its caller still gathers the data; used or not, it is gone after the block.

    Call what the block gets once, with a packed print: the PDF, or PrintFailed as from `run`.
    """
    command = [sys.executable, "-P", "-s", "-B", "-m", "somat.reporting.drawer", str(memory), str(seconds)]
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
            yield partial(_printed, process, seconds)
        finally:
            process.kill()


def _printed(process: subprocess.Popen[bytes], seconds: int, data: bytes) -> bytes:
    try:
        pdf, _ = process.communicate(data, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise PrintFailed("time") from None
    if process.returncode == DONE and pdf.startswith(b"%PDF-"):
        return pdf
    raise PrintFailed("memory" if process.returncode in {NO_MEMORY, -6} else "fault")
