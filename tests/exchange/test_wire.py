"""A reading as texts and back: every line and the face of every messy sheet, and beside the server just as in it."""

from __future__ import annotations

from datetime import date

import pytest

from somat.exchange.oldbook import memory
from somat.exchange.oldbook.child import in_child
from somat.exchange.oldbook.columns import Column, Kind
from somat.exchange.oldbook.encodings import Scheme
from somat.exchange.oldbook.face import face_of
from somat.exchange.oldbook.gate import TOO_BIG
from somat.exchange.oldbook.oldline import Outcome
from somat.exchange.oldbook.result import summary
from somat.exchange.oldbook.sheet import BadSheet
from somat.exchange.oldbook.whole import How, read_whole
from somat.exchange.oldbook.wire import face_from, how_from, how_plain, lines_from, texts_of
from somat.law.levels import Level
from tests.exchange.desk import old_book
from tests.exchange.messy import LAYOUTS

ON = date(2026, 11, 22)


@pytest.mark.parametrize("at", range(len(LAYOUTS)))
def test_a_reading_comes_back_as_it_was(at: int) -> None:
    sheet = LAYOUTS[at]()
    found = read_whole(sheet.data, name=sheet.name, how=How(ON, Kind(sheet.kind)))
    head, *pieces = texts_of(found, step=2)
    face = face_from(head)
    assert face == face_of(found, step=2)
    assert [line for piece in pieces for line in lines_from(piece)] == found.book.lines
    assert face.counts == summary(found.book)
    assert sum(piece.lines for piece in face.pieces) == len(found.book.lines)
    refused = sum(line.outcome is Outcome.REFUSED for line in found.book.lines)
    assert sum(piece.refused for piece in face.pieces) == refused


HOWS = [
    How(ON),
    How(ON, Kind.IN, {0: Column.NO, 3: Column.TITLE}, Scheme.VNI, 2019, Level.TOI_MAT),
    How(ON, Kind.OUT, {}),
]


@pytest.mark.parametrize("how", HOWS)
def test_what_was_settled_comes_back_as_it_was(how: How) -> None:
    assert how_from(how_plain(how)) == how


def test_beside_the_server_the_reading_is_the_same() -> None:
    how = How(ON, Kind.OUT)
    here = texts_of(read_whole(old_book(30), name="so.csv", how=how), step=20)
    assert in_child(old_book(30), name="so.csv", how=how, step=20) == here
    assert len(here) == 3


def test_beside_the_server_a_file_that_needs_too_much_is_refused_in_words() -> None:
    with pytest.raises(BadSheet) as bad:
        in_child(old_book(30), name="so.csv", how=How(ON, Kind.OUT), step=500, memory=2**20)
    assert bad.value.sentence == TOO_BIG


def test_nothing_that_was_worked_out_of_a_book_is_kept_after_it_was_read() -> None:
    for how in (How(ON, Kind.OUT), How(ON, Kind.IN, {1: Column.ARRIVAL_NO, 3: Column.TITLE})):
        read_whole(LAYOUTS[0]().data, name="so.xlsx", how=how)
        read_whole(old_book(30), name="so.csv", how=how)
    assert len(memory.remembering) > 10
    assert [function for function in memory.remembering if function.cache_info().currsize] == []
