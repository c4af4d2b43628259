"""What is measured once a run: index, verification, print, cold start, memory, size on disk."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from statistics import median
from typing import Any

from bench.http import timed
from bench.server import SERVE, Served, product, pss

PRINT_ROWS = 1_000
FULL = 5_000  # lines of a volume, as the loader writes them
COLD_STARTS = 3
IDLE = 5.0  # seconds after the print


def printing(site: Served) -> dict[str, float]:
    """A print of 1,000 lines over HTTP, opened, recorded and drawn; and the memory of all processes afterwards, at rest."""
    facts = json.loads((site.folder / "bench.json").read_text("utf-8"))
    browser = site.browser("all")
    path = f"/quyen/{facts['volume']}/in/"
    first = (facts["count"] - 1) // FULL * FULL + 1
    fields = [
        ("csrfmiddlewaretoken", browser.token(path)),
        ("first", str(first)),
        ("last", str(first + PRINT_ROWS - 1)),
    ]
    taken = [timed(lambda: browser.page(path, fields)) for _ in range(3)]
    time.sleep(IDLE)
    return {"first s": round(taken[0], 2), "p50 s": round(median(taken), 2), "PSS MiB": round(pss(site.pid), 1)}


def verifying(folder: Path) -> dict[str, Any]:
    """`somat verify` from the command line to its verdict; and of that, until every leaf was judged."""
    command = [sys.executable, "-c", SERVE, "verify", str(folder), "--json"]
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    report = json.loads(done.stdout) if done.stdout.startswith("{") else {}
    return {
        "seconds": round(seconds, 1),
        "leaves s": round(report.get("leaves_seconds", 0.0), 1),
        "ok": done.returncode == 0,
        "leaves": report.get("leaves"),
    }


def cold_starts(folder: Path, port: int) -> dict[str, Any]:
    """From `somat serve` to the first whole page."""
    taken = []
    for _ in range(COLD_STARTS):
        with product(folder, port) as site:
            taken.append(site.cold)
    return {"seconds": [round(one, 2) for one in taken], "median s": round(median(taken), 2)}


def installed() -> float:
    """MB of the program and every package that it needs, without those of development."""
    seen: dict[str, Distribution] = {}
    waiting = ["somat"]
    while waiting:
        name = re.split(r"[^\w.-]", waiting.pop(), maxsplit=1)[0].lower().replace("_", "-")
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue
        if name not in seen:
            seen[name] = found
            waiting += [one for one in found.requires or () if "extra ==" not in one or wanted_extra(one)]
    files = {Path(str(one.locate_file(file))) for one in seen.values() for file in one.files or ()}
    own = Path(__file__).resolve().parent.parent / "src" / "somat"
    files |= {path for path in own.rglob("*") if path.is_file()}
    return round(sum(path.stat().st_size for path in files if path.is_file()) / 1e6, 1)


def wanted_extra(requirement: str) -> bool:
    """psycopg's driver in C and its pool are asked for by name."""
    return requirement.startswith(("psycopg-binary", "psycopg-pool"))
