"""The life of the process: bind, harden, serve, and drop the keys at the end."""

from __future__ import annotations

import signal
import threading
from dataclasses import replace
from pathlib import Path
from types import FrameType

from somat.vault.process.hardening import harden
from somat.vault.process.server import Server, note_fault
from somat.vault.process.site import read_site
from somat.vault.process.vault import Vault


def run(folder: Path, *, web_uid: int | None = None) -> None:
    """Serve the site of `folder` until SIGTERM or SIGINT; `web_uid` goes before what site.toml says.

    Raises AlreadyRunning, or what `read_site` raises.
    """
    site = read_site(folder)
    site = site if web_uid is None else replace(site, web_uid=web_uid)
    with Server(site) as server:
        threading.excepthook = note_fault
        vault = Vault(site, hardening=harden())

        def end(signal_number: int, frame: FrameType | None) -> None:
            server.stop()

        if threading.current_thread() is threading.main_thread():
            signal.set_wakeup_fd(server.waker.fileno())
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, end)
        try:
            server.serve(vault)
        finally:
            vault.close()
