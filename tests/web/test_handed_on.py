"""The day's page leads to the paper that waits for a unit; a reply is named by its line where several books have the number."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from somat.audit.moment import today
from somat.registry.actions.books import NewBook, open_book
from somat.registry.actions.handle import forward
from somat.registry.models import Entry
from tests.office import Office, machine, office
from tests.web.visits import visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_the_days_page_leads_to_what_waits_for_a_unit(office: Office) -> None:
    entry = office.registered(circle=(office.duy.person,))
    forward(entry.uuid, unit="Văn phòng", person=None, due_on=None, by=office.hanh)
    text = visit(office, "duy").text("/hom-nay/")
    assert "Nhận văn bản chuyển đến Văn phòng, số đến 01" in text and f"/dong/{entry.uuid}/" in text
    assert "Văn phòng có 1 văn bản đến chờ nhận ở văn thư" in visit(office, "khoi").text("/hom-nay/")
    assert str(entry.uuid) not in visit(office, "khoi").text("/hom-nay/")


def test_a_hand_over_on_paper_leads_the_clerk_to_its_page(office: Office) -> None:
    entry = office.registered()
    step = forward(entry.uuid, unit="Phòng Kinh tế", person=None, due_on=None, by=office.hanh)
    page, hanh = f"/dong/{entry.uuid}/nhan-tren-giay/", visit(office, "hanh")
    assert page not in hanh.text("/hom-nay/")
    office.ground.tamper(
        "registry_forward", "UPDATE registry_forward SET at = ? WHERE uuid = ?", step.at - timedelta(days=2), step.uuid
    )
    text = hanh.text("/hom-nay/")
    assert page in text and "Ghi ký nhận chuyển đến Phòng Kinh tế, số đến 01" in text and "Đã chờ 2 ngày" in text
    hanh.text(page)


def second_book(office: Office) -> Any:
    book = open_book(NewBook("out", "Sổ đi riêng", symbol="UBND"), by=office.hanh)
    office.world.keep("hanh", book)
    return book


def test_a_number_of_two_books_is_refused_with_the_choice(office: Office) -> None:
    arrival, first = office.registered(), office.issued(abstract="Việc thứ nhất giả định")
    book = second_book(office)
    second = office.issued(book=book.uuid, abstract="Việc thứ hai giả định")
    assert first.no == second.no
    hanh, address = visit(office, "hanh"), f"/dong/{arrival.uuid}/tra-loi/"
    typed = {"reply": str(first.no), "year": str(first.year)}
    text = hanh.told(address, status=200, **typed)
    assert "Có 2 dòng mang số 01" in text and f'value="{typed["reply"]}"' in text and f'value="{typed["year"]}"' in text
    for line, name, about in ((first, office.out.name, "Việc thứ nhất"), (second, "Sổ đi riêng", "Việc thứ hai")):
        assert f'value="{line.uuid}"' in text and name in text and about in text
    assert Entry.unchecked.get(uuid=arrival.uuid).answered_by is None
    assert hanh.send(address, **typed, which=str(second.uuid)).status_code == 302
    assert Entry.unchecked.get(uuid=arrival.uuid).answered_by == second.uuid


def test_a_line_of_another_number_is_not_chosen(office: Office) -> None:
    arrival, book = office.registered(), second_book(office)
    office.issued()
    office.issued(book=book.uuid)
    other = office.issued()
    address = f"/dong/{arrival.uuid}/tra-loi/"
    text = visit(office, "hanh").told(address, status=200, reply="1", year=str(today().year), which=str(other.uuid))
    assert "Có 2 dòng mang số 01" in text and Entry.unchecked.get(uuid=arrival.uuid).answered_by is None


def test_a_line_that_is_not_his_to_see_is_no_choice(office: Office) -> None:
    arrival, first = office.registered(), office.issued()
    hidden = open_book(NewBook("out", "Sổ đi của người khác", symbol="UBND"), by=office.hanh)
    office.world.keep("hanh", hidden)
    office.issued(book=hidden.uuid)
    office.ground.run("DELETE FROM access_right WHERE book = ?", hidden.uuid)
    hanh = visit(office, "hanh")
    assert hanh.send(f"/dong/{arrival.uuid}/tra-loi/", reply="1", year=str(today().year)).status_code == 302
    assert Entry.unchecked.get(uuid=arrival.uuid).answered_by == first.uuid
