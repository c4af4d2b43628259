"""The web process: Django behind granian, started by the supervisor."""

from __future__ import annotations

import gc
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from somat.cli.parent import end_with_parent

LOOKS = (5_000, 20, 20)  # a request makes some thousand objects and next to no rings among them
GRACE = 5  # seconds a worker gets for answers under way; a browser that holds its line open would keep it for ever


def main(host: str, port: int, workers: int, *, certificate: Path | None = None, key: Path | None = None) -> None:
    """Serve until told to stop; with a certificate by TLS 1.3 only (R39)."""
    _ready()
    Server(
        "somat.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
        ssl_cert=certificate,
        ssl_key=key,
    ).serve(target_loader=load)


def _ready() -> None:
    """Load the program once, before the workers are forked: they share its memory and open their own databases."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "somat.project.settings")
    django.setup()
    import_module("somat.project.urls")
    gc.freeze()  # what is there by now stays shared


def load(target: str) -> Any:
    """The application, loaded in each worker, which ends with the web process."""
    gc.set_threshold(*LOOKS)
    end_with_parent(signal.SIGKILL)  # nobody is left who could end it by and by
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)


if __name__ == "__main__":
    where, number, many, *pair = sys.argv[1:]
    chain, secret = map(Path, pair) if pair else (None, None)
    main(where, int(number), int(many), certificate=chain, key=secret)
