"""The page of a line: own signature, handing on, reply, changes with old and new value, who was let in."""

from __future__ import annotations

from uuid import uuid4

import pytest

from somat.law.levels import Level
from somat.registry import queries
from somat.registry.line import To
from tests.office import Office, machine, office
from tests.web.visits import visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_the_receiver_signs_from_the_page_and_nobody_else_has_the_button(office: Office) -> None:
    entry = office.issued(to=(To("Lê Quang Duy", office.duy.person),), copies=2)
    duy, hanh = visit(office, "duy"), visit(office, "hanh")
    text = duy.text(f"/dong/{entry.uuid}/")
    assert "Ký nhận bản số 1" in text and "Hủy số…" not in text
    assert "Ký nhận bản số 1" not in hanh.text(f"/dong/{entry.uuid}/")
    recipient = queries.recipients([entry], by=office.hanh)[entry.uuid][0]
    assert duy.send(f"/noi-nhan/{recipient.uuid}/ky/").status_code == 302
    after = duy.text(f"/dong/{entry.uuid}/")
    assert "Ký nhận bản số 1" not in after and "bằng tài khoản của người nhận" in after


def test_an_arrival_shows_where_it_went_and_the_named_person_takes_it_over(office: Office) -> None:
    entry, hanh = office.registered(), visit(office, "hanh")
    assert "Chưa chuyển cho ai." in hanh.text(f"/dong/{entry.uuid}/")
    sent = hanh.send(f"/dong/{entry.uuid}/chuyen/", unit="Văn phòng", person="Lê Quang Duy", due_on="")
    assert sent.status_code == 302
    duy = visit(office, "duy")
    assert "Nhận văn bản chuyển đến" in duy.text(f"/dong/{entry.uuid}/")
    step = queries.forwards([entry], by=office.hanh)[entry.uuid][0]
    assert duy.send(f"/chuyen/{step.uuid}/nhan/").status_code == 302
    text = hanh.text(f"/dong/{entry.uuid}/")
    assert "đã nhận" in text and "Nhận văn bản chuyển đến</button>" not in text and "người xử lý" in text


def test_reply_and_arrival_lead_to_each_other(office: Office) -> None:
    arrival, reply, hanh = office.registered(), office.issued(), visit(office, "hanh")
    assert hanh.send(f"/dong/{arrival.uuid}/tra-loi/", reply=reply.no, year=reply.year).status_code == 302
    assert f"/dong/{reply.uuid}/" in hanh.text(f"/dong/{arrival.uuid}/")
    text = hanh.text(f"/dong/{reply.uuid}/")
    assert "Trả lời cho" in text and f"/dong/{arrival.uuid}/" in text


def test_a_correction_shows_old_and_new_who_asked_and_who_answered(office: Office) -> None:
    entry, hanh = office.issued(), visit(office, "hanh")
    asked = {"column": 6, "value": "Trần Minh Khôi", "reason": "ghi nhầm người ký", "leader": office.khoi.person}
    assert hanh.send(f"/dong/{entry.uuid}/sua/", **asked).status_code == 302
    khoi = visit(office, "khoi")
    waiting = khoi.text(f"/dong/{entry.uuid}/")
    assert "(6) Người ký" in waiting and "“Trần Minh Khôi”" in waiting
    question = queries.questions([entry], by=office.hanh)[entry.uuid][0]
    assert khoi.send(f"/de-nghi/{question.uuid}/dong-y/").status_code == 302
    text = visit(office, "hanh").text(f"/dong/{entry.uuid}/")
    assert "Nguyễn Văn An</del>" in text and "Trần Minh Khôi</ins>" in text
    assert "ghi nhầm người ký" in text and "đồng ý" in text and "Sửa cột (6) Người ký" in text


def test_a_raised_line_says_that_its_old_values_are_gone(office: Office) -> None:
    entry, hanh = office.issued(), visit(office, "hanh")
    asked = {"column": 5, "value": "3", "reason": "nâng độ mật", "leader": office.khoi.person}
    assert hanh.send(f"/dong/{entry.uuid}/sua/", **asked).status_code == 302
    question = queries.questions([entry], by=office.hanh)[entry.uuid][0]
    assert visit(office, "khoi").send(f"/de-nghi/{question.uuid}/dong-y/").status_code == 302
    text = visit(office, "hanh").text(f"/dong/{entry.uuid}/")
    assert "đã hủy khi nâng độ mật" in text and "Tình hình địa bàn giả định" not in text


def test_readings_stand_apart_from_acts(office: Office) -> None:
    entry, hanh = office.issued(), visit(office, "hanh")
    hanh.text(f"/dong/{entry.uuid}/")
    text = hanh.text(f"/dong/{entry.uuid}/")
    acts, readings = text.split("Người mở xem gần đây")
    assert "Lấy số và vào sổ đi" in acts and "Mở xem dòng sổ" not in acts
    assert "Nguyễn Thị Hạnh" in readings


def test_a_leader_lets_somebody_in_and_ends_it(office: Office) -> None:
    entry = office.issued(signer_person=office.an.person)
    an, duy = visit(office, "an"), visit(office, "duy")
    duy.text(f"/dong/{entry.uuid}/", status=404)
    page = an.text(f"/dong/{entry.uuid}/duoc-biet/")
    assert "Lê Quang Duy" in page and "Đặng Linh Chi" not in page  # Chi is cleared for nothing
    assert an.send(f"/dong/{entry.uuid}/duoc-biet/", persons=[office.duy.person]).status_code == 302
    assert "được cấp phạm vi" in an.text(f"/dong/{entry.uuid}/duoc-biet/")
    assert "Phạm vi được biết" not in visit(office, "duy").text(f"/dong/{entry.uuid}/")
    an = visit(office, "an")
    assert "Thôi phạm vi được biết: Lê Quang Duy" in an.text(f"/dong/{entry.uuid}/duoc-biet/{office.duy.person}/thoi/")
    assert an.send(f"/dong/{entry.uuid}/duoc-biet/{office.duy.person}/thoi/", until="01/01/2020").status_code == 302
    assert "đã thôi" in an.text(f"/dong/{entry.uuid}/duoc-biet/")
    visit(office, "duy").text(f"/dong/{entry.uuid}/", status=404)


def test_only_a_leader_who_reads_the_line_opens_its_circle(office: Office) -> None:
    entry = office.issued(signer_person=office.an.person, drafter=office.duy.person)
    answers = {
        name: visit(office, name).client.get(f"/dong/{entry.uuid}/duoc-biet/").status_code
        for name in ("an", "khoi", "hanh", "duy")
    }
    assert answers == {"an": 200, "khoi": 404, "hanh": 403, "duy": 403}


def test_nobody_is_let_in_above_his_clearance_even_by_a_made_up_form(office: Office) -> None:
    entry = office.issued(level=Level.TUYET_MAT, abstract="", signer_person=office.an.person)
    an = visit(office, "an")
    an.told(f"/dong/{entry.uuid}/duoc-biet/", persons=[office.duy.person], status=200)
    assert "Lê Quang Duy" not in an.text(f"/dong/{entry.uuid}/duoc-biet/")


def test_a_cancelled_line_takes_no_signature(office: Office) -> None:
    entry = office.issued(to=(To("Lê Quang Duy", office.duy.person),), copies=2)
    hanh = visit(office, "hanh")
    assert hanh.send(f"/dong/{entry.uuid}/huy/", reason="ghi trùng", leader=office.khoi.person).status_code == 302
    question = queries.questions([entry], by=office.hanh)[entry.uuid][0]
    assert visit(office, "khoi").send(f"/de-nghi/{question.uuid}/dong-y/").status_code == 302
    text = visit(office, "duy").text(f"/dong/{entry.uuid}/")
    assert "Ký nhận bản số" not in text and "ghi trùng" in text
    recipient = queries.recipients([entry], by=office.hanh)[entry.uuid][0]
    assert visit(office, "duy").send(f"/noi-nhan/{recipient.uuid}/ky/", once=str(uuid4())).status_code == 409
