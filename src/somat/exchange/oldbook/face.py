"""A file that was read, for the pages and the acts after it: its face, which is small, and its lines in pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from somat.exchange.oldbook.columns import Column, Kind
from somat.exchange.oldbook.layout import Guess
from somat.exchange.oldbook.oldline import OldLine, Outcome
from somat.exchange.oldbook.result import Summary, summary
from somat.exchange.oldbook.whole import How, Read
from somat.law.levels import Level

SAMPLE = 7  # lines to look at first


class Piece(NamedTuple):
    """How many lines lie in a piece, and how many of them are refused."""

    lines: int
    refused: int

    @property
    def taken(self) -> int:
        return self.lines - self.refused


@dataclass(frozen=True)
class Face:
    """All that the pages say of a file without its lines; as large for a million lines as for one, but for `pieces`.

    `above` is the highest running number of each year among the lines that are taken.
    """

    name: str
    kind: Kind
    scheme: str
    example: tuple[str, str] | None
    odd: int
    guesses: tuple[Guess, ...]
    mapping: dict[int, Column]
    year: int | None
    how: How
    counts: Summary
    sample: tuple[OldLine, ...]
    highest: Level | None
    above: dict[int, int]
    pieces: tuple[Piece, ...]


def face_of(found: Read, *, step: int) -> Face:
    """The face of a file whose lines lie in pieces of `step`."""
    lines = found.book.lines
    first = list(islice((line for line in lines if line.outcome is not Outcome.ACCEPTED), SAMPLE)) or lines[:SAMPLE]
    return Face(
        name=found.name,
        kind=found.book.kind,
        scheme=found.encoding.main.value,
        example=found.encoding.example,
        odd=len(found.encoding.strange),
        guesses=found.layout.guesses,
        mapping=found.mapping,
        year=found.year,
        how=found.how,
        counts=summary(found.book),
        sample=tuple(first),
        highest=max((line.level for line in lines if line.level), default=None),
        above=highest_numbers(lines),
        pieces=tuple(Piece(len(part), sum(map(is_refused, part))) for part in pieces_of(lines, step=step)),
    )


def pieces_of(lines: Sequence[OldLine], *, step: int) -> list[Sequence[OldLine]]:
    return [lines[at : at + step] for at in range(0, len(lines), step)]


def is_refused(line: OldLine) -> bool:
    return line.outcome is Outcome.REFUSED


def highest_numbers(lines: Sequence[OldLine]) -> dict[int, int]:
    """The highest running number of each year; accepted lines always have a day, hence a year."""
    found: dict[int, int] = {}
    for line in lines:
        if not is_refused(line) and (year := line.year) is not None:
            found[year] = max(found.get(year, 0), line.no or 0)
    return found
