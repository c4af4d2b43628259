"""A site into two files: the data, still ciphertext, and apart from it the wrapped keys."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid4

from somat.audit.tree import Tree, leaf_hash
from somat.audit.verify.source import Stored
from somat.oversight.transfer.archive import FORMAT, Pieces, Sum, writing
from somat.oversight.transfer.envelope import Closing, PublicKey
from somat.oversight.transfer.keyring import KEYRING, copy_of
from somat.oversight.transfer.shape import Shape, shapes
from somat.oversight.transfer.snapshot import Snapshot, snapshot

Progress = Callable[[int], object]
LEAVES_AT_ONCE = 10_000


class Site(Stored, Protocol):
    """What a backup needs of a site (somat.site.Site)."""

    @property
    def folder(self) -> Path: ...
    @property
    def installation(self) -> UUID: ...
    @property
    def agency(self) -> str: ...
    @property
    def checkpoints(self) -> Path: ...


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that lies whole on its medium."""

    uuid: UUID
    at: datetime
    file: Path
    keys: Path
    size: int
    sha256: str
    rows: int
    tree_size: int
    root: str


def keys_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.keys")


def back_up(
    site: Site,
    file: Path,
    *,
    keys: Path,
    at: datetime,
    uuid: UUID | None = None,
    to: PublicKey | None = None,
    progress: Progress = lambda done: None,
) -> Made:
    """Write the keys, then the data at one moment, both closed to the key `to` where the site has one.

    Both files appear whole or not at all; existing ones are refused.

    Raises FileExistsError, OSError, NotReadable.
    """
    for path in (file, keys):
        if path.exists():
            raise FileExistsError(path)
    about = {"format": FORMAT, "backup": str(uuid or uuid4()), "made_at": at.isoformat(), "program": version("somat")}
    about |= {"installation": str(site.installation), "agency": site.agency, "engine": site.engine}
    with writing(keys) as out, closed(out, to, about, kind="keys") as inner:
        write_keys(site, Pieces(inner), about)
    try:
        with writing(file) as out:
            hashing = Hashing(out)
            with closed(hashing, to, about, kind="data") as inner:
                manifest = write_data(site, Pieces(inner), about, progress)
    except BaseException:
        keys.unlink(missing_ok=True)
        raise
    rows, tree = sum(each["rows"] for each in manifest["tables"]), manifest["tree"]
    return Made(UUID(about["backup"]), at, file, keys, hashing.size, hashing.sha256, rows, tree["size"], tree["root"])


@contextmanager
def closed(out: Any, to: PublicKey | None, about: dict[str, str], *, kind: str) -> Iterator[Any]:
    """The file itself, or one that closes to a key what is written into it."""
    if to is None:
        yield out
        return
    ids = {"installation": UUID(about["installation"]), "backup": UUID(about["backup"])}
    closing = Closing(out, to=to, **ids, kind=kind)
    yield closing
    closing.close()


class Hashing(Sum):
    """A file that is hashed as it is written."""

    def __init__(self, out: Any) -> None:
        super().__init__()
        self._out = out

    def write(self, data: bytes) -> int:
        self.take(data)
        return int(self._out.write(data))

    def flush(self) -> None:
        self._out.flush()


def write_keys(site: Site, pieces: Pieces, about: dict[str, str]) -> None:
    """The vault's folder: every key as it is wrapped, and the public key of the log."""
    ring = site.folder / "vault" / KEYRING
    plain = [each for each in plain_files(ring.parent) if not each.name.startswith(KEYRING)]
    files = [add_data(pieces, f"vault/{KEYRING}", copy_of(ring))] if ring.exists() else []
    files += [add_file(pieces, each, f"vault/{each.name}") for each in plain]
    pieces.close(about | {"kind": "keys", "tables": [], "files": files})


def write_data(site: Site, pieces: Pieces, about: dict[str, str], progress: Progress) -> dict[str, Any]:
    with snapshot(site) as taken:
        tables = [{**shape.facts(), "rows": taken.count(shape)} for shape in shapes()]
        before = 0
        for shape, facts in zip(shapes(), tables, strict=True):
            facts |= write_table(taken, shape, pieces, partial(_further, progress, before))
            before += int(facts["rows"])
        tree = tree_of(taken)
        migrations = taken.migrations()
    files = [add_data(pieces, "site.toml", without_database((site.folder / "site.toml").read_text("utf-8")).encode())]
    files += [add_file(pieces, each, f"law/{each.name}") for each in plain_files(site.folder / "law")]
    files += [add_file(pieces, each, f"checkpoints/{each.name}") for each in checkpoints(site, tree["size"])]
    manifest = about | {"kind": "data", "tables": tables, "files": files, "tree": tree, "migrations": migrations}
    pieces.close(manifest)
    return manifest


def _further(progress: Progress, before: int, done: int) -> object:
    return progress(before + done)


def write_table(taken: Snapshot, shape: Shape, pieces: Pieces, progress: Progress) -> dict[str, Any]:
    """The table's lines into the archive; answers what the manifest says of them."""
    seen, rows = Sum(), 0
    for rows in pieces.add_lines(shape.table, taken.lines(shape), seen=seen):
        progress(rows)
    return {"rows": rows, "size": seen.size, "sha256": seen.sha256, "given": taken.numbers_given(shape)}


def tree_of(taken: Snapshot) -> dict[str, Any]:
    """The journal's tree as the leaves in the snapshot make it."""
    tree = Tree()
    held: list[bytes] = []
    for body in taken.leaves():
        held.append(leaf_hash(body))
        if len(held) == LEAVES_AT_ONCE:
            tree.extend(held)
            held = []
    tree.extend(held)
    return {"size": tree.size, "root": tree.root().hex()}


def checkpoints(site: Site, size: int) -> Iterator[Path]:
    """The vault's own notes of trees no larger than the one copied; larger ones were signed after the snapshot."""
    for path in plain_files(site.checkpoints):
        if path.name.isascii() and path.name.isdigit() and int(path.name) <= size:
            yield path


def plain_files(folder: Path) -> list[Path]:
    """The finished files of a folder, by name; none where there is no folder."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.endswith((".new", ".part")))


def add_file(pieces: Pieces, path: Path, name: str) -> dict[str, Any]:
    return add_data(pieces, name, path.read_bytes())


def add_data(pieces: Pieces, name: str, data: bytes) -> dict[str, Any]:
    pieces.add(f"files/{name}", data)
    return {"path": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def without_database(text: str) -> str:
    """site.toml without its [database]: where the data will lie next is not the backup's to say."""
    kept, inside = [], False
    for line in text.splitlines():
        if re.match(r"\s*\[", line):
            inside = line.split("#")[0].strip() == "[database]"
        if not inside:
            kept.append(line)
    return "\n".join(kept).rstrip() + "\n"
