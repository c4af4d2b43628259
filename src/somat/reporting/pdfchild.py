"""The throw-away process that reads PDFs of somebody else's making: a hostile file takes only this process with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from somat.reporting.limits import limit
from somat.vault.converter.laying.badpdf import MAX_BYTES, BadPdf
from somat.vault.converter.sandbox import walls

MEMORY = 1600 * 2**20  # bytes of address space
SECONDS = 60
SOURCE = Path(__file__).resolve().parent.parent.parent
DONE, REFUSED, NO_MEMORY = 0, 2, 3
READABLE = (
    SOURCE / "somat",
    *map(Path, (sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/dev/urandom")),
)
ROOMS = {"check": "somat.reporting.signing.check", "marks": "somat.reporting.signing.onpage"}  # the rest: onto.py


def run(
    job: dict[str, Any], pdf: bytes, drawn: bytes = b"", *, memory: int = MEMORY, seconds: int = SECONDS
) -> tuple[dict[str, Any], bytes]:
    """What the process answers to a job: facts and bytes. Raises BadPdf."""
    if len(pdf) > MAX_BYTES:
        raise BadPdf("size")
    command = [sys.executable, "-P", "-s", "-B", "-m", "somat.reporting.pdfchild", str(memory), str(seconds)]
    with _held(json.dumps({**job, "pdf": len(pdf)}).encode() + b"\n", pdf, drawn) as given:
        process = subprocess.Popen(  # noqa: S603 - our own module, no word of the caller's on the command line
            command,
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PYTHONPATH": str(SOURCE), "LC_ALL": "C.UTF-8"},
        )
    with process:
        try:
            answer, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise BadPdf("time") from None
    if process.returncode not in {DONE, REFUSED} or b"\n" not in answer:
        # -6: a library that could not get memory; -24: the processor's time was up
        raise BadPdf({NO_MEMORY: "memory", -6: "memory", -24: "time"}.get(process.returncode, "broken"))
    head, _, body = answer.partition(b"\n")
    facts = json.loads(head)
    if process.returncode == REFUSED:
        raise BadPdf(facts.pop("why"), **facts)
    return facts, body


def _held(*parts: bytes) -> IO[bytes]:
    """The parts one after the other in memory that has no name and lies on no disk; a pipe would take them in small bites."""
    held = os.fdopen(os.memfd_create("job"), "w+b")
    for part in parts:
        held.write(part)
    held.seek(0)
    return held


def main() -> int:
    limit(int(sys.argv[1]), int(sys.argv[2]))
    try:
        job = json.loads(sys.stdin.buffer.readline())
        # after the limits, so that they hold for the loading too
        answered = import_module(ROOMS.get(job["job"], "somat.vault.converter.laying.onto")).answered
        wall_in()
        pdf = sys.stdin.buffer.read(job["pdf"])
        facts, body = answered(job, pdf, sys.stdin.buffer.read())
    except MemoryError:
        return NO_MEMORY
    except BadPdf as bad:
        facts, body = {"why": bad.why, **bad.facts}, b""
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n")
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()
    return REFUSED if "why" in facts else DONE


def wall_in() -> None:
    """The converter's walls, each where the kernel has it: no network, nothing to read but programs, nothing to write."""
    for name in (walls.LANDLOCK, walls.SECCOMP):
        with suppress(OSError):  # a kernel without it: the limits and the other wall remain
            walls.lower(walls.Plan((name,), None, READABLE, None))


if __name__ == "__main__":
    sys.exit(main())
