"""The cells of a workbook are those that openpyxl itself finds in it, whatever their kind and however the sheet is written."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from somat.exchange.oldbook.gate import ENTITIES
from somat.exchange.oldbook.reading import open_book
from somat.exchange.oldbook.sheet import BadSheet
from somat.exchange.oldbook.sheetxml import PIECE, elements
from tests.exchange.messy import LAYOUTS
from tests.exchange.test_gate import HEAD, TAIL, with_sheet

ROW = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}row"


def by_openpyxl(data: bytes) -> list[tuple[Any, ...]]:
    """The values of the sheet with most rows, blank ones at the ends of rows and whole blank rows left out."""
    book = load_workbook(BytesIO(data), read_only=True, data_only=True)
    found = []
    for page in book.worksheets:
        page.reset_dimensions()
        rows = [list(row) for row in page.iter_rows(values_only=True)]
        for row in rows:
            while row and (row[-1] is None or not str(row[-1]).strip()):
                row.pop()
        found.append([tuple(row) for row in rows if row])
    return max(found, key=len)


TEXT_FILES = ("mixed_without_fonts", "tcvn3_bytes_csv", "utf16_tab_csv", "windows_1258_csv")
BOOKS = [make for make in LAYOUTS if make.__name__ not in TEXT_FILES]


@pytest.mark.parametrize("make", BOOKS)
def test_each_cell_of_a_messy_book_is_as_openpyxl_reads_it(make: Any) -> None:
    data = make().data
    sheet = max(open_book(data, name="x").sheets, key=lambda sheet: len(sheet.rows))
    own = [
        tuple(None if (row.number, at) in sheet.origins else cell.value for at, cell in enumerate(row.cells))
        for row in sheet.rows
    ]
    theirs = by_openpyxl(data)
    assert len(own) == len(theirs)
    for mine, other in zip(own, theirs, strict=True):
        assert mine[: len(other)] == other and not any(mine[len(other) :])


CELLS = [
    ('<c r="A1"><v>12</v></c>', 12),
    ('<c r="A1"><v>1.5</v></c>', 1.5),
    ('<c r="A1" t="b"><v>1</v></c>', "TRUE"),
    ('<c r="A1" t="e"><v>#REF!</v></c>', "#REF!"),
    ('<c r="A1" t="str"><f>B1&amp;C1</f><v>Mật</v></c>', "Mật"),
    ('<c r="A1" t="d"><v>2019-03-05</v></c>', datetime(2019, 3, 5)),
    ('<c r="A1" t="d"><v>2019-03-05T10:20:00Z</v></c>', datetime(2019, 3, 5, 10, 20)),
    ('<c r="A1" s="1"><v>43529</v></c>', datetime(2019, 3, 5)),
    ('<c r="A1" s="1"><v>0.5</v></c>', "12:00:00"),
    ('<c r="A1" s="1"><v>99999999</v></c>', "#VALUE!"),
    ('<c t="inlineStr"><is><t>a_x000D_\nb</t></is></c>', "a\nb"),
    ('<c r="A1" t="inlineStr"><is><r><t>Tối </t></r><r><rPr><b/></rPr><t>mật</t></r></is></c>', "Tối mật"),
    ('<c r="A1" t="inlineStr"><is><t>Mật</t><rPh sb="0" eb="1"><t>x</t></rPh></is></c>', "Mật"),
    ('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>', 2),
]


@pytest.mark.parametrize("cell, value", CELLS)
def test_each_kind_of_cell(cell: str, value: object) -> None:
    rows = open_book(with_sheet(HEAD + f"<row>{cell}</row>".encode() + TAIL), name="x").sheets[0].rows
    assert [[cell.value for cell in row.cells] for row in rows] == [[value]]


def test_rows_and_cells_stand_where_they_say_and_a_row_out_of_its_place_is_none() -> None:
    body = '<row r="2"><c r="C2"><v>1</v></c></row><row><c><v>2</v></c><c><v>3</v></c></row><row r="3"><c r="A3"><v>9</v></c></row>'
    body += '<row r="7.0"><c r="a7"><v>4</v></c></row><row r="9"><c r="A9"/></row>'
    rows = open_book(with_sheet(HEAD + body.encode() + TAIL), name="x").sheets[0].rows
    assert [(row.number, *(cell.value for cell in row.cells)) for row in rows] == [
        (2, None, None, 1),
        (3, 2, 3),
        (7, 4),
    ]


@pytest.mark.parametrize("row", ['<row r="x"/>', '<row><c r="7"><v>1</v></c></row>', '<row><c r="A1"/><c r="A"><v>1</v></c></row>',
                                 '<row><c r="A1"><v>x</v></c></row>', '<row><c r="A1" s="x"><v>1</v></c></row>'])  # fmt: skip
def test_a_row_that_cannot_be_read_is_refused(row: str) -> None:
    with pytest.raises(BadSheet) as bad:
        open_book(with_sheet(HEAD + row.encode() + TAIL), name="x")
    assert "hỏng" in bad.value.sentence


@pytest.mark.parametrize("before", [b"", b"<!--" + b"x" * PIECE + b"-->"])
def test_a_document_type_is_refused_by_the_reader_itself_too(before: bytes) -> None:
    """The gate looks for its bytes; the parser knows one in whatever encoding the file names."""
    body = before + b'<!DOCTYPE worksheet [<!ENTITY a "aa">]>' + HEAD + b'<row r="1"/>' + TAIL
    with pytest.raises(BadSheet) as bad:
        list(elements(BytesIO(body), ROW))
    assert bad.value.sentence == ENTITIES


def test_rows_are_found_while_the_file_is_still_being_unpacked() -> None:
    class Watched(BytesIO):
        taken = 0

        def read(self, size: int | None = -1) -> bytes:
            self.taken += 1
            return super().read(size)

    stream = Watched(HEAD + b'<row r="1"><c r="A1"><v>1</v></c></row>' * 50_000 + TAIL)
    rows = elements(stream, ROW)
    assert len(next(rows)) == 1 and stream.taken == 1
