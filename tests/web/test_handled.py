"""The page of an arrival that needs no reply: written as handled, corrected, taken back; the inspector's list says when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from somat.audit.moment import today
from somat.registry.actions.handle import forward
from tests.office import Office, machine, office
from tests.web.test_checks import look
from tests.web.visits import visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
TODAY = f"{today():%d/%m/%Y}"
HOW = "đã phổ biến, lưu hồ sơ"
HANDLED, BACK = "Đã xử lý, không trả lời…", "Rút lại việc đã xử lý…"


def test_the_keeper_writes_it_corrects_it_and_takes_it_back(office: Office) -> None:
    entry, hanh = office.registered(due_on=today()), visit(office, "hanh")
    page, address = f"/dong/{entry.uuid}/", f"/dong/{entry.uuid}/da-xu-ly/"
    assert "Xử lý văn bản đến" in hanh.text("/hom-nay/") and HANDLED in hanh.text(page)
    form = hanh.text(address)
    assert f'value="{TODAY}"' in form and 'value="Nguyễn Thị Hạnh"' in form
    assert hanh.send(address, done_on=TODAY, person="Lê Quang Duy", how=HOW).status_code == 302
    assert "Xử lý văn bản đến" not in hanh.text("/hom-nay/")
    text = hanh.text(page)
    assert HANDLED not in text and f"{TODAY}, Lê Quang Duy" in text and HOW in text
    assert "Ghi đã xử lý văn bản đến" in text  # in the history too
    form = hanh.text(address)
    assert f'value="{HOW}"' in form and 'value="Lê Quang Duy"' in form
    assert hanh.send(address, done_on=TODAY, person="Nguyễn Thị Hạnh", how=HOW).status_code == 302
    assert f"{TODAY}, Nguyễn Thị Hạnh" in hanh.text(page)
    assert hanh.send(f"/dong/{entry.uuid}/chua-xu-ly/", reason="ghi nhầm dòng").status_code == 302
    text = hanh.text(page)
    assert HANDLED in text and BACK not in text and "ghi nhầm dòng" in text and text.count(HOW) == 2
    assert "Xử lý văn bản đến" in hanh.text("/hom-nay/")


def test_the_handler_has_the_button_and_who_only_reads_has_not(office: Office) -> None:
    entry = office.registered(due_on=today())
    office.ground.member(entry.uuid, office.an.person)
    forward(entry.uuid, unit="Văn phòng", person=office.duy.person, due_on=None, by=office.hanh)
    duy, page = visit(office, "duy"), f"/dong/{entry.uuid}/"
    assert HANDLED in duy.text(page) and HANDLED not in visit(office, "an").text(page)
    assert duy.send(f"{page}da-xu-ly/", done_on=TODAY, person="Lê Quang Duy", how=HOW).status_code == 302
    assert BACK in duy.text(page) and "Xử lý văn bản đến" not in duy.text("/hom-nay/")


def test_a_refusal_keeps_what_was_typed_and_names_the_days(office: Office) -> None:
    entry, hanh = office.registered(), visit(office, "hanh")
    late = f"{today() + timedelta(days=2):%d/%m/%Y}"
    text = hanh.told(f"/dong/{entry.uuid}/da-xu-ly/", done_on=late, person="Lê Quang Duy", how=HOW)
    assert "Ngày xử lý không trước ngày đến" in text and f'value="{HOW}"' in text and f'value="{late}"' in text


def test_handled_late_stays_in_the_list_of_late_lines(office: Office) -> None:
    ago = today() - timedelta(days=3)
    entry = office.registered(due_on=ago, arrived_on=ago, day=ago)
    hanh = visit(office, "hanh")
    assert "chưa trả lời" in look(hanh, office, "late", book=office.in_)
    before = f"{ago:%d/%m/%Y}"
    sent = hanh.send(f"/dong/{entry.uuid}/da-xu-ly/", done_on=before, person="Nguyễn Thị Hạnh", how=HOW)
    assert sent.status_code == 302
    text = look(hanh, office, "late", book=office.in_)
    assert f"hạn {before}, xử lý ngày {before}, ghi ngày {TODAY}" in text and f"/dong/{entry.uuid}/" in text
