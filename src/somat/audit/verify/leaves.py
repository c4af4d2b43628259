"""One stretch of the tree: are its leaves there, whole and canonical, and what do they hash to?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from somat.audit.leaf import VERB, BadLeaf, Decision, parse
from somat.audit.part import plain
from somat.audit.verify.findings import Finding, found
from somat.audit.verify.source import Row, Source, Unreadable, hexed

STRETCH = 1 << 14  # leaves of one task; a power of two, so that a whole stretch is one complete subtree
DECISIONS = Decision.ALL
LOST = b"\x00" * 32  # the hash that stands for a leaf that is not there
MOST = 1000  # findings of one stretch

HEX = re.compile(r"[0-9a-f]*")
MOMENT = r"[0-9]{4}-[0-1][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9]\.[0-9]{6}"
MOMENTS = re.compile(rf"{MOMENT}(?:\n{MOMENT})*")
UUID_HEX = re.compile(r"[0-9a-f]{32}")
HASH = re.compile(r"[0-9a-f]{64}")
UUID_TEXT = rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# From the rule on, nothing repeats a column but the verb. Text as canonical JSON writes it, and no other way.
TEXT = rb'(?:[^"\\\x00-\x1f]|\\["\\bfnrt]|\\u00(?:0[0-7bef]|1[0-9a-f]))*'
TAIL = re.compile(TEXT + rb'","session":"(?:' + UUID_TEXT + rb')?","station":"' + TEXT + rb'","v":1,"verb":"([^"]*)"\}')
TAILS_KEPT = 200_000


@dataclass
class Stretch:
    """What one stretch came to. `levels` are the hashes of its leaves, then of their parents, up to one."""

    first: int
    levels: list[list[bytes]] = field(default_factory=list)
    bound: dict[bytes, bytes] = field(default_factory=dict)  # object → digest and place of the newest leaf, packed
    batches: dict[str, tuple[int, str]] = field(default_factory=dict)  # leaf → place and row hash
    findings: list[Finding] = field(default_factory=list)

    def root(self, count: int) -> bytes:
        """The root over the first `count` leaves of the stretch (RFC 6962), count ≥ 1."""
        peaks, start = [], 0
        for bit in reversed(range(count.bit_length())):
            if count >> bit & 1:
                peaks.append(self.levels[bit][start >> bit])
                start += 1 << bit
        return fold(peaks[:-1], peaks[-1])


def fold(peaks: Sequence[bytes], right: bytes) -> bytes:
    """The root of complete subtrees, largest first, and what stands to their right."""
    for peak in reversed(peaks):
        right = sha256(b"\x01" + peak + right).digest()
    return right


class _Tails(dict[bytes, str]):
    """The verbs of leaf endings seen before; '' for an ending that must be looked at closely."""

    def __missing__(self, tail: bytes) -> str:
        if len(self) > TAILS_KEPT:
            self.clear()
        match = TAIL.fullmatch(tail)
        tail.decode()  # bytes that are no UTF-8 raise, and get the closer look
        verb = match[1].decode() if match else ""
        self[tail] = verb if VERB.fullmatch(verb) else ""
        return self[tail]


class _Dashed(dict[str, str]):
    """Actors repeat: their uuid with dashes, '' for what is no uuid."""

    def __missing__(self, uuid: str) -> str:
        if len(self) > TAILS_KEPT:
            self.clear()
        self[uuid] = dashed(uuid) if UUID_HEX.fullmatch(uuid) else ""
        return self[uuid]


_TAILS = _Tails()
_ACTORS = _Dashed()


def dashed(uuid: str) -> str:
    return f"{uuid[:8]}-{uuid[8:12]}-{uuid[12:16]}-{uuid[16:20]}-{uuid[20:]}"


FULL = "CASE WHEN length(l.at) = 19 THEN l.at || '.000000' ELSE"  # Django leaves out a fraction of zero


def columns(vendor: str) -> str:
    """uuid, body, at, actor, verb, object, decision, row: the same text from both engines."""
    uuid, actor, object_ = (hexed(f'l."{name}"', vendor) for name in ("uuid", "actor", "object"))
    at = f"{FULL} l.at END" if vendor == "sqlite" else "to_char(l.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
    return f'{uuid}, l.body, {at}, {actor}, l.verb, {object_}, l.decision, l."row"'


def read(source: Source, first: int, end: int) -> list[Row | None]:
    """The leaves at the places from `first` up to before `end`; None where there is none."""
    wanted = _wanted(source, first, end)
    rows: list[Row | None] = list(_along_ids(source, wanted))
    if [row and row[0] for row in rows] == wanted:
        return rows
    by_uuid = {row[0]: row for row in rows if row}
    return [by_uuid.get(uuid) or _one(source, uuid) for uuid in wanted]


def _wanted(source: Source, first: int, end: int) -> list[str | None]:
    leaf = hexed("leaf", source.vendor)
    if source.vendor == "sqlite":  # in the order of writing, which is that of the places unless somebody wrote by hand
        rows = source.all(f'SELECT "index", {leaf} FROM audit_leafindex WHERE rowid > ? AND rowid <= ?', (first, end))  # noqa: S608
        if [row[0] for row in rows] == list(range(first, end)):
            return [row[1] for row in rows]
    rows = source.all(f'SELECT "index", {leaf} FROM audit_leafindex WHERE "index" >= ? AND "index" < ?', (first, end))  # noqa: S608
    by_index: dict[int, str] = dict(rows)
    return [by_index.get(index) for index in range(first, end)]


def _along_ids(source: Source, wanted: Sequence[str | None]) -> list[Row]:
    """The leaves between the ids of the first and the last wanted one, which is quick: mostly they are just those."""
    try:
        ids = [row[0] for uuid in (wanted[0], wanted[-1]) for row in source.all(_find(source, "l.id"), (uuid,))]
        if len(ids) != 2 or not 0 <= ids[1] - ids[0] < 4 * len(wanted) + 1000:
            return []
        sql = f"SELECT {columns(source.vendor)} FROM audit_leaf l WHERE l.id >= ? AND l.id <= ? ORDER BY l.id"  # noqa: S608
        return source.all(sql, ids)
    except Unreadable:
        return []


def _one(source: Source, uuid: str | None) -> Row | None:
    """One leaf by its uuid; a row of Nones where the database cannot give it."""
    if uuid is None:
        return None
    try:
        rows = source.all(_find(source, columns(source.vendor)), (uuid,))
    except Unreadable:
        return (None,) * 8
    return rows[0] if rows else None


def _find(source: Source, what: str) -> str:
    mark = "?" if source.vendor == "sqlite" else "?::text::uuid"
    return f"SELECT {what} FROM audit_leaf l WHERE l.uuid = {mark} LIMIT 1"  # noqa: S608


def stretch(source: Source, first: int, end: int, *, batches: frozenset[str]) -> Stretch:
    """Read and judge the leaves from `first` up to before `end`; `batches` are the leaves that have a manifest."""
    rows = read(source, first, end)
    result = Stretch(first)
    for index in _doubtful(rows, result, batches):
        _closely(rows[index - first], index, result, batches)
    result.levels = _levels([sha256(b"\x00" + row[1]).digest() if _body(row) else LOST for row in rows])  # type: ignore[index]
    return result


def _body(row: Row | None) -> bool:
    return row is not None and isinstance(row[1], bytes)


def _levels(hashes: list[bytes]) -> list[list[bytes]]:
    levels = [hashes]
    while len(levels[-1]) > 1:
        nodes = iter(levels[-1])
        levels.append([sha256(b"\x01" + left + right).digest() for left, right in zip(nodes, nodes, strict=False)])
    return levels


def _doubtful(rows: Sequence[Any], result: Stretch, batches: frozenset[str]) -> list[int]:
    """The quick look: is each body what its columns say, byte for byte? The places of those that need a closer look."""
    if not _plain(rows):
        return list(range(result.first, result.first + len(rows)))
    doubtful = []
    tails, actors, hashed = _TAILS, _ACTORS, HASH.fullmatch
    for index, (uuid, body, at, actor, verb, object_, decision, row) in enumerate(rows, result.first):
        try:
            begin = 107 + len(decision)
            detail = "" if body[begin] == 34 else body[begin : begin + 64].decode("ascii")
            about = f"{object_[:8]}-{object_[8:12]}-{object_[12:16]}-{object_[16:20]}-{object_[20:]}" if object_ else ""
            head = (
                f'{{"actor":"{actors[actor]}","at":"{at[:10]}T{at[11:]}Z","decision":"{decision}","detail":"{detail}",'
                f'"leaf":"{uuid[:8]}-{uuid[8:12]}-{uuid[12:16]}-{uuid[16:20]}-{uuid[20:]}",'
                f'"object":"{about}","row":"{row}","rule":"'
            ).encode()
            if (
                tails[body[len(head) :]] == verb
                and body.startswith(head)
                and (not detail or hashed(detail))
                and decision in DECISIONS
            ):
                if row:
                    bind(result, index, uuid, object_, decision, row, batches)
            else:
                doubtful.append(index)
        except (TypeError, ValueError, IndexError, AttributeError):
            doubtful.append(index)
    return doubtful


def _plain(rows: Sequence[Any]) -> bool:
    """Whether all columns of a stretch are spelt as they should be, moments with all six digits."""
    try:
        uuids, _, moments, _, _, objects, _, _ = zip(*rows, strict=True)
        ids = [*uuids, *(object_ for object_ in objects if object_ is not None)]
        return (
            MOMENTS.fullmatch("\n".join(moments)) is not None
            and HEX.fullmatch("".join(ids)) is not None
            and set(map(len, ids)) == {32}
        )
    except (TypeError, ValueError):
        return False


def bind(
    result: Stretch, index: int, uuid: str, object_: str | None, decision: str, row: str, batches: frozenset[str]
) -> None:
    """Take note of what a leaf says of an object's rows; raises ValueError for a hash that is none."""
    digest = bytes.fromhex(row)
    if digest.hex() != row or len(digest) != 32:
        raise ValueError(row)
    if decision != Decision.GRANTED:
        return
    if uuid in batches or not object_:
        result.batches[uuid] = (index, row)
    else:
        place, about = index.to_bytes(8), bytes.fromhex(object_)
        if about not in result.bound or result.bound[about][32:] < place:
            result.bound[about] = digest + place


def _closely(row: Row | None, index: int, result: Stretch, batches: frozenset[str]) -> None:
    """The slow look at one leaf: name what is wrong with it. What its columns bind counts all the same: else the object's
    rows would be held against an older leaf, and that would look like a second fault.
    """
    problem = found("leaf-missing", index) if row is None else judge(row, index)
    if problem is not None and len(result.findings) < MOST:
        result.findings.append(problem)
    if row is not None and row[7]:
        with suppress(ValueError, TypeError):
            bind(result, index, row[0], row[5], row[6], row[7], batches)


def judge(row: Row, index: int) -> Finding | None:
    """What is wrong with one leaf as read, or None."""
    uuid, body, at, actor, verb, object_, decision, digest = row
    if body is None:
        return found("leaf-unreadable", index)
    try:
        facts = parse(bytes(body))
    except (BadLeaf, TypeError):
        return found("leaf-malformed", index)
    said = [facts.leaf.hex, plain(facts.at, "m"), facts.actor.hex, facts.verb]
    said += [facts.object.hex if facts.object else None, facts.decision, facts.row]
    return None if said == [uuid, at, actor, verb, object_, decision, digest] else found("leaf-columns", index)
