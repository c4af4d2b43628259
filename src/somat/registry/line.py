"""What a clerk writes for one line, before it is a line: plain values from a form, an import or a draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from somat.law.levels import Level


@dataclass(frozen=True)
class To:
    """One recipient of an outgoing paper: a body by name, or a person of our own agency; `copies` is how many it gets."""

    body: str
    person: UUID | None = None
    copies: int = 1


@dataclass(frozen=True)
class OutLine:
    """A line of the outgoing book. `approved` is the number of copies approved, None where no slip states one."""

    book: UUID
    level: Level
    day: date
    symbol: str
    doc_type: str
    abstract: str
    signer: str
    unit: str
    to: tuple[To, ...]
    copies: int
    kept: int = 1
    signed_on: date | None = None
    approved: int | None = None
    approved_bodies: tuple[str, ...] | None = None
    signer_person: UUID | None = None
    drafter: UUID | None = None
    basis: str = ""
    note: str = ""
    may_copy: bool = False
    item: str = "paper"
    return_by: date | None = None
    answers: UUID | None = None

    def as_form(self) -> dict[str, Any]:
        """The line as plain JSON values, for a sealed draft."""
        return {
            "day": self.day.isoformat(),
            "symbol": self.symbol,
            "doc_type": self.doc_type,
            "signer": self.signer,
            "unit": self.unit,
            "to": [[t.body, str(t.person) if t.person else "", t.copies] for t in self.to],
            "copies": self.copies,
            "kept": self.kept,
            "signer_person": str(self.signer_person or ""),
            "drafter": str(self.drafter or ""),
            "basis": self.basis,
            "note": self.note,
            "may_copy": self.may_copy,
            "item": self.item,
            "return_by": self.return_by.isoformat() if self.return_by else "",
        }


@dataclass(frozen=True)
class InLine:
    """A line of the incoming book. A named-person-only envelope has outer signs alone; the rest is completed later.

    Until then `day` is the day of arrival and no page shows it: the paper's own is not known.
    """

    book: UUID
    level: Level
    arrived_on: date
    day: date
    body: str
    symbol: str
    doc_type: str = ""
    abstract: str = ""
    unit: str = ""
    to_person: UUID | None = None
    copies: int = 1
    basis: str = ""
    note: str = ""
    item: str = "paper"
    named_only: bool = False
    due_on: date | None = None
    return_by: date | None = None
    circle: tuple[UUID, ...] = field(default=())
