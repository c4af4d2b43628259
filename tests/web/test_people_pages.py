"""Books handed over, units in their tree, posts by decision: the pages over acts that were there already."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from somat.access import actions
from somat.audit.moment import today
from somat.law.roles import Role
from somat.people import queries
from tests.cast import paper
from tests.office import Office, machine, office
from tests.web.visits import visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture
def substitute(office: Office) -> Any:
    """Khôi's place is no clerk's: Duy becomes one for the days on which Hạnh is away, and is cleared for everything."""
    from somat.law.levels import Level

    duy = office.duy.person
    role = actions.propose_role(duy, Role.VT, paper=paper(), by=office.ha)
    actions.confirm(role.uuid, by=office.an)
    office.world.clear("duy", Level.TUYET_MAT)
    away = actions.propose_substitute(
        duy, office.out, instead_of=office.hanh.person, paper=paper(today(), today() + 5 * DAY), by=office.ha
    )
    return actions.confirm(away.uuid, by=office.an)


def test_the_substitute_takes_the_book_and_writes_its_last_line(office: Office, substitute: Any) -> None:
    duy = visit(office, "duy")
    assert "Nhận bàn giao sổ" in duy.text("/hom-nay/")
    listed = duy.text("/nguoi/ban-giao/")
    assert "Nguyễn Thị Hạnh" in listed and "chưa ghi" in listed and "thay trong những ngày nghỉ" in listed
    form = duy.text(f"/nguoi/ban-giao/{substitute.uuid}/")
    assert 'value="0"' in form and "Từ Nguyễn Thị Hạnh" in form
    assert "ghi đến số 0, không phải 4" in duy.told(f"/nguoi/ban-giao/{substitute.uuid}/", last_no=4)
    assert "chưa ghi" in duy.text("/nguoi/ban-giao/")
    assert duy.send(f"/nguoi/ban-giao/{substitute.uuid}/", last_no=0).status_code == 302
    assert "chưa ghi" not in duy.text("/nguoi/ban-giao/")
    assert "Nhận bàn giao sổ" not in duy.text("/hom-nay/")
    assert "một lần" in duy.told(f"/nguoi/ban-giao/{substitute.uuid}/", last_no=3)


def test_nobody_else_takes_it(office: Office, substitute: Any) -> None:
    hanh = visit(office, "hanh")
    assert "chưa ghi" in hanh.text("/nguoi/ban-giao/")  # the giver sees that it is not taken yet
    assert f"/nguoi/ban-giao/{substitute.uuid}/" not in hanh.text("/nguoi/ban-giao/")
    hanh.told(f"/nguoi/ban-giao/{substitute.uuid}/", last_no=0)
    visit(office, "chi").text(f"/nguoi/ban-giao/{substitute.uuid}/", status=404)
    assert "Chưa có lần bàn giao sổ nào" in visit(office, "chi").text("/nguoi/ban-giao/")


def test_a_unit_is_entered_below_another_and_ended_when_empty(office: Office) -> None:
    ha = visit(office, "ha")
    top = next(u for u in queries.units(by=office.ha, on=today()) if u.parent_id is None)
    assert (
        ha.send("/nguoi/don-vi/moi/", name="Tổ số hóa", short="", parent=top.uuid, since="01/10/2026").status_code
        == 302
    )
    page = ha.text("/nguoi/don-vi/")
    assert "Tổ số hóa" in page and page.index(top.name) < page.index("Tổ số hóa")
    unit = next(u for u in queries.units(by=office.ha, on=today()) if u.name == "Tổ số hóa")
    office_unit = next(u for u in queries.units(by=office.ha, on=today()) if u.name == "Văn phòng")
    assert "hãy chuyển đi trước" in ha.told(f"/nguoi/don-vi/{office_unit.uuid}/ket-thuc/", until=f"{today():%d/%m/%Y}")
    ended = f"{today() - DAY:%d/%m/%Y}"
    assert ha.send(f"/nguoi/don-vi/{unit.uuid}/ket-thuc/", until=ended).status_code == 302
    assert "Tổ số hóa" not in ha.text("/nguoi/don-vi/")


def test_a_leader_writes_down_an_appointment(office: Office) -> None:
    an = visit(office, "an")
    unit = next(u for u in queries.units(by=office.an, on=today()) if u.name == "Phòng Kinh tế")
    fields = {"unit": unit.uuid, "post": "Phó Trưởng phòng", "decision": "12/QĐ-UBND", "until": ""}
    days = {"decided_on": f"{today():%d/%m/%Y}", "since": f"{today():%d/%m/%Y}"}
    assert an.send(f"/nguoi/{office.duy.person}/bo-nhiem/", **fields, **days).status_code == 302
    page = an.text(f"/nguoi/{office.duy.person}/")
    assert "Phó Trưởng phòng" in page and "12/QĐ-UBND" in page
    late = {"decided_on": f"{today() + 9 * DAY:%d/%m/%Y}", "since": f"{today():%d/%m/%Y}"}
    assert "chưa tới" in an.told(f"/nguoi/{office.duy.person}/bo-nhiem/", **fields, **late)
    assert visit(office, "hanh").send(f"/nguoi/{office.duy.person}/bo-nhiem/", **fields, **days).status_code == 403


def test_a_transfer_ends_what_was_held(office: Office) -> None:
    ha = visit(office, "ha")
    unit = next(u for u in queries.units(by=office.ha, on=today()) if u.name == "Phòng Kinh tế")
    fields = {"unit": unit.uuid, "post": "Chuyên viên", "until": f"{today() - DAY:%d/%m/%Y}"}
    assert office.duy.clearance is not None
    assert ha.send(f"/nguoi/{office.duy.person}/chuyen/", **fields).status_code == 302
    assert office.duy.clearance is None and office.duy.roles == frozenset()
