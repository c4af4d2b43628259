"""A daemon process over a folder, and what the tests ask of it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from somat.vault.converter.client import Converter, Picture, Probe
from somat.vault.converter.codes import ConverterAway
from tests.vault.converter.packets import Watched


class Running:
    """Starts with the context and ends with it; as root in a network of its own that is listened to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "run" / "converter.sock"
        self.converter = Converter(self.socket)

    def __enter__(self) -> Running:
        (self.folder / "vault").mkdir(parents=True)
        (self.folder / "site.toml").write_text("installation = 'what no child may read'\n")
        (self.folder / "vault" / "root.json").write_text("{}")
        self.folder.chmod(0o700)
        apart = ["unshare", "--net", "--"] if Watched.possible else []  # it becomes the program: the process stays one
        self.process = subprocess.Popen(
            [*apart, sys.executable, "-m", "somat.vault.converter", "--dir", str(self.folder)], stderr=subprocess.PIPE
        )
        for _ in range(600):
            assert self.process.poll() is None, "the converter ended"
            try:
                self.converter.status()
                self.watched = Watched(self.process.pid) if Watched.possible else None
                return self
            except ConverterAway:
                time.sleep(0.025)
        raise AssertionError("the converter did not come up")

    def __exit__(self, *_: object) -> None:
        if self.watched is not None:
            self.watched.close()
        self.process.terminate()
        assert self.process.wait(20) == 0
        assert self.process.stderr is not None
        self.said = self.process.stderr.read().decode()
        self.process.stderr.close()
        assert "Traceback" not in self.said, self.said

    def packets(self) -> list[str]:
        """Whatever was sent since the last question; nothing can be said of it without root."""
        return self.watched.packets() if self.watched is not None else []

    def probe(self, data: bytes) -> Probe:
        return self.converter.probe([data], size=len(data))

    def shown(self, data: bytes) -> str:
        """A refusal code; or what the file is, after all its first pages have been drawn."""
        found = self.probe(data)
        if found.refused:
            return found.refused
        assert self.pages(data, found.media), "a file with pages shows none"
        return found.media

    def pages(self, data: bytes, media: str, *, first: int = 1, count: int = 3, dpi: int = 72) -> list[Picture]:
        asked = {"media": media, "first": first, "count": count, "dpi": dpi}
        return list(self.converter.pages([data], size=len(data), **asked))
