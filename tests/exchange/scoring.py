"""How much of a messy book is read rightly, column by column."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from somat.exchange.oldbook.decode import decode_sheet
from somat.exchange.oldbook.layout import survey
from somat.exchange.oldbook.lines import Setting, read_lines
from somat.exchange.oldbook.oldline import OldBook, OldLine, Outcome
from somat.exchange.oldbook.reading import open_book
from tests.exchange.sheets import Messy
from tests.exchange.truth import Line

COMMON = ("outcome", "no", "number", "symbol", "day", "doc_type", "abstract", "level", "unit", "note")
OUT = (*COMMON, "signer", "recipients", "copies")
IN = (*COMMON, "body", "arrival_on", "arrival_no")
TODAY = date(2026, 11, 22)


@dataclass
class Score:
    """Right and all cells of each column, lines found and lines taken, and the first wrong cells."""

    right: Counter[str] = field(default_factory=Counter)
    all: Counter[str] = field(default_factory=Counter)
    found: int = 0
    taken: int = 0
    wrong: list[str] = field(default_factory=list)

    def share(self, column: str) -> float:
        return self.right[column] / self.all[column] if self.all[column] else 1.0

    def add(self, other: "Score") -> None:
        self.right += other.right
        self.all += other.all
        self.found += other.found
        self.taken += other.taken
        self.wrong += other.wrong


def read(messy: Messy) -> OldBook:
    """The book as the program proposes it, no officer's hand in it."""
    sheet, _ = decode_sheet(open_book(messy.data, name=messy.name).first_shown())
    layout = survey(sheet, name=messy.name)
    setting = Setting(layout.kind, layout.year, TODAY, layout.level)
    return read_lines(sheet, layout.header, layout.mapping, setting=setting)


def score(messy: Messy) -> Score:
    """Compare every line of the truth with the line read from the same row of the file."""
    book = read(messy)
    by_row = {line.row: line for line in book.lines}
    result = Score()
    if book.kind.value != messy.kind:
        result.wrong.append(f"{messy.name}: register read as {book.kind}")
    for true in messy.truth:
        line = by_row.get(true.file_row)
        result.found += line is not None
        result.taken += line is not None and not line.problems
        for column in OUT if messy.kind == "out" else IN:
            if column in messy.blank or (true.is_spoiled and column != "outcome"):
                continue
            result.all[column] += 1
            wanted, got = _true(true, column), _read(line, column) if line else None
            same = _loose(wanted) == _loose(got) if messy.loses_case else wanted == got
            result.right[column] += same
            if not same and len(result.wrong) < 8:
                result.wrong.append(
                    f"row {true.file_row} {column}: {wanted!r} read as {got!r} {line.problems if line else ''}"
                )
    return result


def _true(line: Line, column: str) -> object:
    if column == "outcome":
        return "refused" if line.is_spoiled else "dropped" if line.level == "tuyet_mat" else "taken"
    if column == "number":
        return line.doc_number
    if column == "abstract":
        return "" if line.level == "tuyet_mat" else line.abstract
    return getattr(line, column)


def _read(line: OldLine, column: str) -> object:
    if column == "outcome":
        return {Outcome.ACCEPTED: "taken", Outcome.NOTED: "taken"}.get(line.outcome, line.outcome.value)
    if column == "number":
        return line.doc_number
    if column == "level":
        return line.level.code if line.level else None
    return getattr(line, column)


def _loose(value: object) -> object:
    """Without case: TCVN3 has no capitals with tones."""
    if isinstance(value, str):
        return value.casefold()
    return tuple(part.casefold() for part in value) if isinstance(value, tuple) else value
