"""Clients that go on issuing lines over HTTP whatever happens to the site, and what must be true of the book afterwards."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from tests.whole.browsing import Answer, Browser, Fields, Form
from tests.whole.running import Site

LINE = {
    "abstract": "Kế hoạch diễn tập khu vực phòng thủ",
    "doc_type": "KH",
    "level": "1",
    "unit": "Văn phòng",
    "copies": "2",
    "kept": "1",
    "symbol": "KH-UBND",
    "signer": "Nguyễn Trọng An",
    "khac": "1",
}
LINES = "SELECT no, doc_number, symbol, uuid, signer FROM registry_entry WHERE kind = 'out' ORDER BY no"


def new_line(browser: Browser) -> Form:
    """The form for the next line of the outgoing book."""
    return browser.get(browser.get("/so-di/").location + "moi/").form(has="abstract")


@dataclass
class Issuing:
    """Some clients of one clerk; each line has a signer of its own, so that it is known again among the book's lines."""

    site: Site
    browser: Browser
    clients: int = 4
    acknowledged: dict[str, str] = field(default_factory=dict)  # signer: uuid of the line, as hexadecimal digits
    asked: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Issuing:
        form = new_line(self.browser)
        for _ in range(self.clients):
            thread = threading.Thread(target=self._run, args=(form,), daemon=True)
            self._threads.append(thread)
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(90)

    def _run(self, form: Form) -> None:
        mine = self.browser.twin()
        mine.timeout = 20
        while not self._stop.is_set():
            signer = f"Người ký {uuid4().hex[:10]}"
            fields = form.filled(LINE | {"once": str(uuid4()), "signer": signer, "recipients": ["Công an tỉnh"]})
            self.asked.add(signer)
            while not self._once(mine, form.action, fields, signer):
                if self._stop.wait(0.2):
                    return

    def _once(self, mine: Browser, path: str, fields: Fields, signer: str) -> bool:
        """Send the same form again until an answer comes; True when the line was acknowledged, or refused for good."""
        try:
            answer = mine.post(path, fields)
        except (OSError, http.client.HTTPException):
            return False
        if entry := entry_in(answer):
            self.acknowledged[signer] = entry
            return True
        if answer.status < 500 and answer.status != 302:
            self.refused.append(f"{answer.status} {answer.words[:1500]}")
            return True
        return False

    def grow(self, by: int, *, seconds: float = 60) -> None:
        """Wait until so many lines more have been acknowledged."""
        goal, end = len(self.acknowledged) + by, time.monotonic() + seconds
        while len(self.acknowledged) < goal:
            assert time.monotonic() < end, (
                f"{by} lines more not within {seconds} s\n{self.refused[:1]}{self.site.said()}"
            )
            time.sleep(0.05)


def entry_in(answer: Answer) -> str:
    """The line that an answer leads to, as hexadecimal digits; empty where it leads elsewhere."""
    parts = answer.location.strip("/").split("/")
    return UUID(parts[1]).hex if answer.status == 302 and parts[0] == "dong" else ""


def complaints(rows: Iterable[Sequence[object]], *, acknowledged: dict[str, str], asked: set[str]) -> list[str]:
    """What is wrong with a book: a gap, a number given twice, a line lost, one that is not the one acknowledged, or a second one."""
    lines = [
        (int(str(no)), int(str(doc)), str(symbol), as_hex(uuid), str(signer)) for no, doc, symbol, uuid, signer in rows
    ]
    wrong = []
    if sorted(line[0] for line in lines) != list(range(1, len(lines) + 1)):
        wrong.append("line numbers are not 1 to n, each once")
    documents = sorted(line[1] for line in lines)
    if documents != list(range(1, len(lines) + 1)):
        wrong.append("document numbers are not 1 to n, each once")
    there = {line[4]: line[3] for line in lines}
    wrong += [f"lost: {signer}" for signer, uuid in acknowledged.items() if there.get(signer) != uuid]
    wrong += [f"twice: {signer}" for signer, n in Counter(line[4] for line in lines).items() if n > 1]
    wrong += [f"never asked for: {signer}" for signer in there.keys() - asked]
    return wrong


def as_hex(uuid: object) -> str:
    return str(uuid).replace("-", "")
