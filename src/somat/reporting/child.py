"""The throw-away process of a long print: data comes and goes by pipes, it can write no file and outgrow no limit.

A print of many pages is drawn by two of them where the machine has two processors: the first has a second one draw the later half.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Literal

from somat.reporting.form import FORMS
from somat.reporting.limits import limit
from somat.reporting.typeset import PrintFailed, typeset_and_keep

MEMORY = 1600 * 2**20  # bytes of address space; the memory in use stays well below
SECONDS = 120
DONE, NO_MEMORY, FAULT = 0, 3, 4
SAMPLE = FORMS / "A1" / "sample.json"
SOURCE = Path(__file__).resolve().parent.parent.parent
MANY = 400  # lines from which a second process pays
Draws = Literal["all", "halves", "later half"]


def shared(lines: int) -> Draws:
    """How a print of so many lines is best drawn on this machine."""
    return "halves" if lines >= MANY and len(os.sched_getaffinity(0)) > 1 else "all"


def run(data: bytes, *, draws: Draws = "all", memory: int = MEMORY, seconds: int = SECONDS) -> bytes:
    """The PDF of a packed print. Raises PrintFailed: "time", "memory" or "fault"."""
    with waiting(draws, memory=memory, seconds=seconds) as child:
        return child(data)


@contextmanager
def waiting(
    draws: Draws = "all", *, memory: int = MEMORY, seconds: int = SECONDS
) -> Iterator[Callable[[bytes], bytes]]:
    """A child that loads what it needs while its caller still gathers the data; used or not, it is gone after the block.

    Call what the block gets once, with a packed print: the PDF, or PrintFailed as from `run`.
    """
    command = [sys.executable, "-P", "-s", "-B", "-m", "somat.reporting.child", draws, str(memory), str(seconds)]
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


def main() -> int:
    draws, memory, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    limit(memory, seconds)
    gc.disable()  # nothing here goes in circles, and the process is short
    try:
        if draws == "halves":
            with waiting("later half", memory=memory, seconds=seconds) as other:
                pdf = both(other)
        else:
            pdf = prepared()(sys.stdin.buffer.read(), draws)
    except MemoryError:
        return NO_MEMORY
    except PrintFailed as failed:
        return NO_MEMORY if failed.why == "memory" else FAULT
    sys.stdout.buffer.write(pdf)
    return DONE


def prepared() -> Callable[[bytes, str], bytes]:
    """What draws a packed print or a half of it, with fonts and drawings read already."""
    # after the limits, so that they hold for the loading too
    from somat.reporting.book import composed
    from somat.reporting.wire import unpacked

    def drawn(data: bytes, draws: str) -> bytes:
        book = unpacked(data)
        whole = composed(book)
        middle = (len(whole["sheets"]) + 1) // 2
        of = {"halves": slice(middle), "later half": slice(middle, None)}.get(draws, slice(None))
        return typeset_and_keep(book.form, {**whole, "sheets": whole["sheets"][of]}, at=book.printed_at)

    drawn(SAMPLE.read_bytes(), "all")
    return drawn


def both(other: Callable[[bytes], bytes]) -> bytes:
    """The first half drawn here while another process draws the later one."""
    draw = prepared()
    data = sys.stdin.buffer.read()
    with ThreadPoolExecutor(1) as beside:
        later = beside.submit(other, data)
        first = draw(data, "halves")
        return joined(first, later.result())


def joined(first: bytes, later: bytes) -> bytes:
    """Two prints of one document as one; what describes it is taken from the first."""
    from pikepdf import Pdf

    with Pdf.open(BytesIO(first)) as whole, Pdf.open(BytesIO(later)) as rest:
        told = b"<xmpTPg:NPages>%d<"
        described = whole.Root.Metadata.read_bytes()
        before = told % len(whole.pages)
        whole.pages.extend(rest.pages)
        whole.Root.Metadata.write(described.replace(before, told % len(whole.pages)))
        out = BytesIO()
        whole.save(out, deterministic_id=True, fix_metadata_version=False)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
