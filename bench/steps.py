"""The time of each step of issuing one line: one clerk, one process, the product's own functions with a clock around them."""

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
        print(json.dumps(measured(facts["book"])))


def measured(book: str) -> dict[str, float]:
    from django.test import Client

    from bench.issue import form
    from somat.project.wsgi import application

    assert application
    browser = Client()
    browser.post("/dang-nhap/", {"username": "all", "password": PASSWORD})
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
