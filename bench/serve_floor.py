"""Serves the floor as the product is served: granian, two workers of four threads."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server


def main(port: int) -> None:
    with sqlite3.connect(Path(os.environ["BENCH_FLOOR"]) / "floor.sqlite3") as database:
        database.execute("CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, text TEXT)")
        database.execute("INSERT INTO row (text) VALUES ('first')")
    Server(
        "bench.floor:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=4,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))
