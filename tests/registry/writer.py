"""A clerk's process: writes lines on the tests' own database and says which numbers it was given.

    python -m tests.registry.writer PERSON BOOK LINES [hang] [threads=4] [hold=0]

Prints one JSON line for each acknowledged act: number, document number, uuid, its thread, milliseconds waited and worked. With `hang` the last act
stops inside its transaction, with its numbers taken and its rows written, and says so. With `hold` each act keeps its numbers for
so many milliseconds longer than it needs them.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID, uuid4

THREADS = 4


def main(person: UUID, book: UUID, lines: int, *, hang: bool, threads: int = THREADS, hold: int = 0) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "somat.project.settings"
    import django

    django.setup()
    print("ready", flush=True)
    sys.stdin.readline()  # all begin together
    if hang:
        stop_inside()
        write(person, book)
        return
    if hold:
        hold_longer(hold / 1000)
    with ThreadPoolExecutor(threads) as pool:
        for acts in [pool.submit(some, person, book, lines) for _ in range(threads)]:
            acts.result()


def some(person: UUID, book: UUID, lines: int) -> None:
    for _ in range(lines):
        began, work = time.perf_counter(), time.thread_time()
        entry = write(person, book)
        waited, worked = (time.perf_counter() - began) * 1000, (time.thread_time() - work) * 1000
        facts = {
            "who": f"{os.getpid()} {threading.get_ident()}",
            "no": entry.no,
            "doc": entry.doc_number,
            "uuid": str(entry.uuid),
        }
        say({**facts, "ms": round(waited, 1), "work": round(worked, 2)})


SAYING = threading.Lock()


def say(facts: dict[str, Any]) -> None:
    with SAYING:
        print(json.dumps(facts), flush=True)


def write(person: UUID, book: UUID) -> Any:
    from somat.access.actors import actor_without_session
    from somat.audit.moment import today
    from somat.law.levels import Level
    from somat.registry.actions.issue import issue
    from somat.registry.line import OutLine, To

    day: date = today()
    line = OutLine(
        book=book, level=Level.MAT, day=day, symbol="BC-UBND", doc_type="BC", abstract="Tình hình giả định",
        signer="Nguyễn Văn An", unit="Văn phòng", to=(To("Công an tỉnh"),), copies=2,
    )  # fmt: skip
    return issue(line, by=actor_without_session(person, workstation="VP-02"), key=uuid4())


def stop_inside() -> None:
    """The words of the line are kept last: there the process stops, the transaction open."""
    from somat.vault import actions

    def keep(values: Any) -> Any:
        say({"inside": True})
        time.sleep(600)

    actions.keep = keep


def hold_longer(seconds: float) -> None:
    """Each act sleeps inside its transaction, its numbers taken: what the test of waiting must find."""
    from somat.registry.actions import issue

    judge = issue.may_write

    def slowly(*asked: Any, **more: Any) -> Any:
        time.sleep(seconds)
        return judge(*asked, **more)

    issue.may_write = slowly


def option(name: str, default: int) -> int:
    return next((int(word.partition("=")[2]) for word in sys.argv[4:] if word.startswith(f"{name}=")), default)


if __name__ == "__main__":
    main(
        UUID(sys.argv[1]), UUID(sys.argv[2]), int(sys.argv[3]),
        hang="hang" in sys.argv, threads=option("threads", THREADS), hold=option("hold", 0),
    )  # fmt: skip
