"""The result of an import, line by line: sealed when the file is read, opened while it is taken in and afterwards.

It is kept until the person who took the file in destroys it, or until twenty newer imports of his stand in the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from somat.audit.absent import NotFound
from somat.audit.change import change
from somat.audit.moment import today
from somat.exchange import queries, verbs
from somat.exchange.actions import kept
from somat.exchange.models import Import, Result
from somat.exchange.oldbook.oldline import Outcome
from somat.exchange.oldbook.told import Told, Whole, told_from, whole_from
from somat.law.access import Actor, Thing, may_read
from somat.law.levels import Level


def whole(row: Import, *, by: Actor) -> Whole | None:
    """What is told of the whole file; None where nothing is kept. NotFound for who may not read its highest line."""
    found = kept.results(row, [0])
    if not found:
        return None
    told = whole_from(kept.opened(found, batch=row, by=by)[0].decode())
    if may_read(by, Thing(told.highest or Level.MAT, row.book, today(), False), on=today()) is not None:
        raise NotFound(row.uuid)
    return told


def is_kept(row: Import) -> bool:
    return bool(kept.results(row, [0]))


def lines(row: Import, told: Whole, *, start: int, count: int, by: Actor) -> list[Told]:
    """Some lines of the result, from the `start`-th on (from 0); only the pieces that hold them are opened."""
    ends, wanted, before = 0, list[int](), 0
    for at, piece in enumerate(told.pieces, start=1):
        first, ends = ends, ends + piece.lines
        if ends > start and first < start + count:
            before = before if wanted else first
            wanted.append(at)
    return opened(row, wanted, by=by)[start - before :][:count]


def every(row: Import, told: Whole, *, by: Actor) -> list[Told]:
    """All lines of the result."""
    return opened(row, range(1, len(told.pieces) + 1), by=by)


def refused(row: Import, told: Whole, *, by: Actor) -> list[Told]:
    """The lines that were not taken; only the pieces that hold some are opened."""
    wanted = [at for at, piece in enumerate(told.pieces, start=1) if piece.refused]
    return [line for line in opened(row, wanted, by=by) if line.outcome == Outcome.REFUSED]


def opened(row: Import, ordinals: Sequence[int], *, by: Actor) -> list[Told]:
    texts = kept.opened(kept.results(row, ordinals), batch=row, by=by)
    return [line for text in texts for line in told_from(text.decode())]


def forget(uuid: UUID, *, by: Actor, key: UUID | None = None) -> None:
    """Destroy the result of an import that is done, for good; its lines stay in the book. Safe to repeat."""
    with change(verbs.IMPORT_END, by=by, key=key) as act:
        row = queries.own(uuid, by=by, lock=True)
        if row.state == Import.State.DONE:
            kept.destroy(row, kept.RESULT, act=act)
        act.naming(row.uuid)


def forget_older(*, by: Actor) -> None:
    """Destroy the results of this person's imports that no longer stand in his list."""
    shown = [row.uuid for row in queries.imports(by=by)]
    of = Result.unchecked.filter(batch__by=by.person, batch__state=Import.State.DONE, ordinal=0)
    for uuid in list(of.exclude(batch__uuid__in=shown).values_list("batch__uuid", flat=True)):
        forget(uuid, by=by)
