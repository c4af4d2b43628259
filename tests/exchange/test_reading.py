"""Books that are read: every cell with its font, merged blocks filled, text files of any usual encoding."""

from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from somat.exchange.oldbook.decode import decode_sheet
from somat.exchange.oldbook.reading import open_book
from somat.exchange.oldbook.sheet import Merge, Row, Sheet, fill_merges
from tests.exchange.legacy import to_cp1258, to_tcvn3, to_vni
from tests.exchange.messy import legal_form, several_sheets_one_hidden
from tests.exchange.sheets import csv_text, saved


def values(data: bytes, *, name: str = "so.csv") -> list[tuple[object, ...]]:
    sheet = open_book(data, name=name).first_shown()
    return [tuple(cell.value for cell in row.cells) for row in sheet.rows]


def test_each_cell_keeps_its_font_and_its_kind_of_value() -> None:
    book = Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"], sheet["C1"], sheet["D1"] = "MËt", 3, 2.5, datetime(2019, 3, 5)
    sheet["A1"].font = Font(name=".VnTimeH", strike=True)
    sheet["B1"].font = Font(name="VNI-Times")
    first, second, third, fourth = open_book(saved(book), name="x.xlsx").sheets[0].rows[0].cells
    assert (first.value, first.font, first.struck) == ("MËt", ".VnTimeH", True)
    assert (second.value, second.font, second.struck) == (3, "VNI-Times", False)
    assert (third.value, fourth.value) == (2.5, datetime(2019, 3, 5))


def test_merged_blocks_are_filled_and_say_where_they_began() -> None:
    book = Workbook()
    sheet = book.active
    sheet["A1"], sheet["B2"], sheet["B3"] = "Văn bản", "x", "y"
    sheet.merge_cells("A1:A3")
    read = open_book(saved(book), name="x.xlsx").sheets[0]
    assert [row.cells[0].value for row in read.rows] == ["Văn bản"] * 3
    assert read.origins == {(2, 0): (1, 0), (3, 0): (1, 0)}


def test_a_merged_block_never_covers_what_a_cell_says_itself() -> None:
    from somat.exchange.oldbook.sheet import Cell

    sheet = Sheet("x", [Row(1, (Cell("a"),)), Row(2, (Cell("b"),))])
    fill_merges(sheet, [Merge(1, 1, 2, 1)])
    assert sheet.rows[1].cells[0].value == "b" and not sheet.origins


def test_sheets_keep_their_order_and_the_hidden_one_is_told() -> None:
    book = open_book(several_sheets_one_hidden().data, name="x.xlsx")
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [
        ("Bìa", False),
        ("bản nháp", True),
        ("Đi 2019", False),
    ]
    assert book.first_shown().name == "Đi 2019"


def test_a_cell_typed_in_two_fonts_is_read_run_by_run() -> None:
    """Excel keeps such text in its shared strings."""
    text = CellRichText(TextBlock(InlineFont(rFont=".VnTime"), "B¸o c¸o "), TextBlock(InlineFont(rFont="Arial"), "mật"))
    book = Workbook()
    book.active["A1"] = "MARK"
    data = saved(book)
    assert (
        text
    )  # the library writes runs into the sheet itself; the same runs are put into shared strings by hand below
    import zipfile

    from tests.exchange.test_gate import HEAD, TAIL

    stream = BytesIO()
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><rPr><rFont val=".VnTime"/></rPr>'
        '<t xml:space="preserve">B¸o c¸o </t></r><r><rPr><rFont val="Arial"/></rPr><t>mật</t></r></si></sst>'
    )
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                body = HEAD + b'<row r="1"><c r="A1" t="s"><v>0</v></c></row>' + TAIL
            if name == "[Content_Types].xml":
                kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
                body = body.replace(
                    b"</Types>", b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
                )
            new.writestr(name, body)
        new.writestr("xl/sharedStrings.xml", strings)
    sheet = open_book(stream.getvalue(), name="x.xlsx").sheets[0]
    assert sheet.rows[0].cells[0].runs == (("B¸o c¸o ", ".VnTime"), ("mật", "Arial"))
    assert decode_sheet(sheet)[0].rows[0].cells[0].value == "Báo cáo mật"


ROWS = [
    ("Số", "Ngày", "Trích yếu"),
    ("01/BC-VP", "5/3/2019", 'Báo cáo "kín", hai dòng\nở đây'),
    ("02/KH-VP", "", "Kế hoạch"),
]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_text_files_of_every_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    assert values(csv_text(ROWS, delimiter).encode(encoding)) == list(ROWS)


@pytest.mark.parametrize(
    "encode", [to_cp1258, lambda text: to_tcvn3(text).encode("cp1252"), lambda text: to_vni(text).encode("cp1252")]
)
def test_text_files_of_old_code_pages(encode) -> None:  # type: ignore[no-untyped-def]
    sheet, _ = decode_sheet(open_book(encode(csv_text(ROWS, ";")), name="x.csv").sheets[0])
    assert [tuple(cell.value for cell in row.cells) for row in sheet.rows] == list(ROWS)


def test_lines_of_two_code_pages_in_one_text_file() -> None:
    data = "Số;Trích yếu\n1;Kế hoạch bảo vệ\n".encode() + to_tcvn3("2;Báo cáo tình hình\n").encode("cp1252")
    sheet, _ = decode_sheet(open_book(data, name="x.csv").sheets[0])
    assert [row.cells[1].value for row in sheet.rows] == ["Trích yếu", "Kế hoạch bảo vệ", "Báo cáo tình hình"]


def test_the_delimiter_that_excel_names_itself() -> None:
    assert values(b"sep=|\r\na|b,c;d,e;f\r\n") == [("a", "b,c;d,e;f")]


def test_blank_rows_keep_the_numbers_of_the_others() -> None:
    sheet = open_book(b"a,b\n\n,\n1,2\n", name="x.csv").sheets[0]
    assert [row.number for row in sheet.rows] == [1, 4]


def test_what_a_file_is_is_told_by_its_bytes_not_by_its_name() -> None:
    assert open_book(legal_form().data, name="so.csv").form == "xlsx"
    assert open_book(b"a,b\n1,2\n", name="so.xlsx").form == "csv"


def test_days_of_the_other_calendar_of_excel() -> None:
    book = Workbook()
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = 42067
    assert open_book(saved(book), name="x.xlsx").sheets[0].epoch_1904
