"""Tables in files: nothing that calculates, the level in page and file, not a word on disk on the way."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from datetime import date
from typing import Any

import openpyxl
import pytest

from somat.law.levels import Level
from somat.reporting.book import Cell, Old, Receipt
from somat.reporting.child import SOURCE
from somat.reporting.sheet_xlsx import Table, Value, book_table, export_csv, export_xlsx, file_name, safe
from tests.reporting.stock import book, many, out_line

FORMULAS = ["=1+1", "+84", "-5", "@SUM(A1)", "\tx", "\rx", "\nx", " =1", "\u00a0@x", "＝1", "＋1", "－1", "＠x"]


def table(*rows: tuple[Value, ...], **change: Any) -> Table:
    facts: dict[str, Any] = {"title": "Sổ thử", "level": Level.TOI_MAT, "columns": ("Một", "Hai"), "rows": rows}
    return Table(**(facts | change))


def read(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_becomes_a_formula(text: str) -> None:
    export = table((text, "x"), title=text, columns=(text, "b"), marks=(text,))
    assert safe(text).startswith("'")
    sheet = read(export_xlsx(export)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sum(cell.value.startswith("'") for cell in cells) == 4
    rows = list(csv.reader(io.StringIO(export_csv(export).decode("utf-8-sig"))))
    assert [row[0][0] for row in rows] == ["Đ", "'", "'", "'", "'"]


@pytest.mark.parametrize("text", ["Báo cáo", "129/BC-VP", "a=b", "5", "", "06/10/2026", "x - y"])
def test_an_ordinary_text_is_left_alone(text: str) -> None:
    assert safe(text) == text


def test_the_level_stands_in_the_page_the_file_and_its_name() -> None:
    data = export_xlsx(table(("a", "b")))
    workbook = read(data)
    sheet = workbook.active
    assert sheet["A1"].value == "Độ mật: TỐI MẬT"
    assert (sheet["A1"].font.bold, sheet["A1"].font.color.rgb) == (True, "FFE00000")
    assert sheet.title == "Tối mật"
    assert "Độ mật: TỐI MẬT" in sheet.oddHeader.center.text
    assert workbook.properties.subject == workbook.properties.keywords == "Độ mật: TỐI MẬT"
    assert export_csv(table(("a", "b"))).decode("utf-8-sig").startswith('"Độ mật: TỐI MẬT"\r\n')
    assert (
        file_name(table(title="Sổ đăng ký bí mật nhà nước đi"), ending="csv")
        == "TOI-MAT_so-dang-ky-bi-mat-nha-nuoc-di.csv"
    )


def test_values_keep_their_kind() -> None:
    sheet = read(export_xlsx(table((7, date(2026, 3, 1)), (None, "x\r\ny")))).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)] == [[7, "01/03/2026"], [None, "x\ny"]]
    assert sheet["A4"].data_type == "n"


def test_letters_that_xml_forbids_or_that_turn_text_round_are_shown_as_unreadable() -> None:
    text = "a\x00b\x1bc\ud800d\ufffee\u202ef"
    assert safe(text) == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf"
    assert read(export_xlsx(table((text, "x")))).active["A4"].value == safe(text)
    assert export_csv(table((text, "x")))


def test_markup_stays_text() -> None:
    text = "</t></is></c><c t='n'><f>1</f> & \"x\" ]]>"
    assert read(export_xlsx(table((text, "x"), title=text))).active["A4"].value == text


def test_a_text_too_long_for_a_cell_is_cut() -> None:
    assert len(safe("a" * 40_000)) == 32_767


def test_a_book_is_its_ten_columns() -> None:
    to = Cell(receipts=(Receipt("Công an tỉnh", "Hòa, 06/10"), Receipt("Sở Nội vụ"), Receipt("Sở Y tế", struck=True)))
    lines = [
        out_line(1, no="", to=to, copies=Cell("3", old=(Old("2"),))),
        out_line(2, cancelled=True, notes="Hủy số: ghi nhầm"),
    ]
    sheet = read(export_xlsx(book_table(book(lines)))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
    assert rows[0][:2] == ["(1) Số thứ tự", "(2) Số, ký hiệu tài liệu, vật chứa BMNN"]
    assert rows[1][0] == "01"
    assert rows[1][3] == "Báo cáo. Tình hình an ninh, trật tự quý III"
    assert rows[1][6] == "Công an tỉnh: Hòa, 06/10\nSở Nội vụ\n[cũ: Sở Y tế]"
    assert rows[1][8] == "[cũ: 2] 3"
    assert rows[2][9] == "[Đã hủy] Hủy số: ghi nhầm"
    assert sheet["A1"].value == "Độ mật: TUYỆT MẬT"


def test_the_same_table_gives_the_same_bytes() -> None:
    assert export_xlsx(book_table(book(many(5)))) == export_xlsx(book_table(book(many(5))))


def test_it_works_where_no_file_can_be_written() -> None:
    program = (
        "import resource, tempfile, sys\n"
        "from somat.law.levels import Level\n"
        "from somat.reporting.sheet_xlsx import Table, export_csv, export_xlsx\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
        "tempfile.tempdir = '/nonexistent'\n"
        "rows = [('kín' * 50, str(n)) for n in range(20000)]\n"
        "table = Table('Sổ', Level.MAT, ('a', 'b'), rows)\n"
        "sys.exit(0 if len(export_xlsx(table)) > 10000 and len(export_csv(table)) > 10000 else 1)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], env={"PYTHONPATH": str(SOURCE)}, capture_output=True)
    assert done.returncode == 0, done.stderr
