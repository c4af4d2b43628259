"""`make bench`: fresh sites on this disk, the floor beside them, a table, and build/bench.json.

Without flags: SQLite at 1 k, 100 k and 1 M lines, PostgreSQL at 1 k and 100 k. `python -m bench --engine postgresql --size 1m`
for anything else; `--sites FOLDER` keeps the loaded sites there for the next run.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench import converting, lists, papers, report, rest
from bench.issue import issue
from bench.place import environment
from bench.postgres import Server
from bench.server import Served, floor, product

SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "1m": 1_000_000}
DEFAULT = {"sqlite": ("1k", "100k", "1m"), "postgresql": ("1k", "100k")}
PORT = 8911
RESULT = Path("build/bench.json")


def main() -> None:
    options = asked()
    options.folder.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=options.folder)).resolve()
    folder.chmod(0o755)  # PostgreSQL's own user goes through it
    results: dict[str, Any] = {"environment": environment(folder), "installed MB": rest.installed()}
    try:
        results |= {part: act(folder) for part, act in ALONE.items() if part in options.only}
        save(results)
        for engine in options.engine if set(options.only) & set(PARTS) else ():
            sizes = [SIZES[size] for size in options.size or DEFAULT[engine]]
            with engine_of(engine, folder) as server:
                sites = {size: site(options.sites or folder, engine, size, server) for size in sorted(sizes)}
                for part, found in measured(sites, folder, server, options):
                    results.setdefault(engine, {})[part] = found
                    save(results)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    report.show(results)


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--engine", nargs="+", choices=list(DEFAULT), default=list(DEFAULT))
    parser.add_argument("--size", nargs="+", choices=list(SIZES), default=None, help="lines in the book")
    parser.add_argument("--only", nargs="+", choices=[*PARTS, *ALONE], default=[*PARTS, *ALONE])
    parser.add_argument("--rounds", type=int, default=lists.ROUNDS, help="requests of each page")
    parser.add_argument("--port", type=int, default=PORT, help="the first of a few ports")
    parser.add_argument("--folder", type=Path, default=Path("build"), help="where the throw-away sites are made")
    parser.add_argument("--sites", type=Path, help="where loaded SQLite sites are kept from run to run")
    return parser.parse_args()


@contextmanager
def engine_of(engine: str, folder: Path) -> Iterator[Server | None]:
    """A PostgreSQL of the run's own; nothing for SQLite."""
    if engine == "sqlite":
        yield None
        return
    server = Server(folder / "postgresql")
    server.start()
    try:
        yield server
    finally:
        server.stop()


def site(folder: Path, engine: str, size: int, server: Server | None) -> Path:
    """A loaded site; one that is kept from an earlier run is taken as it is."""
    made = folder.resolve() / f"{engine}-{size}"
    if (made / "bench.json").exists():
        return made
    shutil.rmtree(made, ignore_errors=True)
    made.parent.mkdir(parents=True, exist_ok=True)
    urls: list[Path] = []
    if server is not None:
        server.create(f"site_{size}")
        urls = server.files(f"site_{size}", folder / "urls")
    subprocess.run([sys.executable, "-m", "bench.site", str(made), str(size), *map(str, urls)], check=True)
    return made


def measured(
    sites: dict[int, Path], folder: Path, server: Server | None, options: argparse.Namespace
) -> Iterator[tuple[str, Any]]:
    """All parts of one engine, in the order of PARTS."""
    yield "load", {str(size): facts_of(path)["load s"] for size, path in sites.items()}
    url = ""
    if server is not None:
        server.create("floor")
        url = server.url("floor", role="somat_owner")
    for part in (one for one in options.only if one in PARTS):
        print(f"{part}…", file=sys.stderr, flush=True)
        yield part, PARTS[part](sites, folder / f"floor-{'p' if url else 's'}", url, options)


def facts_of(site: Path) -> dict[str, Any]:
    return dict(json.loads((site / "bench.json").read_text("utf-8")))


def issues(sites: dict[int, Path], folder: Path, url: str, options: argparse.Namespace) -> dict[str, Any]:
    """At the smallest size, and at the largest."""
    found = {}
    for size in dict.fromkeys((min(sites), max(sites))):
        book = facts_of(sites[size])["book"]
        with product(sites[size], options.port) as served, floor(folder, options.port + 1, url) as beside:
            found[str(size)] = issue(served, beside, book=book)
    return found


def steps(sites: dict[int, Path], folder: Path, url: str, options: argparse.Namespace) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.steps", str(sites[min(sites)])]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def pages(sites: dict[int, Path], folder: Path, url: str, options: argparse.Namespace) -> dict[str, Any]:
    """All sizes are served at the same time."""
    with ExitStack() as stack:
        served: dict[int, Served] = {}
        for at, (size, path) in enumerate(sites.items()):
            served[size] = stack.enter_context(product(path, options.port + 2 + at))
        beside = stack.enter_context(floor(folder, options.port + 1, url))
        index = {str(size): round(one.index, 1) for size, one in served.items()}
        return {"index s": index, **lists.measure(served, beside, floor_url=url, rounds=options.rounds)}


def prints(sites: dict[int, Path], folder: Path, url: str, options: argparse.Namespace) -> dict[str, Any]:
    """On the smallest site: the index of a large one is memory of its own."""
    with product(sites[min(sites)], options.port) as served:
        return rest.printing(served)


def verifies(sites: dict[int, Path], folder: Path, url: str, options: argparse.Namespace) -> dict[str, Any]:
    return {str(size): rest.verifying(path) for size, path in sites.items()}


def starts(sites: dict[int, Path], folder: Path, url: str, options: argparse.Namespace) -> dict[str, Any]:
    return rest.cold_starts(sites[min(sites)], options.port)


PARTS = {"start": starts, "pages": pages, "issue": issues, "steps": steps, "print": prints, "verify": verifies}

# without site and database
ALONE: dict[str, Callable[[Path], dict[str, Any]]] = {"converter": converting.measured, "papers": papers.measured}


def save(results: dict[str, Any]) -> None:
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(results, indent=1, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
