"""The form of a book: accepted before it prints, chosen by the day on which the book was begun, and said where it is another."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pypdfium2
import pytest

from somat.audit.models import Leaf
from somat.audit.part import NO_ROWS
from somat.audit.rows import digest_now
from somat.catalogue.models import AcceptedForm
from somat.registry.actions.old import OldEntry, take_in
from somat.registry.models import Entry, PrintedForm, Printing, Volume
from somat.reporting.form import file_hash
from tests.office import Office, machine, office
from tests.registry.test_old import ARRIVAL, LINE
from tests.web.visits import Visitor, plain, visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)

FIRST = "Mẫu này chưa đối chiếu được với văn bản gốc: người quản trị phải xem và nhận mẫu trước khi in."
WAITS = "Mẫu sổ A1 chưa đối chiếu được với văn bản gốc và chưa được nhận: người quản trị phải xem và nhận mẫu"
# By history-rules.md, 1, and forms.md, B: which circular set the registers on that day.
TIMES = [
    ("out", date(2021, 5, 3), "Mẫu sổ áp dụng khi lập (24/2020/TT-BCA, mẫu số 14): chưa có nguyên văn; in theo mẫu hiện hành."),
    ("in", date(2021, 5, 3), "Mẫu sổ áp dụng khi lập (24/2020/TT-BCA, mẫu số 15): chưa có nguyên văn; in theo mẫu hiện hành."),
    ("out", date(2025, 12, 30), "Mẫu sổ áp dụng khi lập (24/2020/TT-BCA, mẫu số 14): chưa có nguyên văn; in theo mẫu hiện hành."),
    ("out", date(2016, 1, 4), "Mẫu sổ áp dụng khi lập (33/2015/TT-BCA): chưa có nguyên văn; in theo mẫu hiện hành."),
    ("out", date(2010, 6, 1), "Mẫu sổ áp dụng khi lập (12/2002/TT-BCA(A11)): chưa có nguyên văn; in theo mẫu hiện hành."),
    ("out", date(2001, 6, 1), "Mẫu sổ áp dụng khi lập (01/06/2001): chưa có nguyên văn; in theo mẫu hiện hành."),
]  # fmt: skip
NOTED = "chưa có nguyên văn"


@pytest.fixture
def fresh(office: Office) -> Office:
    """The office before its administrator has looked at any form."""
    office.ground.run("DELETE FROM catalogue_acceptedform")
    return office


def old(office: Office, kind: str, day: date) -> Volume:
    """The volume of an old book that begins on that day."""
    line: OldEntry = replace(LINE if kind == "out" else ARRIVAL, year=day.year, day=day)
    if kind == "in":
        line = replace(line, arrival_on=day)
    book = office.out if kind == "out" else office.in_
    (uuid,) = take_in(book.uuid, [line], batch=uuid4(), by=office.hanh)
    return Volume.unchecked.get(uuid=Entry.unchecked.get(uuid=uuid).volume_id)


def sheets(pdf: bytes) -> list[str]:
    return [plain(page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(pdf)]


def files(hanh: Visitor, volume: Volume) -> Iterator[str]:
    """The words of the two exports."""
    path = f"/quyen/{volume.uuid}/ket-xuat/"
    table = hanh.send(path, reason="đối chiếu", form="csv").content.decode("utf-8-sig")
    yield " ".join(cell for row in csv.reader(io.StringIO(table)) for cell in row)
    with zipfile.ZipFile(io.BytesIO(hanh.send(path, reason="đối chiếu", form="xlsx").content)) as file:
        yield " ".join(file.read(name).decode() for name in file.namelist())


def test_a_book_waits_until_the_administrator_has_accepted_its_form(fresh: Office) -> None:
    entry, hanh, quan = fresh.issued(), visit(fresh, "hanh"), visit(fresh, "quan")
    volume = f"/quyen/{entry.volume_id}"
    for path in (f"{volume}/in/", f"{volume}/ket-xuat/"):
        assert WAITS in hanh.text(path)
        refused = hanh.told(path, reason="đối chiếu", form="csv")
        assert FIRST in refused and 'href="/bieu-mau/so/A1/"' in refused
    refused = hanh.told(f"/dong/{entry.uuid}/in/")
    assert FIRST in refused and 'href="/bieu-mau/so/A1/"' in refused
    assert not Printing.unchecked.exists() and not PrintedForm.unchecked.exists()
    assert Leaf.unchecked.filter(verb__in=["book.print", "book.export"], decision="refused").count() == 3

    assert "Chưa được nhận" in quan.text("/bieu-mau/so/A1/")
    assert quan.send("/bieu-mau/so/A1/nhan/").headers["Location"] == "/bieu-mau/"
    assert "Chưa được nhận" not in quan.text("/bieu-mau/so/A1/") and "Đỗ Hồng Quân" in quan.text("/bieu-mau/so/A1/")
    assert Leaf.unchecked.filter(verb="form.accept", object=AcceptedForm.unchecked.get(code="A1").uuid).count() == 1
    assert WAITS not in hanh.text(f"{volume}/in/")
    assert len(sheets(hanh.send(f"{volume}/in/").content)) == 3
    assert all("Công an tỉnh" in words for words in files(hanh, Volume.unchecked.get(uuid=entry.volume_id)))
    assert hanh.send(f"/dong/{entry.uuid}/in/").headers["Content-Type"] == "application/pdf"
    assert hanh.told(f"/quyen/{Volume.unchecked.get(book=fresh.in_).uuid}/in/") != ""  # A2 was not looked at


def test_a_form_that_changed_since_is_accepted_anew(fresh: Office) -> None:
    entry, hanh = fresh.issued(), visit(fresh, "hanh")
    visit(fresh, "quan").send("/bieu-mau/so/A1/nhan/")
    fresh.ground.run("UPDATE catalogue_acceptedform SET hash = ?", file_hash("A2"))
    assert FIRST in hanh.told(f"/quyen/{entry.volume_id}/in/")


def test_only_the_administrator_accepts_and_all_may_look(fresh: Office) -> None:
    for name in ("hanh", "an", "ha"):
        one = visit(fresh, name)
        assert "/bieu-mau/so/A1/nhan/" not in one.text("/bieu-mau/so/A1/")
        assert one.send("/bieu-mau/so/A1/nhan/").status_code == 403
    assert not AcceptedForm.unchecked.exists()
    quan = visit(fresh, "quan")
    page = quan.text("/bieu-mau/")
    assert "SỔ ĐĂNG KÝ BÍ MẬT NHÀ NƯỚC ĐI" in page and "SỔ ĐĂNG KÝ BÍ MẬT NHÀ NƯỚC ĐẾN" in page
    assert "Cơ quan, tổ chức ban hành tài liệu, vật chứa BMNN" in quan.text("/bieu-mau/so/A2/")
    assert "data:image/png" in quan.text("/bieu-mau/so/A2/")
    quan.text("/bieu-mau/so/D-01/", status=404)


@pytest.mark.parametrize(("kind", "day", "sentence"), TIMES)
def test_an_old_book_says_on_each_page_that_its_form_is_another(
    office: Office,
    kind: str,
    day: date,
    sentence: str,
) -> None:
    volume, hanh = old(office, kind, day), visit(office, "hanh")
    path = f"/quyen/{volume.uuid}/in/"
    assert sentence in hanh.text(path) and sentence in hanh.text(f"/quyen/{volume.uuid}/ket-xuat/")
    whole, part = sheets(hanh.send(path).content), sheets(hanh.send(path, first="7", last="7").content)
    assert (len(whole), len(part)) == (3, 1)
    assert all(page.count(sentence) == 1 for page in (*whole, *part))
    assert all(sentence in words for words in files(hanh, volume))
    entry = Entry.unchecked.get(volume=volume)
    assert sentence in sheets(hanh.send(f"/dong/{entry.uuid}/in/").content)[0]
    assert hanh.text("/nhat-ky-in/").count(sentence) == Printing.unchecked.count() == 5
    assert set(PrintedForm.unchecked.values_list("code", "note")) == {("A1" if kind == "out" else "A2", sentence)}


def test_a_book_of_the_present_form_says_nothing(office: Office) -> None:
    volume, hanh = old(office, "out", date(2026, 3, 1)), visit(office, "hanh")
    assert NOTED not in hanh.text(f"/quyen/{volume.uuid}/in/")
    assert not any(NOTED in page for page in sheets(hanh.send(f"/quyen/{volume.uuid}/in/").content))
    assert not any(NOTED in words for words in files(hanh, volume))
    assert NOTED not in hanh.text("/nhat-ky-in/")
    assert set(PrintedForm.unchecked.values_list("code", "note")) == {("A1", "")}


def test_the_journal_binds_what_a_print_said_of_its_form(office: Office) -> None:
    print_ = uuid4()
    assert digest_now("registry_printing", print_) == NO_ROWS
    office.ground.run("INSERT INTO registry_printedform (printing, code, note) VALUES (?, 'A1', '')", print_)
    assert digest_now("registry_printing", print_) != NO_ROWS


def test_lines_of_this_year_s_old_form_taken_into_the_running_volume_are_said_too(office: Office) -> None:
    volume, hanh = old(office, "out", date(2026, 2, 27)), visit(office, "hanh")
    assert volume.state == "open" and volume.opened_on > date(2026, 3, 1)
    assert all(TIMES[0][2] in page for page in sheets(hanh.send(f"/quyen/{volume.uuid}/in/").content))


def test_an_older_paper_entered_now_does_not_make_the_book_old(office: Office) -> None:
    entry = office.registered(day=date(2021, 5, 3))
    assert not any(
        NOTED in page for page in sheets(visit(office, "hanh").send(f"/quyen/{entry.volume_id}/in/").content)
    )


def test_a_paper_of_a_day_before_its_form_is_not_made(office: Office) -> None:
    duy = visit(office, "duy")
    page = duy.told("/bieu-mau/D-17/", status=200, **{"kind": "pdf", "m-day": "30/06/2020"})
    assert "áp dụng từ 01/07/2020; chưa có mẫu của ngày 30/06/2020." in page
    assert not Leaf.unchecked.filter(verb="form.print").exists()
