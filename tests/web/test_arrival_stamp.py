"""The ĐẾN stamp is filled from the line of the arrival: number, day, unit; a closed envelope gets none (R-IN-7)."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID, uuid4

import pytest

from somat.audit.moment import today
from somat.registry.actions.handle import forward
from somat.registry.actions.register import Found, complete
from tests.office import Office, machine, office  # noqa: F401
from tests.reporting.paper import pages
from tests.web.test_papers import prints
from tests.web.test_stamping import send
from tests.web.visits import visit

PAGE, LABEL = "/bieu-mau/dong-dau/", "Đóng dấu ĐẾN"
DAY = f"{today():%d/%m/%Y}"


def values(html: str) -> dict[str, str]:
    """What stands in the boxes of the stamp."""
    return {
        field: html.split(f'name="d-C-ĐẾN-{field}" value="')[1].split('"')[0]
        for field in ("agency", "number", "day", "to", "file")
    }


def test_the_page_of_an_arrival_leads_to_its_stamp_filled(office: Office) -> None:  # noqa: F811
    office.registered()
    entry, hanh = office.registered(unit="Phòng Kinh tế"), visit(office, "hanh")
    address = f"{PAGE}?dong={entry.uuid}"
    page = hanh.text(f"/dong/{entry.uuid}/")
    assert f'href="{address}">{LABEL}' in page
    html = hanh.text(address)
    assert values(html) | {"agency": ""} == {
        "agency": "",
        "number": "02",
        "day": DAY,
        "to": "Phòng Kinh tế",
        "file": "",
    }
    assert values(html)["agency"] and html.count(" checked>") == 1 and 'name="d-C-ĐẾN" checked>' in html
    assert f"ĐẾN · Số: 02 · Ngày: {DAY} · Chuyển: Phòng Kinh tế" in html and "Số đến 02" in html


def test_where_it_was_handed_on_to_stands_in_it(office: Office) -> None:  # noqa: F811
    entry = office.registered()
    forward(entry.uuid, unit="Phòng Kinh tế", person=None, due_on=None, by=office.hanh)
    assert values(visit(office, "hanh").text(f"{PAGE}?dong={entry.uuid}"))["to"] == "Phòng Kinh tế"


def test_without_a_line_the_page_is_as_it_was(office: Office) -> None:  # noqa: F811
    html = visit(office, "hanh").text(PAGE)
    assert set(values(html).values()) == {""} and " checked>" not in html


def test_the_stamped_file_says_what_the_line_says(office: Office) -> None:  # noqa: F811
    entry = office.registered()
    visit(office, "quan").send(f"/bieu-mau/dau/{quote('C-ĐẾN')}/nhan/")
    typed = {
        f"d-C-ĐẾN-{name}": value
        for name, value in values(visit(office, "hanh").text(f"{PAGE}?dong={entry.uuid}")).items()
    }
    place = {"d-C-ĐẾN-left": "140", "d-C-ĐẾN-top": "255"}
    status, content, _ = send(office, "hanh", **{"d-C-ĐẾN": "on", **typed, **place})
    assert (status, prints()) == (200, 1)
    text = pages(content)[0].text
    assert "ĐẾN" in text and "Số: 01" in text and f"Ngày: {DAY}" in text


def test_a_closed_envelope_gets_no_stamp_until_its_person_opened_it(office: Office) -> None:  # noqa: F811
    entry = office.registered(named_only=True, abstract="", doc_type="", to_person=office.duy.person)
    hanh, address = visit(office, "hanh"), f"{PAGE}?dong={entry.uuid}"
    assert LABEL not in hanh.text(f"/dong/{entry.uuid}/")
    assert "không bóc để đóng dấu" in hanh.text(address, status=409)
    assert "không bóc để đóng dấu" in hanh.told(address, **{"d-C-ĐẾN": "on"})
    complete(entry.uuid, found=Found(today(), "KH", "Kế hoạch giả định", 1), by=office.at_desk("duy"))
    assert LABEL in visit(office, "hanh").text(f"/dong/{entry.uuid}/")
    visit(office, "hanh").text(address)


def test_what_is_not_his_or_is_no_arrival_is_not_there(office: Office) -> None:  # noqa: F811
    arrival, sent = office.registered(), office.issued()
    for who, uuid in (("duy", arrival.uuid), ("hanh", sent.uuid), ("hanh", uuid4()), ("hanh", UUID(int=0))):
        visit(office, who).text(f"{PAGE}?dong={uuid}", status=404)
    visit(office, "hanh").text(f"{PAGE}?dong=x", status=404)
    assert LABEL not in visit(office, "hanh").text(f"/dong/{sent.uuid}/")


@pytest.mark.parametrize("who", ["hanh", "duy"])
def test_who_may_print_has_the_link(office: Office, who: str) -> None:  # noqa: F811
    entry = office.registered(circle=(office.duy.person,))
    assert LABEL in visit(office, who).text(f"/dong/{entry.uuid}/")
