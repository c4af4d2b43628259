"""Saved filters of a book: what the filter row asks, kept sealed under a name and put on again with one press."""

from __future__ import annotations

from uuid import uuid4

import pytest

from somat.audit.moment import today
from somat.registry.actions.groups import keep
from somat.registry.models import Group
from tests.office import M, Office, T, machine, office
from tests.registry.evidence import granted
from tests.web.visits import Visitor, visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
TYPED = {"levels": ["2"], "unsigned": "on"}


def book(office: Office) -> str:
    return f"/so/{office.out.uuid}/"


def filled(office: Office) -> Visitor:
    office.issued(level=M, abstract="Dòng độ Mật")
    office.issued(level=T, abstract="Dòng độ Tối mật")
    return visit(office, "hanh")


def pressed(page: str, name: str) -> str:
    """The uuid behind the button of a saved filter."""
    return page.split(f">{name}</button>")[0].rsplit('value="', 1)[1][:36]


def test_a_plain_book_offers_no_filter_to_keep(office: Office) -> None:
    page = filled(office).text(book(office))
    assert "Lưu bộ lọc" not in page and "Bộ lọc đã lưu" not in page


def test_a_filter_is_kept_put_on_again_and_dropped(office: Office) -> None:
    hanh = filled(office)
    page = hanh.told(book(office), status=200, **TYPED)
    assert 'placeholder="Tối mật, chưa ký đủ"' in page
    page = hanh.told(book(office), status=200, **TYPED, luu="1", ten="Tối mật chưa ký")
    assert "Dòng độ Tối mật" in page and "Dòng độ Mật" not in page
    assert "Lưu bộ lọc này" not in page  # it is kept now
    page = hanh.text(book(office))
    assert "Dòng độ Mật" in page
    uuid = pressed(page, "Tối mật chưa ký")
    page = hanh.told(book(office), status=200, loc=uuid)
    assert "Dòng độ Tối mật" in page and "Dòng độ Mật" not in page
    assert f'value="{uuid}" aria-current="true"' in page
    assert page.count("checked") == 2  # the level and “not all signed” stand in the row as they were
    answer = hanh.send(f"/tim/bo-loc/{uuid}/bo/", so=str(office.out.uuid))
    assert (answer.status_code, answer.headers["Location"]) == (302, book(office))
    assert "Tối mật chưa ký" not in hanh.text(book(office))


def test_a_fifty_first_filter_is_refused_and_still_put_on(office: Office) -> None:
    hanh = filled(office)
    for n in range(50):
        keep("book", {"name": f"Lọc {n}", "levels": ["1"]}, by=office.hanh)
    page = hanh.told(book(office), **TYPED, luu="1", ten="Tối mật chưa ký")
    assert "Đã lưu đủ 50 bộ lọc của sổ: bỏ một mục không còn dùng rồi lưu lại." in page
    assert "Dòng độ Tối mật" in page and "Dòng độ Mật" not in page
    assert 'value="Tối mật chưa ký"' in page and page.count('name="loc"') == 50
    assert hanh.send(f"/tim/bo-loc/{pressed(page, 'Lọc 7')}/bo/", so=str(office.out.uuid)).status_code == 302
    page = hanh.told(book(office), status=200, **TYPED, luu="1", ten="Tối mật chưa ký")
    assert ">Tối mật chưa ký</button>" in page and ">Lọc 7</button>" not in page


def test_every_condition_comes_back_and_the_volume_stays(office: Office) -> None:
    hanh = filled(office)
    day = f"{today():%d/%m/%Y}"
    typed = {"month": str(today().month), "as_of": day, "levels": ["1"], "unsigned": "on", "words": "độ Mật"}
    office.ground.settle()
    hanh.send(book(office), **typed, luu="1", ten="Đủ cả")
    page = hanh.told(book(office), status=200, loc=pressed(hanh.text(book(office)), "Đủ cả"))
    assert f'value="{day}"' in page and 'value="độ Mật"' in page
    assert f'<option value="{today().month}" selected>' in page
    assert "Dòng độ Mật" in page and "Dòng độ Tối mật" not in page


def test_without_a_name_it_is_called_by_what_it_asks(office: Office) -> None:
    hanh = filled(office)
    hanh.send(book(office), month="3", levels=["1", "2"], words="lũ", luu="1", ten=" ")
    assert ">Tháng 3, Mật, Tối mật, “lũ”</button>" in hanh.text(book(office))


def test_nothing_asked_nothing_is_kept(office: Office) -> None:
    hanh = filled(office)
    assert "Dòng độ Mật" in hanh.told(book(office), status=200, levels=["1", "2", "3"], luu="1", ten="Tất cả")
    assert not Group.unchecked.exists()


def test_sent_twice_it_is_kept_once_and_the_page_is_the_same(office: Office) -> None:
    hanh, once = filled(office), str(uuid4())
    pages = [hanh.told(book(office), status=200, **TYPED, luu="1", ten="Một lần", once=once) for _ in range(2)]
    assert Group.unchecked.count() == granted("filter.keep") == 1
    assert all("Dòng độ Tối mật" in page and page.count(">Một lần</button>") == 1 for page in pages)


def test_it_is_the_persons_own_and_nowhere_in_plain(office: Office) -> None:
    hanh = filled(office)
    hanh.send(book(office), words="tuyệt đối riêng", luu="1", ten="Điều theo dõi")
    uuid = pressed(hanh.text(book(office)), "Điều theo dõi")
    assert "Điều theo dõi" not in hanh.text("/tim/")  # the search has filters of its own
    assert visit(office, "duy").send(f"/tim/bo-loc/{uuid}/bo/").status_code == 404
    tables = ("SELECT * FROM registry_group", "SELECT ciphertext FROM vault_sealed", "SELECT body FROM audit_leaf")
    stored = "".join(str(row) for sql in tables for row in office.ground.all(sql)).encode()
    assert "tuyệt đối".encode() not in stored and "theo dõi".encode() not in stored


def test_a_book_page_opens_the_names_with_its_lines_by_one_reading(office: Office) -> None:
    hanh = filled(office)
    hanh.send(book(office), **TYPED, luu="1", ten="Một")
    before = granted("book.page"), granted("group.read")
    hanh.text(book(office))
    assert (granted("book.page"), granted("group.read")) == (before[0] + 1, before[1])


def test_one_that_is_gone_shows_the_book_unfiltered(office: Office) -> None:
    hanh = filled(office)
    page = hanh.told(book(office), status=200, loc=str(uuid4()))
    assert "Dòng độ Mật" in page and "Dòng độ Tối mật" in page
