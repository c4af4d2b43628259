"""The search by words, number, body, days, book and level; each alone is enough, nothing at all has its sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from somat.audit.moment import today
from somat.registry.line import To
from tests.office import M, Office, T, machine, office
from tests.registry.evidence import granted
from tests.web.visits import Visitor, visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
DAY = f"{today():%d/%m/%Y}"
TT = type(M)(3)
LEVELS = {"levels": ["1", "2", "3"]}


def filled(office: Office) -> Visitor:
    """Outgoing 01 to 03, arrivals 01 and 02; each abstract names its line, the Tuyệt mật one has none."""
    office.issued(abstract="Đi một nhắc số 77 và Sở Tài chính", symbol="BC-UBND")
    office.issued(abstract="Đi hai", symbol="KH-VP", level=T, to=(To("Sở Tài chính"),), copies=2)
    office.issued(abstract="", symbol="TTr-UBND", level=TT, to=(To("Ban Cơ yếu"),), copies=2)
    office.registered(abstract="Đến một", symbol="077/KH-STC", body="Sở Tài chính")
    office.registered(abstract="Đến hai", symbol="9/CV-CAT", body="Công an tỉnh", level=T)
    office.ground.settle()
    return visit(office, "hanh")


def found(page: str) -> list[str]:
    """Which lines stand on the page, by book and number."""
    cells = page.split('<td class="quiet">')[1:]
    return sorted(cell.split("/")[0].replace("Sổ ", "").replace(", dòng ", " ") for cell in cells)


ALL = ["đi 01", "đi 02", "đi 03", "đến 01", "đến 02"]
ASKED = [
    ({"number": "77"}, ["đến 01"]),  # not the abstract that speaks of 77
    ({"number": "077/KH-STC"}, ["đến 01"]),
    ({"number": "77 kh"}, ["đến 01"]),
    ({"number": "2/KH-VP"}, ["đi 02"]),
    ({"number": "02/kh"}, ["đi 02"]),
    ({"number": "02/BC"}, []),
    ({"number": "2"}, ["đi 02", "đến 02"]),  # number of the paper, number of the arrival
    ({"number": "3/TTr-UBND"}, ["đi 03"]),  # of a Tuyệt mật line the symbol is sealed
    ({"number": "TTr"}, ["đi 03"]),
    ({"number": "UBND"}, []),  # a symbol begins with what is typed
    ({"body": "so tai chinh"}, ["đi 02", "đến 01"]),  # not the abstract that names it
    ({"body": "Sở Tài"}, ["đi 02", "đến 01"]),
    ({"body": "ban cơ yếu"}, ["đi 03"]),  # sealed there
    ({"body": "tài chính"}, []),
    ({"body": "Sở Tài chính", "kind": "in"}, ["đến 01"]),
    ({"body": "Sở Tài chính", "number": "77"}, ["đến 01"]),
    ({"body": "Sở Tài chính", "words": "hai"}, ["đi 02"]),
    ({"since": DAY, "until": DAY, "kind": "out"}, ["đi 01", "đi 02", "đi 03"]),
    ({"until": DAY}, ALL),
    ({"since": f"{today() + timedelta(days=1):%d/%m/%Y}"}, []),
    ({"kind": "in"}, ["đến 01", "đến 02"]),
    ({"levels": ["2"]}, ["đi 02", "đến 02"]),
    ({"words": "77"}, ["đi 01"]),
]


def test_each_field_finds_what_it_says(office: Office) -> None:
    hanh = filled(office)
    for asked, lines in ASKED:
        page = hanh.told("/tim/", status=200, **{**LEVELS, **asked})
        assert found(page) == sorted(lines), asked
        assert "Chưa tìm" not in page


NOTHING = "Ghi ít nhất một điều để tìm: chữ, số, nơi gửi, nơi nhận, ngày, sổ hoặc độ mật."
WRONG = [
    ({}, NOTHING),
    (LEVELS, NOTHING),
    ({"words": "  ", "number": ""}, NOTHING),
    ({"words": "—"}, '<a href="#f-words">Chữ cần tìm</a>: “—” không có chữ cái hay chữ số nào.'),
    ({"number": "//"}, '<a href="#f-number">Số, ký hiệu</a>: “//” không có chữ cái hay chữ số nào.'),
    ({"body": "…"}, '<a href="#f-body">Nơi gửi hoặc nơi nhận</a>: “…” không có chữ cái hay chữ số nào.'),
    ({"since": "45/13/2026"}, '<a href="#f-since">Ngày văn bản, từ</a>: '),
    ({"since": DAY, "until": "01/03/2026"}, f'<a href="#f-until">đến</a>: Ngày cuối trước ngày đầu {DAY}.'),
    ({"words": "x" * 201}, '<a href="#f-words">Chữ cần tìm</a>: '),
    ({"kind": "sideways"}, '<a href="#f-kind">Sổ</a>: '),
]


def test_what_cannot_be_searched_has_its_sentence_and_is_no_act(office: Office) -> None:
    hanh = filled(office)
    for asked, says in WRONG:
        page = hanh.told("/tim/", status=200, **asked)
        assert "Chưa tìm" in page and says in page and found(page) == [], asked
    assert (granted("entry.search"), granted("entry.hits")) == (0, 0)
    assert "Chưa tìm" not in hanh.text("/tim/")


def test_who_may_not_read_a_line_finds_it_by_no_field(office: Office) -> None:
    """Lê Quang Duy is in the circle of nothing here; without a line the page tells nothing else apart."""
    filled(office)
    duy = visit(office, "duy")
    seen = {tuple(found(duy.told("/tim/", status=200, **{**LEVELS, **asked}))) for asked, _ in ASKED}
    assert seen == {()}


def test_a_search_without_words_is_kept_by_what_it_asks(office: Office) -> None:
    hanh = filled(office)
    page = hanh.told("/tim/", status=200, number="77", body="Sở Tài chính", luu="1", ten="", **LEVELS)
    name = ">số 77, Sở Tài chính</button>"
    assert name in page
    uuid = page.split(name)[0].rsplit('value="', 1)[1][:36]
    again = hanh.told("/tim/", status=200, loc=uuid)
    assert found(again) == ["đến 01"] and 'value="Sở Tài chính"' in again
