"""The two registers corrected at the desk: the book prints so, its data file says so, and an old correction counts for nothing."""

from __future__ import annotations

import csv
import io
import json
from uuid import uuid4

import pytest

from somat.catalogue.actions import accept_form
from somat.catalogue.models import AcceptedForm
from somat.reporting.form import file_hash
from tests.office import Office, machine, office
from tests.reporting.paper import Page, pages, squeezed
from tests.reporting.papers.ruler import close
from tests.web.test_corrections import look
from tests.web.test_papers import accept, browser, shown

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
# the second column of A1 is shipped with 1.3 of 12.5 parts of 252 mm = 26.2, the fourth with 60.5
CHANGED = {"b-1-columns-4-width": "50", "b-1-columns-2-header": "Số và ký hiệu", "lines-4": "Quyển thứ: {volume}"}
# 252 mm as 0.6 : 1.3 : 1.0 : 3.0 : 0.8 : 1.2 : 2.0 : 1.0 : 0.6 : 1.0 in tenths, the fourth 50 mm
EDGES = [30, 42.1, 68.3, 88.5, 138.5, 154.6, 178.8, 219.1, 239.3, 251.4, 271.5]


def sheets(office: Office) -> list[Page]:
    entry = office.issued()
    office.ground.settle()
    answer = browser(office, "hanh").post(f"/quyen/{entry.volume_id}/in/", {"once": str(uuid4())})
    assert answer.headers["Content-Type"] == "application/pdf", answer.content.decode()[:500]
    return pages(answer.content)


def test_the_book_prints_as_the_administrator_corrected_it(office: Office) -> None:
    assert accept(browser(office, "quan"), "A1", **CHANGED) == 302
    cover, first, *_ = sheets(office)
    assert first.columns == pytest.approx(EDGES, abs=0.25)
    assert squeezed(first.cells()[0][1]) == squeezed("Số và ký hiệu")
    assert close("Quyển thứ: 01") in close(cover.text) and "Quyển số: 01" not in cover.text
    now = shown(browser(office, "quan"), "A1")
    assert (now["b-1-columns-4-width"], now["lines-4"]) == ("50.0", "Quyển thứ: {volume}")
    page = browser(office, "quan").get("/bieu-mau/so/A1/").content.decode()
    assert "Số và ký hiệu" in page
    # taken once more from its own page it stays as it was corrected
    browser(office, "quan").post("/bieu-mau/so/A1/nhan/", {"once": str(uuid4())})
    kept = AcceptedForm.unchecked.filter(code="A1").order_by("-id").values_list("correction", flat=True)
    assert kept[0] == kept[1] != ""


def test_an_added_column_is_empty_on_paper_and_in_the_data_file(office: Office) -> None:
    added = {"b-1-columns-11-header": "Số bì", "b-1-columns-11-width": "12", "b-1-columns-11-place": "10"}
    assert accept(browser(office, "quan"), "A1", **added, **{"b-1-columns-4-width": "48"}) == 302
    _, first, *_ = sheets(office)
    heads, _, row, *_ = first.cells()
    assert (heads[9], row[9], len(heads)) == ("Số bì", "", 11)
    entry = office.issued()
    office.ground.settle()
    sent = {"once": str(uuid4()), "form": "csv", "reason": "Nộp lưu trữ"}
    answer = browser(office, "hanh").post(f"/quyen/{entry.volume_id}/xuat/", sent)
    if answer.headers["Content-Type"].startswith("text/csv"):
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert any("Số bì" in row for row in rows)


def test_what_nobody_touched_is_no_correction(office: Office) -> None:
    for code in ("A1", "A2"):
        assert accept(browser(office, "quan"), code) == 302
        assert AcceptedForm.unchecked.filter(code=code).order_by("-id")[0].correction == ""


def test_a_correction_of_another_file_counts_for_nothing(office: Office) -> None:
    text = json.dumps({"title": "SỔ CŨ", "lines": ["Cũ {year}"]})
    accept_form("A1", file_hash="0" * 64, correction=text, by=office.quan)
    page = browser(office, "quan").get("/bieu-mau/A1/chinh/").content.decode()
    assert 'value="SỔ CŨ"' not in page and "<td>Cũ {year}</td>" in page
    entry = office.issued()
    office.ground.settle()
    refused = browser(office, "hanh").post(f"/quyen/{entry.volume_id}/in/", {"once": str(uuid4())})
    assert refused.status_code == 409
    accept_form("A1", file_hash=file_hash("A1"), by=office.quan)
    assert "SỔ CŨ" not in sheets(office)[1].text


def test_the_picture_follows_and_says_what_does_not_fit(office: Office) -> None:
    administrator = browser(office, "quan")
    status, plain = look(administrator, "A1")
    _, changed = look(administrator, "A1", **CHANGED)
    assert (status, plain["wrong"], changed["wrong"]) == (200, [], [])
    assert plain["pictures"] != changed["pictures"] and len(plain["pictures"]) == len(changed["pictures"])
    for change, said in (
        ({"b-1-columns-4-width": "90"}, "trang trừ lề chỉ còn 252 mm"),
        ({"b-1-columns-10-place": ""}, "không bỏ được cột “Ghi chú”"),
        ({"page-left": "61"}, "Lề trái (mm)"),
        ({"lines-1": "{nobody}"}, "không có mục “nobody”"),
        ({"rules-min_receipt": "5"}, "Chỗ ký ít nhất (mm)"),
    ):
        status, answer = look(administrator, "A1", **change)
        assert (status, answer["pictures"]) == (200, []) and said in " ".join(answer["wrong"])
        assert accept(administrator, "A1", **change) == 200


@pytest.mark.parametrize("who", ["hanh", "an", "ha"])
def test_only_the_administrator_corrects_a_register(office: Office, who: str) -> None:
    before = AcceptedForm.unchecked.count()
    assert look(browser(office, who), "A1")[0] == 403
    assert accept(browser(office, who), "A1", **CHANGED) == 403
    assert AcceptedForm.unchecked.count() == before
