"""Two files back into a site: every hash is checked before anything is written, every row after."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from somat.audit.verify.source import Stored
from somat.oversight.transfer.archive import BadArchive, checked, pieces
from somat.oversight.transfer.envelope import SecretKey
from somat.oversight.transfer.loading import Load, NotLoaded, postgresql_load, sqlite_load
from somat.oversight.transfer.shape import Shape, shape_of
from somat.oversight.transfer.snapshot import Address, snapshot

Progress = Callable[[int], object]
FOLDERS = ("run", "vault", "checkpoints", "log", "tmp", "backups", "law", "static")
PLAIN = re.compile(r"site\.toml|(?:law|checkpoints)/[A-Za-z0-9_][A-Za-z0-9._-]*")
KEY = re.compile(r"vault/[A-Za-z0-9_][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of an archive: its shape, how many rows, their hash, and the highest number its counter gave."""

    shape: Shape
    rows: int
    sha256: str
    given: int


@dataclass(frozen=True, slots=True)
class Archive:
    """A data file and a key file that belong together, every byte of both checked."""

    file: Path
    keys: Path
    manifest: dict[str, Any]
    tables: tuple[Table, ...]
    key: SecretKey | None = None

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


def opened(file: Path, keys: Path, key: SecretKey | None = None) -> Archive:
    """Read both files through; `key` opens closed ones. Raises BadArchive with a Vietnamese sentence, OSError."""
    manifest, wrapped = checked(file, kind="data", key=key), checked(keys, kind="keys", key=key)
    if manifest.get("installation") != wrapped.get("installation"):
        raise BadArchive(f"Tệp {keys.name} là khóa của cài đặt khác, không phải của bản sao lưu này.")
    try:
        tables = tuple(
            Table(shape_of(each), int(each["rows"]), str(each["sha256"]), int(each["given"]))
            for each in manifest["tables"]
        )
        tree = manifest["tree"]
        good = isinstance(tree["size"], int) and re.fullmatch("[0-9a-f]{64}", tree["root"])
        [(str(app), str(name)) for app, name in manifest["migrations"]]
    except (KeyError, TypeError, ValueError):
        good = False
    if not good:
        raise BadArchive(f"Bản kê trong tệp {file.name} đã bị sửa.")
    return Archive(file, keys, manifest, tables, key)


def lay_out(archive: Archive, folder: Path, *, database: str) -> None:
    """The folder of a site with everything but its tables; `database` is the [database] part of site.toml."""
    folder.mkdir(mode=0o700, parents=True)
    for name in FOLDERS:
        (folder / name).mkdir(mode=0o700)
    put(folder / "run" / "web.secret", secrets.token_urlsafe(48).encode())
    for path, allowed in ((archive.file, PLAIN), (archive.keys, KEY)):
        for name, data in pieces(path, archive.key):
            if not name.startswith("files/"):
                continue
            if not allowed.fullmatch(name.removeprefix("files/")):
                raise BadArchive(f"Tệp {path.name} có phần lạ: không phải bản sao lưu của Sổ Mật.")
            put(folder / name.removeprefix("files/"), data)
    with (folder / "site.toml").open("a", encoding="utf-8") as out:
        out.write(f"\n{database}")


def put(path: Path, data: bytes) -> None:
    path.touch(0o600)
    path.write_bytes(data)


def fill(archive: Archive, site: Stored, *, owner_url: str = "", progress: Progress = lambda done: None) -> None:
    """Make the tables as the archive's program had them, load every row, compare, then bring the tables up to date.

    Django must stand on that database, as its owner. Raises BadArchive; the caller throws away what was begun.
    """
    make_tables([(str(app), str(name)) for app, name in archive.manifest["migrations"]], archive.file)
    load_all(archive, site, owner_url=owner_url, progress=progress)
    if wrong := differing(archive.tables, Address(site.engine, site.database, owner_url)):
        raise BadArchive(f"Dữ liệu khôi phục không khớp bản sao lưu, bảng {wrong[0]}.")
    call_command("migrate", verbosity=0, skip_checks=True)
    connections.close_all()


def make_tables(wanted: list[tuple[str, str]], file: Path) -> None:
    executor = MigrationExecutor(connections["default"])
    graph = executor.loader.graph
    if any(node not in graph.nodes for node in wanted):
        raise BadArchive(f"Tệp {file.name} do phiên bản Sổ Mật mới hơn làm ra. Cài phiên bản đó rồi khôi phục.")
    known = set(wanted)
    last = [
        node
        for node in wanted
        if not any(child[0] == node[0] and child in known for child in graph.node_map[node].children)
    ]
    executor.migrate(last)
    connections.close_all()


def load_all(archive: Archive, site: Stored, *, owner_url: str, progress: Progress) -> None:
    how = sqlite_load(site.database) if site.engine == "sqlite" else postgresql_load(owner_url)
    try:
        with how as load:
            fed = Feed(archive.file, archive.key)
            done = 0
            for table in archive.tables:
                done += load.table(table.shape, fed.lines(table), given=table.given)
                progress(done)
    except NotLoaded as bad:
        raise BadArchive(f"Tệp {archive.file.name}: bảng {bad} không nhận được dữ liệu.") from None


class Feed:
    """The lines of one table after another out of one pass through the file."""

    def __init__(self, file: Path, key: SecretKey | None) -> None:
        self._pieces = pieces(file, key)
        self._held: tuple[str, bytes] | None = None

    def lines(self, table: Table) -> Iterator[str]:
        if not table.rows:
            return
        wanted = f"tables/{table.shape.table}/"
        while (piece := self._next()) is not None:
            if piece[0].startswith(wanted):
                yield from piece[1].decode().split("\n")[:-1]  # never splitlines: a text may hold other line ends
            elif piece[0].startswith("tables/"):
                self._held = piece
                return

    def _next(self) -> tuple[str, bytes] | None:
        piece, self._held = self._held, None
        return piece if piece is not None else next(self._pieces, None)


def differing(tables: tuple[Table, ...], place: Stored) -> list[str]:
    """The tables whose rows in a database are not those that the table's hash was made of."""
    wrong = []
    with snapshot(place) as taken:
        for table in tables:
            hashed = hashlib.sha256()
            for line in taken.lines(table.shape):
                hashed.update(line.encode() + b"\n")
            if hashed.hexdigest() != table.sha256:
                wrong.append(table.shape.table)
    return wrong


def straight(
    source: Stored, tables: list[Shape], load: Load, *, progress: Progress = lambda done: None
) -> tuple[Table, ...]:
    """Copy a database into an open load without an archive between; answers what was copied, with its hashes."""
    copied: list[Table] = []
    with snapshot(source) as taken:
        for shape in tables:
            hashed = hashlib.sha256()
            given = taken.numbers_given(shape)
            rows = load.table(shape, _hashing(taken.lines(shape), hashed), given=given)
            copied.append(Table(shape, rows, hashed.hexdigest(), given))
            progress(sum(table.rows for table in copied))
    return tuple(copied)


def _hashing(lines: Iterator[str], hashed: Any) -> Iterator[str]:
    for line in lines:
        hashed.update(line.encode() + b"\n")
        yield line
