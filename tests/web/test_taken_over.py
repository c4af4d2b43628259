"""The page by which a clerk records a hand-over signed on paper, and the button of somebody of the unit."""

from __future__ import annotations

import pytest

from somat.audit.moment import VIETNAM, now
from somat.registry.actions.handle import forward
from somat.registry.models import Forward
from tests.office import Office, machine, office
from tests.web.visits import visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_somebody_of_the_unit_has_the_button(office: Office) -> None:
    entry = office.registered(circle=(office.duy.person, office.an.person))
    step = forward(entry.uuid, unit="Văn phòng", person=None, due_on=None, by=office.hanh)
    duy, path, take = visit(office, "duy"), f"/dong/{entry.uuid}/", f"/chuyen/{step.uuid}/nhan/"
    assert take in duy.text(path)
    assert duy.send(take).status_code == 302
    assert take not in duy.text(path) and Forward.unchecked.get().received_by == office.duy.person


def test_another_unit_has_no_button(office: Office) -> None:
    entry = office.registered(circle=(office.duy.person,))
    step = forward(entry.uuid, unit="Phòng Kinh tế", person=None, due_on=None, by=office.hanh)
    assert f"/chuyen/{step.uuid}/nhan/" not in visit(office, "duy").text(f"/dong/{entry.uuid}/")


def test_the_clerk_records_a_signature_on_paper(office: Office) -> None:
    entry, hanh = office.registered(), visit(office, "hanh")
    path = f"/dong/{entry.uuid}/nhan-tren-giay/"
    assert path not in hanh.text(f"/dong/{entry.uuid}/")
    hanh.text(path, status=404)
    step = forward(entry.uuid, unit="Văn phòng", person=None, due_on=None, by=office.hanh)
    assert path in hanh.text(f"/dong/{entry.uuid}/")
    at = f"{now().astimezone(VIETNAM):%d/%m/%Y %H:%M}"
    typed = {"step": str(step.uuid), "taken_at": at}
    assert "Cơ quan không có ai tên" in hanh.told(path, status=200, **typed, person="Người Lạ")
    assert "Chỉ người được chuyển mới nhận" in hanh.told(path, **typed, person="Đặng Linh Chi")
    assert hanh.send(path, **typed, person="Lê Quang Duy").status_code == 302
    page = hanh.text(f"/dong/{entry.uuid}/")
    assert "đã nhận" in page and path not in page
    assert "chưa ký" not in hanh.text(f"/so/{office.in_.uuid}/").split("<table")[1].split("</table>")[0]
