"""Lists, searches and one entry: every person at every size, turn by turn, beside the same pages of the floor."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any

from bench import copy
from bench.http import Browser, spread, timed
from bench.progress import progress
from bench.server import Served
from bench.words import COMMON, RARE

ROUNDS = 40
WARM = 3
BOOK = ("all", "all_behind")  # who sees the book; the others see their own lines
PEOPLE = (*BOOK, "half", "half_behind", "few", "few_behind", "none")

Act = Callable[[], object]
Cell = tuple[str, str, int]  # what, who, size; the floor has size 0


def measure(sites: Mapping[int, Served], floor: Served, *, floor_url: str, rounds: int = ROUNDS) -> dict[str, Any]:
    """p50 and p95 of every cell, and the ratios of lists: largest to smallest size, and to the floor."""
    acts, shown = prepared(sites, floor, floor_url)
    times: dict[Cell, list[float]] = {cell: [] for cell in acts}
    with progress("lists and searches", total=rounds) as done:
        for turn in range(WARM + rounds):
            for cell, act in acts.items():
                seconds = timed(act)
                if turn >= WARM:
                    times[cell].append(seconds)
            done(max(0, turn + 1 - WARM))
    return {
        "cells": {name(cell): spread(taken) for cell, taken in times.items()},
        "lines": {name(cell): count for cell, count in shown.items()},
        "ratios": ratios(times, sorted(sites)),
    }


def name(cell: Cell) -> str:
    what, who, size = cell
    return f"{what} {who} {size if size else 'floor'}"


def prepared(sites: Mapping[int, Served], floor: Served, floor_url: str) -> tuple[dict[Cell, Act], dict[Cell, int]]:
    """One act for each cell, and how many lines its page shows."""
    acts: dict[Cell, Act] = {}
    shown: dict[Cell, int] = {}
    for size, site in sites.items():
        facts = json.loads((site.folder / "bench.json").read_text("utf-8"))
        for who in PEOPLE:
            browser = site.browser(who)
            path = f"/so/{facts['book']}/" if who in BOOK else "/cua-toi/out/"
            acts["list", who, size] = asking(browser, path)
            shown["list", who, size] = len(copy.rows_of(browser.page(path).decode()))
            if size == max(sites):
                copy.put(floor.folder, floor_url, f"list-{who}", browser.page(path))
                acts["list", who, 0] = asking(Browser(floor.port, {"floor": "floor"}), f"/page/list-{who}/")
            for words, kind in ((COMMON, "common"), (RARE, "rare")):
                fields = [("csrfmiddlewaretoken", browser.token("/tim/")), ("words", words)]
                acts[f"search {kind}", who, size] = asking(browser, "/tim/", fields)
                found = browser.page("/tim/", fields).decode()
                shown[f"search {kind}", who, size] = len(copy.rows_of(found))
        acts["entry", "all", size] = asking(site.browser("all"), f"/dong/{facts['entry']}/")
    return acts, shown


def asking(browser: Browser, path: str, fields: list[tuple[str, str]] | None = None) -> Act:
    return lambda: browser.page(path, fields)


def ratios(times: Mapping[Cell, list[float]], sizes: list[int]) -> dict[str, Any]:
    """Of each kind of page and person: p50 at the largest size to that at the smallest, and to the floor's."""
    found: dict[str, Any] = {}
    for what, who, size in times:
        if size == sizes[-1]:
            mine = median(times[what, who, size])
            found[f"{what} {who}"] = {"to smallest": round(mine / median(times[what, who, sizes[0]]), 2)}
            if (what, who, 0) in times:
                found[f"{what} {who}"]["to floor"] = round(mine / median(times[what, who, 0]), 2)
    return found
