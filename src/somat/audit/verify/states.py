"""The rows themselves: one hash for each row of a stretch of a table, and what a batch's manifest says."""

from __future__ import annotations

from hashlib import sha256

from somat.audit.part import Part
from somat.audit.verify.source import Source, Unreadable, hexed

STRETCH = 1 << 14  # rows of one task
PIECE = 48  # bytes of one result: uuid 16, hash 32
NO_ROOT = b"\x00" * 16
UNREADABLE = b"\x00" * 32


def bounds(source: Source, table: str) -> tuple[int, int, int]:
    """Lowest and highest id of a table, and how many rows it has; 0, -1, 0 for an empty one."""
    low, high, count = source.all(f'SELECT min(id), max(id), count(*) FROM "{table}"')[0]  # noqa: S608
    return (low, high, count) if count else (0, -1, 0)


def hashes(source: Source, part: Part, low: int, high: int) -> bytes:
    """Root uuid and row hash of each row with low ≤ id ≤ high, 48 bytes each; a row without root gets uuid zero."""
    try:
        return _hashes(source, part, low, high)
    except Unreadable:
        if low == high:
            return NO_ROOT + UNREADABLE
    ids = [row[0] for row in source.all(f'SELECT id FROM "{part.table}" WHERE id >= ? AND id <= ?', (low, high))]  # noqa: S608
    return b"".join(_one(source, part, each) for each in ids)


def _one(source: Source, part: Part, id_: int) -> bytes:
    """A single row; one that the database cannot write down keeps its root, if it has one, with a hash that fits none."""
    try:
        return _hashes(source, part, id_, id_)
    except Unreadable:
        rows = source.all(f'SELECT {hexed(_quoted(part), source.vendor)} FROM "{part.table}" WHERE id = ?', (id_,))  # noqa: S608
        return _uuid(rows[0][0] if rows else None) + UNREADABLE


def _hashes(source: Source, part: Part, low: int, high: int) -> bytes:
    row, table = part.values(source.vendor), part.table
    if source.vendor == "postgresql":
        sql = (
            f"SELECT string_agg(coalesce(uuid_send({_quoted(part)}), decode(repeat('00', 16), 'hex'))"  # noqa: S608
            f" || sha256(convert_to({row}, 'UTF8')), ''::bytea) FROM \"{table}\" WHERE id >= ? AND id <= ?"
        )
        return source.all(sql, (low, high))[0][0] or b""
    sql = f'SELECT {_quoted(part)}, CAST({row} AS BLOB) FROM "{table}" WHERE id >= ? AND id <= ? ORDER BY id'  # noqa: S608
    rows, unhex = source.all(sql, (low, high)), bytes.fromhex
    try:
        hashed = b"".join([unhex(root) + sha256(text).digest() for root, text in rows])
    except (TypeError, ValueError):
        hashed = b""
    if len(hashed) == PIECE * len(rows):
        return hashed
    return b"".join([_uuid(root) + sha256(text).digest() for root, text in rows])


def _quoted(part: Part) -> str:
    return f'"{part.root}"'


def _uuid(root: object) -> bytes:
    """The 16 bytes of a root; zeros for what is no uuid."""
    try:
        uuid = bytes.fromhex(root) if isinstance(root, str) else b""
    except ValueError:
        return NO_ROOT
    return uuid if len(uuid) == 16 else NO_ROOT


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
    return value if len(value) == 32 else UNREADABLE


def batches(source: Source) -> frozenset[str]:
    """The leaves that have a manifest."""
    leaf = hexed("leaf", source.vendor)
    return frozenset(row[0] for row in source.all(f"SELECT DISTINCT {leaf} FROM audit_manifest"))  # noqa: S608
