"""A register's form of an earlier time, once somebody has found it: a folder and its row, and old books print on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from somat.law.access import SYSTEM
from somat.law.levels import Level
from somat.reporting import form as library
from somat.reporting import pages as paging
from somat.reporting import typeset
from somat.reporting.book import Checkpoint, render_book
from somat.reporting.volume import Sheet, book_print
from tests.reporting.paper import pages

# Invented: nobody has seen form 14 of 24/2020/TT-BCA; only that it had nine columns is known.
HEADERS = ["Số TT", "Số, ký hiệu", "Ngày, tháng", "Tên loại, trích yếu", "Độ mật", "Người ký", "Nơi nhận, ký nhận", "Số bản", "Ghi chú"]  # fmt: skip
HOLDS = ["no", "number", "day", "abstract", "level", "signer", "receipts", "copies", "notes"]
KINDS = ["number", "text", "text", "abstract", "text", "text", "sign", "text", "notes"]
ON = date(2026, 11, 23)


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The forms with an invented one of nine columns for the outgoing book of 01/7/2020 to 28/02/2026."""
    folder = tmp_path / "forms"
    shutil.copytree(library.FORMS, folder)
    shutil.copytree(folder / "A1", folder / "A1-2020")
    path = folder / "A1-2020" / "form.toml"
    head = path.read_text("utf-8").split("[[columns]]")[0]
    head = head.replace('= "A1"', '= "A1-2020"').replace("2026-03-01", "2020-07-01")
    columns = (
        f'[[columns]]\nno = {no}\nheader = "{header}"\nwidth = 1.0\nalign = "left"\nkind = "{kind}"\nholds = "{holds}"\n'
        for no, (header, kind, holds) in enumerate(zip(HEADERS, KINDS, HOLDS, strict=True), 1)
    )
    path.write_text(head + "\n".join(columns), "utf-8")
    which = folder / "which.toml"
    of_2020 = 'form   = ""\nsource = "24/2020/TT-BCA, mẫu số 14"'
    assert of_2020 in which.read_text("utf-8")
    which.write_text(which.read_text("utf-8").replace(of_2020, of_2020.replace('""', '"A1-2020"')), "utf-8")
    for module in (library, typeset):
        monkeypatch.setattr(module, "FORMS", folder)
    forget()
    yield
    monkeypatch.undo()
    forget()


def forget() -> None:
    for kept in (library.form, library.registers, library.file_hash, library._which, paging.header, typeset._compiler):
        kept.cache_clear()


def printed(begun: date) -> list[str]:
    """The pages of a volume of one line that was begun on that day."""
    line = SimpleNamespace(
        no=7, number="15/BC-UBND", day=begun, doc_type="BC", abstract="Tình hình giả định", level=Level.MAT,
        signer="Nguyễn Văn Cũ", unit="Văn phòng lưu", copies=4, note="ghi chú cũ", basis_missing=False, was={},
        recipients=[{"body": "Công an huyện Cũ", "signed_by": ""}], cancelled=None, corrections=[], arrival_on=None,
    )  # fmt: skip
    volume: Any = SimpleNamespace(
        book=SimpleNamespace(kind="out", level=None), year=begun.year, no=1, opened_on=begun, ended_on=None, first_no=7,
        last_no=None,
    )  # fmt: skip
    sheet = Sheet(
        "", "Ủy ban nhân dân xã Thử", "Thử", 1, datetime(2026, 11, 23, 2, tzinfo=UTC), Checkpoint(1, "0" * 64), SYSTEM
    )
    chosen = library.form_for("out", begun=begun, on=ON)
    book = book_print(volume, [line], chosen=chosen, sheet=sheet, whole=True)
    return [" ".join(page.text.split()) for page in pages(render_book(book))]


@pytest.mark.usefixtures("found")
def test_a_book_of_its_days_is_printed_on_it_and_says_nothing() -> None:
    assert library.registers() == ("A1", "A1-2020", "A2")
    cover, page, closing = printed(date(2021, 5, 3))
    assert all(header in page for header in HEADERS) and "(9)" in page and "(10)" not in page
    assert "Đơn vị lưu" not in page and "Văn phòng lưu" not in page and "ghi chú cũ" in page
    assert not any("Mẫu sổ áp dụng" in text for text in (cover, page, closing))


@pytest.mark.usefixtures("found")
@pytest.mark.parametrize("begun", [date(2020, 6, 30), date(2026, 3, 1)])
def test_books_before_and_after_it_are_not(begun: date) -> None:
    page = printed(begun)[1]
    assert "Đơn vị lưu" in page and "(10)" in page
    assert ("Mẫu sổ áp dụng khi lập (33/2015/TT-BCA): chưa có nguyên văn" in page) is (begun.year == 2020)


def test_without_it_the_book_has_the_present_columns_and_says_so() -> None:
    for text in printed(date(2021, 5, 3)):
        assert "Mẫu sổ áp dụng khi lập (24/2020/TT-BCA, mẫu số 14): chưa có nguyên văn; in theo mẫu hiện hành." in text
