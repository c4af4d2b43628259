"""Leaves that have no place yet: how many, since when, and what they already say of the rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from somat.audit.leaf import parse
from somat.audit.verify.findings import NOWHERE, Finding, found
from somat.audit.verify.leaves import Stretch, bind, columns, judge
from somat.audit.verify.source import Source


@dataclass
class Waiting:
    """The leaves without a place, judged like the others; `held` is what they bind."""

    count: int = 0
    since: datetime | None = None
    held: Stretch = field(default_factory=lambda: Stretch(NOWHERE))
    findings: list[Finding] = field(default_factory=list)


def waiting(source: Source, most: int, *, batches: frozenset[str]) -> Waiting:
    """The `most` leaves at the end that have no place: as many as there are more leaves than places."""
    result = Waiting()
    if most <= 0:
        return result
    rows = source.all(
        f"SELECT {columns(source.vendor)} FROM audit_leaf l WHERE NOT EXISTS"  # noqa: S608
        " (SELECT 1 FROM audit_leafindex i WHERE i.leaf = l.uuid) ORDER BY l.id DESC LIMIT ?",
        (most,),
    )
    result.count = len(rows)
    for place, row in enumerate(reversed(rows), NOWHERE):
        if judge(row, place) is not None:
            result.findings.append(found("waiting-malformed", leaf=str(row[0])))
            continue
        at = parse(bytes(row[1])).at
        result.since = at if result.since is None else min(result.since, at)
        if row[7]:
            bind(result.held, place, row[0], row[5], row[6], row[7], batches)
    return result
