#!/usr/bin/env python3
"""The second verifier of a journal of Sổ Mật: standard library only, written from docs/formats/journal.md alone.

Checks every leaf's form, every place, the root of every checkpoint, and the signature of the newest (--all: of each).
PATH is an exported journal (a folder) or the SQLite file of a site. Exit code 0: sound; 1: found wrong; 2: misuse.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
TEXT = r'(?:[^"\\\x00-\x1f\ud800-\udfff]|\\["\\bfnrt]|\\u00(?:0[0-7bef]|1[0-9a-f]))*'
HASH = r"(?:[0-9a-f]{64})?"
LEAF = re.compile(
    rf'\{{"actor":"{UUID}","at":"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{6}}Z","decision":"(?:granted|refused|absent)",'
    rf'"detail":"{HASH}","leaf":"({UUID})","object":"(?:{UUID})?","row":"{HASH}","rule":"{TEXT}","session":"(?:{UUID})?",'
    rf'"station":"{TEXT}","v":1,"verb":"[a-z]+(?:[.-][a-z]+)*"\}}',
    re.ASCII,
)
MARK = "— "
WIDTH = 256
SAYS = {
    "key": "không có khóa công khai dùng được (log.pub)",
    "place": "nhật ký thiếu chỗ hoặc thiếu lá số {n}",
    "form": "lá số {n} không đúng dạng chuẩn",
    "note": "điểm chốt {n} không đúng dạng",
    "root": "cây không khớp điểm chốt {n} lá",
    "beyond": "điểm chốt ghi {n} lá, nhật ký không có đủ",
    "signature": "chữ ký của điểm chốt {n} lá không đúng",
    "tile": "tệp {n} không khớp cây",
    "against": "nhật ký không nối tiếp điểm chốt cũ {n} lá",
    "against-beyond": "điểm chốt cũ ghi {n} lá, nhật ký đã bị cắt",
    "against-signature": "chữ ký trên điểm chốt cũ {n} lá không phải của khóa này",
    "none": "có {n} lá mà không có điểm chốt nào",
}
Wrong = list[tuple[str, object]]

# Ed25519 (RFC 8032, 5.1), for verifying only
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def point(data: bytes) -> Point | None:
    """The curve point of 32 bytes, None where there is none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def add(one: Point, two: Point) -> Point:
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, base: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = add(total, base)
        base, number = add(base, base), number >> 1
    return total


def signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the 64 bytes are the signature of the message by the 32-byte key."""
    public, base, s = point(key), point(b"\x58" + b"\x66" * 31), int.from_bytes(signature[32:], "little")
    if public is None or base is None or len(signature) != 64 or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    x, y, z, _ = add(times(s, base), times(ORDER - k, public))
    inverse = pow(z, -1, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


def unbase64(text: str) -> bytes:
    with suppress(ValueError):
        return base64.b64decode(text, validate=True)
    return b""


class Key:
    """The log's public key: its name, its id, its 32 bytes; unusable where the line is no key."""

    def __init__(self, line: str) -> None:
        self.origin, hexed, encoded = (*line.strip().split("+", 2), "", "")[:3]
        blob = unbase64(encoded)
        self.key = blob[1:]
        self.id = hashlib.sha256(self.origin.encode() + b"\n" + blob).digest()[:4]
        self.usable = bool(self.origin) and blob[:1] == b"\x01" and len(blob) == 33 and self.id.hex() == hexed


class Note:
    """A checkpoint. `size` is -1 for a text that is none."""

    def __init__(self, data: bytes, origin: str) -> None:
        self.size, self.root, self.lines = -1, b"", []
        body, _, tail = data.decode("utf-8", "replace").rpartition("\n\n")
        self.body = f"{body}\n"
        lines, signatures = self.body.split("\n"), tail.split("\n")
        root = unbase64(lines[2]) if len(lines) == 4 else b""
        whole = len(root) == 32 and signatures[-1] == "" and all(line.startswith(MARK) for line in signatures[:-1])
        if whole and lines[0] == origin and re.fullmatch(r"0|[1-9][0-9]*", lines[1], re.ASCII):
            self.size, self.root, self.lines = int(lines[1]), root, signatures[:-1]

    def signed_by(self, key: Key) -> bool:
        parts = (line.removeprefix(MARK).rpartition(" ") for line in self.lines)
        blobs = [unbase64(encoded) for name, _, encoded in parts if name == key.origin]
        return any(blob[:4] == key.id and signed(key.key, self.body.encode(), blob[4:]) for blob in blobs)


class Export:
    """A folder in the layout of tlog-tiles."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key_file = folder / "log.pub"

    def notes(self) -> list[bytes]:
        every, newest = self.folder / "checkpoints", self.folder / "checkpoint"
        notes = list(entries(every.read_bytes())) if every.exists() else []
        return notes + ([newest.read_bytes()] if newest.exists() else [])

    def leaves(self) -> Iterator[tuple[str | None, bytes | None]]:
        number = 0
        while True:
            whole = self.folder / tile("entries", number)
            parts = sorted(whole.parent.glob(whole.name + ".p/*"), key=lambda path: int(path.name))
            if file := whole if whole.exists() else parts[-1] if parts else None:
                yield from ((None, data) for data in entries(file.read_bytes()))
            if file is not whole:
                return
            number += 1

    def strays(self, hashes: list[bytes]) -> Iterator[str]:
        """The paths of tiles that are not there or say otherwise than these hashes of leaves."""
        level = 0
        while hashes:
            parts = [hashes[at : at + WIDTH] for at in range(0, len(hashes), WIDTH)]
            for number, part in enumerate(parts):
                path = tile(str(level), number) + (f".p/{len(part)}" if len(part) < WIDTH else "")
                held = (self.folder / path).read_bytes() if (self.folder / path).is_file() else b""
                if held != b"".join(part):
                    yield path
            hashes, level = [root_of(whole(part)) for part in parts if len(part) == WIDTH], level + 1


class Table:
    """The tables in a SQLite file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.key_file = file.parent / "vault" / "log.pub"

    def notes(self) -> list[bytes]:
        return [str(row[0]).encode() for row in self._all("SELECT note FROM audit_checkpoint ORDER BY size")]

    def leaves(self) -> Iterator[tuple[str | None, bytes | None]]:
        """Along the places; leaves are read in order of writing, which is mostly the same, others one by one."""
        along = self._all("SELECT uuid, body FROM audit_leaf ORDER BY id")
        ahead: dict[object, object] = {}
        for number, (index, leaf) in enumerate(self._all('SELECT "index", leaf FROM audit_leafindex ORDER BY 1')):
            while leaf not in ahead and (row := next(along, None)):
                ahead[row[0]] = row[1]
            body = ahead.pop(leaf, None) if index == number else None
            yield str(leaf), body if isinstance(body, bytes) else None

    def _all(self, sql: str) -> Iterator[tuple[object, ...]]:
        with closing(sqlite3.connect(f"{self.file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            yield from connection.execute(sql)


def tile(level: str, number: int) -> str:
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03}")
    return "/".join(("tile", level, *groups))


def entries(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        yield data[at + 2 : at + 2 + length]
        at += 2 + length


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(peaks: list[bytes]) -> bytes:
    """The root over complete subtrees, largest first."""
    right = peaks[-1] if peaks else hashlib.sha256(b"").digest()
    for peak in reversed(peaks[:-1]):
        right = node(peak, right)
    return right


def whole(nodes: list[bytes]) -> list[bytes]:
    """The one hash over a power of two of them, as a list."""
    while len(nodes) > 1:
        nodes = [node(left, right) for left, right in zip(nodes[::2], nodes[1::2], strict=True)]
    return nodes


def grow(source: Export | Table, sizes: set[int], wrong: Wrong) -> tuple[int, dict[int, bytes]]:
    """Read every leaf in order; answers how many there are and the roots at `sizes` and at the end."""
    sha256, form = hashlib.sha256, LEAF.fullmatch
    peaks: list[bytes] = []
    hashes: list[bytes] = []
    roots = {0: root_of(peaks)}
    for index, (leaf, body) in enumerate(source.leaves()):
        if body is None:
            wrong.append(("place", index))
            break
        match = form(body.decode("utf-8", "surrogateescape"))
        if match is None or (leaf is not None and match[1].replace("-", "") != leaf):
            wrong.append(("form", index))
        hashed, rest = sha256(b"\x00" + body).digest(), index
        hashes.append(hashed)
        while rest & 1:
            hashed, rest = sha256(b"\x01" + peaks.pop() + hashed).digest(), rest >> 1
        peaks.append(hashed)
        if index + 1 in sizes:
            roots[index + 1] = root_of(peaks)
    if isinstance(source, Export):
        wrong += [("tile", path) for path in source.strays(hashes)]
    return len(hashes), {**roots, len(hashes): root_of(peaks)}


def verify(source: Export | Table, key: Key, *, against: bytes | None, every: bool) -> tuple[int, Wrong]:
    """How many leaves there are, and all that is wrong: pairs of a kind and the number that it is about."""
    wrong: Wrong = [] if key.usable else [("key", 0)]
    notes = [Note(data, key.origin) for data in source.notes()]
    wrong += [("note", number) for number, note in enumerate(notes, 1) if note.size < 0]
    notes = sorted((note for note in notes if note.size >= 0), key=lambda note: note.size)
    old = Note(against, key.origin) if against is not None else None
    size, roots = grow(source, {note.size for note in (*notes, *([old] if old else []))}, wrong)
    wrong += [("beyond", note.size) for note in notes if note.size > size]
    wrong += [("root", note.size) for note in notes if roots.get(note.size, note.root) != note.root]
    wrong += [("signature", note.size) for note in (notes if every else notes[-1:]) if not note.signed_by(key)]
    wrong += [("none", size)] if size and not notes else []
    if old is not None and old.size < 0:
        wrong.append(("note", "cũ"))
    elif old is not None:
        wrong += [("against-beyond", old.size)] if old.size > size else []
        wrong += [("against", old.size)] if roots.get(old.size, old.root) != old.root else []
        wrong += [] if old.signed_by(key) else [("against-signature", old.size)]
    return size, wrong


def main() -> int:
    asked = argparse.ArgumentParser(description="Kiểm nhật ký Sổ Mật, không cần chương trình.")
    asked.add_argument("path", type=Path, help="thư mục kết xuất, hoặc tệp SQLite")
    asked.add_argument("--key", type=Path, help="tệp khóa công khai log.pub, nếu không nằm sẵn bên nhật ký")
    asked.add_argument("--against", type=Path, help="tệp điểm chốt cũ, từ giấy hoặc thẻ nhớ")
    asked.add_argument("--all", action="store_true", dest="every", help="kiểm chữ ký của mọi điểm chốt")
    words = asked.parse_args()
    source = Export(words.path) if words.path.is_dir() else Table(words.path)
    try:
        key = Key((words.key or source.key_file).read_text("utf-8"))
        against = words.against.read_bytes() if words.against else None
        size, wrong = verify(source, key, against=against, every=words.every)
    except (OSError, UnicodeDecodeError, sqlite3.Error) as error:
        print(f"Không đọc được: {error}", file=sys.stderr)
        return 2
    print(*(f"SAI {kind} {number}: {SAYS[kind].format(n=number)}\n" for kind, number in wrong[:50]), sep="", end="")
    print(f"{size} lá: CÓ {len(wrong)} CHỖ SAI." if wrong else f"{size} lá: mọi thứ khớp.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
