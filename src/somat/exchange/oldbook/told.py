"""What is told of every line of a file after it was taken in: its row, its outcome and why, and no word that the book holds.

Texts as they are kept (JSON): the whole first, then the lines in the pieces in which they were read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import NamedTuple

from somat.exchange.oldbook.face import Piece
from somat.exchange.oldbook.kinds import title_of
from somat.exchange.oldbook.oldline import Flag, OldLine, Outcome
from somat.exchange.oldbook.result import Summary, title_cell
from somat.exchange.oldbook.wire import face_from, lines_from, text
from somat.law.levels import Level


class Told(NamedTuple):
    """One line of the result. `title` holds the abstract of a refused line only: it is in no book, and is to be mended."""

    row: int
    number: str
    day: str
    title: str
    level: int
    outcome: str
    reason: str
    basis: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as a row of the result sheet (HEADINGS)."""
        level = Level(self.level).title if self.level else ""
        words = Outcome(self.outcome).word
        return (str(self.row), self.number, self.day, self.title, level, words, self.reason, self.basis)


@dataclass(frozen=True)
class Whole:
    """What is told of the file: its name, its lines by outcome, the highest level among them, its pieces."""

    name: str
    counts: Summary
    highest: Level | None
    pieces: tuple[Piece, ...]


def texts_of(read: Sequence[str]) -> Iterator[str]:
    """The texts of the result from those of the reading (wire.texts_of)."""
    face = face_from(read[0])
    yield text({"name": face.name, "counts": asdict(face.counts), "highest": face.highest or 0, "pieces": face.pieces})
    for words in read[1:]:
        yield text([told(line) for line in lines_from(words)])


def told(line: OldLine) -> Told:
    return Told(
        row=line.row,
        number=line.number_written,
        day=f"{line.day:%d/%m/%Y}" if line.day else "",
        title=title_cell(line) if line.problems else title_of(line.doc_type),
        level=int(line.level or 0),
        outcome=line.outcome,
        reason=line.sentence.removeprefix(line.outcome.word).removeprefix(": "),
        basis="chưa ghi căn cứ" if Flag.NO_BASIS in line.flags else line.basis,
    )


def whole_from(words: str) -> Whole:
    of = json.loads(words)
    pieces = tuple(Piece(*one) for one in of["pieces"])
    return Whole(of["name"], Summary(**of["counts"]), Level(of["highest"]) if of["highest"] else None, pieces)


def told_from(words: str) -> list[Told]:
    return [Told(*values) for values in json.loads(words)]
