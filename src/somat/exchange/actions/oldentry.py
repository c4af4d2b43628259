"""Lines that were read of an old book, as the registry takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from somat.exchange.oldbook.columns import Kind
from somat.exchange.oldbook.oldline import Flag, OldLine
from somat.registry.actions.old import OldEntry


def old_entry(line: OldLine, *, year: int | None) -> OldEntry:
    """A line that was read, as the registry takes it. Accepted lines always have level, day and year."""
    assert line.level is not None
    day = line.day or line.arrival_on
    assert day is not None
    plain = Flag.SUFFIX not in line.flags and Flag.DUPLICATE not in line.flags
    return OldEntry(
        year=line.year or year or day.year,
        no=line.no,
        level=line.level,
        day=day,
        doc_number=line.doc_number if plain and line.kind is Kind.OUT else None,
        symbol=line.symbol if plain and line.kind is Kind.OUT else line.number_written,
        doc_type=line.doc_type,
        abstract=line.abstract,
        signer=line.signer,
        body=line.body,
        unit=line.unit,
        copies=line.copies or 1,
        note="; ".join([line.note, *line.notes] if line.note else line.notes),
        basis=line.basis,
        to=line.recipients if line.kind is Kind.OUT else (),
        arrival_on=(line.arrival_on or line.day) if line.kind is Kind.IN else None,
        arrival_no=line.arrival_no,
        cancelled=Flag.CANCELLED in line.flags,
    )


def with_free_numbers(lines: Sequence[OldEntry], *, held: set[tuple[int, int]]) -> list[OldEntry]:
    """The lines, those whose number is held already with their number in words instead; they take the next free one."""
    free, used = [], set(held)
    for line in lines:
        taken = line.no is not None and (line.year, line.no) in used
        free.append(renumbered(line) if taken else line)
        used |= {(line.year, line.no)} if line.no is not None else set()
    return free


def renumbered(line: OldEntry) -> OldEntry:
    words = f"Số thứ tự trong sổ cũ: {line.no:02d}"
    return replace(line, no=None, note=f"{line.note}; {words}" if line.note else words)
