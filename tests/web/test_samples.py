"""The page of forms: every form of forms.md is on it with a sample, every stamp with its picture, and all in one book."""

from __future__ import annotations

import base64
import re

import pytest

from somat.audit.models import Leaf
from somat.reporting.typeset import PrintFailed
from somat.web.papers import samples
from tests.office import Office, machine, office
from tests.reporting.paper import pages
from tests.web.test_papers import prints
from tests.web.visits import Visitor, visit

__all__ = ["machine", "office"]

# Typed by hand from forms.md. D-14, D-15 are the registers' old forms.
REGISTERS = {"A1": "Sổ đăng ký bí mật nhà nước đi", "A2": "Sổ đăng ký bí mật nhà nước đến"}
PAPERS = {
    "CV": "Công văn",
    "D-01": "Văn bản xác định độ mật",
    "D-01b": "Phiếu đề xuất xác định độ mật",
    "D-10": "Văn bản trích sao",
    "D-12": "Sổ quản lý sao, chụp bí mật nhà nước",
    "D-13": "Văn bản ghi nhận việc chụp",
    "D-16": "Sổ chuyển giao bí mật nhà nước",
    "D-17": "Văn bản đề nghị cung cấp, chuyển giao bí mật nhà nước",
    "D-18": "Thống kê bí mật nhà nước",
    "D-19": "Sơ đồ vị trí dấu mật trên văn bản",
    "D-20": "xin phép mang tài liệu, vật chứa bí mật nhà nước",
    "D-20b": "Biên bản bàn giao",
    "D-21a": "giải mật",
    "D-21b": "giải mật",
    "D-21c": "giải mật",
    "D-21d": "giải mật",
    "D-21e": "giải mật",
    "D-22a": "tiêu hủy",
    "D-22b": "tiêu hủy",
    "D-22c": "tiêu hủy",
    "D-22d": "tiêu hủy",
    "D-22e": "tiêu hủy",
    "D-23": "Thông báo gia hạn, điều chỉnh độ mật, giải mật",
    "D-24": "Cam kết bảo vệ bí mật nhà nước",
    "D-25": "Phương án bảo vệ",
    "D-26": "Biên bản kiểm tra",
    "D-27": "Báo cáo",
    "D-30": "Bì đựng tài liệu, vật chứa bí mật nhà nước",
}
STAMPS = (
    "C-02a", "C-02b", "C-02c", "C-03A", "C-03B", "C-03C", "C-04a", "C-04b", "C-05", "C-06", "C-07a", "C-07b", "C-08",
    "C-09", "C-11", "C-ĐẾN", "HỎA TỐC", "THƯỢNG KHẨN", "KHẨN",
)  # fmt: skip
PNG = "data:image/png;base64,"


def row_of(page: str, code: str) -> str:
    """The row of a table that begins with this code."""
    (row,) = re.findall(rf'<tr><td class="nw">{re.escape(code)}</td>.*?</tr>', page)
    return str(row)


def test_every_form_is_there_with_a_sample_that_opens(office: Office) -> None:
    clerk = visit(office, "hanh")
    page = clerk.text("/bieu-mau/")
    for code, title in PAPERS.items():
        row = row_of(page, code)
        assert title.casefold() in row.casefold(), code
        assert f'href="/bieu-mau/{code}/"' in row or f'href="/bieu-mau/{code}/mau/"' in row
        assert f'href="/bieu-mau/{code}/mau/"' in row
        shown = clerk.text(f"/bieu-mau/{code}/mau/")
        assert PNG in shown and "Đây là mẫu" in shown, code
        assert shown.count("<figcaption>MẪU – DỮ LIỆU THÍ DỤ</figcaption>") == shown.count(PNG)
    assert prints() == 0


def test_the_registers_are_there_with_a_sample_and_lead_to_the_print_of_the_books(office: Office) -> None:
    office.issued()
    office.registered()
    clerk, administrator = visit(office, "hanh"), visit(office, "quan")
    page = clerk.text("/bieu-mau/")
    for (code, title), book in zip(REGISTERS.items(), (office.out, office.in_), strict=True):
        row = row_of(page, code)
        assert title.casefold() in row.casefold() and f'href="/bieu-mau/so/{code}/"' in row
        shown = clerk.text(f"/bieu-mau/so/{code}/")
        assert "Đây là mẫu" in shown
        assert shown.count("<figcaption>MẪU – DỮ LIỆU THÍ DỤ</figcaption>") == shown.count(PNG) >= 3
        (print_url,) = re.findall(r'href="(/quyen/[^"]+/in/)"', shown)
        assert book.name in clerk.text(print_url)
        assert "/quyen/" not in administrator.text(f"/bieu-mau/so/{code}/")


@pytest.mark.parametrize("name", ["an", "duy", "quan", "ha"])
def test_a_sample_is_for_everybody_and_leaves_no_print(office: Office, name: str) -> None:
    person = visit(office, name)
    assert "Xem mẫu" in person.text("/bieu-mau/")
    assert PNG in person.text("/bieu-mau/D-30/mau/") and prints() == 0


def test_every_stamp_is_there_with_its_picture(office: Office) -> None:
    page = visit(office, "hanh").text("/bieu-mau/")
    seen = set()
    for code in STAMPS:
        (picture,) = re.findall(rf'<img src="{PNG}([^"]+)"', row_of(page, code))
        assert base64.b64decode(picture)[:8] == b"\x89PNG\r\n\x1a\n"
        seen.add(picture)
    assert len(seen) == len(STAMPS)


def test_a_form_that_is_not_there_has_no_sample(office: Office) -> None:
    visit(office, "hanh").text("/bieu-mau/D-99/mau/", status=404)
    assert visit(office, "quan").send("/bieu-mau/ban-ve/D-01/nhan/").status_code == 404


@pytest.mark.parametrize("code", ["D-19", "D-30"])
def test_the_administrator_accepts_a_drawing_where_he_looks_at_it(office: Office, code: str) -> None:
    administrator, clerk = visit(office, "quan"), visit(office, "hanh")
    address = f"/bieu-mau/ban-ve/{code}/nhan/"
    assert "chờ người quản trị nhận" in row_of(clerk.text("/bieu-mau/"), code)
    assert address not in clerk.text(f"/bieu-mau/{code}/mau/") and clerk.send(address).status_code == 403
    assert address in administrator.text(f"/bieu-mau/{code}/mau/")
    assert administrator.send(address).status_code == 302
    assert "chờ người quản trị nhận" not in row_of(clerk.text("/bieu-mau/"), code)
    assert address not in administrator.text(f"/bieu-mau/{code}/mau/")


def test_the_sheet_of_places_is_printed_once_accepted(office: Office) -> None:
    clerk, address = visit(office, "hanh"), "/bieu-mau/D-19/in/"
    assert "người quản trị phải xem và nhận mẫu" in clerk.told(address) and prints() == 0
    visit(office, "quan").send("/bieu-mau/ban-ve/D-19/nhan/")
    assert address in clerk.text("/bieu-mau/D-19/mau/")
    answer = clerk.send(address)
    assert (answer.status_code, answer.headers["Content-Type"], prints()) == (200, "application/pdf", 1)
    first, _, listed = pages(answer.content)
    assert "SƠ ĐỒ VỊ TRÍ DẤU MẬT TRÊN VĂN BẢN" in first.text and "C-09" in listed.text
    assert visit(office, "quan").send(address).status_code == 403


def test_the_specimen_book_is_a_pdf_and_a_line_of_the_journal(office: Office) -> None:
    clerk = visit(office, "hanh")
    assert 'action="/bieu-mau/tap-mau/"' in clerk.text("/bieu-mau/") and "Tập mẫu" in clerk.text("/bieu-mau/")
    answer = clerk.send("/bieu-mau/tap-mau/")
    assert (answer.status_code, answer.headers["Content-Type"], prints()) == (200, "application/pdf", 1)
    contents, *rest = pages(answer.content)
    assert "TẬP BIỂU MẪU CÔNG TÁC BẢO VỆ BÍ MẬT NHÀ NƯỚC" in contents.text and "thí dụ" in contents.text
    listed = (contents.text + rest[0].text).split()
    assert set(listed) >= {"A1", "A2", *PAPERS} and len(rest) > len(PAPERS)
    assert Leaf.unchecked.get(verb="form.print", decision="granted").object is None


def test_who_may_not_print_gets_no_book_and_no_button(office: Office) -> None:
    administrator: Visitor = visit(office, "quan")
    assert "Tập mẫu" not in administrator.text("/bieu-mau/")
    assert administrator.send("/bieu-mau/tap-mau/").status_code == 403 and prints() == 0


@pytest.mark.parametrize(
    "name, address", [("specimen_book", "/bieu-mau/tap-mau/"), ("render_diagram", "/bieu-mau/D-19/in/")]
)
def test_what_could_not_be_drawn_is_on_record_and_said(
    office: Office, monkeypatch: pytest.MonkeyPatch, name: str, address: str
) -> None:
    def broken(*_: object, **__: object) -> bytes:
        assert prints() == 1
        raise PrintFailed("fault")

    monkeypatch.setattr(samples, name, broken)
    visit(office, "quan").send("/bieu-mau/ban-ve/D-19/nhan/")
    assert "đã ghi nhật ký nhưng chưa tạo được tệp" in visit(office, "hanh").told(address, status=200)
