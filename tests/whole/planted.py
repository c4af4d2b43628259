"""Words that must stand nowhere in plain, and a search for them in every shape in which a file might hold them."""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
import string
import threading
import time
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import SystemRandom
from urllib.parse import quote

from somat.law.fold import fold
from tests.whole.running import Site

CONSONANTS = "bcdghkmnpqrstvxz"
PACKED = re.compile(rb"\x1f\x8b\x08|PK\x03\x04|\x78[\x01\x5e\x9c\xda]")
MOST = 64 << 20  # bytes read of one file, and unpacked of one stream
TEMPS = (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"))
# What other runs and other programs of this machine keep in the folders for temporary files.
OTHERS = ("somat-", "pytest-of-")


def stem() -> str:
    """A word that nobody else writes, with marks of Vietnamese in it."""
    draw = SystemRandom().choices
    return f"{''.join(draw(CONSONANTS, k=4))}ề{''.join(draw(CONSONANTS, k=3))}đ{''.join(draw(CONSONANTS, k=3))}ử"


def shapes(word: str) -> dict[str, bytes]:
    """Every shape of a word in a file, by name."""
    texts = {
        "NFC": unicodedata.normalize("NFC", word),
        "NFD": unicodedata.normalize("NFD", word),
        "without marks": fold(word),
    }
    texts |= {f"{name}, capitals": text.upper() for name, text in texts.items()}
    found: dict[str, bytes] = {}
    for name, text in texts.items():
        raw, wide = text.encode(), text.encode("utf-16-le")
        found |= {name: raw, f"{name}, UTF-16": wide, f"{name}, UTF-16 BE": text.encode("utf-16-be")}
        found[f"{name}, hexadecimal"] = raw.hex().encode()
        for offset in range(3):
            found[f"{name}, base64 at {offset}"] = in_base64(raw, offset)
            found[f"{name}, UTF-16, base64 at {offset}"] = in_base64(wide, offset)
        if not text.isascii():
            found[f"{name}, JSON"] = json.dumps(text)[1:-1].encode()
            found[f"{name}, address"] = quote(text).encode()
    return found


def in_base64(data: bytes, offset: int) -> bytes:
    """The letters that data gives inside a longer base64 text, whatever stands before and after it."""
    text = base64.b64encode(b"\0" * offset + data)
    first = (offset * 4 + 2) // 3
    whole = (offset + len(data)) * 4 // 3
    return text[first + 1 if offset else 0 : whole]


def hits(data: bytes, wanted: dict[str, bytes], *, depth: int = 2) -> list[str]:
    """The shapes found in some bytes, and in what is packed inside them (gzip, zlib, ZIP), with what stands around."""
    found = [f"{name}: …{around(data, needle)}…" for name, needle in wanted.items() if needle in data]
    for match in PACKED.finditer(data) if depth else ():
        inside = unpacked(data, match.start())
        if inside:
            found += [f"packed at {match.start()}: {hit}" for hit in hits(inside, wanted, depth=depth - 1)]
    return found


def around(data: bytes, needle: bytes) -> str:
    at = data.index(needle)
    return data[max(0, at - 40) : at + len(needle) + 40].decode("utf-8", "replace")


def unpacked(data: bytes, at: int) -> bytes:
    """What the packed stream at this place holds; empty where there is none."""
    if data[at : at + 2] == b"PK":
        at += 30 + int.from_bytes(data[at + 26 : at + 28], "little") + int.from_bytes(data[at + 28 : at + 30], "little")
        reader = zlib.decompressobj(-15)
    else:
        reader = zlib.decompressobj(47)  # gzip or zlib, as its head says
    try:
        start = reader.decompress(data[at : at + 4096], 1 << 16)
        if len(start) < 16:
            return b""
        rest = reader.unconsumed_tail + data[at + 4096 : at + MOST]
        return start + reader.decompress(rest, MOST)
    except zlib.error:
        return b""


def files(folder: Path) -> Iterator[Path]:
    """Every regular file below a folder; what goes away meanwhile is left out."""
    for top, _, names in os.walk(folder):
        for name in names:
            path = Path(top) / name
            if path.is_file() and not path.is_symlink():
                yield path


def read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST)
    except OSError:
        return b""


@dataclass
class Places:
    """Where a site and the system under it could have left something."""

    site: Site
    since: float = field(default_factory=time.time)

    def files(self) -> Iterator[Path]:
        """Database with WAL and shared memory, run folder, logs, temporary files, backups; PostgreSQL's whole folder."""
        yield from files(self.site.folder)
        yield from files(self.site.temp)
        yield self.site.log
        if self.site.cluster is not None:
            yield from files(self.site.cluster.folder)
        for folder in TEMPS:
            yield from self.fresh(folder)

    def fresh(self, folder: Path) -> Iterator[Path]:
        """Files in a folder for temporary files, or in a folder of its own there, that were written since."""
        for path in folder.iterdir() if folder.exists() else ():
            if path.name.startswith(OTHERS):
                continue
            for one in files(path) if path.is_dir() and changed(path) >= self.since else [path]:
                if one.is_file() and changed(one) >= self.since:
                    yield one

    def spool(self) -> Iterator[tuple[str, bytes]]:
        """Files that are deleted but still open in a process of the site, and the words on its command line and around it."""
        for pid in self.site.pids():
            yield from of_process(pid)

    def search(self, wanted: dict[str, bytes]) -> list[str]:
        """Every hit in every place."""
        found = [f"{path}: {hit}" for path in self.files() for hit in hits(read(path), wanted)]
        return found + [f"{name}: {hit}" for name, data in self.spool() for hit in hits(data, wanted)]


def of_process(pid: int) -> Iterator[tuple[str, bytes]]:
    place = Path(f"/proc/{pid}")
    for name in ("cmdline", "environ"):
        yield f"{place}/{name}", read(place / name)
    try:
        links = [(link, str(link.readlink())) for link in (place / "fd").iterdir()]
    except OSError:
        return
    for link, target in links:
        if target.endswith(" (deleted)") and link.is_file():
            yield f"{link} {target}", read(link)


def changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


class Watch:
    """Searches again and again while acts run: each time every file that has changed since the look before."""

    def __init__(self, places: Places, wanted: dict[str, bytes]) -> None:
        self.places, self.wanted = places, wanted
        self.found: list[str] = []
        self.looks = 0
        self._seen: dict[Path, tuple[float, int]] = {}
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join(120)

    def _run(self) -> None:
        while not self._end.wait(0.2):
            for name, data in [*self._changed(), *self.places.spool()]:
                self.found += [f"{name}: {hit}" for hit in hits(data, self.wanted, depth=1)]
            self.looks += 1

    def _changed(self) -> Iterator[tuple[str, bytes]]:
        for path in self.places.files():
            try:
                now = path.stat()
            except OSError:
                continue
            key = (now.st_mtime, now.st_size)
            if self._seen.get(path) != key:
                self._seen[path] = key
                yield str(path), read(path)


def controls(word: str) -> Iterable[tuple[str, bytes]]:
    """A word as each kind of leak would write it, by name."""
    text = f"x {word} y"
    yield from (("as typed", text.encode()), ("NFD", unicodedata.normalize("NFD", text).encode()))
    yield from (("folded", fold(text).encode()), ("UTF-16", text.encode("utf-16")), ("capitals", text.upper().encode()))
    yield from ((f"base64 at {n}", base64.b64encode(b"-" * n + text.encode())) for n in range(3))
    yield from (("gzip", gzip.compress(text.encode())), ("zlib in the middle", b"ab" + zlib.compress(text.encode())))
    yield from (("JSON", json.dumps({"q": text}).encode()), ("address", quote(text).encode()))
    yield "gzip in gzip", gzip.compress(gzip.compress(text.encode() * 3))
    yield "hexadecimal", string.hexdigits.encode() + text.encode().hex().encode()
