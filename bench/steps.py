"""The time of each step of issuing one line, and what sealing adds to a page of the book: one clerk, one process, the product's own functions."""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bench.site import PASSPHRASE, PASSWORD
from somat.cli.init import running_vault
from somat.cli.start import django_for

TIMES = 200
WARM = 20


def main(folder: Path) -> None:
    """Prints one JSON object: milliseconds (median) of each step."""
    django_for(folder)
    facts = json.loads((folder / "bench.json").read_text("utf-8"))
    with running_vault(folder):
        from somat.vault import client

        client.unseal(PASSPHRASE)
        while client.status()["index"]["state"] != "ready":
            time.sleep(0.1)
        browser = logged_in()
        print(json.dumps(measured(browser, facts["book"]) | sealed_page(browser, facts["book"])))


def logged_in() -> Any:
    from django.test import Client

    from somat.project.wsgi import application

    assert application
    browser = Client()
    browser.post("/dang-nhap/", {"username": "all", "password": PASSWORD})
    return browser


def measured(browser: Any, book: str) -> dict[str, float]:
    from bench.issue import form

    clock = Clock()
    wrap(clock)
    rounds: list[dict[str, float]] = []
    for turn in range(WARM + TIMES):
        clock.taken.clear()
        start = time.perf_counter()
        answer = browser.post(
            f"/so/{book}/moi/", urlencode(form(str(uuid4()), turn)), content_type="application/x-www-form-urlencoded"
        )
        clock.taken["whole request"] = time.perf_counter() - start
        assert answer.status_code == 302, answer.status_code
        if turn >= WARM:
            rounds.append(dict(clock.taken))
    found = {step: round(median(one.get(step, 0.0) for one in rounds) * 1000, 2) for step in rounds[0]}
    rest = found["whole request"] - sum(value for step, value in found.items() if step != "whole request")
    return found | {"form, page, everything else": round(rest, 2)}


def sealed_page(browser: Any, book: str) -> dict[str, float]:
    """A page of 25 lines as it is, turn by turn with the same page whose texts were at hand without the vault."""
    from somat.vault import client

    opened, kept = client.open_rows, {}

    def keeping(leaf: Any, rows: Any) -> Any:
        return kept.setdefault(tuple(rows), opened(leaf, rows))

    ways = {"as it is": opened, "texts at hand": lambda leaf, rows: kept[tuple(rows)]}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    client.open_rows = keeping
    browser.get(f"/so/{book}/")
    for turn in range(WARM + TIMES):
        for name, way in ways.items():
            client.open_rows, start = way, time.perf_counter()
            answer = browser.get(f"/so/{book}/")
            if turn >= WARM:
                taken[name].append(time.perf_counter() - start)
            assert answer.status_code == 200, answer.status_code
    client.open_rows = opened
    p50 = {name: median(some) * 1000 for name, some in taken.items()}
    found = {f"page of 25 lines: {name}": round(value, 2) for name, value in p50.items()}
    return found | {"page of 25 lines: sealing adds": round(p50["as it is"] - p50["texts at hand"], 2)}


class Clock:
    """Adds up seconds by step; of steps inside steps only the outer one counts."""

    def __init__(self) -> None:
        self.taken: dict[str, float] = defaultdict(float)
        self._inside = False

    def around(self, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            if self._inside:
                return function(*args, **kwargs)
            self._inside, start = True, time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                self._inside = False
                self.taken[step] += time.perf_counter() - start

        return timed


def wrap(clock: Clock) -> None:
    from django.db import connections

    from somat.audit import change
    from somat.people import sessions
    from somat.registry import series
    from somat.registry.actions import issue
    from somat.vault import client

    kind: Any = type(connections["default"])
    for owner, names, step in (
        (sessions, ("live",), "session"),
        (client, ("seal",), "seal (vault)"),
        (kind, ("set_autocommit",), "begin, write lock"),
        (series, ("take",), "numbers"),
        (issue, ("insert",), "line and recipients"),
        (issue, ("first_members",), "circle"),
        (issue.vault, ("keep",), "sealed values"),
        (change, ("write_leaf",), "row hash and leaf"),
        (change, ("once", "raise_if_done"), "idempotency key"),
        (kind, ("commit",), "commit (durable)"),
        (client, ("poke",), "wake the sequencer"),
    ):
        for name in names:
            if hasattr(owner, name):
                setattr(owner, name, clock.around(step, getattr(owner, name)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
