"""Whatever the bytes, the answer is a book or one Vietnamese sentence."""

import random
import time
import zipfile
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from somat.exchange.oldbook.columns import Column, Kind
from somat.exchange.oldbook.decode import decode_sheet
from somat.exchange.oldbook.layout import survey
from somat.exchange.oldbook.lines import Setting, read_lines
from somat.exchange.oldbook.reading import open_book
from somat.exchange.oldbook.result import summary, table
from somat.exchange.oldbook.sheet import BadSheet
from tests.exchange.messy import incoming_two_header_rows, legal_form
from tests.exchange.sheets import A1, A2, csv_text

GOOD = legal_form().data
PARTS = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
         "xl/worksheets/sheet1.xml")  # fmt: skip


def whole_way(data: bytes) -> None:
    """Read as far as the bytes allow; a refusal must be a sentence."""
    try:
        book = open_book(data, name="sổ.xlsx")
    except BadSheet as refused:
        assert refused.sentence.endswith(".") and len(refused.sentence) > 20
        return
    for raw in book.sheets:
        sheet, _ = decode_sheet(raw)
        layout = survey(sheet, name="x")
        for kind in Kind:
            lines = read_lines(
                sheet, layout.header, layout.mapping, setting=Setting(kind, layout.year, date(2026, 11, 22))
            )
            counted = summary(lines)
            assert counted.rows == len(sheet.rows[layout.header.first :]) == len(table(lines)) - 1 + counted.joined


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    whole_way(data)


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=200))
def test_any_bytes_that_begin_as_a_workbook(data: bytes) -> None:
    whole_way(b"PK\x03\x04" + data)
    whole_way(GOOD[:2000] + data)


@settings(deadline=None, max_examples=80)
@given(st.sampled_from(PARTS), st.integers(0, 2**32), st.integers(1, 12))
def test_a_workbook_with_broken_parts(part: str, seed: int, wounds: int) -> None:
    """Bytes of one part are changed, doubled or cut; the zip around it stays whole."""
    chance = random.Random(seed)
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(GOOD)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            body = bytearray(old.read(name))
            for _ in range(wounds if name == part else 0):
                at = chance.randrange(len(body))
                way = chance.randrange(3)
                if way == 0:
                    body[at] = chance.choice(b'"<>/&0A9 =s-')
                elif way == 1:
                    body[at:at] = body[at : at + chance.randrange(40)]
                else:
                    del body[at : at + chance.randrange(30)]
            new.writestr(name, bytes(body))
    whole_way(stream.getvalue())


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8))
def test_a_workbook_with_broken_bytes(at: int, wound: bytes) -> None:
    whole_way(GOOD[:at] + wound + GOOD[at + len(wound) :])


INCOMING, _ = decode_sheet(open_book(incoming_two_header_rows().data, name="x").first_shown())
HEADER = survey(INCOMING).header
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["1", "129/BC-VP", "5/3/2019", "31/6", "Mật", "TM", "nt", "hủy", "Số, ký hiệu", "Độ mật", "Ngày", "Trích yếu",
                     "Số đến", "Ngày đến", "(1)", "(2)", "(3)", "Cộng", "Người lập sổ", "Tháng 3/2019", "", "", "x"]),
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.lists(st.lists(CELLS, max_size=8), max_size=12), st.sampled_from(",;\t"))
def test_any_table(rows: list[list[str]], delimiter: str) -> None:
    whole_way(csv_text(rows, delimiter).encode("utf-8", "surrogatepass"))


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.integers(0, 12), st.sampled_from(list(Column)), max_size=10), st.sampled_from(list(Kind)))
def test_any_mapping_that_an_officer_may_choose(mapping: dict[int, Column], kind: Kind) -> None:
    lines = read_lines(INCOMING, HEADER, mapping, setting=Setting(kind, None, date(2026, 11, 22)))
    assert summary(lines).rows == len(INCOMING.rows[HEADER.first :])


HARD = (
    ",",
    ";",
    "(",
    ")",
    " ",
    "-",
    "/",
    "1",
    "ngày ",
    "hủy",
    ": ",
    "Công an, ",
    "Mật, ",
    "a-",
    "§",
    "1/",
    "Sở a, b: ",
)


@pytest.mark.parametrize("text", HARD)
@pytest.mark.parametrize("head", [A1, A2], ids=["out", "in"])
def test_long_cells_of_signs_take_no_long_time(text: str, head: tuple[str, ...]) -> None:
    """Each cell as long as a sheet allows, in every column."""
    cell = (text * 32_767)[:32_000]
    began = time.process_time()
    whole_way(csv_text([head, *[[cell] * 10] * 3], "\t").encode())
    assert time.process_time() - began < 15
