"""Issuing over HTTP by eight clients, turn by turn with the bare view that reads a row and commits one."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from statistics import median
from typing import Any
from uuid import uuid4

from bench.http import Browser, spread, together
from bench.server import Served

CLOSE = re.compile(r'href="(/quyen/[0-9a-f-]+/khoa/)"')
CLIENTS = 8
ROUNDS = 5
SECONDS = 4.0
WARM = 1.0


def issue(site: Served, floor: Served, *, book: str, rounds: int = ROUNDS) -> dict[str, Any]:
    """Acts a second of both, each act's seconds, and the median of the rounds' ratios."""
    acts: dict[str, Callable[[int], Callable[[], None]]] = {
        "floor": lambda number: bare(floor, "/one/"),
        "SQL": lambda number: bare(floor, "/bare/"),
        "issue": lambda number: issuing(site, book, number),
    }
    rates: dict[str, list[float]] = {name: [] for name in acts}
    times: dict[str, list[float]] = {name: [] for name in acts}
    for turn in range(rounds + 1):
        new_volume(site, book)
        for name, client in acts.items():
            if not turn:
                together(CLIENTS, WARM, client)
                continue
            rate, taken = together(CLIENTS, SECONDS, client)
            rates[name].append(rate)
            times[name] += taken
    found: dict[str, Any] = {name: {"a second": round(median(rates[name]), 1), **spread(times[name])} for name in acts}
    shares = {name: [mine / one for mine, one in zip(rates["issue"], rates[name], strict=True)] for name in rates}
    return found | {
        "ratio": round(median(shares["floor"]), 3),
        "ratio to SQL": round(median(shares["SQL"]), 3),
        "ratios": [round(share, 3) for share in shares["floor"]],
    }


def new_volume(site: Served, book: str) -> None:
    """The clerk closes the open volume and opens the next, so that no round runs into the end of one."""
    clerk = site.browser("all")
    page = clerk.page(f"/so/{book}/quyen/").decode()
    token = [("csrfmiddlewaretoken", clerk.token(f"/so/{book}/moi/"))]
    for path in CLOSE.findall(page):
        clerk.ask("POST", path, [*token, ("pages", "400"), ("once", str(uuid4()))])
    status, _ = clerk.ask("POST", f"/so/{book}/quyen/moi/", [*token, ("once", str(uuid4()))])
    ok(status, 302)


def bare(floor: Served, path: str) -> Callable[[], None]:
    browser = Browser(floor.port)
    return lambda: ok(browser.ask("GET", path)[0], 200)


def issuing(site: Served, book: str, number: int) -> Callable[[], None]:
    """One client with its own connection; an answer that leads to the line's page is an acknowledged act."""
    path = f"/so/{book}/moi/"
    browser = site.browser("all")
    token = browser.token(path)

    def act() -> None:
        status, _ = browser.ask("POST", path, form(token, number))
        if status != 302 or "/dong/" not in browser.location:
            raise RuntimeError(f"issue: {status} {browser.location}")

    return act


def form(token: str, number: int) -> list[tuple[str, str]]:
    """What the page of a new outgoing line sends: two recipients, one copy kept."""
    return [
        ("csrfmiddlewaretoken", token), ("once", str(uuid4())), ("doc_type", "BC"), ("symbol", "BC-UBND"),
        ("abstract", f"Văn bản đo số {number}, {uuid4()}"), ("basis", "Quyết định 01/QĐ-MH, mục 2"), ("level", "1"),
        ("day", time.strftime("%d/%m/%Y")), ("signer", "Nguyễn Trọng An"), ("unit", "Văn phòng"), ("copies", "3"),
        ("kept", "1"), ("khac", "1"), ("recipients", "Công an tỉnh"), ("recipients", "Sở Nội vụ"),
    ]  # fmt: skip


def ok(status: int, wanted: int) -> None:
    if status != wanted:
        raise RuntimeError(str(status))
