"""A daemon within the test's own process, on a rung of the test's choice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from somat.vault.converter.client import Converter
from somat.vault.converter.daemon import Daemon
from somat.vault.converter.nursery import Nursery
from somat.vault.converter.sandbox.ladder import Standing


@contextmanager
def daemon(folder: Path, standing: Standing) -> Iterator[Converter]:
    nursery = Nursery(standing, most=2)
    try:
        with Daemon(folder) as server:
            thread = threading.Thread(target=server.serve, args=(nursery,), daemon=True)
            thread.start()
            yield Converter(folder / "run" / "converter.sock")
            server.stop()
            thread.join(10)
    finally:
        nursery.close()
