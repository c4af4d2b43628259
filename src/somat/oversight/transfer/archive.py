"""The file of a backup: a compressed tar of pieces and, last, a manifest with the hash of each (docs/formats/backup.md)."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from somat.oversight.transfer.envelope import BadKey, SecretKey, Shut, plain
from somat.vault.process.content.stream import BrokenBlob

FORMAT = "somat-backup/1"
MANIFEST = "manifest.json"
PIECE = 1 << 20  # bytes of rows in one piece, more or less
LONGEST = 64 << 20  # bytes of one piece that a reader takes
MEMBER = re.compile(
    r"(?:tables/[a-z0-9_]{1,63}/[0-9]{8}|files/[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*)"
)


class BadArchive(Exception):
    """The file is no backup, or not a whole one, or was changed; the Vietnamese sentence says which."""


@dataclass
class Sum:
    """What is known of a run of bytes: how many, and their SHA-256."""

    size: int = 0
    hashed: Any = field(default_factory=hashlib.sha256)

    def take(self, data: bytes) -> None:
        self.size += len(data)
        self.hashed.update(data)

    @property
    def sha256(self) -> str:
        return str(self.hashed.hexdigest())


class Pieces:
    """Writes an archive: `add` pieces, then `close` with the manifest."""

    def __init__(self, out: BinaryIO) -> None:
        self._gzip = gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1, mtime=0)
        self._tar = tarfile.open(fileobj=self._gzip, mode="w|", format=tarfile.USTAR_FORMAT)  # noqa: SIM115

    def add(self, name: str, data: bytes) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(data), 0o600
        self._tar.addfile(info, io.BytesIO(data))

    def add_lines(self, name: str, lines: Iterable[str], *, seen: Sum) -> Iterator[int]:
        """Add a table's lines in pieces; yields how many lines have gone in so far."""
        held: list[bytes] = []
        size = count = number = 0
        for line in lines:
            data = line.encode() + b"\n"
            held.append(data)
            size += len(data)
            count += 1
            if size >= PIECE:
                number = self._flush(name, number, held, seen)
                held, size = [], 0
                yield count
        if held:
            self._flush(name, number, held, seen)
            yield count

    def _flush(self, name: str, number: int, held: list[bytes], seen: Sum) -> int:
        data = b"".join(held)
        seen.take(data)
        self.add(f"tables/{name}/{number:08d}", data)
        return number + 1

    def close(self, manifest: dict[str, Any]) -> None:
        self.add(MANIFEST, json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1).encode())
        self._tar.close()
        self._gzip.close()


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A file that appears whole under its name, or not at all: written aside, synced, renamed. An existing one is refused."""
    aside = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        name_it(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    sync(path.parent)


def name_it(aside: Path, path: Path) -> None:
    """A second name overwrites nothing; sticks with FAT know none, there the rename is all that can be had."""
    try:
        path.hardlink_to(aside)
    except FileExistsError:
        raise
    except OSError:
        aside.replace(path)


def sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def pieces(path: Path, key: SecretKey | None = None) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of every piece in order, the manifest last. Raises BadArchive, OSError."""
    try:
        with plain(path, key) as file, gzip.open(file) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            for info in tar:
                if not (
                    info.isreg() and info.size <= LONGEST and (info.name == MANIFEST or MEMBER.fullmatch(info.name))
                ):
                    raise BadArchive(f"Tệp {path.name} có phần lạ: không phải bản sao lưu của Sổ Mật.")
                content = tar.extractfile(info)
                yield info.name, content.read() if content else b""
            packed.read()  # to the end, where the checksum is
    except Shut:
        raise BadArchive(f"Tệp {path.name} đã khóa bằng khóa sao lưu. Chạy lại với --key và tệp khóa bí mật.") from None
    except BadKey as bad:
        raise BadArchive(f"Tệp {path.name}: {bad}") from None
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, BrokenBlob):
        raise BadArchive(f"Tệp {path.name} không phải bản sao lưu của Sổ Mật, hoặc đã bị sửa.") from None
    except EOFError:
        raise BadArchive(f"Tệp {path.name} bị cụt: bản sao chưa chép xong. Chép lại tệp gốc.") from None


def checked(path: Path, *, kind: str, key: SecretKey | None = None) -> dict[str, Any]:
    """The manifest, after every piece has been read and found to be what it says. Raises BadArchive, OSError."""
    sums: dict[str, Sum] = {}
    manifest: dict[str, Any] | None = None
    for name, data in pieces(path, key):
        if manifest is not None:
            raise BadArchive(f"Tệp {path.name} có phần thừa sau bản kê.")
        if name == MANIFEST:
            manifest = _read(path, data)
        else:
            sums.setdefault(name if name.startswith("files/") else name.rsplit("/", 1)[0], Sum()).take(data)
    if manifest is None:
        raise BadArchive(f"Tệp {path.name} bị cụt: không có bản kê. Chép lại tệp gốc.")
    if manifest.get("format") != FORMAT or manifest.get("kind") != kind:
        raise BadArchive(f"Tệp {path.name} không phải loại tệp cần ở chỗ này.")
    _compare(path, manifest, sums)
    return manifest


def _read(path: Path, data: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(data)
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict):
        raise BadArchive(f"Bản kê trong tệp {path.name} đã bị sửa.")
    return manifest


def _compare(path: Path, manifest: dict[str, Any], sums: dict[str, Sum]) -> None:
    try:
        listed = {f"files/{each['path']}": (each["size"], each["sha256"]) for each in manifest["files"]}
        tables = {f"tables/{each['table']}": (each["size"], each["sha256"]) for each in manifest["tables"]}
    except (KeyError, TypeError):
        raise BadArchive(f"Bản kê trong tệp {path.name} đã bị sửa.") from None
    listed |= {name: facts for name, facts in tables.items() if facts[0] or name in sums}
    found = {name: (each.size, each.sha256) for name, each in sums.items()}
    for name in sorted(listed.keys() | found.keys()):
        if listed.get(name) != found.get(name):
            raise BadArchive(f"Tệp {path.name} đã bị sửa hoặc hỏng: phần {name} không khớp bản kê.")
