"""The rows themselves: one hash for each row of a stretch of a table, and what a batch's manifest says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from somat.audit.part import Part
from somat.audit.verify.source import Source, Unreadable, hexed

STRETCH = 1 << 14  # rows of one task
ROOT, HASH = 16, 32  # bytes of a uuid and of a hash
PIECE = ROOT + HASH  # a line of a manifest
NO_ROOT = b"\x00" * 16
UNREADABLE = b"\x00" * 32


def bounds(source: Source, table: str) -> tuple[int, int, int]:
    """Lowest and highest id of a table, and how many rows it has; 0, -1, 0 for an empty one."""
    low, high, count = source.all(f'SELECT min(id), max(id), count(*) FROM "{table}"')[0]  # noqa: S608
    return (low, high, count) if count else (0, -1, 0)


@dataclass(frozen=True, slots=True)
class Hashed:
    """Root uuids and row hashes of some rows in the same order, end to end; a row without root has uuid zero."""

    roots: bytes = b""
    rows: bytes = b""


def hashes(source: Source, part: Part, low: int, high: int) -> Hashed:
    """What the rows with low ≤ id ≤ high hash to."""
    try:
        return _hashes(source, part, low, high)
    except Unreadable:
        if low == high:
            return Hashed(NO_ROOT, UNREADABLE)
    ids = [row[0] for row in source.all(f'SELECT id FROM "{part.table}" WHERE id >= ? AND id <= ?', (low, high))]  # noqa: S608
    return _together(_one(source, part, each) for each in ids)


def _one(source: Source, part: Part, id_: int) -> Hashed:
    """A single row; one that the database cannot write down keeps its root, if it has one, with a hash that fits none."""
    try:
        return _hashes(source, part, id_, id_)
    except Unreadable:
        rows = source.all(f'SELECT {hexed(_quoted(part), source.vendor)} FROM "{part.table}" WHERE id = ?', (id_,))  # noqa: S608
        return Hashed(_uuid(rows[0][0] if rows else None), UNREADABLE)


def _hashes(source: Source, part: Part, low: int, high: int) -> Hashed:
    row, table = part.values(source.vendor), part.table
    if source.vendor == "postgresql":
        sql = (
            f"SELECT string_agg(coalesce(uuid_send({_quoted(part)}), decode(repeat('00', 16), 'hex')), ''::bytea),"  # noqa: S608
            f" string_agg(sha256(convert_to({row}, 'UTF8')), ''::bytea) FROM \"{table}\" WHERE id >= ? AND id <= ?"
        )
        roots, hashed = source.all(sql, (low, high))[0]
        return Hashed(roots or b"", hashed or b"")
    selected = f'SELECT {_quoted(part)} AS root, {row} AS row FROM "{table}" WHERE id >= ? AND id <= ? ORDER BY id'  # noqa: S608
    return _at_once(source, selected, (low, high)) or _one_by_one(source, selected, (low, high))


# A row's JSON has no line break of its own, and its text is never null.
AT_ONCE = (
    "SELECT count(*), count(CASE WHEN length(root) = 32 THEN 1 END), group_concat(root, ''),"
    " CAST(group_concat(row, char(10)) AS BLOB) FROM ({})"
)


def _at_once(source: Source, selected: str, ids: tuple[int, int]) -> Hashed | None:
    """All rows as two values, which is far quicker than a value for each; None where a root is no uuid."""
    count, sound, roots, texts = source.all(AT_ONCE.format(selected), ids)[0]
    if not count:
        return Hashed()
    try:
        found = Hashed(bytes.fromhex(roots), b"".join([sha256(text).digest() for text in texts.split(b"\n")]))
    except (TypeError, ValueError):
        return None
    return found if sound == count and (len(found.roots), len(found.rows)) == (ROOT * count, HASH * count) else None


def _one_by_one(source: Source, selected: str, ids: tuple[int, int]) -> Hashed:
    rows = source.all(f"SELECT root, CAST(row AS BLOB) FROM ({selected})", ids)  # noqa: S608
    return _together(Hashed(_uuid(root), sha256(text).digest()) for root, text in rows)


def _together(pieces: Iterable[Hashed]) -> Hashed:
    every = list(pieces)
    return Hashed(b"".join([piece.roots for piece in every]), b"".join([piece.rows for piece in every]))


def _quoted(part: Part) -> str:
    return f'"{part.root}"'


def _uuid(root: object) -> bytes:
    """The 16 bytes of a root; zeros for what is no uuid."""
    try:
        uuid = bytes.fromhex(root) if isinstance(root, str) else b""
    except ValueError:
        return NO_ROOT
    return uuid if len(uuid) == ROOT else NO_ROOT


def manifest(source: Source, leaf: str) -> tuple[bytes, str]:
    """The lines of a batch, uuid and digest, 48 bytes each, and the hash of the whole as its leaf should bind it."""
    mark = "?" if source.vendor == "sqlite" else "?::text::uuid"
    object_ = hexed("object", source.vendor)
    rows = source.all(f"SELECT {object_}, digest FROM audit_manifest WHERE leaf = {mark} ORDER BY object", (leaf,))  # noqa: S608
    text = "".join([f"{uuid} {digest}\n" for uuid, digest in rows])
    lines = b"".join([_uuid(uuid) + _digest(digest) for uuid, digest in rows])
    return lines, sha256(text.encode("utf-8", "replace")).hexdigest()


def _digest(digest: object) -> bytes:
    try:
        value = bytes.fromhex(digest) if isinstance(digest, str) else b""
    except ValueError:
        return UNREADABLE
    return value if len(value) == HASH else UNREADABLE


def batches(source: Source) -> frozenset[str]:
    """The leaves that have a manifest."""
    leaf = hexed("leaf", source.vendor)
    return frozenset(row[0] for row in source.all(f"SELECT DISTINCT {leaf} FROM audit_manifest"))  # noqa: S608
