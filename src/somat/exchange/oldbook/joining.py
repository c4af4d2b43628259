"""Rows that only go on with the line above: more recipients, the rest of an abstract."""

from somat.exchange.oldbook.columns import Column
from somat.exchange.oldbook.judging import NO_RECIPIENTS
from somat.exchange.oldbook.numbers import read_count
from somat.exchange.oldbook.oldline import OldLine
from somat.exchange.oldbook.places import split_recipients
from somat.exchange.oldbook.rowkinds import Sorter
from somat.exchange.oldbook.rowtext import RowText
from somat.law.levels import Level


def join(line: OldLine, text: RowText, sorter: Sorter) -> None:
    """Add what a continuing row holds of its own to the line above."""
    received = split_recipients(text.raw(Column.RECIPIENTS)) if sorter.own_value(text, Column.RECIPIENTS) else None
    if received:
        line.recipients = tuple(dict.fromkeys([*line.recipients, *received.names]))
        line.notes = [note for note in line.notes if note != NO_RECIPIENTS]
        line.unit = line.unit or received.filed
    if sorter.own_value(text, Column.NOTE):
        line.note = "; ".join(part for part in (line.note, text.text(Column.NOTE)) if part)
    count = read_count(text.value(Column.COPIES)) if sorter.own_value(text, Column.COPIES) else None
    if count:
        line.copies = (line.copies or 0) + count
    for column in (Column.TITLE, Column.ABSTRACT):
        if sorter.own_value(text, column):
            _extend_abstract(line, text.text(column))


def _extend_abstract(line: OldLine, more: str) -> None:
    if line.level is Level.TUYET_MAT:
        line.has_dropped_abstract = True
    else:
        line.abstract = f"{line.abstract} {more}".strip()
