"""Pages of an earlier day: the book with `as_of` alone, the law for a day; a day that cannot be read shows nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from somat.audit.moment import now, today
from somat.registry.actions.answer import confirm
from tests.office import Office, machine, office
from tests.registry.evidence import asked, granted
from tests.web.visits import Visitor, visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
YESTERDAY = today() - timedelta(days=1)
BANNER = f"Sổ như ngày {YESTERDAY:%d/%m/%Y}"


def two_days(office: Office) -> Visitor:
    """A line three days old whose abstract was corrected today, another that was cancelled today, and a line of today."""
    old, struck = office.issued(abstract="Dòng cũ"), office.issued(abstract="Dòng hủy sau")
    for line in (old, struck):
        then = now() - timedelta(days=3)
        office.ground.run("UPDATE registry_entry SET registered_at = ? WHERE no = ?", then, line.no)
    confirm(asked(office, old, "correct", column=4, value="Chữ đã sửa").uuid, by=office.at_desk("an"))
    confirm(asked(office, struck, "cancel", reason="Cấp nhầm").uuid, by=office.at_desk("an"))
    office.issued(abstract="Dòng hôm nay")
    return visit(office, "hanh")


def book(office: Office) -> str:
    return f"/so/{office.out.uuid}/"


def test_later_lines_are_left_out_and_later_answers_taken_back(office: Office) -> None:
    hanh = two_days(office)
    page = hanh.told(book(office), status=200, as_of=f"{YESTERDAY:%d/%m/%Y}")
    assert BANNER in page and "Dòng cũ" in page and "Dòng hủy sau" in page
    assert "Dòng hôm nay" not in page and "Chữ đã sửa" not in page and "Cấp nhầm" not in page
    page = hanh.text(book(office))
    assert "Sổ như ngày" not in page
    assert all(words in page for words in ("Dòng hôm nay", "Chữ đã sửa", "Dòng cũ", "Cấp nhầm"))


def test_before_the_first_line_the_book_is_empty(office: Office) -> None:
    hanh = two_days(office)
    page = hanh.told(book(office), status=200, as_of=f"{today() - timedelta(days=9):%d/%m/%Y}")
    assert "Không có dòng nào khớp" in page and "Dòng cũ" not in page and 'class="next"' not in page


@pytest.mark.parametrize("typed", ["45/13/2026", "31/02/2026", "hôm qua"])
def test_a_day_that_cannot_be_read_shows_the_sentence_and_no_line(office: Office, typed: str) -> None:
    hanh, before = two_days(office), granted("book.page")
    page = hanh.told(book(office), status=200, as_of=typed)
    assert "Chưa lọc được sổ" in page and '<a href="#f-as_of">Tính đến</a>' in page and 'id="f-as_of"' in page
    assert f'value="{typed}"' in page and "Sổ như ngày" not in page and 'class="next"' not in page
    assert not any(words in page for words in ("Dòng cũ", "Dòng hôm nay", "Chữ đã sửa", "Không có dòng nào"))
    assert granted("book.page") == before  # nothing was read


def test_a_day_that_has_not_come_shows_the_sentence_and_no_line(office: Office) -> None:
    hanh, day = two_days(office), f"{today() + timedelta(days=1):%d/%m/%Y}"
    page = hanh.told(book(office), status=200, as_of=day)
    assert f"Ngày {day} chưa đến." in page and "Dòng cũ" not in page
    assert "Sổ như ngày" in hanh.told(book(office), status=200, as_of=f"{today():%d/%m/%Y}")


def test_the_law_of_a_day(office: Office) -> None:
    hanh = visit(office, "hanh")
    page = hanh.told("/can-cu/", status=200, as_of="45/13/2026")
    assert "Chưa lọc được căn cứ" in page and '<a href="#f-as_of">Xét cho ngày</a>' in page
    assert "<table" not in page and "Căn cứ có hiệu lực vào ngày" not in page
    page = hanh.told("/can-cu/", status=200, as_of="05/03/2026")
    assert "Căn cứ có hiệu lực vào ngày 05/03/2026" in page and "<table" in page
    assert "Căn cứ có hiệu lực vào ngày" not in hanh.text("/can-cu/")
