"""The first books of a site: one of each kind for all levels, or one for each level; and the forms they are printed on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from somat.catalogue.actions import accept_form
from somat.law.access import SYSTEM, Actor
from somat.law.levels import Level
from somat.law.roles import Duty
from somat.registry.actions.books import NewBook, open_book
from somat.reporting.form import file_hash, registers

if TYPE_CHECKING:
    from somat.registry.models import Book

# Set-up acts before anybody can log in; the journal names the program, not a person.
SETTING_UP = replace(SYSTEM, duties=frozenset({Duty.BOOK_OPEN}))


def open_books(how: str, *, symbol: str) -> list[tuple[Book, Level]]:
    """Open the books; those of one kind share the number series of documents or arrivals. Returns each with its highest level."""
    levels: list[Level | None] = [None] if how == "all" else [Level.TUYET_MAT, Level.TOI_MAT, Level.MAT]
    opened: list[tuple[Book, Level]] = []
    for kind, name in (("out", "Sổ đi"), ("in", "Sổ đến")):
        first: Book | None = None
        for level in levels:
            title = name if level is None else f"{name}, độ {level.title}"
            new = NewBook(kind=kind, name=title, level=level, symbol=symbol)
            book = open_book(new, beside=first, by=SETTING_UP)
            first = first or book
            opened.append((book, level or Level.TUYET_MAT))
    return opened


def accept_registers(*, by: Actor) -> None:
    """The administrator of a demonstration takes the two registers as they are shipped, so that its books print (R-FORM-1)."""
    for code in registers():
        accept_form(code, file_hash=file_hash(code), by=by)
