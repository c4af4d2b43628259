"""Serves the floor as the product is served: the same server, workers and threads."""

from __future__ import annotations

import sys

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

WORKERS, THREADS = 2, 4  # as `somat serve` has them


def main(port: int) -> None:
    from bench.floor import connection, make_tables

    make_tables()
    connection.close()
    Server(
        "bench.floor:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))
