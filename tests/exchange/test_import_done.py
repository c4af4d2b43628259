"""After an import: every address of it leads to its result, by Back, from a second tab, with its form sent again."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from openpyxl import load_workbook

from somat.audit.absent import NotFound
from somat.audit.verify.whole import verify
from somat.exchange import queries
from somat.exchange.actions import imports, results
from somat.exchange.actions.imports import begin, run
from somat.exchange.actions.results import forget
from somat.exchange.models import Import, Kept, Result
from somat.exchange.oldbook.result import HEADINGS
from somat.law.levels import Level
from somat.registry.models import Entry
from somat.vault.models import Sealed
from tests.audit.ground import house
from tests.exchange.desk import old_book
from tests.office import Office
from tests.registry.evidence import granted
from tests.web.visits import Visitor, visit

NAME = "so_di_2019.csv"


def taken_in(office: Office, hanh: Visitor) -> Import:
    row = begin(old_book(70), name=NAME, book=office.out.uuid, by=office.hanh)
    return run(row.uuid, by=hanh.actor)


def at(row: Import, path: str = "") -> str:
    return f"/nhap-so/{row.uuid}/{path}"


@pytest.mark.parametrize("path", ["", "?tiep=1", "dong/", "dong/?tu=50", "danh-sach/", "danh-sach/?tat-ca", "nhan/"])
def test_done_every_address_leads_to_the_result(office: Office, path: str) -> None:
    hanh = visit(office, "hanh")
    row = taken_in(office, hanh)
    answer = hanh.send(at(row, path)) if path == "nhan/" else hanh.client.get(at(row, path))
    leads = {"dong/": at(row), "dong/?tu=50": at(row), "nhan/": f"/so/{row.book}/"}
    assert (answer.status_code, answer.headers.get("Location")) == (302 if path in leads else 200, leads.get(path))
    if path in ("", "?tiep=1"):
        page = hanh.text(at(row, path))
        assert "70 dòng" in page and "70/BC-UBND" not in page and "50/BC-UBND" in page and "/nhan/" not in page
    assert (Import.unchecked.get().taken, Entry.unchecked.count()) == (70, 70)


@pytest.mark.parametrize("fields", [{"scheme": "", "year": "2018", "level": ""}, {"drop": "1"}, {"doc": "1"}])
def test_done_a_form_left_in_a_second_tab_changes_nothing(office: Office, fields: dict[str, str]) -> None:
    hanh = visit(office, "hanh")
    row = taken_in(office, hanh)
    answer = hanh.send(at(row), **fields)
    assert (answer.status_code, answer.headers["Location"]) == (302, at(row))
    assert Import.unchecked.values_list("state", "taken", "year").get() == ("done", 70, None)


def test_done_its_addresses_are_its_takers_alone(office: Office) -> None:
    row, an = taken_in(office, visit(office, "hanh")), visit(office, "an")
    for path in ("", "dong/", "danh-sach/", "danh-sach/?tat-ca"):
        an.text(at(row, path), status=404)
    assert an.send(at(row), forget="1").status_code == 404
    assert Result.unchecked.exists()


def mixed() -> bytes:
    """Seventy lines: the 7th has no day there is, and a number that would be a formula, the 9th is Tuyệt mật."""
    lines = old_book(70).decode().split("\n")
    lines[7] = lines[7].replace("08/08/2019", "31/02/2019").replace("07/BC-UBND", "=HYPERLINK(A1)")
    lines[9] = lines[9].replace(",Mật,", ",Tuyệt mật,")
    return "\n".join(lines).encode()


def begun(office: Office) -> Import:
    return begin(mixed(), name=NAME, book=office.out.uuid, by=office.hanh)


def sheet(hanh: Visitor, row: Import, path: str) -> list[tuple[Any, ...]]:
    """A spreadsheet of the result as its cells, header included."""
    answer = hanh.client.get(at(row, path))
    assert answer.status_code == 200, path
    page = load_workbook(BytesIO(answer.content)).active
    assert page is not None and all(cell.data_type != "f" for line in page.iter_rows() for cell in line)
    return list(page.iter_rows(values_only=True))


def told(rows: list[tuple[Any, ...]], level: str) -> list[tuple[Any, ...]]:
    """The lines below the header; the level stands in the first row."""
    assert level in str(rows[0]).upper()
    (header,) = (n for n, row in enumerate(rows) if row[0] == HEADINGS[0])
    return rows[header + 1 :]


def test_every_line_can_be_downloaded_before_and_after_with_its_outcome(office: Office) -> None:
    hanh = visit(office, "hanh")
    row = begun(office)
    assert "/danh-sach/?tat-ca" in hanh.text(at(row, "dong/"))
    before = sheet(hanh, row, "danh-sach/?tat-ca")
    run(row.uuid, by=hanh.actor)
    assert "/danh-sach/?tat-ca" in hanh.text(at(row))
    assert sheet(hanh, row, "danh-sach/?tat-ca") == before
    lines = told(before, "TUYỆT MẬT")
    numbers = [f"{n:02d}/BC-UBND" if n != 7 else "'=HYPERLINK(A1)" for n in range(1, 71)]
    assert [line[1] for line in lines] == numbers
    assert {line[5] for n, line in enumerate(lines, start=1) if n not in (7, 9)} == {"nhận nguyên"}
    assert lines[8][4:7] == ("Tuyệt mật", "nhận, bỏ trích yếu", "độ Tuyệt mật không ghi trích yếu")
    assert (lines[6][0], lines[6][3], lines[6][5]) == ("8", "Tình hình giả định số 7", "từ chối") and lines[6][6]
    words = " ".join(str(cell) for n, line in enumerate(lines) if n != 6 for cell in line if cell)
    assert "Tình hình giả định" not in words, "an abstract that stands in the book"


def test_the_refused_lines_can_be_downloaded_and_seen_afterwards(office: Office) -> None:
    hanh = visit(office, "hanh")
    row = begun(office)
    before = told(sheet(hanh, row, "danh-sach/"), "TUYỆT MẬT")
    run(row.uuid, by=hanh.actor)
    (line,) = told(sheet(hanh, row, "danh-sach/"), "TUYỆT MẬT")
    assert [(line[:4], line[5:7])] == [(one[:4], one[5:7]) for one in before]
    page = hanh.text(at(row))
    assert "=HYPERLINK(A1)" in page and "từ chối" in page and "69" in page


def test_after_it_nothing_is_kept_but_the_sealed_result(office: Office) -> None:
    hanh = visit(office, "hanh")
    row = run(begun(office).uuid, by=hanh.actor)
    assert (Kept.unchecked.count(), Result.unchecked.count()) == (0, 2)
    kept = Sealed.unchecked.filter(table__startswith="exchange_")
    assert set(kept.values_list("table", "row")) == {("exchange_result", r.uuid) for r in Result.unchecked.all()}
    assert not any(b"HYPERLINK" in bytes(value.ciphertext) for value in kept)
    assert granted("import.end", row.uuid) == 1


def test_its_taker_destroys_the_result_and_the_lines_stay(office: Office) -> None:
    hanh = visit(office, "hanh")
    row = run(begun(office).uuid, by=hanh.actor)
    assert 'name="forget"' in hanh.text(at(row))
    assert hanh.send(at(row), forget="1").headers["Location"] == at(row)
    assert (Result.unchecked.exists(), Sealed.unchecked.filter(table="exchange_result").exists()) == (False, False)
    page = hanh.text(at(row))
    assert "Tệp và kết quả từng dòng đã hủy" in page and 'name="forget"' not in page and "HYPERLINK" not in page
    for path in ("danh-sach/", "danh-sach/?tat-ca"):
        assert hanh.client.get(at(row, path)).headers["Location"] == at(row)
    assert (granted("import.end", row.uuid), Entry.unchecked.count()) == (2, 69)
    office.ground.settle()
    assert verify(settings.SITE, house=house()).findings == []


def test_while_it_is_open_the_result_is_not_destroyed_alone(office: Office) -> None:
    row = begun(office)
    forget(row.uuid, by=office.hanh)
    assert Result.unchecked.count() == 2


def test_a_result_ends_when_its_import_leaves_the_list(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "SHOWN", 2)
    hanh = visit(office, "hanh").actor
    made = [begin(old_book(2, year=year), name=NAME, book=office.out.uuid, by=hanh) for year in (2015, 2016)]
    for row in made:
        run(row.uuid, by=hanh)
    third = begin(old_book(2, year=2017), name=NAME, book=office.out.uuid, by=hanh)
    left = set(Result.unchecked.values_list("batch__uuid", flat=True))
    assert left == {made[1].uuid, third.uuid}
    run(third.uuid, by=hanh)
    open_one = begin(old_book(2, year=2018), name=NAME, book=office.out.uuid, by=hanh)
    begin(old_book(2, year=2019), name=NAME, book=office.out.uuid, by=hanh)
    begin(old_book(2, year=2020), name=NAME, book=office.out.uuid, by=hanh)
    assert open_one.uuid in set(Result.unchecked.values_list("batch__uuid", flat=True))  # not done: its lines wait
    office.ground.settle()
    assert verify(settings.SITE, house=house()).findings == []


def test_whose_clearance_is_below_its_lines_sees_no_result(office: Office) -> None:
    hanh = office.at_desk("hanh")
    row = run(begun(office).uuid, by=hanh)
    assert hanh.clearance is not None and results.whole(row, by=hanh) is not None
    for level in (Level.MAT, Level.TOI_MAT):
        with pytest.raises(NotFound):
            results.whole(row, by=replace(hanh, clearance=replace(hanh.clearance, level=level)))


@pytest.mark.parametrize("start, count", [(0, 50), (15, 10), (19, 2), (39, 22), (60, 50), (70, 5), (0, 70)])
def test_lines_of_the_result_come_whole_over_the_edges_of_its_pieces(
    office: Office, start: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "STEP", 20)
    hanh = office.at_desk("hanh")
    row = run(begun(office).uuid, by=hanh)
    whole = results.whole(row, by=hanh)
    assert whole is not None and [piece.lines for piece in whole.pieces] == [20, 20, 20, 10]
    found = results.lines(row, whole, start=start, count=count, by=hanh)
    assert [line.row for line in found] == list(range(2, 72))[start : start + count]
