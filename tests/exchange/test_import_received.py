"""A long file: kept sealed first, read by the form of a page of its own, which may be left and opened again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from somat.exchange.models import Import, Kept
from somat.exchange.oldbook import child
from somat.exchange.oldbook.sheet import BadSheet
from somat.registry.models import Entry
from somat.vault.models import Sealed
from tests.exchange.desk import CSV_HEAD, old_book
from tests.office import Office
from tests.registry.evidence import granted
from tests.web.visits import Visitor, visit

NAME = "so_di_2019.csv"


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each reading of a file, of which all are long here."""
    found: list[str] = []
    real = child.texts
    monkeypatch.setattr("somat.web.imports.views.LONG", 0)
    monkeypatch.setattr(child, "texts", lambda *a, **k: (found.append(k["name"]), real(*a, **k))[1])
    return found


def sent(office: Office, hanh: Visitor, data: bytes, *, name: str = NAME) -> str:
    """The page that a file leads to."""
    answer = hanh.send("/nhap-so/", book=office.out.uuid, file=SimpleUploadedFile(name, data))
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def kept() -> list[str]:
    return sorted(set(Kept.unchecked.values_list("what", flat=True)))


def test_a_long_file_is_kept_first_and_read_by_its_own_page(office: Office, reads: list[str]) -> None:
    hanh = visit(office, "hanh")
    path = sent(office, hanh, old_book(130))
    row = Import.unchecked.get()
    assert (path, reads, kept(), granted("import.begin", row.uuid)) == (f"/nhap-so/{row.uuid}/", [], ["file"], 1)
    page = hanh.text(path)
    assert (
        "Tệp đã nhận và được niêm phong" in page
        and "data-go-on" in page
        and 'name="doc"' in page
        and "<progress" in page
    )
    assert reads == []  # looking at the page reads nothing
    answer = hanh.send(path, doc="1")
    assert (answer.status_code, answer.headers["Location"], reads) == (302, path, [NAME])
    page = hanh.text(path)
    assert "130 dòng" in page and "data-go-on" not in page
    assert (reads, kept()) == ([NAME], ["face", "file", "lines"])
    hanh.send(f"{path}nhan/")
    assert (Entry.unchecked.count(), reads, kept()) == (130, [NAME], [])


def test_cut_while_it_is_read_it_is_read_from_its_page_again(
    office: Office, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hanh = visit(office, "hanh")
    path = sent(office, hanh, old_book(130))

    def cut(*_: Any, **__: Any) -> Any:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr("somat.exchange.actions.imports.as_pieces", cut)
        with pytest.raises(ConnectionError):
            hanh.send(path, doc="1")
    assert kept() == ["file"]
    assert path in hanh.text("/nhap-so/")
    assert "data-go-on" in hanh.text(path)
    assert sent(office, hanh, old_book(130)) == path  # sent again all the same, it is the same import
    hanh.send(path, doc="1")
    assert "130 dòng" in hanh.text(path) and Import.unchecked.count() == 1


def test_a_long_file_that_is_no_book_is_left_out_in_a_sentence(office: Office, reads: list[str]) -> None:
    hanh = visit(office, "hanh")
    path = sent(office, hanh, b"PK\x03\x04" + b"junk" * 100, name="so.xlsx")
    page = hanh.told(path, status=200, doc="1")
    assert "Không đọc được tệp" in page and ".xlsx" in page and 'href="/nhap-so/"' in page
    assert "data-go-on" not in page
    row = Import.unchecked.get()
    assert (row.state, kept(), granted("import.end", row.uuid)) == ("dropped", [], 1)
    assert not Sealed.unchecked.filter(table__startswith="exchange_").exists()
    hanh.text(path, status=404)


def test_a_file_waiting_to_be_read_is_its_senders_alone(office: Office, reads: list[str]) -> None:
    path = sent(office, visit(office, "hanh"), old_book(130))
    assert visit(office, "an").send(path, doc="1").status_code == 404
    assert (reads, kept()) == ([], ["file"])


HEAD = CSV_HEAD.encode()
ONLY_HEADS = [HEAD, HEAD + b"\n", HEAD + b"\n,,,,,,,,\n\n", HEAD + "\n,,Tổng cộng,,,,,0,\n".encode()]


@pytest.mark.parametrize("data", ONLY_HEADS, ids=["no line break", "a line break", "bare lines", "a sum"])
def test_a_file_of_a_header_alone_is_refused_in_a_sentence(office: Office, data: bytes) -> None:
    hanh = visit(office, "hanh")
    file = SimpleUploadedFile(NAME, data)
    page = hanh.told("/nhap-so/", status=200, book=office.out.uuid, file=file)
    assert "Tệp không có dòng sổ nào dưới dòng tiêu đề" in page
    assert not Import.unchecked.exists() and kept() == []


def test_a_long_file_of_a_header_alone_is_left_out_in_that_sentence(office: Office, reads: list[str]) -> None:
    hanh = visit(office, "hanh")
    page = hanh.told(sent(office, hanh, HEAD + b"\n"), status=200, doc="1")
    assert "Tệp không có dòng sổ nào dưới dòng tiêu đề" in page
    assert (Import.unchecked.get().state, kept()) == ("dropped", [])


def test_a_second_reading_that_fails_is_told_on_its_page(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """With other columns the file is read again; the reading before stays as it was."""
    hanh = visit(office, "hanh")
    path = sent(office, hanh, old_book(30))

    def too_long(*_: Any, **__: Any) -> Any:
        raise BadSheet(child.TOO_LONG)

    columns = dict.fromkeys(re.findall(r'name="(c\d+)"', hanh.text(path)), "ignore")
    with monkeypatch.context() as patch:
        patch.setattr(child, "texts", too_long)
        page = hanh.told(path, status=200, scheme="", year="", level="", **columns)
    assert len(columns) == 9 and child.TOO_LONG in page
    assert "30 dòng" in hanh.text(path)


@pytest.mark.parametrize("path", ["dong/", "danh-sach/", "nhan/"])
def test_a_file_not_read_yet_leads_to_the_page_that_reads_it(office: Office, reads: list[str], path: str) -> None:
    hanh = visit(office, "hanh")
    at = sent(office, hanh, b"PK\x03\x04" + b"junk" * 100, name="so.xlsx")
    answer = hanh.send(at + path) if path == "nhan/" else hanh.client.get(at + path)
    assert (answer.status_code, answer.headers["Location"], reads) == (302, at, [])
