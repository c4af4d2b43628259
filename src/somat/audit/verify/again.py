"""A second look at objects that did not agree while others were writing: rows and newest leaf in one snapshot."""

from __future__ import annotations

from collections.abc import Mapping

from somat.audit.part import NO_ROWS, Part, digest
from somat.audit.verify.findings import Finding
from somat.audit.verify.source import Row, Source

MOST = 5_000  # objects looked at again; beyond that, what was found stands


def confirmed(source: Source, findings: list[Finding], aggregates: Mapping[str, tuple[Part, ...]]) -> list[Finding]:
    """The findings about objects that still do not agree with their newest leaf."""
    source.begin()
    try:
        return [
            finding
            for number, finding in enumerate(findings)
            if number >= MOST or not agrees(source, str(finding.facts["object"]), aggregates)
        ]
    finally:
        source.end()


def agrees(source: Source, object_: str, aggregates: Mapping[str, tuple[Part, ...]]) -> bool:
    """Whether the rows of one object, as they are now, are what its newest leaf binds."""
    if len(object_) != 32:
        return False
    newest = _newest(source, object_)
    held = [parts for table, parts in aggregates.items() if _exists(source, table, object_)]
    if not held:
        return newest in (None, NO_ROWS)
    return len(held) == 1 and newest == _digest(source, held[0], object_)


def _mark(source: Source) -> str:
    return "?" if source.vendor == "sqlite" else "?::text::uuid"


def _exists(source: Source, table: str, object_: str) -> bool:
    return bool(source.all(f'SELECT 1 FROM "{table}" WHERE uuid = {_mark(source)}', (object_,)))  # noqa: S608


def _digest(source: Source, parts: tuple[Part, ...], object_: str) -> str:
    rows: list[bytes] = []
    for part in parts:
        sql = f'SELECT {part.values(source.vendor)} FROM "{part.table}" WHERE "{part.root}" = {_mark(source)}'  # noqa: S608
        rows += [text.encode() for (text,) in source.all(sql, (object_,))]
    return digest(rows)


DIRECT = (
    'SELECT i."index", l.id, l."row" FROM audit_leaf l LEFT JOIN audit_leafindex i ON i.leaf = l.uuid'
    " WHERE l.object = {mark} AND l.decision = 'granted' AND l.\"row\" <> ''"
    " AND NOT EXISTS (SELECT 1 FROM audit_manifest m WHERE m.leaf = l.uuid)"
)
BATCHED = (
    'SELECT i."index", l.id, m.digest FROM audit_manifest m JOIN audit_leaf l ON l.uuid = m.leaf'
    " LEFT JOIN audit_leafindex i ON i.leaf = l.uuid WHERE m.object = {mark}"
)


def _newest(source: Source, object_: str) -> str | None:
    """The digest in the newest leaf about an object, a batch's manifest included; None where no leaf binds it."""
    rows = [row for sql in (DIRECT, BATCHED) for row in source.all(sql.format(mark=_mark(source)), (object_,))]
    newest: str | None = max(rows, key=_order, default=(None, 0, None))[2]
    return newest


def _order(row: Row) -> tuple[bool, int, int]:
    """By place; those without one come after all others, by id."""
    return (row[0] is None, row[0] or 0, row[1])
