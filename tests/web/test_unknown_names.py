"""A name that nobody bears, a unit that is not there: a form says so and keeps what was typed, instead of losing it."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from somat.registry.models import Entry, Forward
from tests.office import Office, machine, office
from tests.web.test_namesakes import arrival, circle, out
from tests.web.visits import visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_an_arrival_for_nobody_is_not_registered(office: Office) -> None:
    hanh, path = visit(office, "hanh"), f"/so/{office.in_.uuid}/moi/"
    told = hanh.told(path, status=200, **arrival(recipients="Trần Văn Không Có"))
    assert "Cơ quan không có ai tên “Trần Văn Không Có”" in told
    assert 'value="Trần Văn Không Có"' in told and "Điều đã gõ về người trùng tên" in told
    assert not Entry.unchecked.exists()
    assert hanh.send(path, **arrival(recipients="")).status_code == 302


@pytest.mark.parametrize(
    "unit, person, says",
    [
        ("Phòng Kinh tế", "Trần Văn Không Có", "Cơ quan không có ai tên “Trần Văn Không Có”"),
        ("Phòng Không Có", "", "Cơ quan không có đơn vị “Phòng Không Có”"),
        ("phong kinh te", "", "Cơ quan không có đơn vị “phong kinh te”"),
    ],
)
def test_nothing_is_handed_to_nobody(office: Office, unit: str, person: str, says: str) -> None:
    entry, hanh = office.registered(), visit(office, "hanh")
    told = hanh.told(f"/dong/{entry.uuid}/chuyen/", status=200, unit=unit, person=person, due_on="31/12/2099")
    assert says in told and f'value="{unit}"' in told and f'value="{person}"' in told and "31/12/2099" in told
    assert not Forward.unchecked.exists()


def test_a_signer_from_elsewhere_stays_a_name(office: Office) -> None:
    hanh, path = visit(office, "hanh"), f"/so/{office.out.uuid}/moi/"
    assert hanh.send(path, **out(signer="Trần Văn Cấp Trên", copies=2)).status_code == 302
    assert Entry.unchecked.get().signer == "Trần Văn Cấp Trên" and circle("signer") == set()


def test_marks_typed_apart_are_the_same_name(office: Office) -> None:
    hanh, path = visit(office, "hanh"), f"/so/{office.in_.uuid}/moi/"
    assert hanh.send(path, **arrival(recipients=normalize("NFD", "Lê Quang Duy"))).status_code == 302
    assert circle("recipient") == {office.duy.person}


def test_a_site_without_units_still_hands_on(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("somat.people.queries.units", lambda **_: [])
    entry, hanh = office.registered(), visit(office, "hanh")
    typed = {"unit": "Văn phòng xã", "person": "Lê Quang Duy", "due_on": ""}
    assert hanh.send(f"/dong/{entry.uuid}/chuyen/", **typed).status_code == 302
    assert Forward.unchecked.get().person == office.duy.person
