"""A half-filled form: kept sealed by any page that has one, given back to its writer alone, cleared when its act is done."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest

from somat.registry.queries import halves
from tests.office import Office, machine, office
from tests.web.visits import Visitor, visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
PERSON = "/nguoi/moi/"


def keep(who: Visitor, place: str, half: str, **fields: Any) -> Any:
    return who.client.post(f"/nhap/?trang={quote(place)}&half={half}", {**fields, "csrfmiddlewaretoken": "x"})


def taken(who: Visitor, page: str) -> dict[str, Any]:
    found: dict[str, Any] = who.client.post(f"/nhap/lay/?trang={quote(page)}").json()
    return found


def test_what_was_typed_comes_back_on_its_own_page(office: Office) -> None:
    ha, half = visit(office, "ha"), str(uuid4())
    assert keep(ha, f"{PERSON}#", half, name="Lý Thị Dở", unit=["a", "b"]).status_code == 200
    form = taken(visit(office, "ha"), PERSON)[f"{PERSON}#"]
    assert (form["half"], form["fields"]) == (half, {"name": ["Lý Thị Dở"], "unit": ["a", "b"]})
    assert taken(visit(office, "ha"), "/nguoi/don-vi/moi/") == {}


def test_nobody_else_gets_it_by_page_or_by_name(office: Office) -> None:
    half = str(uuid4())
    keep(visit(office, "ha"), f"{PERSON}#", half, name="Lý Thị Dở")
    an = visit(office, "an")
    assert taken(an, PERSON) == {}
    keep(an, f"{PERSON}#", half, name="của An")
    assert taken(visit(office, "ha"), PERSON)[f"{PERSON}#"]["fields"] == {"name": ["Lý Thị Dở"]}


def test_a_refused_form_is_kept_and_a_done_one_is_not(office: Office) -> None:
    ha, half = visit(office, "ha"), str(uuid4())
    keep(ha, f"{PERSON}#", half, name="Lý Thị Dở")
    page = ha.send(PERSON, name="", half=half)
    assert page.status_code == 200 and f'data-half="{half}"' in page.content.decode()
    assert len(halves.waiting(by=office.ha)) == 1
    assert ha.send(PERSON, name="Lý Thị Xong", unit="", outside="Sở Tư pháp", half=half).status_code == 302
    assert halves.waiting(by=office.ha) == []
    assert keep(ha, f"{PERSON}#", half, name="Muộn").status_code == 409
    assert taken(ha, PERSON) == {}


def test_an_act_clears_no_form_but_its_own(office: Office) -> None:
    ha, other = visit(office, "ha"), str(uuid4())
    keep(ha, "/nguoi/don-vi/moi/#", other, name="Tổ mới")
    assert ha.send(PERSON, name="Lý Thị Xong", unit="", outside="Sở Tư pháp", half=str(uuid4())).status_code == 302
    assert len(halves.waiting(by=office.ha)) == 1
    keep(visit(office, "an"), "/x/#", other, name="của An")
    ha.client.post("/nhap/bo/", {"half": other})
    assert halves.waiting(by=office.ha) == [] and len(halves.waiting(by=office.an)) == 1


def test_an_account_s_secret_is_an_answer_that_clears_too(office: Office) -> None:
    ha, quan, half = visit(office, "ha"), visit(office, "quan"), str(uuid4())
    ha.send(PERSON, name="Lý Thị Mới", unit="", outside="Sở Tư pháp")
    person = office.ground.all("SELECT uuid FROM people_person WHERE name = 'Lý Thị Mới'")[0][0]
    path = f"/nguoi/{UUID(str(person))}/tai-khoan/"
    keep(quan, f"{path}#", half, username="moi")
    assert quan.send(path, username="moi", until="31/12/2099", half=half).status_code == 200
    assert halves.waiting(by=office.quan) == []


def test_a_page_that_opens_asks_for_what_was_kept_and_one_that_answers_does_not(office: Office) -> None:
    ha = visit(office, "ha")
    assert 'data-take="/nhap/lay/" data-half=""' in ha.text(PERSON)
    assert 'data-take=""' in ha.send(PERSON, name="").content.decode()


def test_nothing_of_it_lies_in_plain(office: Office) -> None:
    keep(visit(office, "ha"), f"{PERSON}#", str(uuid4()), name="Lý Thị Dở")
    rows = office.ground.all("SELECT * FROM registry_draft")
    assert len(rows) == 1 and "Dở" not in str(rows) and "nguoi" not in str(rows)
