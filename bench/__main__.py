"""`make bench`: a fresh site on this disk, the floor beside it, a table, and build/bench.json."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.http import Browser, at, together

RAM = {"tmpfs", "ramfs"}
SECONDS = 10.0
PASSWORD = "So.Mat-minh.hoa.2026"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--entries", type=int, default=10_000, help="lines in the book for lists and search")
    parser.add_argument("--folder", type=Path, default=Path("build"), help="where the throw-away site is made")
    options = parser.parse_args()
    options.folder.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=options.folder)).resolve()
    figures: dict[str, Any] = {"environment": environment(folder)}
    try:
        figures["floor"] = floor(folder)
        figures |= product(folder, options.entries)
        figures["issue share of floor"] = round(figures["issue"]["per second"] / figures["floor"]["per second"], 3)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    Path("build/bench.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False), "utf-8")
    for name, value in figures.items():
        print(f"{name:24} {json.dumps(value, ensure_ascii=False)}")


def environment(folder: Path) -> dict[str, Any]:
    """File system and fsync rate; a RAM disk is refused."""
    kind = subprocess.run(
        ["stat", "-f", "-c", "%T", str(folder)], capture_output=True, text=True, check=True
    ).stdout.strip()
    if kind in RAM:
        raise SystemExit(f"{folder} is on {kind}: a bench on a RAM disk says nothing")
    path = folder / "probe"
    with path.open("wb") as file:
        start, count = time.perf_counter(), 0
        while time.perf_counter() - start < 1.0:
            file.write(b"x" * 4096)
            file.flush()
            os.fdatasync(file.fileno())
            count += 1
    return {"file system": kind, "fdatasync per second": count, "synchronous": "FULL", "cores": os.cpu_count()}


def wait(port: int) -> float:
    start = time.perf_counter()
    while time.perf_counter() - start < 60:
        try:
            Browser(port).ask("GET", "/dang-nhap/")
        except OSError:
            time.sleep(0.02)
        else:
            return time.perf_counter() - start
    raise SystemExit("the server did not come up")


def floor(folder: Path) -> dict[str, Any]:
    env = {**os.environ, "BENCH_FLOOR": str(folder)}
    process = subprocess.Popen([sys.executable, "-m", "bench.serve_floor", "8911"], env=env)
    try:
        wait(8911)

        def client(_: int) -> Any:
            browser = Browser(8911)
            return lambda: browser.ask("GET", "/")

        done, times = together(8, SECONDS, client)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    return {
        "per second": round(done / SECONDS, 1),
        "p50 ms": round(at(times, 0.5), 2),
        "p95 ms": round(at(times, 0.95), 2),
    }


def product(folder: Path, entries: int) -> dict[str, Any]:
    site = folder / "site"
    subprocess.run([sys.executable, "-m", "bench.site", str(site), str(entries)], check=True)
    books = json.loads((folder / "books.json").read_text("utf-8"))
    server = subprocess.Popen(
        [sys.executable, "-c", "from somat.cli.main import main; main()", "serve", str(site), "--port", "8912"]
    )
    figures: dict[str, Any] = {"loaded": books["loaded"]}
    try:
        figures["cold start s"] = round(wait(8912), 2)
        clerk = Browser(8912)
        clerk.log_in("hanh", PASSWORD)
        wait_ready(clerk)
        figures["list"] = repeat(clerk, f"/so/{books['out']}/")
        figures["search common"] = searching(clerk, "gia dinh")
        figures["search rare"] = searching(clerk, "bao ve ky thi 77")
        figures["entry"] = repeat(clerk, f"/dong/{books['entry']}/")
        for name in ("duy", "khoi", "chi"):
            other = Browser(8912)
            other.log_in(name, PASSWORD)
            figures[f"own list of {name}"] = repeat(other, "/cua-toi/out/")
        figures["issue"] = issuing(clerk, books["out"])
        figures["PSS MiB"] = round(pss(server.pid) / 1024, 1)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
    start = time.perf_counter()
    verified = subprocess.run(
        [sys.executable, "-c", "from somat.cli.main import main; main()", "verify", str(site), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    figures["verify"] = {"seconds": round(time.perf_counter() - start, 1), "ok": verified.returncode == 0}
    return figures


def wait_ready(browser: Browser) -> None:
    """The index is built after unsealing; a search answers when it is whole."""
    for _ in range(600):
        if searching(browser, "gia dinh", times=1)["status"] == 200:
            return
        time.sleep(0.5)


def repeat(browser: Browser, path: str, times: int = 40) -> dict[str, Any]:
    taken, status = [], 0
    for _ in range(times):
        start = time.perf_counter()
        status, _ = browser.ask("GET", path)
        taken.append(time.perf_counter() - start)
    taken.sort()
    return {"status": status, "p50 ms": round(at(taken, 0.5), 1), "p95 ms": round(at(taken, 0.95), 1)}


def searching(browser: Browser, words: str, times: int = 30) -> dict[str, Any]:
    token, taken, status = browser.token("/tim/"), [], 0
    for _ in range(times):
        start = time.perf_counter()
        status, _ = browser.ask("POST", "/tim/", [("csrfmiddlewaretoken", token), ("words", words)])
        taken.append(time.perf_counter() - start)
    taken.sort()
    return {"status": status, "p50 ms": round(at(taken, 0.5), 1), "p95 ms": round(at(taken, 0.95), 1)}


def issuing(clerk: Browser, book: str) -> dict[str, Any]:
    """Eight clients issue through the form; an answer that leads to the line's page is an acknowledged act."""
    path = f"/so/{book}/moi/"
    token = clerk.token(path)
    day = time.strftime("%d/%m/%Y")
    fields = [
        ("csrfmiddlewaretoken", token), ("doc_type", "BC"), ("symbol", "BC-UBND"), ("level", "1"), ("day", day),
        ("signer", "Nguyễn Trọng An"), ("unit", "Văn phòng"), ("copies", "3"), ("kept", "1"), ("khac", "1"),
        ("recipients", "Công an tỉnh"), ("recipients", "Sở Nội vụ"),
    ]  # fmt: skip

    def client(number: int) -> Any:
        browser = Browser(8912, clerk.cookies)

        def act() -> None:
            more = [("once", str(uuid4())), ("abstract", f"Văn bản đo số {number} {uuid4()}")]
            status, _ = browser.ask("POST", path, fields + more)
            assert status == 302 and "/dong/" in browser.location, status

        return act

    done, times = together(8, SECONDS, client)
    return {
        "per second": round(done / SECONDS, 1),
        "p50 ms": round(at(times, 0.5), 1),
        "p95 ms": round(at(times, 0.95), 1),
    }


def pss(pid: int) -> int:
    """Proportional memory of a process and all its children, in KiB."""
    total = 0
    pids = [pid]
    while pids:
        one = pids.pop()
        try:
            text = Path(f"/proc/{one}/smaps_rollup").read_text("ascii")
            pids += [int(p) for p in Path(f"/proc/{one}/task/{one}/children").read_text("ascii").split()]
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total


if __name__ == "__main__":
    main()
