"""The servers that are measured: the product as `somat serve` starts it, and the floor on the same server stack."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.http import Browser
from bench.site import PASSWORD
from somat.vault.process import protocol

SERVE = "from somat.cli.main import main; main()"
PATIENCE = 300.0  # seconds for the first page


@dataclass
class Served:
    """A running server; the log-in of each person is kept."""

    port: int
    pid: int
    folder: Path
    cold: float
    index: float = 0.0
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    def browser(self, username: str) -> Browser:
        """A new connection of a person; all of them share one session."""
        if username not in self.cookies:
            first = Browser(self.port)
            first.log_in(username, PASSWORD)
            self.cookies[username] = first.cookies
        return Browser(self.port, self.cookies[username])


@contextmanager
def product(folder: Path, port: int) -> Iterator[Served]:
    """`somat serve` on a site, until the block ends; its index is whole when the block begins."""
    command = [sys.executable, "-c", SERVE, "serve", str(folder), "--port", str(port)]
    with (folder / "log" / "bench.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        cold = first_page(port)
        yield Served(port, process.pid, folder, cold, index_built(folder))
    finally:
        end(process)


@contextmanager
def floor(folder: Path, port: int, url: str = "") -> Iterator[Served]:
    """The bare view on the same stack; `url` is a PostgreSQL database, else SQLite in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    env = {**os.environ, "BENCH_FLOOR": str(folder), "BENCH_FLOOR_URL": url}
    process = subprocess.Popen([sys.executable, "-m", "bench.serve_floor", str(port)], env=env)
    try:
        yield Served(port, process.pid, folder, first_page(port, "/one/"))
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(40)
    except subprocess.TimeoutExpired:
        process.kill()


def first_page(port: int, path: str = "/dang-nhap/") -> float:
    """Seconds from now to the first whole page."""
    start = time.perf_counter()
    while time.perf_counter() - start < PATIENCE:
        try:
            if Browser(port).ask("GET", path)[0] == 200:
                return time.perf_counter() - start
        except OSError:
            time.sleep(0.02)
    raise SystemExit(f"no page at port {port} within {PATIENCE:.0f} s")


def index_built(folder: Path) -> float:
    """Seconds that the search index takes to be whole, from the moment at which the vault was opened."""
    start: float | None = None
    while True:
        state = status(folder)
        if state.get("state") == "open" and start is None:
            start = time.perf_counter()
        if start is not None and state["index"]["state"] == "ready":
            return time.perf_counter() - start
        time.sleep(0.05)


def status(folder: Path) -> dict[str, Any]:
    """What the vault of a site says about itself; empty while none answers."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        try:
            line.connect(str(folder / "run" / "vault.sock"))
            protocol.write_frame(line, {"v": protocol.VERSION, "op": "status"})
            return protocol.read_frame(line) or {}
        except OSError:
            return {}


def pss(pid: int) -> float:
    """Proportional memory of a process and all below it, in MiB."""
    total, pids = 0, [pid]
    while pids:
        one = pids.pop()
        try:
            text = Path(f"/proc/{one}/smaps_rollup").read_text("ascii")
            for task in Path(f"/proc/{one}/task").iterdir():
                pids += [int(child) for child in (task / "children").read_text("ascii").split()]
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total / 1024
