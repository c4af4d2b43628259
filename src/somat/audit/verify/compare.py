"""Each object's rows against the newest leaf that speaks of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from struct import Struct

from somat.audit.part import NO_ROWS, Part
from somat.audit.verify.findings import NOWHERE, Finding, found
from somat.audit.verify.states import HASH, NO_ROOT, PIECE, ROOT, Hashed

NOTHING = bytes.fromhex(NO_ROWS)
MOST = 1000  # findings of one kind


class Held:
    """What the journal says of each object: the digest and place of its newest leaf, 40 bytes each."""

    def __init__(self) -> None:
        self.newest: dict[bytes, bytes] = {}
        self.batches: dict[str, tuple[int, str]] = {}

    def bind(self, bound: Mapping[bytes, bytes]) -> None:
        """Leaves of later places than all before."""
        self.newest.update(bound)

    def bind_batch(self, index: int, lines: bytes) -> None:
        """A manifest's lines, which count unless a later leaf speaks of the same object."""
        place = index.to_bytes(8)
        newest = self.newest
        for start in range(0, len(lines), PIECE):
            object_ = lines[start : start + 16]
            known = newest.get(object_)
            if known is None or known[32:] < place:
                newest[object_] = lines[start + 16 : start + PIECE] + place


class Compared:
    """Collects the row hashes of every table, then compares."""

    def __init__(self, aggregates: Mapping[str, tuple[Part, ...]]) -> None:
        self.held = Held()
        self.objects = 0
        self.seen = 0
        self._aggregates = aggregates
        self._roots: dict[str, dict[bytes, bytes]] = {table: {} for table in aggregates}
        self._parts: dict[tuple[str, str], dict[bytes, bytes]] = defaultdict(dict)
        self._findings: list[Finding] = []

    def rows(self, part: Part, hashed: Hashed) -> None:
        """What one stretch of a table hashes to."""
        roots, rows = pieces(hashed.roots, ROOT), pieces(hashed.rows, HASH)
        self.seen += len(rows)
        if part.root == "uuid" and part.table in self._roots:
            self._take_roots(part.table, roots, rows)
        else:
            self._take_parts(self._parts[part.table, part.root], roots, rows)

    def _take_roots(self, table: str, roots: tuple[bytes, ...], rows: tuple[bytes, ...]) -> None:
        known = self._roots[table]
        for root, row in zip(roots, rows, strict=True):
            if root in known:
                self._findings.append(found("row-twice", table=table, object=root.hex()))
            known[root] = row

    @staticmethod
    def _take_parts(parts: dict[bytes, bytes], roots: tuple[bytes, ...], rows: tuple[bytes, ...]) -> None:
        known = parts.get
        for root, row in zip(roots, rows, strict=True):
            before = known(root)
            parts[root] = row if before is None else before + row

    def findings(self) -> list[Finding]:
        """Everything that does not agree."""
        newest = dict(self.held.newest)
        for table, parts in self._aggregates.items():
            self._findings += _first(self._compare(table, parts, newest))
        for root, bound in newest.items():
            if bound[:32] != NOTHING and len(self._findings) < MOST:
                self._findings.append(found("row-gone", _place(bound), object=root.hex()))
        for (table, _), left in self._parts.items():
            self._findings += _first(found("part-without-root", table=table, object=_name(root)) for root in left)
        return self._findings

    def _compare(self, table: str, parts: tuple[Part, ...], newest: dict[bytes, bytes]) -> Iterator[Finding]:
        others = [self._parts[part.table, part.root] for part in parts[1:]]
        taking = [held.pop for held in others if held]
        self.objects += len(self._roots[table])
        for root, row in self._roots[table].items():
            for take in taking:
                row += take(root, b"")
            bound = newest.pop(root, None)
            if bound is None:
                yield found("row-without-leaf", table=table, object=root.hex())
            elif bound[:32] != digest(row):
                yield found("row-differs", _place(bound), table=table, object=root.hex())


def digest(hashes: bytes) -> bytes:
    """The digest of an aggregate from its row hashes, 32 bytes each (somat.audit.part.digest)."""
    return sha256(b"".join(sorted(pieces(hashes, HASH)))).digest()


def pieces(data: bytes, size: int) -> tuple[bytes, ...]:
    """Bytes cut into pieces of one size."""
    return _cutter(size, len(data) // size).unpack(data)


@lru_cache(64)
def _cutter(size: int, count: int) -> Struct:
    return Struct(f"{size}s" * count)


def _first(findings: Iterator[Finding]) -> list[Finding]:
    """The first of many; the others are still gone through, for what the loop takes note of."""
    kept: list[Finding] = []
    for finding in findings:
        if len(kept) < MOST:
            kept.append(finding)
    return kept


def _place(bound: bytes) -> int:
    return min(int.from_bytes(bound[32:]), NOWHERE)


def _name(root: bytes) -> str:
    return "không rõ" if root == NO_ROOT else root.hex()
