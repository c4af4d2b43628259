"""One line of an old book after reading: its columns, what is to be said about it, and whether it is taken."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from somat.exchange.oldbook.columns import Kind
from somat.law.levels import Level


class Outcome(StrEnum):
    """What happens to a line if the officer takes the book in."""

    ACCEPTED = "accepted"
    NOTED = "noted"
    DROPPED = "dropped"
    REFUSED = "refused"

    @property
    def word(self) -> str:
        return {"accepted": "nhận nguyên", "noted": "nhận, có ghi chú", "dropped": "nhận, bỏ trích yếu",
                "refused": "từ chối"}[self.value]  # fmt: skip


class Flag(StrEnum):
    """What later work must know of a line; the officer reads the notes."""

    NO_BASIS = "no-basis"  # R-TRANS-5: chưa ghi căn cứ
    DISTRICT = "district"
    CANCELLED = "cancelled"
    DUPLICATE = "duplicate"
    SUFFIX = "suffix"


@dataclass
class OldLine:
    """A line as it is to enter the book. `row` is its row in the file; several file rows may make one line.

    On a Tuyệt mật line `abstract` is always empty: it was dropped while the line was read.
    """

    row: int
    kind: Kind
    no: int | None = None
    doc_number: int | None = None
    suffix: str = ""
    symbol: str = ""
    number_written: str = ""
    day: date | None = None
    doc_type: str = ""
    abstract: str = ""
    level: Level | None = None
    signer: str = ""
    recipients: tuple[str, ...] = ()
    unit: str = ""
    copies: int | None = None
    note: str = ""
    body: str = ""
    arrival_on: date | None = None
    arrival_no: int | None = None
    basis: str = ""
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    flags: set[Flag] = field(default_factory=set)
    has_dropped_abstract: bool = False

    @property
    def outcome(self) -> Outcome:
        if self.problems:
            return Outcome.REFUSED
        if self.has_dropped_abstract:
            return Outcome.DROPPED
        return Outcome.NOTED if self.notes else Outcome.ACCEPTED

    @property
    def sentence(self) -> str:
        """The outcome in one Vietnamese sentence, with every reason."""
        reasons = self.problems or [
            *(["độ Tuyệt mật không ghi trích yếu"] if self.has_dropped_abstract else []),
            *self.notes,
        ]
        return self.outcome.word + (": " + "; ".join(reasons) if reasons else "")

    @property
    def year(self) -> int | None:
        """The working year of the line: of its arrival in the incoming book, of the document in the outgoing one."""
        day = self.arrival_on if self.kind is Kind.IN and self.arrival_on else self.day
        return day.year if day else None


@dataclass(frozen=True, slots=True)
class Aside:
    """A row of the file that is no line of the book, and why: a total, a heading, a signature."""

    row: int
    reason: str


@dataclass
class OldBook:
    """Everything that was read: the lines, the rows set aside, and what holds for the whole book."""

    kind: Kind
    lines: list[OldLine]
    asides: list[Aside]
    joined: int = 0  # file rows that only continue the line above
    remarks: list[str] = field(default_factory=list)
