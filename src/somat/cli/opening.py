"""The first books of a site: one of each kind for all levels, or one for each level."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from somat.law.access import SYSTEM
from somat.law.levels import Level
from somat.law.roles import Duty
from somat.registry.actions.books import NewBook, open_book

if TYPE_CHECKING:
    from somat.registry.models import Book

# Set-up acts before anybody can log in; the journal names the program, not a person.
SETTING_UP = replace(SYSTEM, duties=frozenset({Duty.BOOK_OPEN}))


def open_books(how: str, *, symbol: str) -> list[tuple[Book, Level]]:
    """Open the books; those of one kind share the number series of documents or arrivals. Returns each with its highest level."""
    levels: list[Level | None] = [None] if how == "all" else [Level.TUYET_MAT, Level.TOI_MAT, Level.MAT]
    opened = []
    for kind, name in (("out", "Sổ đi"), ("in", "Sổ đến")):
        series = uuid4()
        for level in levels:
            title = name if level is None else f"{name}, độ {level.title}"
            new = NewBook(kind=kind, name=title, level=level, series=series, symbol=symbol)
            opened.append((open_book(new, by=SETTING_UP), level or Level.TUYET_MAT))
    return opened
